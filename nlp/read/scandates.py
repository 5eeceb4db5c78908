"""Dates on a scanned page: signs that stand in a date instead of its full stops and blanks."""

from __future__ import annotations

import re

_MONTH = "(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яё]{0,2}"
_DATE = re.compile(r"^(\d{2})([.,:;])(\d{2})([.,:;])(20\d{2})(?=[.,;)]?$)")
_GLUED = re.compile(r"^(до|с|по|к|от)[.,:](?=\d{2}\.\d{2}(?:\.20\d{2})?[.,;)]?$)", re.I)
_MONTH_YEAR = re.compile(rf"^({_MONTH})[.:](?=20\d{{2}}\b)", re.I)
_SIGNED_MONTH = re.compile(rf"^({_MONTH})[.:]$", re.I)
_YEAR = re.compile(r"^20\d{2}[.,;)]?$")
_DAY_MONTH = re.compile(r"(?:^|\s)(\d{2})\.(\d{2})\.?$")


def dated(text: str) -> str:
    """«15:02.2023» → «15.02.2023», «до.01.04» → «до 01.04», «октября.2024» → «октября 2024»; other words as they are."""
    text = _MONTH_YEAR.sub(r"\1 ", _GLUED.sub(r"\1 ", text))
    found = _DATE.match(text)
    if found and "." in (found[2], found[4]) and _is_day(found[1], found[3]):
        return f"{found[1]}.{found[3]}.{found[5]}{text[found.end() :]}"
    return text


def before_year(text: str, after: str) -> str:
    """«ноябрь:» → «ноябрь» before a year."""
    found = _SIGNED_MONTH.match(text)
    return found[1] if found and _YEAR.match(after) else text


def joins(before: str, text: str) -> bool:
    """Tell whether a word is the year of the day in front of it: «01.04 2023»."""
    found = _DAY_MONTH.search(before)
    return bool(found and _YEAR.match(text) and _is_day(found[1], found[2]))


def _is_day(day: str, month: str) -> bool:
    return 0 < int(day) < 32 and 0 < int(month) < 13
