"""The table of jobs: who may work on what until when, told so that a dead worker loses nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.jobs.failures import POISON, Failure
from service.jobs.owners import is_dead
from service.store.columns import now
from service.store.engine import Store
from service.store.tables import Json, new_id
from service.store.tables_access import Job

AT_ONCE, SOON, BACKGROUND = 20, 10, 0
# A job that was running each time the whole service died is more often a victim than the culprit.
MAX_TAKEOVERS = 20
FIRST_DELAY_S, LONGEST_DELAY_S = 1.0, 300.0
ENDED = ("done", "failed", "cancelled")


class LeaseLostError(Exception):
    """The job belongs to somebody else by now, or was cancelled; whatever was computed is thrown away."""


class How(TypedDict, total=False):
    """What may be said of a new job: key (the same key is the same job), who asked, not before, priority, subject."""

    key: str | None
    user_id: str | None
    not_before: datetime | None
    priority: int
    subject_id: str


def enqueue(session: Session, kind: str, payload: Json, **how: Unpack[How]) -> Job:
    """Add a job to the caller's transaction; a key that is known returns its job, whatever state that is in."""
    key = how.get("key")
    if key is not None and (known := by_key(session, key)):
        return known
    row = {
        "id": new_id(),
        "kind": kind,
        "payload": payload,
        "idempotency_key": key,
        "created_by": how.get("user_id"),
        "not_before": how.get("not_before") or now(),
        "priority": how.get("priority", BACKGROUND),
        "subject_id": how.get("subject_id", ""),
    }
    # No savepoint: SQLite ends the whole transaction when the disk is full, and the error told would be another.
    insert = (sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert)(Job)
    session.execute(insert.values(row).on_conflict_do_nothing(index_elements=[Job.idempotency_key]))
    found = session.get(Job, row["id"]) or (by_key(session, key) if key is not None else None)
    assert found is not None  # a conflict can only come from the key
    return found


def by_key(session: Session, key: str) -> Job | None:
    """Return the job of an idempotency key."""
    return session.scalar(select(Job).where(Job.idempotency_key == key))


def pending(session: Session, kind: str, subject_id: str) -> Job | None:
    """Return a job of a kind on a subject that has not ended."""
    query = select(Job).where(Job.kind == kind, Job.subject_id == subject_id, Job.state.in_(("queued", "running")))
    return session.scalars(query.order_by(Job.created_at)).first()


def take_some(store: Store, owner: str, lease_s: float, most: int, busy: Collection[str] = ()) -> list[Job]:
    """Take up to `most` jobs of one kind in one transaction; only first attempts share it with others.

    Highest priority first, then whoever has the fewest running.
    Jobs in `busy` are being worked on by the caller, even if the database did not take its heartbeat.
    """
    with store.reading() as session:  # looking costs nobody the right to write
        if session.scalar(select(Job.id).where(or_(_ready(), _expired(busy))).limit(1)) is None:
            return []
    with store.writing() as session:
        _take_over(session, session.scalars(select(Job).where(_expired(busy)).with_for_update(skip_locked=True)))
        first = session.scalar(_next_jobs().limit(1))
        if first is None:
            return []
        jobs = [first]
        if most > 1 and first.n_attempts == 0:
            others = _next_jobs().where(Job.kind == first.kind, Job.id != first.id, Job.n_attempts == 0)
            jobs.extend(session.scalars(others.limit(most - 1)))
        for job in jobs:
            job.state, job.lease_owner, job.lease_until = "running", owner, now() + timedelta(seconds=lease_s)
            job.version += 1
        return jobs


def _ready() -> ColumnElement[bool]:
    return (Job.state == "queued") & (Job.not_before <= now())


def _expired(busy: Collection[str]) -> ColumnElement[bool]:
    return (Job.state == "running") & (Job.lease_until < now()) & Job.id.not_in(busy)


def _next_jobs() -> Select[Any]:
    running = (
        select(Job.created_by, func.count().label("n"))
        .where(Job.state == "running")
        .group_by(Job.created_by)
        .subquery()
    )
    busy = select(running.c.n).where(running.c.created_by.is_not_distinct_from(Job.created_by)).scalar_subquery()
    order = (Job.priority.desc(), func.coalesce(busy, 0), Job.created_at, Job.id)
    return select(Job).where(_ready()).order_by(*order).with_for_update(of=Job, skip_locked=True)


def release_dead(store: Store) -> int:
    """Take leases back from processes of this host that are gone, at once; returns how many."""
    with store.writing() as session:
        held = session.scalars(select(Job).where(Job.state == "running").with_for_update(skip_locked=True))
        return _take_over(session, [job for job in held if job.lease_owner and is_dead(job.lease_owner)])


