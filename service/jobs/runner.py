"""Those who work on jobs: take them, have them computed elsewhere, keep their leases alive, store what came out."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field

from nlp.errors import ModelError, SverkaError
from service.jobs import queue
from service.jobs.clerk import Clerk
from service.jobs.computing import Outcome, Piece
from service.jobs.executors import Computing, open_computing
from service.jobs.failures import POISON, failure
from service.jobs.owners import own_name
from service.jobs.tasks import TASKS, notice_models
from service.settings import Settings
from service.store.engine import Store
from service.store.originals import Originals
from service.store.tables_access import Job

_log = logging.getLogger(__name__)
# How long the arrival of a job from another process may go unnoticed; jobs from this one wake the runner.
_POLL_S = 0.5
_TICK_S = 0.2
# Jobs taken beyond those that can be computed at once, so that no worker waits for the database.
_AHEAD = 2

Told = dict[str, tuple[str, int, int | None]]


@dataclass(eq=False)
class _Unit:
    """Jobs on their way together; `moved` is set when somebody has to look at them again."""

    jobs: list[Job]
    moved: threading.Event = field(default_factory=threading.Event)
    unwanted: set[str] = field(default_factory=set)
    told: Told = field(default_factory=dict)

    @property
    def is_unwanted(self) -> bool:
        return len(self.unwanted) == len(self.jobs)


class Runner:
    """A service's worker: `start` it once, `wake` it when a job was enqueued, `stop` it before the process ends."""

    def __init__(self, store: Store, originals: Originals, settings: Settings) -> None:
        self.originals = originals
        self._store, self._settings = store, settings
        self.owner = own_name()
        self._clerk = Clerk(store, originals, self.owner)
        self._lock = threading.Lock()
        self._units: set[_Unit] = set()
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._loops: list[threading.Thread] = []
        self.computing: Computing | None = None

    @property
    def alive(self) -> bool:
        """Whether it takes jobs and keeps their leases: begun, not ending, none of its loops dead."""
        return bool(self._loops) and not self._stopping.is_set() and all(loop.is_alive() for loop in self._loops)

    @property
    def trouble(self) -> SverkaError | None:
        """Why nothing can be stored at the moment; None when all is well."""
        return self._clerk.trouble

    def start(self) -> None:
        """Begin to work; what the store does not take now is told as `trouble` and tried again.

        Raises:
            InputError: the Dask cluster of the settings is not there.
        """
        self.computing = open_computing(self._settings, self._hear)
        n_slots = self.computing.n_workers + _AHEAD
        self._free = threading.Semaphore(n_slots)
        self._threads = ThreadPoolExecutor(n_slots, "jobs")
        self._alone = threading.Lock()
        loops = ((self._dispatch, "jobs-take"), (self._keep_leases, "jobs-leases"))
        self._loops = [threading.Thread(target=loop, name=name, daemon=True) for loop, name in loops]
        for thread in self._loops:
            thread.start()

    def wake(self) -> None:
        """Look for jobs now."""
        self._woken.set()

    def stop(self, grace_s: float = 10.0) -> None:
        """Take no more jobs, wait for those under way, give back what does not end in time."""
        self._stopping.set()
        self._woken.set()
        self._loops[0].join()
        until = time.monotonic() + grace_s
        while self._units and time.monotonic() < until:
            time.sleep(0.02)
        hurry = bool(self._units)
        self._clerk.stop()
        for unit in self._snapshot():
            unit.unwanted.update(job.id for job in unit.jobs)
            unit.moved.set()
        self._threads.shutdown(wait=True)
        self._loops[1].join()
        # Where the store does not take it, the leases run out by themselves.
        self._clerk.attempt(lambda: queue.give_back(self._store, self.owner))
        if self.computing is not None:
            self.computing.close(hurry)

    def _hear(self, job_id: str, stage: str, done: int, total: int | None) -> None:
        for unit in self._snapshot():
            if any(job.id == job_id for job in unit.jobs):
                unit.told[job_id] = stage, done, total

    def _snapshot(self) -> list[_Unit]:
        with self._lock:
            return list(self._units)

    # --- taking -----------------------------------------------------------------------------------

    def _begin(self) -> bool:
        """Take leases of dead processes back, and see whether other models are in use."""
        queue.release_dead(self._store)
        try:
            with self._store.writing() as session:
                notice_models(session)
        except ModelError as error:
            _log.error("stale answers stay: %s", error.why)
        return True

    def _dispatch(self) -> None:
        while not self._clerk.attempt(self._begin) and not self._stopping.is_set():
            pass
        while not self._stopping.is_set():
            if not self._free.acquire(timeout=_POLL_S):
                continue
            jobs = self._take()
            if not jobs:
                self._free.release()
                self._woken.wait(_POLL_S)
                self._woken.clear()
                continue
            unit = _Unit(jobs)
            with self._lock:
                self._units.add(unit)
            self._threads.submit(self._work, unit)

    def _take(self) -> list[Job]:
        most = self.computing.n_together if self.computing else 1
        busy = {job.id for unit in self._snapshot() for job in unit.jobs}
        return (
            self._clerk.attempt(lambda: queue.take_some(self._store, self.owner, self._settings.lease_s, most, busy))
            or []
        )

    # --- working ----------------------------------------------------------------------------------

    def _work(self, unit: _Unit) -> None:
        try:
            pieces = [piece for job in unit.jobs if (piece := self._clerk.prepare(job)) is not None]
            at_once = [piece for piece in pieces if not TASKS[piece.kind].computes]
            outcomes = [Outcome(piece.job_id, piece.args, None, 0.0) for piece in at_once]
            outcomes += self._computed(unit, [piece for piece in pieces if TASKS[piece.kind].computes])
            jobs = {job.id: job for job in unit.jobs}
            for outcome in outcomes:
                self._clerk.finish(jobs[outcome.job_id], outcome)
        except Exception as error:
            for job in unit.jobs:
                self._clerk.finish(job, Outcome(job.id, None, failure(error), 0.0))
        finally:
            with self._lock:
                self._units.discard(unit)
            self._free.release()
            self._woken.set()

    def _computed(self, unit: _Unit, pieces: list[Piece]) -> list[Outcome]:
        """Have pieces computed; a job that may have killed a worker before is computed with no other beside it."""
        if not pieces or self.computing is None:
            return []
        if all(job.n_attempts == 0 for job in unit.jobs):
            return self._awaited(unit, pieces, alone=False)
        while not self._alone.acquire(timeout=_POLL_S):
            if unit.is_unwanted:
                return []
        try:
            return self._awaited(unit, pieces, alone=True)
        finally:
            self._alone.release()

    def _awaited(self, unit: _Unit, pieces: list[Piece], alone: bool) -> list[Outcome]:
        assert self.computing is not None
        future = self.computing.submit(pieces, alone)
        future.add_done_callback(lambda _: unit.moved.set())
        while not future.done() and not unit.is_unwanted:
            unit.moved.wait()
            unit.moved.clear()
        if unit.is_unwanted and not self._stopping.is_set():
            future.cancel()
            self.computing.forget(job.id for job in unit.jobs)
            for job in unit.jobs:
                self._clerk.drop(job)
            return []
        if not future.done():
            future.cancel()
            return []
        wait_for([future])
        try:
            return future.result()
        except BaseException as error:
            if not self.computing.is_death(error):
                return [Outcome(piece.job_id, None, failure(error), 0.0) for piece in pieces]
        if alone:
            return [Outcome(piece.job_id, None, POISON, 0.0) for piece in pieces]
        self._clerk.suspect([piece.job_id for piece in pieces])
        return []

    # --- leases and progress ----------------------------------------------------------------------

    def _keep_leases(self) -> None:
        beat_s = self._settings.lease_s / 3
        last = time.monotonic()
        while not (self._stopping.is_set() and not self._units):
            time.sleep(_TICK_S)
            units = self._snapshot()
            told = {job_id: said for unit in units for job_id, said in list(unit.told.items())}
            if units and (told or time.monotonic() - last >= beat_s):
                last = time.monotonic()
                self._keep(units, told)

    def _keep(self, units: list[_Unit], told: Told) -> None:
        for unit in units:
            unit.told.clear()
        found = self._clerk.attempt(lambda: self._beat(told, units))
        if found is not None:
            self._drop_unwanted(units, *found)

    def _beat(self, told: Told, units: list[_Unit]) -> tuple[set[str], set[str]]:
        job_ids = [job.id for unit in units for job in unit.jobs]
        with self._store.writing() as session:
            for job_id, (stage, done, total) in sorted(told.items()):
                queue.progress(session, self.owner, job_id, stage, (done, total))
            return queue.heartbeat(session, self.owner, self._settings.lease_s, job_ids)

    def _drop_unwanted(self, units: list[_Unit], held: set[str], cancelled: set[str]) -> None:
        for unit in units:
            unwanted = {job.id for job in unit.jobs if job.id in cancelled or job.id not in held}
            if unwanted - unit.unwanted:
                unit.unwanted |= unwanted
                unit.moved.set()
