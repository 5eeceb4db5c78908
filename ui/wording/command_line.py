"""What the command line says of itself."""

PROGRAM = "sverka"
# Titles of typer's help by the name of their constant in `typer.rich_utils`.
TITLES = {
    "OPTIONS_PANEL_TITLE": "Ключи",
    "ARGUMENTS_PANEL_TITLE": "Что указать",
    "COMMANDS_PANEL_TITLE": "Команды",
    "ERRORS_PANEL_TITLE": "Ошибка",
    "DEFAULT_STRING": "[по умолчанию: {}]",
    "REQUIRED_LONG_STRING": "[обязательно]",
}
WRONG = "Команда записана неверно"
SEE_HELP = "Как правильно: {command} --help"
MISSING = "не указано: {name}"
NO_OPTION = "нет ключа {name}"
NEAR = " (похожие: {near})"
BAD_VALUE = "значение «{name}» не подходит"
BAD_OPTION = "ключ {name} записан не так"
NO_COMMAND = "нет такой команды"
TOO_MUCH = "лишние слова"
STOPPED = "Прервано."
