"""The years that a plan is made for, from its title, its act and its rows' deadlines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.extract.period_rules import SCHOOL_YEAR, YEAR, Claim, find_periods, full_year
from nlp.lexicon.date_words import MONTH_NAME, month_number
from nlp.text import fold

Period = tuple[str, str]

# What stands before the years of something else than the plan: «по итогам 2021 года», «приказ от 15 мая 2020».
_FOREIGN = re.compile(
    r"(?:итог\w*|результат\w*(?: \w+){0,5}|\bза|показавш\w+(?: \S+){0,6}|по состоянию на.{0,12}|\bот .{0,20}|\d{1,2}\."
    r"|(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
    r"|отчетн\w+|списк\w+(?: \S+){0,4}|проведенн\w+|предыдущ\w+|принят\w+|утвержденн\w+(?: \S+){0,6}|№\s?\S{0,6})\s*(?:в\s?)?$"
)
_FOREIGN_ACT = re.compile(
    r"\b(?:программ|проект|концепци|стратеги|приказ|распоряжени|постановлени|письм|закон)\w*\b[^,;]{0,160}$"
)


def _weight(folded: str, claim: Claim) -> int:
    """Weigh a claim: «на …» is the plan's; quoted programmes' and results' years are not."""
    before = folded[max(claim.start - 200, 0) : claim.start]
    weight = 1
    if re.search(
        r"\bна\s(?:период\s)?(?:с\s)?(?:календарн\w+ )?\"?$|\bна\s(?:весь\s)?(?:период|[а-я]+ год\w* \()", before
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
    folded = fold(text)
    weighed = [(_weight(folded, c), c.end, c) for c in find_periods(folded)]
    usable = [found for found in weighed if found[0] >= 0 and (found[2].period[0] or first_year)]
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
        for m in re.finditer(rf"(?<![\d№/-])(?P<y>{YEAR})(?!\d)(?:\s?[-/]\s?(?P<z>\d{{4}}|\d\d)(?!\d|\.))?", folded):
            before = folded[max(m.start() - 24, 0) : m.start()]
            months = [month_number(x) for x in re.findall(rf"\b(?:{MONTH_NAME})", before)] + [
                int(x) for x in re.findall(r"\.(\d\d)\.$", before)
            ]
            seen.setdefault(int(m["y"]), []).extend(x for x in months if 0 < x < 13)
            seen.setdefault(-int(m["y"]), []).append(0)
            if m["z"] and re.match(SCHOOL_YEAR, folded[m.end() :]):
                seen.setdefault(int(m["y"]), []).append(9)
                seen.setdefault(int(full_year(m["z"])), []).append(5)
                seen.setdefault(-int(full_year(m["z"])), []).append(0)
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
    months = [month_number(x) for text in deadlines for x in re.findall(rf"\b(?:{MONTH_NAME})", fold(text))]
    if month == 12 and any(m < 9 for m in months):
        return f"{year + 1}-01-01", f"{year + 1}-12-31"
    if 8 <= month <= 11 and any(m >= 9 for m in months) and any(m < 6 for m in months):
        return f"{year}-09-01", f"{year + 1}-08-31"
    return f"{year}-01-01", f"{year}-12-31"