def _take_over(session: Session, jobs: Iterable[Job]) -> int:
    held = list(jobs)
    for job in held:
        job.n_takeovers += 1
        if job.cancel_asked:
            _end(job, "cancelled")
        elif job.n_takeovers >= MAX_TAKEOVERS:
            _end(job, "failed", error=POISON.told)
        else:
            # The first time at once; later behind the others, which may not be to blame.
            wait_s = 0.0 if job.n_takeovers == 1 else 0.05 * job.n_takeovers
            _requeue(job, wait_s)
    session.flush()
    return len(held)


def heartbeat(session: Session, owner: str, lease_s: float, job_ids: Collection[str]) -> tuple[set[str], set[str]]:
    """Prolong the leases of jobs; returns the ids that the owner still holds and those of them to be cancelled."""
    mine = (Job.lease_owner == owner) & (Job.state == "running") & Job.id.in_(job_ids)
    session.execute(update(Job).where(mine).values(lease_until=now() + timedelta(seconds=lease_s)))
    rows = session.execute(select(Job.id, Job.cancel_asked).where(mine)).all()
    return {row.id for row in rows}, {row.id for row in rows if row.cancel_asked}


def progress(session: Session, owner: str, job_id: str, stage: str, counts: tuple[int, int | None]) -> None:
    """Note how far a job is: a stage's code, done, total; nothing where the lease is lost."""
    done, total = counts
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.lease_owner == owner, Job.state == "running")
        .values(stage=stage[:32], done=done, total=total, version=Job.version + 1)
    )


def hold(session: Session, job_id: str, owner: str) -> Job:
    """Return the job for the transaction that ends or moves it; nobody else can touch it until then.

    Raises:
        LeaseLostError: it is not the owner's any more, or was to be cancelled.
    """
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None or job.state != "running" or job.lease_owner != owner:
        raise LeaseLostError(job_id)
    return job


def finish(job: Job, result: Json) -> None:
    """Mark a held job done; commits with its results."""
    _end(job, "done", result=result)


def again(job: Job, payload: Json, done: int, total: int | None) -> None:
    """Put a held job back with what is left of its work; other jobs may come in between."""
    job.payload, job.done, job.total = payload, done, total
    job.n_takeovers = job.n_attempts = 0  # it moves: whatever disturbed it is over
    _requeue(job, 0.0)


def fail(job: Job, failure: Failure) -> None:
    """Let a held job fail: for good where trying again is useless or was tried enough, else again after a growing delay."""
    job.n_attempts += 1
    if job.cancel_asked:
        _end(job, "cancelled")
    elif failure.is_final or job.n_attempts >= job.max_attempts:
        _end(job, "failed", error=failure.told)
    else:
        _requeue(job, delay_s(job.id, job.n_attempts))


def suspect(job: Job) -> None:
    """Queue a held job anew that ran beside others when their worker died; the next time it runs alone."""
    job.n_attempts += 1
    _requeue(job, 0.0)


def delay_s(job_id: str, n_attempts: int) -> float:
    """Return how long to wait before the next attempt: doubling, spread by the job's own hash."""
    spread = int(hashlib.sha256(f"{job_id}:{n_attempts}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return min(FIRST_DELAY_S * 2.0 ** (n_attempts - 1), LONGEST_DELAY_S) * (0.5 + spread)


def give_back(store: Store, owner: str) -> int:
    """Put all jobs of an owner that stops back in the queue, as if never taken; returns how many."""
    with store.writing() as session:
        jobs = list(session.scalars(select(Job).where(Job.lease_owner == owner, Job.state == "running")))
        for job in jobs:
            if job.cancel_asked:
                _end(job, "cancelled")
            else:
                _requeue(job, 0.0)
        return len(jobs)


def cancel(session: Session, job_id: str) -> str | None:
    """Cancel a job: a queued one at once, a running one at its next heartbeat; returns its state, None if unknown."""
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        return None
    if job.state == "queued":
        _end(job, "cancelled")
    elif job.state == "running" and not job.cancel_asked:
        job.cancel_asked = True
        job.version += 1
    return job.state


def drop(job: Job) -> None:
    """End a held job that was to be cancelled."""
    _end(job, "cancelled")


def retry(job: Job) -> None:
    """Queue a failed or cancelled job anew with all its attempts."""
    if job.state in ("failed", "cancelled"):
        job.n_attempts = job.n_takeovers = job.done = 0
        job.cancel_asked, job.error, job.finished_at, job.stage = False, {}, None, ""
        _requeue(job, 0.0)


def _requeue(job: Job, wait_s: float) -> None:
    job.state, job.lease_owner, job.lease_until = "queued", None, None
    job.not_before = now() + timedelta(seconds=wait_s)
    job.version += 1


def _end(job: Job, state: str, *, result: Json | None = None, error: Json | None = None) -> None:
    job.state, job.lease_owner, job.lease_until = state, None, None
    job.result, job.error, job.finished_at = result or {}, error or {}, now()
    job.version += 1
