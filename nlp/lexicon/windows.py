"""Arithmetic on windows of days: month ends, merging, and writing them as the codebook wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.domain import Window

# (month, day); a day beyond the month's end means its last day, so (2, 31) is 28 or 29 February.
MonthDay = tuple[int, int]
# Start and end day, both inclusive; None is an open side.
Days = tuple[date | None, date | None]

# Years below this stand for «the document does not tell the year»: 1 is that year, 2 the one after it.
UNKNOWN_YEAR = 1
_FIRST_KNOWN = 1000
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = timedelta(days=1)


def day_of(year: int, at: MonthDay) -> date:
    """Return the day `at` of `year`, pulled back to the month's end: «31 апреля» is 30 April."""
    month, day = at
    leap = month == 2 and year >= _FIRST_KNOWN and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, min(day, _LENGTHS[month - 1] + leap))


def span_of(year: int, first: MonthDay, last: MonthDay) -> tuple[date, date]:
    """Return the days from `first` of `year` to the next `last`, in the following year where it is earlier."""
    return day_of(year, first), day_of(year if last >= first else year + 1, last)


def merged(windows: Iterable[Days]) -> list[Days]:
    """Return the windows by time, those that overlap or touch made one.

    A window open on both sides would say nothing, so «до марта» and «с февраля» stay two.
    """
    result: list[Days] = []
    for start, end in sorted(windows, key=lambda days: (days[0] or date.min, days[1] or date.max)):
        if result and _touches(result[-1], start) and not (result[-1][0] is None and end is None):
            before, until = result[-1]
            result[-1] = before, None if until is None or end is None else max(until, end)
        else:
            result.append((start, end))
    return result


def _touches(earlier: Days, start: date | None) -> bool:
    end = earlier[1]
    return end is None or start is None or start <= end + _DAY


def written(windows: Iterable[Days]) -> tuple[Window, ...]:
    """Return the windows as ISO dates; days of an unknown year as «--04-01»."""
    return tuple((_iso(start), _iso(end)) for start, end in windows)


def _iso(day: date | None) -> str | None:
    if day is None:
        return None
    return day.isoformat() if day.year >= _FIRST_KNOWN else f"--{day.month:02}-{day.day:02}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan's own period, from which deadlines without a year take theirs."""

    first: date
    last: date

    @property
    def is_school_year(self) -> bool:
        """Tell whether the period is one school year: 01.09.2021-31.08.2022, or a part of it over New Year."""
        return self.last.year == self.first.year + 1 and self.first.month >= 8 and self.last.month <= 8

    @property
    def years(self) -> range:
        """Return the calendar years that the period touches."""
        return range(self.first.year, self.last.year + 1)

    def overlap(self, days: tuple[date, date]) -> int:
        """Return how many days of a closed window lie in the period."""
        return max(0, (min(days[1], self.last) - max(days[0], self.first)).days + 1)


def plan_of(period: tuple[str, str] | None) -> Plan | None:
    """Return the period of a passport as dates; None stays None.

    Raises:
        ValueError: a side is no ISO date.
    """
    return Plan(date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None
