"""Every Russian string that the interface shows; the words for the codes of the domain come from `nlp.labels`."""

from __future__ import annotations

from nlp.labels import CATEGORIES, FEATURES, NO_VALUE, RECURRENCES, RELATIONS, ROLES, STATUSES, date, plural, window

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
    "STATUSES",
    "date",
    "plural",
    "window",
]

READING = "Читаю планы"
PAGES = "Страницы"
NOTHING_FOUND = "Ничего не найдено: попробуйте другие слова."
