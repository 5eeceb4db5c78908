"""The numbers of the whole store, or of what a person may see of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.store.filters import PlanFilter, plan_conditions
from service.store.tables import Document, Measure, Plan


@dataclass(frozen=True)
class Overview:
    """Numbers: of plans, by region and year, of measures by region and category, of documents by state.

    A plan counts in each year of its period; «» stands for what is not known.
    """

    n_plans: int
    n_measures: int
    n_notices: int
    n_stale: int
    n_lineages: int
    plans_by_region: dict[str, int]
    plans_by_year: dict[int, int]
    measures_by_category: dict[str, int]
    categories_by_region: dict[str, dict[str, int]]
    documents_by_state: dict[str, int]

    def shares(self, region: str) -> dict[str, float]:
        """Return category → its share of a region's measures; empty where it has none."""
        counted = self.categories_by_region.get(region, {})
        total = sum(counted.values())
        return {category: n / total for category, n in counted.items()}


def overview(session: Session, wanted: PlanFilter | None = None) -> Overview:
    """Count what a filter lets through; documents count where one of their plans does, or where they have none."""
    asked = wanted or PlanFilter()
    conditions = plan_conditions(session, asked)
    totals = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Plan.n_measures), 0),
            func.coalesce(func.sum(Plan.n_notices), 0),
            func.count().filter(Plan.stale.is_(True)),
            func.count(Plan.lineage_id.distinct()),
        ).where(*conditions)
    ).one()
    n_plans, n_measures, n_notices, n_stale, n_lineages = (int(n) for n in totals)
    return Overview(
        n_plans,
        n_measures,
        n_notices,
        n_stale,
        n_lineages,
        plans_by_region=_counted(session.execute(_grouped(Plan.region_code, conditions)).all()),
        plans_by_year=_years(session, conditions),
        measures_by_category=_counted(session.execute(_categories(Measure.category, conditions)).all()),
        categories_by_region=_by_region(session, conditions),
        documents_by_state=_states(session, conditions, asked != PlanFilter()),
    )


def _grouped(column: Any, conditions: list[ColumnElement[bool]]) -> Any:
    return select(column, func.count()).where(*conditions).group_by(column).order_by(column)


def _categories(column: Any, conditions: list[ColumnElement[bool]]) -> Any:
    return _grouped(column, conditions).join_from(Measure, Plan, Plan.id == Measure.plan_id)


def _counted(rows: Iterable[Any]) -> dict[str, int]:
    return {key or "": n for key, n in rows}


def _years(session: Session, conditions: list[ColumnElement[bool]]) -> dict[int, int]:
    spans = select(Plan.year_from, Plan.year_to, func.count()).where(*conditions).group_by(Plan.year_from, Plan.year_to)
    found: dict[int, int] = {}
    for since, until, n in session.execute(spans):
        if since is None or until is None:
            continue
        for year in range(since, until + 1):
            found[year] = found.get(year, 0) + n
    return dict(sorted(found.items()))


def _by_region(session: Session, conditions: list[ColumnElement[bool]]) -> dict[str, dict[str, int]]:
    columns = (Plan.region_code, Measure.category)
    query = select(*columns, func.count()).join_from(Measure, Plan, Plan.id == Measure.plan_id)
    found: dict[str, dict[str, int]] = {}
    for region, category, n in session.execute(query.where(*conditions).group_by(*columns).order_by(*columns)):
        found.setdefault(region or "", {})[category or ""] = n
    return found


def _states(session: Session, conditions: list[ColumnElement[bool]], is_filtered: bool) -> dict[str, int]:
    query = select(Document.state, func.count()).group_by(Document.state).order_by(Document.state)
    if is_filtered:
        query = query.where(Document.id.in_(select(Plan.document_id).where(*conditions)))
    return _counted(session.execute(query).all())
