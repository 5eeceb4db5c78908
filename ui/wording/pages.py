"""Names of the pages."""

TITLES = {
    "overview": "Обзор",
    "upload": "Загрузка",
    "plan": "План",
    "compare": "Сравнение",
    "gaps": "Пробелы",
    "search": "Поиск",
    "research": "Исследование",
    "catalogues": "Справочники",
    "quality": "Качество",
    "users": "Пользователи",
}
GROUPS = {"work": "Работа", "look": "Анализ", "keep": "Настройка"}
