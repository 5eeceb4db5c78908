"""How often typical activities and categories stand in plans, by region or year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.schemas.analytics import By, Count, Frequencies, Frequency
from service.store.filters import PlanFilter, plan_conditions
from service.store.tables import Measure, Plan


class _Tally(NamedTuple):
    """A value, the key of a region or year, and how many plans and measures have it there."""

    value: str | None
    key: str
    n_plans: int
    n_measures: int


def frequencies(
    session: Session, column: Any, titles: Mapping[str | None, str], by: By, wanted: PlanFilter
) -> Frequencies:
    """Count the values of a column of measures (activity, category).

    Args:
        session: to read with.
        column: of `Measure`.
        titles: value → its title; those that no measure has are left out, and values without a title too.
        by: what the counts are parted by.
        wanted: which plans count.
    """
    conditions = plan_conditions(session, wanted)
    parted: dict[str | None, dict[str, list[int]]] = defaultdict(dict)
    for value, key, n_plans, n_measures in _tallies(session, column, by, conditions):
        counted = parted[value].setdefault(key, [0, 0])
        counted[0] += n_plans
        counted[1] += n_measures
    numbers = (func.count(Plan.id.distinct()), func.count())
    sums = select(column, *numbers).join_from(Measure, Plan, Plan.id == Measure.plan_id).where(*conditions)
    items = [
        Frequency(id=value, title=titles[value], n_plans=n_plans, n_measures=n, by=_counts(parted[value]))
        for value, n_plans, n in session.execute(sums.group_by(column))
        if value in titles
    ]
    items.sort(key=lambda item: (-item.n_plans, -item.n_measures, item.id or ""))
    n_plans, n_measures = session.execute(
        select(func.count(), func.coalesce(func.sum(Plan.n_measures), 0)).where(*conditions)
    ).one()
    totals = _counts(_totals(session, by, conditions))
    return Frequencies(by=by, n_plans=n_plans, n_measures=int(n_measures), totals=totals, items=items)


def _tallies(session: Session, column: Any, by: By, conditions: Iterable[Any]) -> Iterator[_Tally]:
    keys = _keys(by)
    query = select(column, func.count(Plan.id.distinct()), func.count(), *keys)
    query = query.join_from(Measure, Plan, Plan.id == Measure.plan_id).where(*conditions).group_by(column, *keys)
    for value, n_plans, n_measures, *found in session.execute(query):
        for key in _named(found):
            yield _Tally(value, key, n_plans, n_measures)


def _totals(session: Session, by: By, conditions: Iterable[Any]) -> dict[str, list[int]]:
    keys = _keys(by)
    query = select(func.count(), func.coalesce(func.sum(Plan.n_measures), 0), *keys).where(*conditions).group_by(*keys)
    found: dict[str, list[int]] = {}
    for n_plans, n_measures, *told in session.execute(query):
        for key in _named(told):
            counted = found.setdefault(key, [0, 0])
            counted[0] += n_plans
            counted[1] += int(n_measures)
    return found


def _keys(by: By) -> tuple[Any, ...]:
    return (Plan.region_code,) if by == "region" else (Plan.year_from, Plan.year_to)


def _named(found: list[Any]) -> list[str]:
    """Return the region, or every year of a span."""
    if len(found) == 1:
        return [found[0] or ""]
    since, until = found
    return [str(year) for year in range(since, until + 1)] if since is not None and until is not None else [""]


def _counts(found: Mapping[str, list[int]]) -> list[Count]:
    return [Count(key=key, n_plans=n_plans, n_measures=n) for key, (n_plans, n) in sorted(found.items())]
