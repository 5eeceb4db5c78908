"""Two versions of one plan → what was added, dropped, weakened and strengthened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from nlp.domain import Change, Indicator, Match, Measure, Recurrence, Roadmap, Shift
from nlp.text import fold

# A deadline moved by less is another wording of the same time.
LEAST_DAYS = 14
_TIMES_A_YEAR: Mapping[Recurrence, int] = {"monthly": 12, "quarterly": 4, "term": 4, "yearly": 1}


def changes(earlier: Roadmap, later: Roadmap, matches: Sequence[Match]) -> tuple[Change, ...]:
    """Say what became of each measure, in the order of the later plan, dropped ones after it.

    Args:
        earlier: the plan before.
        later: its next version, or the plan of the next year; its deadlines are compared at the same time of its period.
        matches: the one-to-one alignment of the two, `left` of the earlier.
    """
    before = {m.id: m for m in earlier.measures}
    same = {m.right: m for m in matches if m.relation == "same"}
    near = [m for m in matches if m.relation == "related"]
    came_from = {m.right: m.left for m in near}
    became = {m.left: m.right for m in near}
    kept = {m.left for m in same.values()}
    years = _years_between(earlier, later)
    found: list[Change] = []
    for measure in later.measures:
        pair = same.get(measure.id)
        if pair is None:
            found.append(Change(kind="added", later=measure.id, related=came_from.get(measure.id)))
        else:
            found.append(_change(before[pair.left], measure, years, pair))
    found.extend(
        Change(kind="dropped", earlier=m.id, related=became.get(m.id)) for m in earlier.measures if m.id not in kept
    )
    return tuple(found)


def _change(old: Measure, new: Measure, years: int, pair: Match) -> Change:
    shifts = (*_text(old, new), *_deadline(old, new, years), *_executors(old, new), *_indicators(old, new))
    directions = {s.direction for s in shifts} - {None}
    if directions == {"weaker"}:
        kind = "weakened"
    elif directions == {"stronger"}:
        kind = "strengthened"
    else:
        kind = "changed" if shifts else "unchanged"
    return Change.model_validate(
        {"kind": kind, "earlier": old.id, "later": new.id, "probability": pair.probability, "shifts": shifts}
    )


def _text(old: Measure, new: Measure) -> Iterator[Shift]:
    if fold(old.text) != fold(new.text):
        yield Shift(aspect="text", before=old.text, after=new.text)


def _deadline(old: Measure, new: Measure, years: int) -> Iterator[Shift]:
    """Yield a shift if the deadline comes later, recurs less often or is gone — or the other way round."""
    before, after = old.deadline, new.deadline
    weight = 0
    if "missing" in (before.recurrence, after.recurrence):
        weight = (after.recurrence == "missing") - (before.recurrence == "missing")
    elif before.recurrence in _TIMES_A_YEAR and after.recurrence in _TIMES_A_YEAR:
        weight = _TIMES_A_YEAR[before.recurrence] - _TIMES_A_YEAR[after.recurrence]
    elif before.recurrence == after.recurrence == "none":
        ends = _last_day(old, years), _last_day(new, 0)
        days = (ends[1] - ends[0]).days if ends[0] and ends[1] else 0
        weight = days if abs(days) >= LEAST_DAYS else 0
    if weight:
        yield Shift(
            aspect="deadline", direction="weaker" if weight > 0 else "stronger", before=before.text, after=after.text
        )


def _last_day(measure: Measure, years: int) -> date | None:
    """Return the last day of a deadline, moved on by whole years; None if it is open or without a year."""
    ends = [end for _, end in measure.deadline.windows]
    if not ends or any(end is None or end.startswith("-") for end in ends):
        return None
    last = date.fromisoformat(max(end for end in ends if end))
    try:
        return last.replace(year=last.year + years)
    except ValueError:  # 29 February
        return last.replace(year=last.year + years, day=28)


def _years_between(earlier: Roadmap, later: Roadmap) -> int:
    if earlier.period is None or later.period is None:
        return 0
    days = (date.fromisoformat(later.period[0]) - date.fromisoformat(earlier.period[0])).days
    return round(days / 365.25)


def _executors(old: Measure, new: Measure) -> Iterator[Shift]:
    # A person's successor is no change of the duty.
    before, after = (set(m.executors.roles) - {"person"} for m in (old, new))
    if before != after:
        yield Shift(aspect="executors", before=old.executors.text, after=new.executors.text)


def _indicators(old: Measure, new: Measure) -> Iterator[Shift]:
    """Yield a shift for each number to reach that rose, fell, came or went; numbers are paired by their unit."""
    before, after = (_by_unit(m.outcome.indicators) for m in (old, new))
    for unit in dict.fromkeys((*before, *after)):
        one, other = before.get(unit), after.get(unit)
        if one is None or other is None:
            yield _target("stronger" if one is None else "weaker", one, other)
        elif one.value != other.value:
            falls = other.value < one.value
            at_most = "<=" in (one.comparator, other.comparator)
            yield _target("stronger" if falls == at_most else "weaker", one, other)


def _by_unit(indicators: Sequence[Indicator]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for indicator in indicators:
        found.setdefault(fold(indicator.unit), indicator)
    return found


def _target(direction: str, one: Indicator | None, other: Indicator | None) -> Shift:
    said = [f"{i.comparator} {i.value:g} {i.unit}" if i else "" for i in (one, other)]
    return Shift.model_validate({"aspect": "indicator", "direction": direction, "before": said[0], "after": said[1]})
