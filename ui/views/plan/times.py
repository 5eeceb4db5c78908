"""When measures are due: quarters, bars and marks of the calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from nlp.domain import Deadline, Recurrence
from ui.charts.gantt import Piece

Period = tuple[date, date] | None
# The ends of the school terms, month and day, about.
_TERM_ENDS = ((10, 31), (12, 30), (3, 25), (5, 31))
_MOST_REPEATS = 120


def period_of(start: str | None, end: str | None) -> Period:
    """Return a plan's period as days."""
    return (date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def spans(deadline: Deadline, period: Period) -> list[tuple[date, date]]:
    """Return the windows of a deadline that have a year; an open one reaches to the end of the plan."""
    found = []
    for first, last in deadline.windows:
        start, end = _day(first), _day(last)
        if end is None and start is not None:
            end = max(start, period[1]) if period else start
        if end is not None:
            found.append((start or end, end))
    return found


def quarters(deadline: Deadline, period: Period) -> list[str]:
    """Return the quarters that a deadline touches: «2023-1», in their order."""
    found: set[int] = set()
    for start, end in spans(deadline, period):
        at = start.year * 4 + (start.month - 1) // 3
        last = end.year * 4 + (end.month - 1) // 3
        found.update(range(at, min(last, at + _MOST_REPEATS) + 1))
    return [f"{n // 4}-{n % 4 + 1}" for n in sorted(found)]


def pieces(deadline: Deadline, period: Period) -> list[Piece]:
    """Return what the calendar draws for a deadline; nothing where it has no date."""
    found: list[Piece] = []
    for (first, _), (start, end) in zip(_dated(deadline), spans(deadline, period), strict=True):
        if first is None:
            found.append(Piece("until", end, end))
        else:
            found.append(Piece("window" if deadline.recurrence in ("none", "yearly") else "ongoing", start, end))
    found += [Piece("repeat", day, day) for day in repeats(deadline, period)]
    return found


def repeats(deadline: Deadline, period: Period) -> list[date]:
    """Return about when something recurring falls due: the ends of months, quarters, terms; the same day of each year."""
    windows = spans(deadline, period)
    if deadline.recurrence == "yearly" and len(windows) == 1 and period:
        end = windows[0][1]
        years = range(end.year + 1, period[1].year + 1)
        days = [_moved(end, year) for year in years]
        return [day for day in days if day <= period[1]]
    found = {day for start, end in windows for day in _ends(deadline.recurrence, start, end)}
    return sorted(found)[:_MOST_REPEATS]


def _ends(recurrence: Recurrence, start: date, end: date) -> Iterator[date]:
    at = date(start.year, start.month, 1)
    while at <= end:
        following = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        last = following - timedelta(days=1)
        if recurrence == "monthly" or (recurrence == "quarterly" and at.month % 3 == 0):
            day: date | None = last
        elif recurrence == "term":
            day = next((date(at.year, month, n) for month, n in _TERM_ENDS if month == at.month), None)
        else:
            day = None
        if day is not None and start <= day <= end:
            yield day
        at = following


def _dated(deadline: Deadline) -> Sequence[tuple[str | None, str | None]]:
    return [(first, last) for first, last in deadline.windows if _day(first) or _day(last)]


def _day(text: str | None) -> date | None:
    """Return a day; None where the plan does not tell the year («--04-01»)."""
    return date.fromisoformat(text) if text and not text.startswith("-") else None


def _moved(day: date, year: int) -> date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
