"""The years that a plan is made for, from its title, its act and its rows' deadlines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nlp.text import fold

Period = tuple[str, str]

_YEAR = r"20[0-4]\d"
_DASH = r"\s?(?:-|/|\\|и|,|по|до)\s?"
_SCHOOL = r"\s?г?\.?\s?\(?(?:учебн\w*\s?\.?\s?(?:год\w*|г{1,2}\b\.?)?|уч\s?\.?\s?(?:год\w*|г{1,2}\b\.?))"
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
_MONTH_NAMES = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма[йяею]",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_MONTH = "|".join(_MONTH_NAMES)
_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Claim(NamedTuple):
    """A period read at a place of a text; `years` without a start stands for «до 2025 года»."""

    start: int
    end: int
    period: tuple[str | None, str]


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str | None, str] | None]]


def _full(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _last(year: int, month: int) -> str:
    leap = month == 2 and year % 4 == 0
    return f"{year}-{month:02d}-{_LAST_DAY[month - 1] + leap:02d}"


def _school_years(m: re.Match[str]) -> tuple[str, str] | None:
    """«2021 – 2022 учебный год», «2021/22 уч. г.», «2021-2024 учебные годы»."""
    first, second = m["a"], _full(m["b"])
    return (f"{first}-09-01", f"{second}-08-31") if first < second and int(second) - int(first) < 8 else None


def _school_year(m: re.Match[str]) -> tuple[str, str]:
    """«на 2021 учебный год»: the year is taken as printed."""
    return f"{m['a']}-01-01", f"{m['a']}-12-31"


def _years(m: re.Match[str]) -> tuple[str, str] | None:
    """«2021-2023 годы», «2021, 2022 гг.», «с 2021 по 2023 год»."""
    first, last = m["a"], _full(m["b"])
    return (f"{first}-01-01", f"{last}-12-31") if first < last and int(last) - int(first) < 12 else None


def _half(m: re.Match[str]) -> tuple[str, str] | None:
    """«2 полугодие 2022 года», «I полугодие 2021-2022 учебного года»."""
    n = _ordinal(m["n"])
    if n > 2:
        return None
    if m["b"]:
        second = _full(m["b"])
        return (f"{m['a']}-09-01", f"{m['a']}-12-31") if n == 1 else (f"{second}-01-01", f"{second}-08-31")
    return (f"{m['a']}-01-01", f"{m['a']}-06-30") if n == 1 else (f"{m['a']}-07-01", f"{m['a']}-12-31")


def _quarter(m: re.Match[str]) -> tuple[str, str]:
    """«III квартал 2022 года»."""
    n = _ordinal(m["n"])
    return f"{m['a']}-{3 * n - 2:02d}-01", _last(int(m["a"]), 3 * n)


def _months(m: re.Match[str]) -> tuple[str, str] | None:
    """«сентябрь 2021 – май 2022», «январь – июнь 2022 года»."""
    first, last = _month(m["m1"]), _month(m["m2"])
    y2 = int(m["b"])
    y1 = int(m["a"] or (y2 if first <= last else y2 - 1))
    return (f"{y1}-{first:02d}-01", _last(y2, last)) if (y1, first) <= (y2, last) else None


def _days(m: re.Match[str]) -> tuple[str, str] | None:
    """«с 01.09.2021 по 31.05.2022»."""
    start = f"{m['a']}-{int(m['m1']):02d}-{int(m['d1']):02d}"
    end = f"{m['b']}-{int(m['m2']):02d}-{int(m['d2']):02d}"
    return (start, end) if start <= end and int(m["m1"]) < 13 > int(m["m2"]) else None


def _year(m: re.Match[str]) -> tuple[str, str]:
    """«на 2022 год»."""
    return f"{m['a']}-01-01", f"{m['a']}-12-31"


def _until(m: re.Match[str]) -> tuple[None, str]:
    """«на период до 2025 года»."""
    return None, f"{m['a']}-12-31"


def _ordinal(text: str) -> int:
    return next(n for key, n in sorted(_ORDINALS.items(), key=lambda kv: -len(kv[0])) if text.startswith(key))


def _month(text: str) -> int:
    return next(i for i, name in enumerate(_MONTH_NAMES, 1) if re.match(name, text))


_SPAN = rf"{_YEAR}\s?[-/]\s?(?:{_YEAR}|\d\d)"
_DAY = r"(?P<d{0}>\d{{1,2}})\.(?P<m{0}>\d{{2}})\.(?P<{1}>20[0-4]\d)"
# The first rule that reads a place wins; none reads into another's.
_RULES: tuple[_Rule, ...] = (
    (re.compile(rf"{_DAY.format(1, 'a')}\s?г?\w*\.?\s?(?:-|по|до)\s?{_DAY.format(2, 'b')}"), _days),
    (
        re.compile(
            rf"\b{_ORDINAL}(?:-?\w{{1,2}})?\s+полугоди\w*\s+(?P<a>{_YEAR})(?:{_DASH}(?P<b>{_YEAR}|\d\d)(?!\d))?"
        ),
        _half,
    ),
    (re.compile(rf"\b{_ORDINAL}(?:-?\w{{1,2}})?\s+квартал\w*\s+(?P<a>{_YEAR})"), _quarter),
    (
        re.compile(
            rf"(?P<m1>{_MONTH})\w*\s?(?P<a>{_YEAR})?\s?(?:г\w*\.?)?\s?(?:-|по|до)\s?(?P<m2>{_MONTH})\w*\s?(?P<b>{_YEAR})"
        ),
        _months,
    ),
    (
        # «2021/2022, 2022/2023 учебные годы»
        re.compile(
            rf"(?P<a>{_YEAR})\s?[-/]\s?(?:{_YEAR}|\d\d)(?!\d)(?:{_SCHOOL})?(?:\s?(?:,|и|;)\s?{_SPAN})*"
            rf"\s?(?:,|и|;)\s?{_YEAR}\s?[-/]\s?(?P<b>{_YEAR}|\d\d)(?!\d){_SCHOOL}"
        ),
        _school_years,
    ),
    (re.compile(rf"(?P<a>{_YEAR}){_DASH}(?P<b>{_YEAR}|\d\d)(?!\d){_SCHOOL}"), _school_years),
    (
        re.compile(
            rf"(?P<a>{_YEAR})\s?г?\w*\.?\s?(?:и |,)?\s?(?:на )?плановый период (?:до )?(?:{_YEAR}\s?(?:-|и|,)\s?)?(?P<b>{_YEAR})"
        ),
        _years,
    ),
    (re.compile(rf"(?P<a>{_YEAR})\s?(?:год\w*|г\.?)?{_DASH}(?:{_YEAR}\s?(?:,|и)\s?)*(?P<b>{_YEAR})(?!\d)"), _years),
    (re.compile(rf"(?P<a>{_YEAR})\s?[/-]\s?(?P<b>\d\d)(?=\s?(?:г|\W|$))(?!\.)"), _school_years),
    (re.compile(rf"\bдо\s(?:конца\s)?(?P<a>{_YEAR})"), _until),
    (re.compile(rf"(?<![\d./-])(?P<a>{_YEAR})(?![\d/]|\.\d|-\d){_SCHOOL}"), _school_year),
    (re.compile(rf"(?<![\d./№-])(?P<a>{_YEAR})(?![\d/]|\.\d|-\d)"), _year),
)
# What stands before the years of something else than the plan: «по итогам 2021 года», «приказ от 15 мая 2020».
_FOREIGN = re.compile(
    r"(?:итог\w*|результат\w*(?: \w+){0,5}|\bза|показавш\w+(?: \S+){0,6}|по состоянию на.{0,12}|\bот .{0,20}|\d{1,2}\."
    r"|(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
    r"|отчетн\w+|списк\w+(?: \S+){0,4}|проведенн\w+|предыдущ\w+|принят\w+|утвержденн\w+(?: \S+){0,6}|№\s?\S{0,6})\s*(?:в\s?)?$"
)
_FOREIGN_ACT = re.compile(
    r"\b(?:программ|проект|концепци|стратеги|приказ|распоряжени|постановлени|письм|закон)\w*\b[^,;]{0,160}$"
)


def _claims(text: str) -> list[tuple[int, _Claim]]:
    """Return the periods that a title names with how well each stands for the plan's own."""
    folded = fold(text)
    taken: list[_Claim] = []
    for pattern, read in _RULES:
        for m in pattern.finditer(folded):
            if any(m.start() < c.end and c.start < m.end() for c in taken):
                continue
            period = read(m)
            if period is not None:
                taken.append(_Claim(m.start(), m.end(), period))
    return [(_weight(folded, c), c) for c in sorted(taken)]


