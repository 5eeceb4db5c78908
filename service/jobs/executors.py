"""Where jobs are computed: processes of our own, or a Dask cluster; both behind concurrent.futures."""

from __future__ import annotations

import contextlib
import json
import math
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from service.jobs.computing import Outcome, Piece, begin_worker, work
from service.one_thread import ONE_THREAD
from service.settings import Settings

OnTell = Callable[[str, str, int, int | None], None]  # job, stage, done, total
Outcomes = Future[list[Outcome]]
# Modules that the server loads which workers are forked from.
PRELOADED = ["service.jobs.preload"]


class Computing(Protocol):
    """A place where pieces are computed; `n_workers` at once, best handed over `n_together` at a time."""

    n_workers: int

    @property
    def n_together(self) -> int:
        """How many pieces make a unit that is worth sending."""

    def submit(self, pieces: Sequence[Piece], alone: bool = False) -> Outcomes:
        """Hand pieces over; `alone`: with no other work beside, so that a death is this piece's doing."""

    def forget(self, job_ids: Iterable[str]) -> None:
        """Let workers know that nobody waits for jobs any more."""

    def is_death(self, error: BaseException) -> bool:
        """Say whether an error of a future means that a worker died."""

    def close(self, hurry: bool = False) -> None:
        """Let go of everything; in a hurry what is under way is killed."""


def open_computing(settings: Settings, on_tell: OnTell) -> Computing:
    """Return the place that the settings name.

    Raises:
        InputError: Dask is asked for and not installed, or there is no cluster at the address.
    """
    if settings.dask_scheduler:
        from service.jobs.cluster import DaskCluster

        return DaskCluster(settings.dask_scheduler, on_tell)
    return OwnProcesses(settings.workers or _n_cores(), on_tell)


def _n_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OwnProcesses:
    """Processes of this machine, forked from a server that has the models loaded; a broken pool is made anew."""

    n_together = 1

    def __init__(self, n_workers: int, on_tell: OnTell) -> None:
        self.n_workers = n_workers
        self._on_tell = on_tell
        self._lock = threading.Lock()
        self._pools: dict[bool, _Pool] = {}
        self._unwanted = Path(tempfile.mkdtemp(prefix="sverka-"))
        _start_forkserver()
        self._pool(alone=False)

    def submit(self, pieces: Sequence[Piece], alone: bool = False) -> Outcomes:
        """Hand pieces over; a pool found broken just now is made anew."""
        for piece in pieces:
            (self._unwanted / piece.job_id).unlink(missing_ok=True)
        while True:
            pool = self._pool(alone)
            try:
                return pool.submit(pieces)
            except BrokenProcessPool:
                self._drop(alone, pool)

    def forget(self, job_ids: Iterable[str]) -> None:
        """Leave a note for each job where workers look a few times a second."""
        for job_id in job_ids:
            (self._unwanted / job_id).touch()

    def is_death(self, error: BaseException) -> bool:
        """Say whether a worker died."""
        return isinstance(error, BrokenProcessPool)

    def pids(self) -> set[int]:
        """Return the processes that have been ready for work and are not known to be dead."""
        with self._lock:
            return {pid for pool in self._pools.values() for pid in pool.pids}

    def close(self, hurry: bool = False) -> None:
        """End all workers."""
        with self._lock:
            pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            pool.close(hurry)
        shutil.rmtree(self._unwanted, ignore_errors=True)

    def _pool(self, alone: bool) -> _Pool:
        with self._lock:
            pool = self._pools.get(alone)
            if pool is None or pool.is_broken:
                if pool is not None:
                    pool.close()
                pool = self._pools[alone] = _Pool(1 if alone else self.n_workers, self._on_tell, self._unwanted)
            return pool

    def _drop(self, alone: bool, pool: _Pool) -> None:
        with self._lock:
            if self._pools.get(alone) is pool:
                del self._pools[alone]
        pool.close()


class _Pool:
    """One generation of workers, with the pipe on which they tell how far they are."""

    def __init__(self, n_workers: int, on_tell: OnTell, unwanted: Path) -> None:
        self.pids: set[int] = set()
        self.is_broken = False
        self._on_tell = on_tell
        self._reader, self._writer = multiprocessing.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            n_workers, multiprocessing.get_context("forkserver"), begin_worker, (self._writer, unwanted)
        )
        for _ in range(n_workers):  # each starts a worker
            self._executor.submit(os.getpid)
        self._listener = threading.Thread(target=self._listen, args=(self._reader,), name="jobs-listen", daemon=True)
        self._listener.start()

    def submit(self, pieces: Sequence[Piece]) -> Outcomes:
        future = self._executor.submit(work, pieces)
        future.add_done_callback(self._note_death)
        return future

    def close(self, hurry: bool = False) -> None:
        if hurry:
            for pid in self.pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._writer.send_bytes(b"{}")
        self._listener.join()
        self._writer.close()
        self._reader.close()

    def _note_death(self, future: Outcomes) -> None:
        if not future.cancelled() and isinstance(future.exception(), BrokenProcessPool):
            self.is_broken = True

    def _listen(self, reader: Connection) -> None:
        """Pass on what workers tell, until an empty message ends it."""
        while told := json.loads(reader.recv_bytes()):
            if "pid" in told:
                self.pids.add(told["pid"])
            else:
                self._on_tell(told["job"], told["stage"], told["done"], told["total"])


def _start_forkserver() -> None:
    """Start the process that workers are forked from, with one thread for sums and the models loaded."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def units_of(seconds: float, enough_s: float = 0.5, most: int = 16) -> int:
    """Return how many pieces of so many seconds make a unit that is worth sending over a network."""
    return min(most, max(1, math.ceil(enough_s / seconds))) if seconds > 0 else 1
