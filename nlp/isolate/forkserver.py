"""The process that reading children are forked from: it has the parsers loaded, buries the dead and lets no orphan live.

The forkserver of multiprocessing would import the program's main module in every child (Python 3.11), tell the parent by
pickle and lose the programs that a child started; this one speaks three small messages:

* the control socket brings a job as JSON, with the pipe for the child's frames and the job's life line;
* a life line that is shut or lost on the other side ends the job (so does the fork server's own death);
* when a child and everything it started are dead, the life line tells how it died (`Death` as JSON).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from nlp.isolate.frames import Outbox
from nlp.isolate.jail import adopt_orphans, confine, die_with, leave_network
from nlp.isolate.limits import Limits

LONGEST_JOB = 1 << 17
_COUNT_EVERY_S = 0.25
# Modules that only some files need: loaded before the first such file, kept for all later ones.
_READERS = {
    **dict.fromkeys((".pdf",), "nlp.read.pdf"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), "nlp.read.scanfiles"),
    **dict.fromkeys((".doc", ".rtf", ".odt", ".fodt", ".xls", ".ods", ".xlsb"), "nlp.read.legacy"),
}


_Spare = tuple[int, socket.socket]


@dataclass
class _Job:
    life: socket.socket
    n_most: int
    too_many: bool = False
    ended: bool = False
    status: int = 0
    cpu_s: float = 0.0


def main(control_fd: int, base: str) -> None:
    """Serve jobs until the other side of the control socket is gone, then leave nothing behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_THREAD_LIMIT="1", MALLOC_ARENA_MAX="2")
    adopt_orphans()
    with socket.socket(fileno=control_fd) as control:
        server = _ForkServer(control, leave_network())
        _preload()
        try:
            server.serve()
        finally:
            server.end()
            shutil.rmtree(base, ignore_errors=True)
    os._exit(0)  # who started it waits, and taking down the interpreter takes a tenth of a second


def _preload() -> None:
    """Load and warm up what almost every child needs; frozen, so that collections in children copy no page of it."""
    tasks = importlib.import_module("nlp.isolate.tasks")
    tasks.warm_up()
    gc.collect()
    gc.freeze()


