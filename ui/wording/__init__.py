"""Every Russian string that the interface shows: here what pages share, beside it a file a page.

The words for the codes of the domain come from `nlp.labels`.
"""

from __future__ import annotations

from datetime import datetime

from nlp.labels import (
    CATEGORIES,
    FEATURES,
    NO_VALUE,
    RECURRENCES,
    RELATIONS,
    ROLES,
    STAGES,
    STATUSES,
    STRENGTHS,
    date,
    plural,
    window,
)

__all__ = [
    "CATEGORIES",
    "FEATURES",
    "NOTHING_FOUND",
    "NO_VALUE",
    "PAGES",
    "READING",
    "RECURRENCES",
    "RELATIONS",
    "ROLES",
    "STAGES",
    "STATUSES",
    "STRENGTHS",
    "date",
    "measures",
    "moment",
    "plans",
    "plural",
    "share",
    "window",
    "years",
]

PRODUCT = "Сверка"
READING = "Читаю планы"
PAGES = "Страницы"
NOTHING_FOUND = "Ничего не найдено: попробуйте другие слова."

ANY = "Любой"
ANY_ONE = "Любая"
REGION = "Регион"
MUNICIPALITY = "Муниципалитет"
YEAR = "Год"
CATEGORY = "Категория"
ROLE = "Исполнитель"
PLAN = "План"
MEASURE = "Мероприятие"
DEADLINE = "Срок"
EXECUTORS = "Исполнители"
OUTCOME = "Ожидаемый результат"
SECTION = "Раздел"
UNKNOWN_REGION = "регион не указан"
CHOOSE_PLAN = "Выберите план"
CHOOSE = "Выберите"
SAVE = "Сохранить"
CANCEL = "Отмена"
SAVED = "Сохранено"
DOWNLOAD = "Скачать"
COMMENT = "Пояснение"
SIGNED_IN = "Вы вошли как {name}"
LOG_OUT = "Выйти"
USER_ROLES = {"viewer": "читатель", "expert": "эксперт", "admin": "администратор"}


def plans(n: int) -> str:
    """Return «5 планов»."""
    return plural(n, "план", "плана", "планов")


def measures(n: int) -> str:
    """Return «21 мероприятие»."""
    return plural(n, "мероприятие", "мероприятия", "мероприятий")


def share(part: float) -> str:
    """Return a share of one as «37 %»; a small one that is not nothing as «меньше 1 %»."""
    return "меньше 1 %" if 0 < part < 0.005 else f"{round(part * 100)} %"


def years(start: str | None, end: str | None) -> str:
    """Return the years of a period: «2023», «2023–2025»; empty where it is unknown."""
    found = sorted({day[:4] for day in (start, end) if day})
    return "–".join(found)


def moment(at: datetime) -> str:
    """Return a moment in the time of this computer: «22.11.2026, 14:05»."""
    return f"{at.astimezone():%d.%m.%Y, %H:%M}"
