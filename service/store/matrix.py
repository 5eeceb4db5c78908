"""The matrix: which plan covers which mandate of a catalogue, compact enough for hundreds of plans at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.catalogues import get, mandates_of
from service.store.coverage import expert_statuses
from service.store.filters import PlanFilter, plan_conditions
from service.store.tables import CoverageRow, Plan


@dataclass(frozen=True)
class MatrixPlan:
    """A line of the matrix: a status and its probability for each mandate, `None` where nothing is known yet.

    `by_expert` holds the places in the line whose status an expert has set.
    """

    plan_id: str
    title: str
    region_code: str | None
    municipality: str | None
    year_from: int | None
    year_to: int | None
    statuses: tuple[str | None, ...]
    probabilities: tuple[float | None, ...]
    by_expert: tuple[int, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Plans × the mandates of one catalogue, (id, title) in its order; plans by region, municipality, year."""

    catalogue_id: str
    mandates: tuple[tuple[str, str], ...]
    plans: tuple[MatrixPlan, ...]


def matrix(
    session: Session, catalogue_id: str, plan_ids: Sequence[str] = (), wanted: PlanFilter | None = None
) -> Matrix:
    """Return the matrix of the plans named, or of those that a filter lets through; experts' statuses stand first.

    The filter's region binding holds for plans named, too.

    Raises:
        InputError: there is no such catalogue.
    """
    mandates = mandates_of(get(session, catalogue_id))
    conditions = plan_conditions(session, wanted or PlanFilter())
    if plan_ids:
        conditions.append(Plan.id.in_(plan_ids))
    columns = (Plan.id, Plan.title, Plan.region_code, Plan.municipality, Plan.year_from, Plan.year_to)
    order = (Plan.region_code, Plan.municipality, Plan.year_from, Plan.id)
    plans = session.execute(select(*columns).where(*conditions).order_by(*order)).all()
    places = {mandate.id: place for place, mandate in enumerate(mandates)}
    lines = {plan.id: _Line(len(mandates)) for plan in plans}
    cells = select(CoverageRow.plan_id, CoverageRow.mandate, CoverageRow.status, CoverageRow.probability)
    cells = cells.join(Plan, Plan.id == CoverageRow.plan_id)
    for plan_id, mandate, status, probability in session.execute(
        cells.where(CoverageRow.catalogue_id == catalogue_id, *conditions)
    ):
        if mandate in places:
            lines[plan_id].set(places[mandate], status, probability)
    for (plan_id, mandate), status in expert_statuses(session, catalogue_id).items():
        if plan_id in lines and mandate in places:
            lines[plan_id].correct(places[mandate], status)
    return Matrix(
        catalogue_id,
        tuple((mandate.id, mandate.title) for mandate in mandates),
        tuple(MatrixPlan(*plan, *lines[plan.id].told()) for plan in plans),
    )


class _Line:
    """A line while it is filled."""

    def __init__(self, n_mandates: int) -> None:
        self.statuses: list[str | None] = [None] * n_mandates
        self.probabilities: list[float | None] = [None] * n_mandates
        self.by_expert: set[int] = set()

    def set(self, place: int, status: str, probability: float) -> None:
        self.statuses[place], self.probabilities[place] = status, probability

    def correct(self, place: int, status: str) -> None:
        self.statuses[place] = status
        self.by_expert.add(place)

    def told(self) -> tuple[tuple[str | None, ...], tuple[float | None, ...], tuple[int, ...]]:
        return tuple(self.statuses), tuple(self.probabilities), tuple(sorted(self.by_expert))
