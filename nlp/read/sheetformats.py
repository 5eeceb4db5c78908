"""What Excel shows for a value: dates in words of the format, percents, plain numbers."""

from __future__ import annotations

import datetime
import re

from lxml import etree

from nlp.lexicon.date_words import MONTH_NAMES
from nlp.read.numbering import whole_number

_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# Built-in formats whose parts matter: 9 «0%», 10 «0.00%», 16 «d-mmm», 17 «mmm-yy».
_BUILT_IN = {9: "percent", 10: "percent", 16: "day-month", 17: "month-year"}
_LONGEST_CODE = 255  # Excel's own limit
Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def kind_of_format(code: str) -> str:
    """Return «percent», «month-year», «day-month», «year» or "" for a number format's code.

    «mmmm yyyy» shows 01.04.2022 as «апрель 2022»: the day is not printed, so it is not read.
    """
    core = _QUOTED.sub("", code[:_LONGEST_CODE].split(";", maxsplit=1)[0]).lower()
    if "%" in core:
        return "percent"
    if not re.fullmatch(r"[dmyдмг.,/\s@-]+", core):
        return ""
    day, month, year = (any(c in core for c in letters) for letters in ("dд", "mм", "yг"))
    if month and year and not day:
        return "month-year"
    if day and month and not year:
        return "day-month"
    return "year" if year and not (month or day) else ""


def cell_formats(root: etree._Element | None) -> dict[str, str]:
    """Read styles.xml: index of a cell format (attribute `s`) → kind of its number format, where it matters."""
    if root is None:
        return {}
    namespace = str(root.tag).rpartition("}")[0] + "}"
    codes = dict(_BUILT_IN)
    for element in root.iter(f"{namespace}numFmt"):
        number = whole_number(element.get("numFmtId"))
        if number is not None:
            codes[number] = kind_of_format(element.get("formatCode", ""))
    formats = root.find(f"{namespace}cellXfs")
    own = () if formats is None else formats.iterchildren(f"{namespace}xf")
    numbers = [whole_number(f.get("numFmtId")) for f in own]
    return {str(i): codes[n] for i, n in enumerate(numbers) if n is not None and codes.get(n)}


def shown(value: Value, kind: str = "") -> str:
    """Return the text that a value shows: 3.0 → «3», a date → «15.04.2022», 0.7 as a percent → «70%»."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, (int, float)):
        # Fifteen digits are what Excel keeps; more would show 0.30000000000000004.
        return f"{value * 100:.15g}%" if kind == "percent" else f"{value:.15g}"
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return _date(value, kind)


def _date(value: datetime.date, kind: str) -> str:
    if kind == "month-year":
        return f"{MONTH_NAMES[value.month - 1]} {value.year}"
    if kind == "day-month":
        return f"{value.day} {_GENITIVE[value.month - 1]}"
    if kind == "year":
        return str(value.year)
    text = f"{value.day:02d}.{value.month:02d}.{value.year}"
    timed = isinstance(value, datetime.datetime) and (value.hour or value.minute)
    return f"{text} {value:%H:%M}" if timed else text
