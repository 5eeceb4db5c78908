"""How plans cover mandates: one plan, many plans, experts' statuses, formulations to borrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Query
from fastapi.responses import Response

from service.access.policy import require
from service.access.principal import Principal
from service.access.visible import plan_head
from service.answers.asked import Bound, Wanted, sent
from service.answers.borrowing import formulations
from service.answers.coverage import catalogue_asked, plan_coverage, with_status
from service.answers.words import take_back, words_on_coverage
from service.corrections.keeping import Author, keep_answer
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.answer import (
    CoverageShown,
    CoverageTotals,
    Formulations,
    MandateHead,
    MandateId,
    MandateTotal,
    MatrixLine,
    MatrixShown,
    PlanCoverage,
    StatusGiven,
)
from service.schemas.base import Id, Sha256
from service.state import Held
from service.store.coverage_totals import coverage_totals
from service.store.matrix import matrix

router = api_router("Покрытие")
Reader = Annotated[Principal, Depends(require("plan.read"))]
Comparer = Annotated[Principal, Depends(require("plan.compare"))]
Corrector = Annotated[Principal, Depends(require("correction.make"))]
Undoer = Annotated[Principal, Depends(require("correction.undo"))]
Asked = Annotated[Id | None, Query(description="каталог; без него — муниципальный из действующих")]
Mandate = Annotated[MandateId, Path(description="мандат", examples=["adopt-roadmap"])]
Few = Annotated[int, Query(ge=1, le=20, description="сколько формулировок")]
_MOST_PLANS = 1_000


class OfPlan(NamedTuple):
    """A plan and a catalogue, and what whoever asks sees."""

    plan_id: str
    catalogue_id: str
    bound: Bound


async def of_plan(bound: Bound, plan_id: Sha256, catalogue_id: Id) -> OfPlan:
    """Return what the path names."""
    return OfPlan(plan_id, catalogue_id, bound)


Of = Annotated[OfPlan, Depends(of_plan)]


@router.get("/plans/{plan_id}/coverage", summary="Какие ожидаемые мероприятия план закрывает")
def show_coverage(
    service: Held, principal: Reader, bound: Bound, plan_id: Sha256, catalogue: Asked = None
) -> PlanCoverage:
    """Состояние, названное экспертом, стоит первым; ответ машины сохранён рядом."""
    with service.store.reading() as session:
        return plan_coverage(session, plan_head(session, plan_id, bound), catalogue_asked(session, catalogue))


@router.put("/plans/{plan_id}/coverage/{catalogue_id}/{mandate}", summary="Назвать состояние вместо машины")
def set_status(service: Held, principal: Corrector, of: Of, mandate: Mandate, given: StatusGiven) -> CoverageShown:
    """Последнее слово действует, прежние остаются в истории."""
    plan_id, catalogue_id, bound = of
    with service.store.writing() as session:
        head = plan_head(session, plan_id, bound)
        word = with_status(session, plan_id, (catalogue_id, mandate), (given.status, given.comment))
        keep_answer(session, word, Author(principal.user_id, given.comment))
        shown = plan_coverage(session, head, catalogue_id)
    return next(c for c in shown.coverage if c.mandate == mandate)


@router.delete(
    "/plans/{plan_id}/coverage/{catalogue_id}/{mandate}",
    status_code=204,
    summary="Вернуть состояние, названное машиной",
)
def drop_status(service: Held, principal: Undoer, of: Of, mandate: Mandate) -> None:
    """404, если эксперт состояния не называл."""
    plan_id, catalogue_id, bound = of
    with service.store.writing() as session:
        plan_head(session, plan_id, bound)
        said = words_on_coverage(session, plan_id, catalogue_id).get(mandate, [])
        if not take_back(session, said, Author(principal.user_id)):
            raise ProblemError("not-found")


@router.get("/coverage", summary="Как часто планы закрывают каждое ожидаемое мероприятие")
def show_totals(service: Held, principal: Comparer, wanted: Wanted, catalogue: Asked = None) -> CoverageTotals:
    """По всем планам, которые подходят; состояния, названные экспертами, вместо ответов машины."""
    with service.store.reading() as session:
        catalogue_id = catalogue_asked(session, catalogue)
        totals, n_plans = coverage_totals(session, catalogue_id, wanted)
    mandates = [MandateTotal.model_validate(total, from_attributes=True) for total in totals]
    return CoverageTotals(catalogue_id=catalogue_id, n_plans=n_plans, mandates=mandates)


@router.get("/matrix", summary="Планы и ожидаемые мероприятия: кто что закрывает", response_model=MatrixShown)
def show_matrix(
    service: Held,
    principal: Comparer,
    wanted: Wanted,
    catalogue: Asked = None,
    plans: Annotated[Sequence[Sha256], Query(max_length=200, description="номера планов; без них — по фильтру")] = (),
) -> Response:
    """Строка — план; не более тысячи планов, остальные посчитаны."""
    with service.store.reading() as session:
        found = matrix(session, catalogue_asked(session, catalogue), plans, wanted)
    shown = MatrixShown.model_construct(
        catalogue_id=found.catalogue_id,
        mandates=[MandateHead.model_construct(id=id_, title=title) for id_, title in found.mandates],
        plans=[MatrixLine.model_construct(**line.__dict__) for line in found.plans[:_MOST_PLANS]],
        n_left_out=max(0, len(found.plans) - _MOST_PLANS),
        n_absent=max(0, len(set(plans)) - len(found.plans)),
    )
    return sent(shown)


@router.get(
    "/plans/{plan_id}/borrow/{catalogue_id}/{mandate}", summary="Как это сформулировано у других муниципалитетов"
)
def borrow(service: Held, principal: Reader, of: Of, mandate: Mandate, limit: Few = 3) -> Formulations:
    """Строки планов, которые мандат закрывают; сначала самые надёжные, каждая с источником."""
    plan_id, catalogue_id, bound = of
    with service.store.reading() as session:
        head = plan_head(session, plan_id, bound)
        catalogue_asked(session, catalogue_id)
        return Formulations(
            mandate=mandate, formulations=formulations(session, head, (catalogue_id, mandate), bound, limit)
        )
