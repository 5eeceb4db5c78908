"""Plans: found, shown with everything, as the machine gave them, with their versions, read again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from nlp.domain import Roadmap
from service.access.policy import require, sight_of
from service.access.principal import Principal
from service.access.visible import PlanHead, plan_seen
from service.jobs import queue
from service.problems import ProblemError
from service.routes.documents import listed
from service.routing import api_router
from service.schemas.base import Sha256
from service.schemas.document import DocumentShown
from service.schemas.plan import PlanFull, PlanList, PlanListQuery, PlanQuery, PlanShown, PlanVersions, Reanalysis
from service.state import Held, Service
from service.store import listing
from service.store.audit import note
from service.store.filters import PlanFilter
from service.store.plan_page import plan_page, region_name
from service.store.tables import Document, Plan

router = api_router("Планы", "/plans")
Reader = Annotated[Principal, Depends(require("plan.read"))]
Corrector = Annotated[Principal, Depends(require("correction.make"))]
_UNCHANGED = {"description": "план не изменился с ответа, чей ETag назван в If-None-Match"}


@router.get("", summary="Планы")
def list_plans(service: Held, principal: Reader, asked: Annotated[PlanListQuery, Query()]) -> PlanList:
    """По региону, муниципалитету, году, категории, роли и словам; последние загруженные — первыми."""
    wanted = wanted_plans(principal, asked)
    with service.store.reading() as session:
        page = listing.plans(session, wanted, asked.cursor, asked.limit)
        total = listing.count_plans(session, wanted) if asked.cursor is None else None
    return PlanList(plans=[plan_shown(row) for row in page.rows], total=total, cursor=page.cursor)


@router.get(
    "/{plan_id}",
    summary="План со всем, что о нём известно",
    response_class=Response,
    responses={200: {"model": PlanFull, "description": "план"}, 304: _UNCHANGED},
)
def show_plan(service: Held, principal: Reader, request: Request, plan_id: Sha256) -> Response:
    """Строки с фактами и категориями, замечания; правки экспертов уже в них."""
    page = plan_page(service.store, plan_id, sight_of(principal))
    if page is None:
        raise ProblemError("not-found", "no-plan")
    headers = {"ETag": page.tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == page.tag:
        return Response(status_code=304, headers=headers)
    return Response(page.data, media_type="application/json", headers=headers)


@router.get(
    "/{plan_id}/machine",
    summary="План без правок",
    response_class=Response,
    responses={200: {"model": Roadmap, "description": "план, как его разобрала машина"}},
)
def show_machine(service: Held, principal: Reader, plan_id: Sha256) -> Response:
    """Как его разобрала машина, до всех правок."""
    with service.store.reading() as session:
        plan_seen(session, principal, plan_id)
        machine = session.get_one(Plan, plan_id).machine
    return Response(machine, media_type="application/json")


@router.get("/{plan_id}/versions", summary="Версии плана")
def list_versions(service: Held, principal: Reader, plan_id: Sha256) -> PlanVersions:
    """Планы того же муниципалитета на другие годы и новые редакции, ранние — первыми."""
    bound = sight_of(principal)
    with service.store.reading() as session:
        plan_seen(session, principal, plan_id)
        rows = listing.lineage(session, plan_id, bound)
    return PlanVersions(plans=[plan_shown(row) for row in rows])


@router.get("/{plan_id}/document", summary="Документ плана")
def show_plans_document(service: Held, principal: Reader, plan_id: Sha256) -> DocumentShown:
    """Файл, из которого план прочитан."""
    with service.store.reading() as session:
        return listed(session, plan_seen(session, principal, plan_id).document_id)


@router.post("/{plan_id}/reanalyse", status_code=202, summary="Разобрать исходный файл заново")
def reanalyse(service: Held, principal: Corrector, plan_id: Sha256) -> Reanalysis:
    """Правки экспертов остаются. Если файл уже разбирается, отвечает той же работой."""
    with service.store.reading() as session:
        seen = plan_seen(session, principal, plan_id)
    job_id = _enqueue(service, principal, seen)
    if service.runner is not None:
        service.runner.wake()
    return Reanalysis(job_id=job_id)


def wanted_plans(principal: Principal, asked: PlanQuery) -> PlanFilter:
    """Return the filter that a query asks for, within the person's regions."""
    given = asked.model_dump(exclude={"cursor", "limit", "stale"})
    return PlanFilter(**(given | {"bound": sight_of(principal)} | ({"state": "stale"} if asked.stale else {})))


def plan_shown(row: listing.PlanRow) -> PlanShown:
    """Return a row of a list as HTTP shows it."""
    return PlanShown.model_validate({**vars(row), "region": region_name(row.region_code)})


def _enqueue(service: Service, principal: Principal, seen: PlanHead) -> str:
    with service.store.writing() as session:
        document = session.get(Document, seen.document_id)
        if document is None:
            raise ProblemError("not-found", "no-plan")
        known = queue.pending(session, "document.read", document.id)
        job = known or queue.enqueue(
            session,
            "document.read",
            {"document_id": document.id, "sha256": document.sha256},
            user_id=principal.user_id,
            priority=queue.AT_ONCE,
            subject_id=document.id,
        )
        if known is None:
            note(session, principal.user_id, "plan.reanalyse", seen.id, job=job.id)
        return job.id
