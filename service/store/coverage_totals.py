"""How often each mandate of a catalogue is covered: counted by the database, experts' words laid over."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.store.catalogues import get, mandates_of
from service.store.coverage import expert_statuses
from service.store.filters import PlanFilter, plan_conditions
from service.store.tables import CoverageRow, Plan


@dataclass(frozen=True)
class MandateTotal:
    """A mandate and the number of plans in each status."""

    id: str
    title: str
    counts: Counter[str] = field(default_factory=Counter)


def coverage_totals(
    session: Session, catalogue_id: str, wanted: PlanFilter | None = None
) -> tuple[tuple[MandateTotal, ...], int]:
    """Return the totals of a catalogue's mandates, in its order, and the number of plans answered for.

    Raises:
        InputError: there is no such catalogue.
    """
    mandates = mandates_of(get(session, catalogue_id))
    of_catalogue = [CoverageRow.catalogue_id == catalogue_id, *plan_conditions(session, wanted or PlanFilter())]
    columns = (CoverageRow.mandate, CoverageRow.status)
    query = select(*columns, func.count()).join_from(CoverageRow, Plan, Plan.id == CoverageRow.plan_id)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mandate, status, n in session.execute(query.where(*of_catalogue).group_by(*columns)):
        counts[mandate][status] += n
    for mandate, machine, expert in _overruled(session, catalogue_id, of_catalogue):
        counts[mandate][machine] -= 1
        counts[mandate][expert] += 1
    n_plans = select(func.count(CoverageRow.plan_id.distinct())).join_from(
        CoverageRow, Plan, Plan.id == CoverageRow.plan_id
    )
    totals = tuple(MandateTotal(m.id, m.title, +counts[m.id]) for m in mandates)
    return totals, session.scalars(n_plans.where(*of_catalogue)).one()


def _overruled(
    session: Session, catalogue_id: str, of_catalogue: list[ColumnElement[bool]]
) -> list[tuple[str, str, str]]:
    """Return (mandate, the machine's status, the expert's) wherever an expert has had the last word."""
    last = expert_statuses(session, catalogue_id)
    if not last:
        return []
    rows = select(CoverageRow.plan_id, CoverageRow.mandate, CoverageRow.status).join(
        Plan, Plan.id == CoverageRow.plan_id
    )
    rows = rows.where(*of_catalogue, CoverageRow.mandate.in_({mandate for _, mandate in last}))
    return [
        (mandate, status, last[plan_id, mandate])
        for plan_id, mandate, status in session.execute(rows)
        if (plan_id, mandate) in last
    ]
