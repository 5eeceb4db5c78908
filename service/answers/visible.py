"""Plans and measures that somebody may see; those of a foreign region do not exist for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.problems import ProblemError
from service.store.tables import Document, Measure, Plan

Bound = frozenset[str] | None


@dataclass(frozen=True)
class PlanHead:
    """A plan without its body."""

    id: str
    document_id: str
    file: str
    title: str
    region_code: str | None
    municipality: str | None
    period_start: str | None
    period_end: str | None
    place: str | None
    lineage_id: str
    previous_id: str | None
    n_measures: int
    revision: int


_COLUMNS = [Document.name if n == "file" else getattr(Plan, n) for n in PlanHead.__dataclass_fields__]


def plan_heads(session: Session, plan_ids: Sequence[str], bound: Bound) -> dict[str, PlanHead]:
    """Return the plans in the order of their ids; those that are not there or not to be seen are left out."""
    query = select(*_COLUMNS).join(Document, Document.id == Plan.document_id).where(Plan.id.in_(plan_ids))
    if bound is not None:
        query = query.where(Plan.region_code.in_(sorted(bound)))
    found = {row.id: PlanHead(*row) for row in session.execute(query)}
    return {id_: found[id_] for id_ in plan_ids if id_ in found}


def plan_head(session: Session, plan_id: str, bound: Bound) -> PlanHead:
    """Return a plan.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    found = plan_heads(session, [plan_id], bound)
    if not found:
        raise ProblemError("not-found")
    return found[plan_id]


def plan_of_measure(session: Session, measure_id: str, bound: Bound) -> PlanHead:
    """Return the plan that a measure belongs to.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    plan_id = session.scalar(select(Measure.plan_id).where(Measure.id == measure_id))
    return plan_head(session, plan_id or "", bound)
