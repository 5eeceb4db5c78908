"""Corrections: made, undone, and their history."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query

from service.access.policy import require
from service.access.principal import Principal
from service.access.visible import plan_seen
from service.corrections import keeping, making
from service.corrections.told import told
from service.routing import api_router
from service.schemas.base import Sha256
from service.schemas.correction import Corrected, CorrectionList, Corrections
from service.state import Held, Service
from service.store.tables import Correction

router = api_router("Правки")
Reader = Annotated[Principal, Depends(require("correction.read"))]
Maker = Annotated[Principal, Depends(require("correction.make"))]
Undoer = Annotated[Principal, Depends(require("correction.undo"))]


@router.post("/plans/{plan_id}/corrections", status_code=201, summary="Исправить план")
def correct(service: Held, principal: Maker, plan_id: Sha256, given: Corrections) -> Corrected:
    """Все правки вместе или ни одной. Ответ машины остаётся рядом; план пересчитывает работа `job_id`."""
    wanted = making.Wanted(given.edits, given.comment, given.revision)
    return _corrected(service, making.correct(service, principal, plan_id, wanted))


@router.get("/plans/{plan_id}/corrections", summary="История правок плана")
def list_corrections(
    service: Held,
    principal: Reader,
    plan_id: Sha256,
    before: Annotated[int | None, Query(ge=1, lt=2**31, description="номер последней правки прежней страницы")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> CorrectionList:
    """Последние — первыми, отменённые тоже: что стояло, что решил эксперт, кто и когда."""
    with service.store.reading() as session:
        plan_seen(session, principal, plan_id)
        rows = keeping.history(session, plan_id, before, limit + 1)
        lost = {c.id for c in keeping.unplaced(session, plan_id)}
        shown = told(session, rows[:limit], lost)
    return CorrectionList(corrections=shown, before=shown[-1].id if len(rows) > limit else None)


@router.post("/corrections/{correction_id}/undo", summary="Отменить правку")
def undo(service: Held, principal: Undoer, correction_id: Annotated[int, Path(ge=1, lt=2**31)]) -> Corrected:
    """Правка остаётся в истории. Не отменяется, пока на ней держатся более поздние."""
    return _corrected(service, making.undo(service, principal, correction_id))


def _corrected(service: Service, made: making.Made) -> Corrected:
    with service.store.reading() as session:
        found = (session.get(Correction, id_) for id_ in made.correction_ids)
        rows = [row for row in found if row is not None]  # somebody may delete the document meanwhile
        return Corrected(revision=made.revision, job_id=made.job_id, corrections=told(session, rows))
