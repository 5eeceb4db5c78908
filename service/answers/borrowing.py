"""Formulations to borrow: how other municipalities word what covers a mandate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Coverage
from nlp.labels import ROLES
from nlp.text import fold
from service.access.visible import PlanHead
from service.schemas.answer import Formulation
from service.store.coverage import expert_statuses
from service.store.plans import roadmap_of
from service.store.sight import Bound, plans_seen
from service.store.tables import CoverageRow, Document, Plan

# Plans looked through for a few formulations that differ.
_MOST_PLANS = 60


class _Candidate(NamedTuple):
    measure_id: str
    probability: float
    plan: Any  # the row of `_candidates`


def formulations(
    session: Session, head: PlanHead, asked: tuple[str, str], bound: Bound, limit: int = 3
) -> list[Formulation]:
    """Return how others word what covers a mandate: plans of other municipalities, one row each, the surest first.

    Args:
        session: to read with.
        head: the plan that lacks it.
        asked: the catalogue and the mandate.
        bound: what whoever asks sees: nothing else is told.
        limit: how many; rows that say the same count once.
    """
    found: list[Formulation] = []
    seen: set[str] = set()
    for candidate in sorted(_candidates(session, head, asked, bound), key=lambda c: (-c.probability, c.measure_id)):
        formulation = _formulation(session, candidate)
        if formulation is None or fold(formulation.text) in seen:
            continue
        seen.add(fold(formulation.text))
        found.append(formulation)
        if len(found) == limit:
            break
    return found


def _candidates(session: Session, head: PlanHead, asked: tuple[str, str], bound: Bound) -> Iterator[_Candidate]:
    columns = (Plan.id, Plan.title, Plan.region_code, Plan.municipality, Document.name, CoverageRow.body)
    query = select(*columns).join_from(CoverageRow, Plan, Plan.id == CoverageRow.plan_id)
    query = query.join(Document, Document.id == Plan.document_id).where(
        CoverageRow.catalogue_id == asked[0],
        CoverageRow.mandate == asked[1],
        CoverageRow.status == "covered",
        Plan.id != head.id,
        Plan.lineage_id != head.lineage_id,
        Plan.stale.is_(False),
    )
    if head.place is not None:
        query = query.where((Plan.place != head.place) | Plan.place.is_(None))
    query = query.where(plans_seen(bound))
    order = (CoverageRow.probability.desc(), Plan.id)
    rows = session.execute(query.order_by(*order).limit(_MOST_PLANS)).all()
    refuted = _refuted(session, asked, [row.id for row in rows])
    places = set()
    for row in rows:
        place = (row.region_code, row.municipality) if row.municipality else row.id
        best = max(
            (e for e in Coverage.model_validate_json(row.body).evidence if e.measure),
            key=lambda e: e.probability,
            default=None,
        )
        if row.id in refuted or best is None or best.measure is None or place in places:
            continue
        places.add(place)
        yield _Candidate(best.measure, best.probability, row)


def _refuted(session: Session, asked: tuple[str, str], plan_ids: list[str]) -> set[str]:
    """Return the plans of which an expert says that they do not cover the mandate."""
    catalogue_id, mandate = asked
    last = expert_statuses(session, catalogue_id, plan_ids)
    return {plan_id for (plan_id, of), status in last.items() if of == mandate and status != "covered"}


def _formulation(session: Session, candidate: _Candidate) -> Formulation | None:
    roadmap = roadmap_of(session, candidate.plan.id)
    measure = next((m for m in roadmap.measures if m.id == candidate.measure_id), None)
    if measure is None:
        return None
    return Formulation(
        measure_id=measure.id,
        plan_id=candidate.plan.id,
        text=measure.text,
        deadline=measure.deadline.text,
        executors=", ".join(ROLES[role] for role in measure.executors.roles if role != "person"),
        outcome=measure.outcome.text,
        probability=candidate.probability,
        title=candidate.plan.title,
        file=candidate.plan.name,
        region_code=candidate.plan.region_code,
        municipality=candidate.plan.municipality,
        index=measure.index,
    )
