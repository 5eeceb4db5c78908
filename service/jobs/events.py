"""Jobs as server-sent events: a coroutine a listener, which holds a thread only while it looks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from anyio import sleep
from anyio.to_thread import run_sync
from sqlalchemy import select

from service.access.principal import Principal
from service.access.visible import job_seen
from service.jobs.queue import ENDED
from service.jobs.watching import changes
from service.problems import ProblemError
from service.schemas.job import JobShown
from service.store.columns import now
from service.store.engine import Store
from service.store.tables_access import Job, Token, User

LOOK_EVERY_S, IDLE_EVERY_S = 0.3, 1.0
BEAT_EVERY_S = 10.0
LONGEST_S = 600.0  # then the browser asks again by itself
_MOST, _MOST_OF_ONE = 500, 20
_AGAIN = b"retry: 2000\n\n"
_BEAT, _END = b": beat\n\n", b"event: end\ndata: {}\n\n"


class Listeners:
    """Who listens; in the event loop only."""

    KEY = "job listeners"  # in the service's extras

    def __init__(self) -> None:
        self._by_user: dict[str, int] = {}
        self.closed = False  # the service stops: streams end by themselves

    def check(self, user_id: str) -> None:
        """Refuse one more listener where there are too many.

        Raises:
            ProblemError: unavailable.
        """
        if self._by_user.get(user_id, 0) >= _MOST_OF_ONE or sum(self._by_user.values()) >= _MOST:
            raise ProblemError("unavailable", retry_after_s=10)

    def enter(self, user_id: str) -> None:
        """Count a listener in."""
        self._by_user[user_id] = self._by_user.get(user_id, 0) + 1

    def leave(self, user_id: str) -> None:
        """Count a listener out."""
        left = self._by_user.pop(user_id) - 1
        if left:
            self._by_user[user_id] = left


@dataclass(frozen=True)
class _Subject:
    store: Store
    principal: Principal
    job_id: str | None
    since: datetime


async def events(store: Store, listeners: Listeners, principal: Principal, job_id: str | None) -> AsyncIterator[bytes]:
    """Return the stream of a person's jobs, or of one that they see; it ends with that one.

    Raises:
        ProblemError: not-found; unavailable: too many listen.
    """
    listeners.check(principal.user_id)
    subject = _Subject(store, principal, job_id, now())
    if job_id is not None:
        await run_sync(_check, subject)
    return _stream(subject, listeners)


async def _stream(subject: _Subject, listeners: Listeners) -> AsyncIterator[bytes]:
    listeners.enter(subject.principal.user_id)
    try:
        yield _AGAIN
        seen: dict[str, int] = {}
        begun = beaten = time.monotonic()
        while time.monotonic() - begun < LONGEST_S and not listeners.closed:
            found = await run_sync(partial(_look, subject, seen))
            for job in found:
                seen[job.id] = job.version
                yield b"event: job\nid: %s:%d\ndata: %s\n\n" % (
                    job.id.encode(),
                    job.version,
                    job.model_dump_json().encode(),
                )
            if subject.job_id is not None and any(job.state in ENDED for job in found):
                break
            if time.monotonic() - beaten >= BEAT_EVERY_S:
                beaten = time.monotonic()
                if not await run_sync(_may_listen, subject):
                    break
                yield _BEAT
            await sleep(LOOK_EVERY_S if found or subject.job_id is not None else IDLE_EVERY_S)
        yield _END
    finally:
        listeners.leave(subject.principal.user_id)


def _check(subject: _Subject) -> None:
    assert subject.job_id is not None
    with subject.store.reading() as session:
        job_seen(session, subject.principal, subject.job_id)


def _look(subject: _Subject, seen: dict[str, int]) -> list[JobShown]:
    of = {"job_id": subject.job_id} if subject.job_id else {"user_id": subject.principal.user_id}
    found = changes(subject.store, seen, since=subject.since, **of)
    if not found:
        return []
    with subject.store.reading() as session:
        rows = session.scalars(select(Job).where(Job.id.in_([job.id for job in found])).order_by(Job.created_at))
        return [JobShown.model_validate(row, from_attributes=True) for row in rows]


def _may_listen(subject: _Subject) -> bool:
    """Tell whether the session or token that the stream was asked for with still holds."""
    token_id = subject.principal.token_id
    if token_id is None:
        return True
    query = select(Token.id).join(User, User.id == Token.user_id)
    query = query.where(Token.id == token_id, Token.revoked_at.is_(None), User.disabled.is_(False))
    with subject.store.reading() as session:
        return session.scalar(query) is not None
