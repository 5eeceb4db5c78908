"""Defects of a plan that need no other plan: what a row or the plan as a whole lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from nlp.domain import Measure, Notice, Passport
from nlp.text import words


def defects(measures: Sequence[Measure], passport: Passport) -> tuple[Notice, ...]:
    """Return the plan's defects, in the order of its rows; each names the measure concerned.

    A column that the plan does not have at all gives one notice for the plan, not one a row.
    """
    if not measures:
        return ()
    found = list(_missing_cells(measures))
    repeated = _repeated(measures)
    for measure in measures:
        found.extend(_deadline_defects(measure, passport))
        if measure.id in repeated:
            found.append(_notice("duplicate-row", measure, f"Строка повторяет мероприятие {repeated[measure.id]}."))
    return tuple(found)


def _notice(kind: str, measure: Measure, detail: str) -> Notice:
    return Notice(kind=kind, measure=measure.id, detail=detail)


def _missing_cells(measures: Sequence[Measure]) -> Iterator[Notice]:
    for kind, name, empty in (
        ("deadline", "срок", [m for m in measures if m.deadline.recurrence == "missing"]),
        ("executors", "ответственный исполнитель", [m for m in measures if not m.executors.text]),
        ("outcome", "ожидаемый результат", [m for m in measures if not m.outcome.text]),
    ):
        if len(empty) == len(measures):
            yield Notice(kind=f"no-{kind}-column", detail=f"В плане нет столбца «{name}».")
        else:
            yield from (_notice(f"no-{kind}", m, f"Не указан {name}.") for m in empty)


def _deadline_defects(measure: Measure, passport: Passport) -> Iterator[Notice]:
    deadline = measure.deadline
    if deadline.text and not deadline.mentions and deadline.recurrence != "missing":
        yield _notice("deadline-unread", measure, f"Срок «{deadline.text}» не разобран.")
    dates = [d for window in deadline.windows for d in window if d and not d.startswith("-")]
    ends = [end for _, end in deadline.windows if end and not end.startswith("-")]
    act = passport.act.date if passport.act else None
    if act and ends and max(ends) < act:
        yield _notice("before-act", measure, f"Срок «{deadline.text}» раньше даты утверждения плана ({_russian(act)}).")
    if passport.period and dates and (max(dates) < passport.period[0] or min(dates) > _tolerant_end(passport.period)):
        yield _notice("outside-period", measure, f"Срок «{deadline.text}» вне периода плана.")


def _tolerant_end(period: tuple[str, str]) -> str:
    """A school year's rows may reach to the end of its second calendar year (codebook, section 3)."""
    return f"{period[1][:4]}-12-31"


def _repeated(measures: Sequence[Measure]) -> dict[str, str]:
    """Return the ids of rows whose words repeat an earlier row, with that row's number."""
    keys = [" ".join(words(m.text)) for m in measures]
    counts = Counter(keys)
    first: dict[str, Measure] = {}
    repeated: dict[str, str] = {}
    for key, measure in zip(keys, measures, strict=True):
        if key and counts[key] > 1 and key in first:
            repeated[measure.id] = f"№ {first[key].number or first[key].index}"
        first.setdefault(key, measure)
    return repeated


def _russian(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
