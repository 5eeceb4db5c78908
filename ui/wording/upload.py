"""The page «Загрузка»."""

from __future__ import annotations

from nlp.domain import State
from ui.wording import plural

LEAD = (
    "Добавьте файлы дорожных карт: Word, Excel, PDF, сканы, сохранённые страницы сайтов или архив zip с ними. "
    "«Сверка» разберёт их на мероприятия и предложит паспорт каждого плана, а вы проверите."
)
CHOOSE_FILES = "Файлы планов или zip-архив"
LIMITS = (
    "Перетащите файлы в рамку или выберите их. Каждый до 50 МБ; файл крупнее не возьмётся и будет отмечен красным. "
    "Порядок и число файлов любые."
)
CLEAR = "Очистить"
HIDE = "Скрыть"
TOO_LARGE = "он больше 50 МБ"
REFUSED = "{name} не принят: {why}."
SPLIT_IT = "Оставьте в файле только план и сохраните его заново."

DUPLICATE = "{name}: этот файл уже принят {when} как «{known}», второй раз он не считается."
DUPLICATE_SAME = "{name}: этот файл уже принят {when}, второй раз он не считается."
TWICE = "{name}: тот же файл выбран дважды, разобран он будет один раз."
ARCHIVE_KNOWN = "{name}: этот архив уже распаковывается."
ARCHIVE_READ = "{name}: {files}."
ARCHIVE_HELD = "{name}: {files}, из них уже были приняты раньше: {n}."
SHOW_IT = "Показать файл"

WORKING = "Идёт разбор"
STOP = "Остановить"
STOP_ALL = "Остановить всё"
STOPPING = "останавливается"
STOPPED = "Разбор остановлен"
MORE_QUEUED = "И ещё {n}."
ARCHIVE = "Архив"
FILE = "Файл"
QUEUED = "в очереди"
STAGES = {
    "": "начат",
    "reading": "читается",
    "page": "распознаётся скан",
    "segmenting": "делится на мероприятия",
    "answering": "проверяется на пробелы",
    "unpacking": "распаковывается",
}
PAGE_OF = "распознаётся скан: страница {done} из {total}"
FILE_OF = "распаковывается: файл {done} из {total}"

FILES = "Ваши файлы"
TODAY = "за сегодня"
ALL_TIME = "за месяц"
PERIOD = "За какое время показать"
NO_FILES = "Сегодня вы ещё ничего не загружали."
NO_FILES_MONTH = "За месяц вы ничего не загружали."
NO_FILES_ADVICE = "Перетащите файлы в рамку выше: через несколько секунд они появятся здесь."
NO_SUCH_FILE = "Файла из ссылки здесь нет."
NO_SUCH_FILE_ADVICE = "Его могли удалить, или он другого региона."
TABLE_ALT = "Загруженные файлы: состояние, число планов, мероприятий и замечаний"
CHOSEN = "Файл, о котором подробно"
CHOOSE_FILE = "Выберите файл"
NEXT = "Следующий"
NEXT_HELP = "Следующий файл, паспорт которого ещё не проверен"
COLUMN_STATE = "Состояние"
COLUMN_PLANS = "Планов"
COLUMN_MEASURES = "Мероприятий"
COLUMN_NOTICES = "Замечаний"
COLUMN_PASSPORT = "Паспорт"
COLUMN_NEW = "Что это"
CHECKED = "✓ проверен"
UNCHECKED = "проверьте"
CHECKED_OF = "проверено {n} из {total}"
NEW_VERSION = "новая версия"
NEW_PLAN = "новый план"

STATES: dict[State | None, str] = {
    None: "разбирается",
    "ok": "✓ разобран",
    "partial": "◐ разобран не весь",
    "rejected": "✕ не принят",
    "failed": "✕ не разобран",
    "timeout": "✕ разбор занял слишком много времени",
    "oom": "✕ не хватило памяти",
    "crash": "✕ сбой чтения",
}
WHAT_TO_DO: dict[State, str] = {
    "partial": "Сверьте число мероприятий с исходным файлом; недостающие добавьте на странице «План».",
    "rejected": "Сохраните план в другом виде (docx, xlsx или pdf) и загрузите снова.",
    "failed": "Загрузите файл ещё раз; если не поможет, сохраните его заново в Word или Excel.",
    "timeout": "Разделите файл: оставьте в нём только план, без приложений.",
    "oom": "Разделите файл: оставьте в нём только план, без приложений.",
    "crash": "Сохраните файл заново в Word или Excel (или в PDF) и загрузите снова.",
}
NOT_READ = "Файл не разобран"
READ_IN_PART = "Файл разобран не весь"
NO_PLAN = "Плана в этом файле не нашлось."
NO_PLAN_ADVICE = "Проверьте, что в файле есть таблица или список мероприятий, а не только приказ."
STILL = "Файл ещё разбирается."
STILL_ADVICE = "Как только он будет готов, здесь появится паспорт плана."
ORIGINAL = "Исходный файл"
UPLOADED = "загружен"
PART = "План в файле"

