"""One child followed to its end: what it told, how long it may take, what it died of."""

from __future__ import annotations

import os
import select
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from nlp.domain.base import State
from nlp.isolate import wording
from nlp.isolate.client import Death, RunningJob
from nlp.isolate.frames import CHECKPOINT, DOCUMENT, END, MEMBERS, PROGRESS, ROADMAPS, End, Inbox
from nlp.isolate.jail import ERRORS
from nlp.isolate.limits import Limits, Progress

_ASK_EVERY_S = 0.2
# A child that has been killed, and a fork server that is told to do so, need no longer.
_GRACE_S = 10.0
Ending = tuple[State, str]
_OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"memory allocation", b"ut of memory", b"annot allocate memory")


@dataclass(frozen=True)
class Observer:
    """Who looks on while a file is read, and may stop it."""

    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass
class Heard:
    """What a child told; `ended` and `why` are the file's state and its message."""

    ended: State = "crash"
    why: str = wording.CRASHED
    end: End | None = None
    roadmaps: bytes = b""
    document: bytes = b""
    members: bytes = b""
    checkpoint: bytes = b""
    checkpoint_pages: tuple[int, int] = (0, 0)
    n_pages: int | None = None


class _Clock:
    """Time left to a child: the time of a page that was read is given back, up to the limit for a page."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._page_ended = time.monotonic()
        self._ends = self._page_ended + limits.wall_s
        self._done = 0

    def page(self, done: int, total: int) -> None:
        """Give back the time of a page; one that was counted before, or is beyond the last, gives nothing."""
        now = time.monotonic()
        if self._done < done <= total:
            self._done = done
            self._ends += min(now - self._page_ended, self._limits.page_s)
        self._page_ended = now

    def finish(self, seconds: float) -> None:
        """Leave so many seconds and no more."""
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left."""
        return self._ends - time.monotonic()


class _Listener:
    """Takes in frames: keeps the last of each kind, tells the observer of progress."""

    def __init__(self, limits: Limits, observer: Observer) -> None:
        self.heard = Heard()
        self.clock = _Clock(limits)
        self._observer = observer
        self._pages = (0, 0)

    def hear(self, kind: bytes, payload: bytes) -> None:
        """Take in one frame."""
        heard = self.heard
        if kind == PROGRESS:
            self._progress(Progress.model_validate_json(payload))
        elif kind == CHECKPOINT:
            heard.checkpoint, heard.checkpoint_pages = payload, self._pages
        elif kind == ROADMAPS:
            heard.roadmaps, heard.checkpoint = payload, b""
        elif kind == DOCUMENT:
            heard.document = payload
        elif kind == MEMBERS:
            heard.members = payload
        elif kind == END:
            heard.end = End.model_validate_json(payload)
            self.clock.finish(_GRACE_S)

    def _progress(self, progress: Progress) -> None:
        if progress.stage == "page" and progress.total is not None:
            self._pages = (progress.done, progress.total)
            self.heard.n_pages = progress.total
            self.clock.page(*self._pages)
        self.tell(progress)

    def tell(self, progress: Progress) -> None:
        """Tell the observer."""
        if self._observer.on_progress is not None:
            self._observer.on_progress(progress)


def follow(job: RunningJob, folder: Path, limits: Limits, observer: Observer) -> Heard:
    """Hear a child out until it is dead, by itself or by our hand, and name its end.

    Raises:
        ServerLost: the fork server died before it could tell of the death.
    """
    listener = _Listener(limits, observer)
    listener.tell(Progress(stage="reading"))
    inbox = Inbox(limits, listener.hear)
    stopped: Ending | None = None
    death: Death | None = None
    poll = select.poll()
    for fd in (job.frames, job.life.fileno()):
        poll.register(fd, select.POLLIN)
    while True:
        ready = {fd for fd, _ in poll.poll(1000 * _patience(listener.clock, observer))}
        if job.frames in ready and not _take(inbox, job.frames):
            poll.unregister(job.frames)
        if job.life.fileno() in ready:
            death = job.death()
            break
        if stopped is None:
            stopped = _reason(inbox, listener.clock, observer)
            if stopped is not None:
                job.stop()
                listener.clock.finish(_GRACE_S)
        elif listener.clock.left() <= 0:
            break
    while death and _take(inbox, job.frames):
        pass
    heard = listener.heard
    heard.ended, heard.why = _ending(heard, stopped, death, limits)
    if heard.ended == "crash" and _ran_out_of_memory(folder):
        heard.ended, heard.why = "oom", wording.OUT_OF_MEMORY
    return heard


def _patience(clock: _Clock, observer: Observer) -> float:
    """Return how long nothing need be looked at, in seconds."""
    left = max(clock.left(), 0.0)
    return left if observer.cancelled is None else min(left, _ASK_EVERY_S)


def _take(inbox: Inbox, fd: int) -> bool:
    """Take in what is there; False when there will be no more, or no more that we want."""
    try:
        return inbox.take(fd)
    except BlockingIOError:
        return False
    except ValidationError:
        inbox.garbled = True
        return False


def _reason(inbox: Inbox, clock: _Clock, observer: Observer) -> Ending | None:
    """Return why the child is to be stopped, if it is."""
    if inbox.refused:
        return "rejected", wording.TOO_MANY_MEASURES
    if inbox.garbled:
        return "failed", wording.GARBLED
    if observer.cancelled is not None and observer.cancelled():
        return "rejected", wording.CANCELLED
    return ("timeout", wording.OUT_OF_TIME) if clock.left() <= 0 else None


def _ending(heard: Heard, stopped: Ending | None, death: Death | None, limits: Limits) -> Ending:
    """Name the end: by the child's own last word, else by why it was stopped, else by what it died of."""
    if heard.end is not None and (stopped is None or stopped[0] == "timeout"):
        return heard.end.state, heard.end.message
    if stopped is not None:
        return stopped
    if death is None:
        return "crash", wording.CRASHED
    if death.too_many:
        return "rejected", wording.TOO_MANY_PROCESSES
    if death.exit_code == -signal.SIGXFSZ:
        return "rejected", wording.WROTE_TOO_MUCH
    if death.exit_code == -signal.SIGXCPU:
        return "timeout", wording.OUT_OF_TIME
    if death.exit_code == -signal.SIGKILL:  # none of ours: the system's, who has no memory left
        return "oom", wording.OUT_OF_MEMORY
    return "crash", wording.CRASHED


def _ran_out_of_memory(folder: Path) -> bool:
    """Tell whether a library's last complaint was of memory: C++ and Rust abort where Python raises MemoryError."""
    try:
        fd = os.open(folder / ERRORS, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    with os.fdopen(fd, "rb") as file:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            return False
        file.seek(max(0, status.st_size - 4_096))
        complaint = file.read(4_096)
    return any(word in complaint for word in _OUT_OF_MEMORY)
