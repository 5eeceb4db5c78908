"""Dates of acts as they are printed: «18» января 2021г., 12.04.2022, 14 01.2021."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from nlp.text import fold

_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = r"(?P<month>янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?"
_DATE = re.compile(
    rf"\"?\s?(?<!\d)(?P<day>\d{{1,2}})\s?\"?\s?{_MONTH}\s?(?P<year>\d{{4}})(?!\d)"
    r"|(?<![\d./-])\"?(?P<d>\d{1,2})\"?\s?[./\s-]\s?(?P<m>\d{1,2})\s?[./\s-]\s?(?P<y>(?:20|19)\d\d|\d\d(?=\s?г|\s?№|\s*$|[;,)\s]))(?!\d)"
    r"|(?<!\d)(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?!\d)"
)


class FoundDate(NamedTuple):
    """A date as ISO text and where it stands."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find the full dates of a text in order; impossible ones («31.02.2021») are left out."""
    found = []
    for m in _DATE.finditer(fold(text)):
        parts: tuple[str | int, ...]
        if m["day"]:
            parts = (m["year"], _MONTHS.index(m["month"]) + 1, m["day"])
        elif m["d"]:
            parts = (m["y"], m["m"], m["d"])
        else:
            parts = (m["iy"], m["im"], m["id"])
        year, month, day = (int(p) for p in parts)
        try:
            found.append(FoundDate(date(year + 2000 * (year < 100), month, day).isoformat(), m.start(), m.end()))
        except ValueError:
            continue
    return tuple(found)
