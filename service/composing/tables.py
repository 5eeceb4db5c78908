"""Several plans at once: side by side, and against the mandates of a catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.access.visible import plan_heads
from service.answers.comparing import read_plans
from service.answers.coverage import catalogue_asked
from service.answers.matching import align
from service.composing.conclusion import coverage_of
from service.composing.stamping import stamp_of
from service.problems import ProblemError
from service.reports.inputs import ComparisonInput, MatrixInput, PlanCoverage
from service.state import Service
from service.store.catalogues import get, mandates_of
from service.store.filters import PlanFilter, plan_conditions
from service.store.plans import roadmap_of
from service.store.sight import Bound
from service.store.tables import Plan

# More plans make a sheet that nobody reads and an answer that comes too late.
MOST_PLANS = 300


def plan_ids_of(session: Session, wanted: PlanFilter, named: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the plans named, or those that a filter lets through, by region, municipality and year.

    Raises:
        ProblemError: not-found, where one that is named is not there or not to be seen.
    """
    conditions = plan_conditions(session, wanted)
    if named:
        conditions.append(Plan.id.in_(named))
    order = (Plan.region_code, Plan.municipality, Plan.year_from, Plan.id)
    found = tuple(session.scalars(select(Plan.id).where(*conditions).order_by(*order)))
    if set(named) - set(found):
        raise ProblemError("not-found", "no-plan")
    return found


def matrix_input(
    session: Session, catalogue_id: str | None, wanted: PlanFilter, named: Sequence[str] = (), day: date | None = None
) -> MatrixInput:
    """Return the matrix of the plans named, or of those that a filter lets through.

    Raises:
        ProblemError: not-found, where a plan or the catalogue is not there or not to be seen.
        InputError: there are too many plans for a sheet.
    """
    catalogue = get(session, catalogue_asked(session, catalogue_id))
    plan_ids = plan_ids_of(session, wanted, named)
    if len(plan_ids) > MOST_PLANS:
        raise InputError(
            "Матрица не построена", f"планов {len(plan_ids)}, а в таблице их не больше {MOST_PLANS}", "Сузьте отбор."
        )
    heads = plan_heads(session, plan_ids, wanted.bound)
    plans = [
        PlanCoverage(roadmap=roadmap_of(session, head.id), coverage=coverage_of(session, head, catalogue.id))
        for head in heads.values()
    ]
    stamp = stamp_of(session, plan_ids, catalogue, day)
    return MatrixInput(plans=tuple(plans), mandates=mandates_of(catalogue), stamp=stamp)


def comparison_input(
    service: Service, plan_ids: Sequence[str], bound: Bound = None, day: date | None = None
) -> ComparisonInput:
    """Return 2 to 20 plans side by side; what experts accepted or rejected stands before what the models say.

    Raises:
        ProblemError: not-found, where a plan is not there or not to be seen.
        InputError: fewer than two different plans.
        ModelError: a model is absent, damaged or foreign.
    """
    heads, plans = read_plans(service, plan_ids, bound)
    alignments = align(service, plans).values()
    with service.store.reading() as session:
        stamp = stamp_of(session, [head.id for head in heads], None, day)
    return ComparisonInput(
        roadmaps=tuple(plan.roadmap for plan in plans.values()),
        matches=tuple(m for alignment in alignments for m in alignment.matches),
        apart=tuple(pair for alignment in alignments for pair in sorted(alignment.apart)),
        stamp=stamp,
    )
