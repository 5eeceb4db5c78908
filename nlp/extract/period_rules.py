"""Years and spans of years as titles print them: «2021-2023 годы», «II полугодие 2022 года», «с 01.09.2021 по 31.05.2022»."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from nlp.lexicon.date_words import MONTH_NAME, month_number
from nlp.lexicon.windows import day_of

YEAR = r"20[0-4]\d"
_DASH = r"\s?(?:-|/|\\|и|,|по|до)\s?"
SCHOOL_YEAR = r"\s?г?\.?\s?\(?(?:учебн\w*\s?\.?\s?(?:год\w*|г{1,2}\b\.?)?|уч\s?\.?\s?(?:год\w*|г{1,2}\b\.?))"
_ORDINALS = {
    "1": 1,
    "2": 2,
    "i": 1,
    "ii": 2,
    "перв": 1,
    "втор": 2,
    "3": 3,
    "4": 4,
    "iii": 3,
    "iv": 4,
    "трет": 3,
    "четв": 4,
}
_ORDINAL = r"(?P<n>1|2|3|4|iv|i{1,3}|перв\w+|втор\w+|трет\w+|четв[её]рт\w+)"


class Claim(NamedTuple):
    """A period read at a place of a text; `years` without a start stands for «до 2025 года»."""

    start: int
    end: int
    period: tuple[str | None, str]


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str | None, str] | None]]


def full_year(year: str) -> str:
    """Return the second year of a pair in full: «22» → «2022»."""
    return year if len(year) == 4 else f"20{year}"


def _last(year: int, month: int) -> str:
    return day_of(year, (month, 31)).isoformat()


def _school_years(m: re.Match[str]) -> tuple[str, str] | None:
    """«2021 – 2022 учебный год», «2021/22 уч. г.», «2021-2024 учебные годы»."""
    first, second = m["a"], full_year(m["b"])
    return (f"{first}-09-01", f"{second}-08-31") if first < second and int(second) - int(first) < 8 else None


def _school_year(m: re.Match[str]) -> tuple[str, str]:
    """«на 2021 учебный год»: the year is taken as printed."""
    return f"{m['a']}-01-01", f"{m['a']}-12-31"


def _years(m: re.Match[str]) -> tuple[str, str] | None:
    """«2021-2023 годы», «2021, 2022 гг.», «с 2021 по 2023 год»."""
    first, last = m["a"], full_year(m["b"])
    return (f"{first}-01-01", f"{last}-12-31") if first < last and int(last) - int(first) < 12 else None


def _half(m: re.Match[str]) -> tuple[str, str] | None:
    """«2 полугодие 2022 года», «I полугодие 2021-2022 учебного года»."""
    n = _ordinal(m["n"])
    if n > 2:
        return None
    if m["b"]:
        second = full_year(m["b"])
        return (f"{m['a']}-09-01", f"{m['a']}-12-31") if n == 1 else (f"{second}-01-01", f"{second}-08-31")
    return (f"{m['a']}-01-01", f"{m['a']}-06-30") if n == 1 else (f"{m['a']}-07-01", f"{m['a']}-12-31")


def _quarter(m: re.Match[str]) -> tuple[str, str]:
    """«III квартал 2022 года»."""
    n = _ordinal(m["n"])
    return f"{m['a']}-{3 * n - 2:02d}-01", _last(int(m["a"]), 3 * n)


def _months(m: re.Match[str]) -> tuple[str, str] | None:
    """«сентябрь 2021 – май 2022», «январь – июнь 2022 года»."""
    first, last = month_number(m["m1"]), month_number(m["m2"])
    y2 = int(m["b"])
    y1 = int(m["a"] or (y2 if first <= last else y2 - 1))
    return (f"{y1}-{first:02d}-01", _last(y2, last)) if (y1, first) <= (y2, last) else None


def _days(m: re.Match[str]) -> tuple[str, str] | None:
    """«с 01.09.2021 по 31.05.2022»."""
    start = f"{m['a']}-{int(m['m1']):02d}-{int(m['d1']):02d}"
    end = f"{m['b']}-{int(m['m2']):02d}-{int(m['d2']):02d}"
    return (start, end) if start <= end and int(m["m1"]) < 13 > int(m["m2"]) else None


def _days_in_words(m: re.Match[str]) -> tuple[str, str] | None:
    """«с 11 мая 2022 года по 31 декабря 2023 года», «с 1 сентября по 30 декабря 2022 г.»."""
    first, last = (month_number(m["m1"]), int(m["d1"])), (month_number(m["m2"]), int(m["d2"]))
    y2 = int(m["b"])
    y1 = int(m["a"] or (y2 if first <= last else y2 - 1))
    start, end = day_of(y1, first), day_of(y2, last)
    return (start.isoformat(), end.isoformat()) if start <= end else None


def _year(m: re.Match[str]) -> tuple[str, str]:
    """«на 2022 год»."""
    return f"{m['a']}-01-01", f"{m['a']}-12-31"


def _until(m: re.Match[str]) -> tuple[None, str]:
    """«на период до 2025 года»."""
    return None, f"{m['a']}-12-31"


def _ordinal(text: str) -> int:
    return next(n for key, n in sorted(_ORDINALS.items(), key=lambda kv: -len(kv[0])) if text.startswith(key))


_SPAN = rf"{YEAR}\s?[-/]\s?(?:{YEAR}|\d\d)"
_DAY = r"(?P<d{0}>\d{{1,2}})\.(?P<m{0}>\d{{2}})\.(?P<{1}>20[0-4]\d)"
_WORDY = rf"(?<!\d)(?P<d{{0}}>[0-3]?\d)\"?\s?(?P<m{{0}}>{MONTH_NAME})[а-я]*"
# The first rule that reads a place wins; none reads into another's.
_RULES: tuple[_Rule, ...] = (
    (re.compile(rf"{_DAY.format(1, 'a')}\s?г?\w*\.?\s?(?:-|по|до)\s?{_DAY.format(2, 'b')}"), _days),
    (
        re.compile(rf"\b{_ORDINAL}(?:-?\w{{1,2}})?\s+полугоди\w*\s+(?P<a>{YEAR})(?:{_DASH}(?P<b>{YEAR}|\d\d)(?!\d))?"),
        _half,
    ),
    (re.compile(rf"\b{_ORDINAL}(?:-?\w{{1,2}})?\s+квартал\w*\s+(?P<a>{YEAR})"), _quarter),
    (
        re.compile(
            rf"(?P<m1>{MONTH_NAME})\w*\s?(?P<a>{YEAR})?\s?(?:г\w*\.?)?\s?(?:-|по|до)\s?(?P<m2>{MONTH_NAME})\w*\s?(?P<b>{YEAR})"
        ),
        _months,
    ),
    (
        re.compile(
            rf"{_WORDY.format(1)}(?:\s?(?P<a>{YEAR})\s?(?:г\w*\.?)?)?\s?(?:-|по|до)\s?{_WORDY.format(2)}\s?(?P<b>{YEAR})"
        ),
        _days_in_words,
    ),
    (
        # «2021/2022, 2022/2023 учебные годы», «2021/2022 - 2022/2023 учебные годы»
        re.compile(
            rf"(?P<a>{YEAR})\s?[-/]\s?(?:{YEAR}|\d\d)(?!\d)(?:{SCHOOL_YEAR})?(?:\s?(?:,|и|;|-)\s?{_SPAN})*"
            rf"\s?(?:,|и|;|-|по)\s?{YEAR}\s?[-/]\s?(?P<b>{YEAR}|\d\d)(?!\d){SCHOOL_YEAR}"
        ),
        _school_years,
    ),
    (re.compile(rf"(?P<a>{YEAR}){_DASH}(?P<b>{YEAR}|\d\d)(?!\d){SCHOOL_YEAR}"), _school_years),
    (
        re.compile(
            rf"(?P<a>{YEAR})\s?г?\w*\.?\s?(?:и |,)?\s?(?:на )?плановый период (?:до )?(?:{YEAR}\s?(?:-|и|,)\s?)?(?P<b>{YEAR})"
        ),
        _years,
    ),
    (re.compile(rf"(?P<a>{YEAR})\s?(?:год\w*|г\.?)?{_DASH}(?:{YEAR}\s?(?:,|и)\s?)*(?P<b>{YEAR})(?!\d)"), _years),
    (re.compile(rf"(?P<a>{YEAR})\s?[/-]\s?(?P<b>\d\d)(?=\s?(?:г|\W|$))(?!\.)"), _school_years),
    (re.compile(rf"\bдо\s(?:конца\s)?(?P<a>{YEAR})"), _until),
    (re.compile(rf"(?<![\d./-])(?P<a>{YEAR})(?![\d/]|\.\d|-\d){SCHOOL_YEAR}"), _school_year),
    (re.compile(rf"(?<![\d./№-])(?P<a>{YEAR})(?![\d/]|\.\d|-\d)"), _year),
)


def find_periods(folded: str) -> tuple[Claim, ...]:
    """Find the periods that a folded text names, in order; none overlap."""
    taken: list[Claim] = []
    for pattern, read in _RULES:
        for m in pattern.finditer(folded):
            if any(m.start() < c.end and c.start < m.end() for c in taken):
                continue
            period = read(m)
            if period is not None:
                taken.append(Claim(m.start(), m.end(), period))
    return tuple(sorted(taken))
