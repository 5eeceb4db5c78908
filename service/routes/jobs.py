"""Jobs: how far they are, as an answer and as events; cancelled."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import select

from service.access.policy import may, require, sight_of
from service.access.principal import Principal
from service.access.visible import job_seen
from service.jobs import queue
from service.jobs.events import Listeners, events
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.base import Id
from service.schemas.job import JobList, JobShown, JobState
from service.state import Held
from service.store.audit import note
from service.store.tables_access import Job

router = api_router("Работы", "/jobs")
Reader = Annotated[Principal, Depends(require("job.read"))]
Canceller = Annotated[Principal, Depends(require("job.cancel"))]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "события job и end", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.get("", summary="Работы")
def list_jobs(
    service: Held,
    principal: Reader,
    state: Annotated[JobState | None, Query(description="состояние")] = None,
    everybody: Annotated[bool, Query(description="и чужие: для администратора всех регионов")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JobList:
    """Свои, последние — первыми."""
    query = select(Job).order_by(Job.created_at.desc(), Job.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Job.state == state)
    if not everybody:
        query = query.where(Job.created_by == principal.user_id)
    elif sight_of(principal) is not None or not may(principal, "service.read"):
        raise ProblemError("forbidden")
    with service.store.reading() as session:
        return JobList(jobs=[job_shown(job) for job in session.scalars(query)])


@router.get("/events", summary="События своих работ", response_class=StreamingResponse, responses=_STREAM)
async def job_events(
    service: Held,
    principal: Reader,
    job: Annotated[Id | None, Query(description="одна работа; поток кончается с ней")] = None,
) -> StreamingResponse:
    """Server-sent events: `job` с тем же, что отвечает GET /jobs/{id}, после каждой перемены; `end` — продолжения не будет."""
    listeners: Listeners = service.extras.setdefault(Listeners.KEY, Listeners())
    stream = await events(service.store, listeners, principal, job)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/{job_id}", summary="Работа")
def show_job(service: Held, principal: Reader, job_id: Id) -> JobShown:
    """Насколько она продвинулась, чем кончилась."""
    with service.store.reading() as session:
        return job_shown(job_seen(session, principal, job_id))


@router.post("/{job_id}/cancel", summary="Остановить работу")
def cancel_job(service: Held, principal: Canceller, job_id: Id) -> JobShown:
    """Свою — эксперт, любую из видимых — администратор. Законченная остаётся как есть."""
    with service.store.writing() as session:
        job = job_seen(session, principal, job_id)
        if job.created_by != principal.user_id and principal.role != "admin":
            raise ProblemError("forbidden", "anothers-job")
        if job.state not in queue.ENDED:
            queue.cancel(session, job_id)
            note(session, principal.user_id, "job.cancel", job_id, kind=job.kind)
        shown = job_shown(job)
    if service.runner is not None:
        service.runner.wake()
    return shown


def job_shown(job: Job) -> JobShown:
    """Return a job as HTTP shows it."""
    return JobShown.model_validate(job, from_attributes=True)
