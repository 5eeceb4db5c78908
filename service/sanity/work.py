"""Jobs: leases of the dead, jobs that nobody moves, documents that nobody reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import exists, select, update

from service.jobs import queue
from service.jobs.owners import is_dead
from service.sanity.ground import Finding, Ground, found
from service.sanity.plans import read_again
from service.store.columns import now
from service.store.tables import Document
from service.store.tables_access import Job

STATES = ("queued", "running", *queue.ENDED)


def leases(ground: Ground) -> Iterable[Finding]:
    """A job that is under way belongs to a process that lives, or at least prolonged its lease of late."""
    silent = ground.at - timedelta(seconds=max(60.0, 2 * ground.settings.lease_s))
    held = ground.session.execute(
        select(Job.id, Job.lease_owner, Job.lease_until).where(Job.state == "running").order_by(Job.id)
    ).all()
    dead = [
        job.id
        for job in held
        if not job.lease_owner or job.lease_until is None or job.lease_until < silent or is_dead(job.lease_owner)
    ]
    words = ("Работы числятся за процессами, которых нет", "Вернёт в очередь sverka check --repair или служба.")
    return found("leases-dead", words, dead, lambda g: _give_back(g, dead))


def _give_back(ground: Ground, job_ids: Iterable[str]) -> None:
    queue.release_dead(ground.store)
    free = {"state": "queued", "lease_owner": None, "lease_until": None, "not_before": now()}
    held = (Job.id.in_(list(job_ids)), Job.state == "running")
    with ground.store.writing() as session:
        counted = {"version": Job.version + 1, "n_takeovers": Job.n_takeovers + 1}
        session.execute(update(Job).where(*held).values(**free, **counted))


def stuck(ground: Ground) -> Iterable[Finding]:
    """Jobs move: somebody takes them within the hour, and their states are known."""
    unknown = list(ground.session.scalars(select(Job.id).where(Job.state.not_in(STATES))))
    moving = select(Job.id).where((Job.finished_at >= ground.old) | (Job.lease_until >= ground.at)).limit(1)
    waiting: list[str] = []
    if ground.session.scalar(moving) is None:
        late = select(Job.id).where(Job.state == "queued", Job.not_before < ground.old).order_by(Job.created_at)
        waiting = list(ground.session.scalars(late))
    told = ("Работы в неизвестном состоянии", "Вернёт в очередь sverka check --repair.")
    return [
        *found("jobs-unknown", told, unknown, lambda g: _requeue(g, unknown)),
        *found("jobs-stuck", ("Работы ждут больше часа", "Запустите службу: sverka serve."), waiting),
    ]


def _requeue(ground: Ground, job_ids: Iterable[str]) -> None:
    free = {"state": "queued", "lease_owner": None, "lease_until": None, "not_before": now()}
    with ground.store.writing() as session:
        session.execute(update(Job).where(Job.id.in_(list(job_ids))).values(**free, version=Job.version + 1))


def unread(ground: Ground) -> Iterable[Finding]:
    """A document that has been taken in is read, or about to be."""
    pending = exists().where(Job.subject_id == Document.id, Job.state.in_(("queued", "running")))
    query = select(Document.id).where(Document.state.is_(None), Document.uploaded_at < ground.old, ~pending)
    lost = list(ground.session.scalars(query))
    words = ("Принятые документы никто не разбирает", "Поставит в очередь sverka check --repair.")
    return found("documents-unread", words, lost, lambda g: read_again(g, lost))