def _weight(folded: str, claim: _Claim) -> int:
    """Weigh a claim: «на …» is the plan's; quoted programmes' and results' years are not."""
    before = folded[max(claim.start - 200, 0) : claim.start]
    weight = 1
    if re.search(
        r"\bна\s(?:период\s)?(?:с\s)?(?:календарн\w+ )?\"?$|\bна\s(?:весь\s)?(?:период|\w+ год\w* \()", before
    ):
        weight = 4
    elif re.search(r"\b(?:в|период|с|годы|план\w*|карта\w*)\s\(?$|\($", before):
        weight = 2
    if weight < 4 and _FOREIGN.search(before):
        weight = -1
    opened = before.rfind('"')
    inside = before.count('"') % 2 == 1 and '"' in folded[claim.end : claim.end + 40]
    if inside and re.search(
        r"(?:программ|проект|приказ|стратеги|концепци)\w*(?: \S+){0,3} $", before[: max(opened, 0)]
    ):
        weight -= 3
    elif _FOREIGN_ACT.search(before) and not re.search(r"\b(?:план|дорожн)", before[-120:]):
        weight -= 1
    return weight


def stated_period(text: str, first_year: str | None = None) -> Period | None:
    """Return the period that a title states, or None.

    Args:
        text: the title or another sentence about the plan.
        first_year: the year to begin with where only the end is told («до 2025 года»).
    """
    usable = [(w, c.end, c) for w, c in _claims(text) if w >= 0 and (c.period[0] or first_year)]
    if not usable:
        return None
    start, end = max(usable)[2].period
    if start is None and first_year is not None:
        return (f"{first_year}-01-01", end) if f"{first_year}-01-01" <= end else None
    return (start, end) if start is not None else None