IS_VERSION = "Это продолжение плана, который уже есть: «{name}» ({file})."
IS_VERSION_UNSEEN = "Это продолжение плана, который уже есть, но вам не виден."
HAS_LATER = "Есть и более поздний план: «{name}» ({file})."
COMPARE = "Что изменилось"
OPEN_PLAN = "Открыть план"
OPEN_GAPS = "Чего в плане не хватает"
PASSPORT = "Паспорт плана"
PASSPORT_LEAD = "Так «Сверка» поняла шапку плана. Исправьте, если нужно, и сохраните: дальше планы ищут по этим полям."
PASSPORT_DONE = "Паспорт проверен экспертом."
LACKING = "Не узнано: {fields}. Заполните: без этого план не попадёт в сравнение по регионам и годам."
LACKING_FIELDS = {"region": "регион", "municipality": "муниципалитет", "period": "период"}
NO_ACT = "Реквизиты утверждающего акта не найдены."
FOUND = "Найдено"

UNSURE = "Что понято неуверенно"
UNSURE_LEAD = "Эти строки стоит сверить с исходным файлом."
ALL_CLEAR = "Все строки поняты уверенно."
DEFECTS = "Замечания к самому плану"
DEFECTS_LEAD = "Строки поняты, но в них чего-то не хватает или что-то не сходится."
ROW_ALT = "Строки плана и что в них неясно"
COLUMN_NUMBER = "№"
COLUMN_ROW = "Строка"
COLUMN_WHAT = "Что неясно"
COLUMN_DEFECT = "Замечание"
WHOLE_PLAN = "(весь план)"


def send(n: int) -> str:
    """Return «Разобрать 5 файлов»."""
    return f"Разобрать {files(n)}"


def files(n: int) -> str:
    """Return «5 файлов»."""
    return plural(n, "файл", "файла", "файлов")


def accepted(n: int) -> str:
    """Return «Принято 5 файлов»."""
    return f"{plural(n, 'Принят', 'Приняты', 'Принято').partition(' ')[2]} {files(n)}"


def size(n_bytes: int) -> str:
    """Return a size as «38 КБ», «1,4 МБ»."""
    if n_bytes < 1024**2:
        return f"{max(1, round(n_bytes / 1024))} КБ"
    return f"{n_bytes / 1024**2:.1f} МБ".replace(".", ",")


def pages(n: int) -> str:
    """Return «12 страниц»."""
    return plural(n, "страница", "страницы", "страниц")


def stage(code: str, done: int, total: int | None) -> str:
    """Return what a job is doing: «распознаётся скан: страница 3 из 12»."""
    if total and code in ("page", "unpacking"):
        return (PAGE_OF if code == "page" else FILE_OF).format(done=min(done + 1, total), total=total)
    return STAGES.get(code, STAGES[""])


def unsure(n: int) -> str:
    """Return «3 места поняты неуверенно»."""
    if not n:
        return "всё понято уверенно"
    return f"{plural(n, 'место понято', 'места поняты', 'мест поняты')} неуверенно"


def defects(n: int) -> str:
    """Return «5 замечаний к самому плану»."""
    if not n:
        return "замечаний к самому плану нет"
    return f"{plural(n, 'замечание', 'замечания', 'замечаний')} к самому плану"


def in_archive(n: int) -> str:
    """Return «в архиве 12 файлов»."""
    return f"в архиве {files(n)}"


def overall(done: int, total: int) -> str:
    """Return «Разобрано 3 из 21 файла»."""
    return f"Разобрано {done} из {plural(total, 'файла', 'файлов', 'файлов')}"