class _ForkServer:
    def __init__(self, control: socket.socket, has_left_network: bool) -> None:
        self._control = control
        self._has_left_network = has_left_network
        self._jobs: dict[int, _Job] = {}
        self._spare: _Spare | None = None
        self._poll = select.poll()
        self._wake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for fd in (control.fileno(), self._wake):
            self._poll.register(fd, select.POLLIN)

    def serve(self) -> None:
        """Start, watch and bury children until the control socket ends."""
        counted = time.monotonic()
        self._spare = self._fork()
        while True:
            ready = {fd for fd, _ in self._poll.poll(1000 * _COUNT_EVERY_S if self._jobs else None)}
            if self._wake in ready:
                os.read(self._wake, 1 << 12)
            for pid, job in self._jobs.items():
                if not job.ended and job.life.fileno() in ready:
                    _kill(pid)
            if time.monotonic() - counted > _COUNT_EVERY_S:
                counted = time.monotonic()
                self._count()
            self._bury()
            if self._control.fileno() in ready and not self._start():
                return

    def end(self) -> None:
        """Kill all children and theirs."""
        for pid in self._jobs:
            _kill(pid)
        deadline = time.monotonic() + 2
        while (left := _children(os.getpid())) and time.monotonic() < deadline:
            for pid in left:
                _kill(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
            time.sleep(0.001)

    def _start(self) -> bool:
        """Give the next job to the spare child and fork another; False where there will be no job."""
        message, fds, _, _ = socket.recv_fds(self._control, LONGEST_JOB, 2)
        if not message:
            return False
        job = json.loads(message)
        if _load_reader(job.get("name", "")):
            self._discard_spare()
        frames, life = fds[0], socket.socket(fileno=fds[1])
        pid = self._hand_over(message, frames)
        os.close(frames)
        self._jobs[pid] = _Job(life, job["limits"]["n_processes"])
        self._poll.register(life.fileno(), select.POLLIN)
        self._spare = self._fork()
        return True

    def _hand_over(self, message: bytes, frames: int) -> int:
        """Give a job to the spare child, or to a new one where that is dead; return its number."""
        for spare in (self._spare, None):
            pid, door = spare or self._fork()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError), door:
                socket.send_fds(door, [message], [frames])
                return pid
            _kill(pid)
        raise ChildProcessError

    def _fork(self) -> _Spare:
        """Fork a child that waits for its job: the time that a fork takes is spent before it is needed."""
        door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            door.close()
            self._become_child()
            _work(theirs, parent)
        theirs.close()
        return pid, door

    def _discard_spare(self) -> None:
        if self._spare is not None:
            self._spare[1].close()
        self._spare = None

    def _become_child(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for job in self._jobs.values():
            job.life.close()
        self._discard_spare()
        self._control.close()
        os.close(self._wake)
        os.close(self._waker)

    def _bury(self) -> None:
        """Reap the dead and kill their orphans; when there are none left, tell how the jobs died."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid in self._jobs:
                    job = self._jobs[pid]
                    job.ended, job.status, job.cpu_s = True, status, usage.ru_utime + usage.ru_stime
                    self._poll.unregister(job.life.fileno())
        ended = {pid: job for pid, job in self._jobs.items() if job.ended}
        orphans = set(_children(os.getpid())) - self._living() if ended else set()
        for pid in orphans:
            _kill(pid)
        for pid, job in ended.items() if not orphans else ():
            del self._jobs[pid]
            self._tell(job)

    def _living(self) -> set[int]:
        return {*self._jobs, *([self._spare[0]] if self._spare else [])}

    def _tell(self, job: _Job) -> None:
        death = {
            "exit_code": os.waitstatus_to_exitcode(job.status),
            "cpu_s": job.cpu_s,
            "too_many": job.too_many,
            "has_left_network": self._has_left_network,
        }
        with contextlib.suppress(OSError), job.life:
            job.life.send(json.dumps(death).encode())

    def _count(self) -> None:
        """Kill the jobs that run too many processes."""
        for pid, job in self._jobs.items():
            if not job.ended and _n_descendants(pid, job.n_most) > job.n_most:
                job.too_many = True
                _kill(pid)


def _load_reader(name: str) -> bool:
    """Load the module that a file will need, going by what its owner calls it; tell whether it is new."""
    module = _READERS.get(Path(name).suffix.lower())
    if module is None or module in sys.modules:
        return False
    with contextlib.suppress(ImportError):  # the child will say so
        importlib.import_module(module)
    return module in sys.modules


def _work(door: socket.socket, parent: int) -> NoReturn:
    """Wait in this fresh child for a job, do it and never return from it."""
    try:
        die_with(parent)
        message, fds, _, _ = socket.recv_fds(door, LONGEST_JOB, 1)
        door.close()
        if message:
            job = json.loads(message)
            limits = Limits(**job["limits"])
            confine(Path(job["folder"]), limits)
            module, _, function = job["task"].partition(":")
            getattr(importlib.import_module(module), function)(job, Outbox(fds[0], limits))
            os._exit(0)
    finally:
        # Whatever went wrong, no stack of the server's is unwound here.
        os._exit(1)


def _kill(pid: int) -> None:
    """Kill a child and its process group, which has the same number once the child is confined."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)


def _n_descendants(pid: int, enough: int) -> int:
    """Count the processes under a process, itself included; stops soon after `enough`."""
    seen, waiting = 0, [pid]
    while waiting and seen <= enough:
        seen += 1
        waiting.extend(_children(waiting.pop()))
    return seen


def _children(pid: int) -> list[int]:
    """Return the children of a process, of all its threads; none where the system does not tell."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found.extend(map(int, path.read_text().split()))
    return found