def deadline_period(deadlines: Sequence[str]) -> Period | None:
    """Return the years that the rows' deadlines name: one year, a school year or a span of years.

    A year that stands in less than an eighth of the rows with years is taken for a misprint.
    """
    seen: dict[int, list[int]] = {}
    for text in deadlines:
        folded = fold(text)
        for m in re.finditer(rf"(?<![\d№/-])(?P<y>{_YEAR})(?!\d)(?:\s?[-/]\s?(?P<z>\d{{4}}|\d\d)(?!\d|\.))?", folded):
            before = folded[max(m.start() - 24, 0) : m.start()]
            months = [_month(x) for x in re.findall(rf"\b(?:{_MONTH})", before)] + [
                int(x) for x in re.findall(r"\.(\d\d)\.$", before)
            ]
            seen.setdefault(int(m["y"]), []).extend(x for x in months if 0 < x < 13)
            seen.setdefault(-int(m["y"]), []).append(0)
            if m["z"] and re.match(_SCHOOL, folded[m.end() :]):
                seen.setdefault(int(m["y"]), []).append(9)
                seen.setdefault(int(_full(m["z"])), []).append(5)
                seen.setdefault(-int(_full(m["z"])), []).append(0)
    counts = {-y: len(v) for y, v in seen.items() if y < 0}
    years = sorted(y for y, n in counts.items() if 8 * n >= sum(counts.values()))
    if not years or years[-1] - years[0] > 5:
        return None
    first, last = years[0], years[-1]
    autumn = seen.get(first) and min(seen[first]) >= 8
    spring = seen.get(last) and max(seen[last]) <= 8
    if last == first + 1 and autumn and spring:
        return f"{first}-09-01", f"{last}-08-31"
    return f"{first}-01-01", f"{last}-12-31"


def act_period(date: str, deadlines: Sequence[str]) -> Period:
    """Return the year of the act's date, or the next where the rows' months say so.

    An act of December plans the next year; one of August to November whose rows run from autumn
    over January plans a school year.
    """
    year, month = int(date[:4]), int(date[5:7])
    months = [_month(x) for text in deadlines for x in re.findall(rf"\b(?:{_MONTH})", fold(text))]
    if month == 12 and any(m < 9 for m in months):
        return f"{year + 1}-01-01", f"{year + 1}-12-31"
    if 8 <= month <= 11 and any(m >= 9 for m in months) and any(m < 6 for m in months):
        return f"{year}-09-01", f"{year + 1}-08-31"
    return f"{year}-01-01", f"{year}-12-31"
