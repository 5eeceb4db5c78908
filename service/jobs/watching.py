"""How far jobs are, for those who wait for them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from nlp.errors import InputError
from service.jobs.queue import ENDED
from service.store.engine import Store
from service.store.tables import Json
from service.store.tables_access import Job

MAX_WATCHED = 200
_POLL_S = 0.05


@dataclass(frozen=True)
class Glimpse:
    """A job as its owner sees it; `version` grows with every change of the rest."""

    id: str
    kind: str
    subject_id: str
    version: int
    state: str
    stage: str
    done: int
    total: int | None
    result: Json
    error: Json

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED


_COLUMNS = tuple(getattr(Job, name) for name in Glimpse.__dataclass_fields__)


def look(store: Store, job_id: str) -> Glimpse | None:
    """Return a job as it is now; None where there is none of that id."""
    return next(iter(changes(store, {}, job_id=job_id)), None)


def changes(
    store: Store,
    seen: Mapping[str, int],
    *,
    job_id: str | None = None,
    user_id: str | None = None,
    since: datetime | None = None,
) -> list[Glimpse]:
    """Return the jobs that are newer than the versions seen (id → version), oldest first; one indexed query.

    Args:
        store: the database.
        seen: what the caller knows already; update it with the answer and ask again.
        job_id: one job; else all of a person that are under way or ended after `since`.
        user_id: the person; None: who works without an account.
        since: the moment the caller began to watch.
    """
    query = select(*_COLUMNS).order_by(Job.created_at, Job.id).limit(MAX_WATCHED)
    if job_id is not None:
        query = query.where(Job.id == job_id)
    else:
        live = Job.state.in_(("queued", "running"))
        query = query.where(Job.created_by == user_id, or_(live, Job.finished_at >= since) if since else live)
    with store.reading() as session:
        found = [Glimpse(*row) for row in session.execute(query)]
    return [job for job in found if job.version > seen.get(job.id, 0)]


def wait(store: Store, job_id: str, timeout_s: float) -> Glimpse:
    """Wait until a job has ended and return it; as it is when the time is over.

    Raises:
        InputError: there is no such job.
    """
    until = time.monotonic() + timeout_s
    while True:
        job = look(store, job_id)
        if job is None:
            raise InputError("Работа не найдена", "с таким номером её нет", "Проверьте номер работы.")
        if job.has_ended or time.monotonic() >= until:
            return job
        time.sleep(_POLL_S)
