"""What `sverka ui` and `sverka demo` say in the terminal."""

SERVICE = "служба"
INTERFACE = "интерфейс"
UP = "«Сверка» работает: {address} — откройте этот адрес в браузере. Остановить: Ctrl-C."
DOWN = "«Сверка» остановлена."
NOT_STARTED = "«Сверка» не запущена"
TAKEN = "порт {host}:{port} занят другой программой или не разрешён"
OTHER_PORT = "Остановите её или назовите другой порт: sverka ui --port 8148."
SILENT = "служба или интерфейс не отвечают полторы минуты"
FALLEN = "Процесс остановился сам"
LOOK_ABOVE = "Причина названа строкой выше; если её нет, запустите sverka serve отдельно и посмотрите, что она скажет."
# How the processes' own greetings begin; ours stands for both.
GREETINGS = ("Служба работает", "Служба остановлена")
SAMPLES = "Принимаю вымышленные планы из corpus/…"
KEPT = "Данные показа лежат в {home}; ваши планы — в другом месте, их показ не трогает."
NOT_TAKEN = "Примеры планов не приняты"
NOT_TAKEN_ADVICE = "Удалите папку {home} и запустите ещё раз: sverka demo."
