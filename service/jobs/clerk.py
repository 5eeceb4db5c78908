"""The paperwork of a runner: short transactions before and after the computing, repeated while the store is in trouble."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from nlp.errors import StoreError, SverkaError
from service.jobs import queue
from service.jobs.computing import Outcome, Piece
from service.jobs.failures import Failure, failure
from service.jobs.tasks import TASKS, Again, Desk, GoneError
from service.store.engine import Store
from service.store.failures import explaining
from service.store.originals import Originals
from service.store.tables_access import Job

_log = logging.getLogger(__name__)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_WHAT = "Работа не сохранена"
T = TypeVar("T")


class Clerk:
    """Prepares and ends jobs of one owner; `trouble` says why the store takes nothing at the moment."""

    def __init__(self, store: Store, originals: Originals, owner: str) -> None:
        self._store, self._originals, self._owner = store, originals, owner
        self._stopped = threading.Event()
        self.trouble: SverkaError | None = None

    def stop(self) -> None:
        """Give up what waits for the store to recover."""
        self._stopped.set()

    def attempt(self, deed: Callable[[], T]) -> T | None:
        """Do something with the store; None where it is in trouble, after a pause."""
        try:
            with explaining(_WHAT):
                found = deed()
        except StoreError as error:
            self._note_trouble(error)
            self._stopped.wait(_FIRST_PAUSE_S)
            return None
        self.trouble = None
        return found

    def prepare(self, job: Job) -> Piece | None:
        """Return what a job computes with; a job that cannot even begin ends here."""
        try:
            with explaining(_WHAT), self._store.reading() as session:
                return Piece(job.id, job.kind, TASKS[job.kind].prepare(Desk(session, self._originals, job)))
        except GoneError:
            self.drop(job)
        except Exception as error:
            found = failure(error)
            self._until_done(lambda: self._fail(job, found))
        return None

    def finish(self, job: Job, outcome: Outcome) -> None:
        """Store what came of a job and that it is done, in one transaction."""
        failed = outcome.failure
        if failed is None:
            try:
                self._until_done(lambda: self._store_result(job, outcome))
            except (GoneError, _CancelledError):
                self.drop(job)
            except Exception as error:
                failed = failure(error)
        if failed is not None:
            found = failed
            self._until_done(lambda: self._fail(job, found))

    def suspect(self, job_ids: list[str]) -> None:
        """Queue jobs anew beside which a worker died."""

        def deed() -> None:
            with self._store.writing() as session:
                for job_id in job_ids:
                    queue.suspect(queue.hold(session, job_id, self._owner))

        self._until_done(deed)

    def drop(self, job: Job) -> None:
        """End a job that was cancelled, or whose subject is gone."""

        def deed() -> None:
            with self._store.writing() as session:
                held = queue.hold(session, job.id, self._owner)
                queue.drop(held)
                self._tell(session, held, None)

        self._until_done(deed)

    def _store_result(self, job: Job, outcome: Outcome) -> None:
        task = TASKS[job.kind]
        if task.keep is not None:
            task.keep(self._originals, outcome.result)
        with self._store.writing() as session:
            left = task.finish(Desk(session, self._originals, job), outcome.result)
            held = queue.hold(session, job.id, self._owner)
            if held.cancel_asked:
                raise _CancelledError
            if isinstance(left, Again):
                queue.again(held, left.payload, left.done, left.total)
            else:
                queue.finish(held, left.result)

    def _fail(self, job: Job, found: Failure) -> None:
        with self._store.writing() as session:
            held = queue.hold(session, job.id, self._owner)
            queue.fail(held, found)
            if held.state in queue.ENDED:
                self._tell(session, held, found if held.state == "failed" else None)
        if found.code in ("fault", "killed"):
            _log.warning("job %s (%s) failed: %s", job.id, job.kind, found.why)

    def _tell(self, session: Session, job: Job, found: Failure | None) -> None:
        failed = TASKS[job.kind].failed
        if failed is not None:
            failed(Desk(session, self._originals, job), found)

    def _until_done(self, deed: Callable[[], None]) -> None:
        """Repeat while the store takes nothing; what was computed is not thrown away for a full disk."""
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                with explaining(_WHAT):
                    deed()
            except queue.LeaseLostError:
                return
            except StoreError as error:
                self._note_trouble(error)
                if self._stopped.wait(pause_s):
                    return
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            else:
                self.trouble = None
                return

    def _note_trouble(self, error: StoreError) -> None:
        if self.trouble is None:
            _log.error("the store takes nothing: %s", error.why)
        self.trouble = error


class _CancelledError(Exception):
    """The job was cancelled while it was computed; its results are rolled back."""
