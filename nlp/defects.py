"""Defects of a plan that need no other plan: what a row or the plan as a whole lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.domain import Measure, Notice, Passport
from nlp.text import fold


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
    rows = {m.id: m.index for m in measures}
    return tuple(sorted(found, key=lambda n: rows.get(n.measure or "", 0)))


def _notice(kind: str, measure: Measure, detail: str) -> Notice:
    return Notice(kind=kind, measure=measure.id, detail=detail)


def _missing_cells(measures: Sequence[Measure]) -> Iterator[Notice]:
    for kind, name, empty in (
        ("deadline", "срок", [m for m in measures if m.deadline.recurrence == "missing"]),
        ("executors", "ответственный исполнитель", [m for m in measures if _is_blank(m.executors.text)]),
        ("outcome", "ожидаемый результат", [m for m in measures if _is_blank(m.outcome.text)]),
    ):
        if len(empty) == len(measures):
            yield Notice(kind=f"no-{kind}-column", detail=f"В плане нет столбца «{name}».")
        else:
            yield from (_notice(f"no-{kind}", m, f"Не указан {name}.") for m in empty)


def _is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: «», «-», «…»."""
    return not any(c.isalnum() for c in text)


def _deadline_defects(measure: Measure, passport: Passport) -> Iterator[Notice]:
    deadline = measure.deadline
    if deadline.text and not deadline.mentions and deadline.recurrence != "missing":
        yield _notice("deadline-unread", measure, f"Срок «{deadline.text}» не разобран.")
    dates = [d for window in deadline.windows for d in window if d and not d.startswith("-")]
    ends = [end for _, end in deadline.windows if end and not end.startswith("-")]
    act = passport.act.date if passport.act else None
    if act and ends and max(ends) < act:
        yield _notice("before-act", measure, f"Срок «{deadline.text}» раньше даты утверждения плана ({_russian(act)}).")
    if passport.period and dates and not _touches_years(dates, passport.period):
        yield _notice("outside-period", measure, f"Срок «{deadline.text}» вне периода плана.")


def _touches_years(dates: Sequence[str], period: tuple[str, str]) -> bool:
    """A school year's rows may begin in the summer before and reach to the end of its second year (codebook, section 3)."""
    return max(dates)[:4] >= period[0][:4] and min(dates)[:4] <= period[1][:4]


def _repeated(measures: Sequence[Measure]) -> dict[str, str]:
    """Return the ids of rows that repeat an earlier row, with that row's number.

    A work done again at another time is no repeat, nor is what stands in the sections of three schools and more.
    """
    sections: dict[str, set[tuple[str, ...]]] = {}
    for measure in measures:
        sections.setdefault(_wording(measure.text), set()).add(measure.section)
    first: dict[tuple[object, ...], Measure] = {}
    repeated: dict[str, str] = {}
    for measure in measures:
        text, when = _wording(measure.text), _wording(measure.deadline.text)
        inside = (text, when, measure.section)
        across = (text, when, _wording(measure.executors.text), _wording(measure.outcome.text))
        earlier = first.get(inside) or (first.get(across) if len(sections[text]) == 2 else None)
        if text and earlier is not None:
            repeated[measure.id] = f"№ {earlier.number or earlier.index}"
        first.setdefault(inside, measure)
        first.setdefault(across, measure)
    return repeated


def _wording(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _russian(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
