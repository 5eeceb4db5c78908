"""What workers do: the computing of each kind of job, without a database; and how they tell how far they are."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pydantic import TypeAdapter

from nlp.domain import Coverage, Edit, Mandate, Roadmap
from nlp.isolate import start
from service.analysis import Analysed, AnalysedFile, analyse_file, answers, coverage, stamp
from service.jobs.failures import Failure, failure
from service.jobs.patience import Patience

_MANDATES = TypeAdapter(tuple[Mandate, ...])
# Writes to a pipe up to this size are never torn and need no lock, which a killed worker would keep for ever.
_ATOMIC = 4096
_TELL_EVERY_S = 0.2
# What one answer of a worker may carry, unless a single member is larger.
_TOGETHER_BYTES = 32 * 1024**2

PackedCatalogues = tuple[tuple[str, bytes], ...]


class Piece(NamedTuple):
    """A job's computing as it goes to a worker."""

    job_id: str
    kind: str
    args: Any


class Outcome(NamedTuple):
    """What came of a piece: a result or a failure, and the seconds it took."""

    job_id: str
    result: Any
    failure: Failure | None
    seconds: float


class Channel(Protocol):
    """A way for a worker to tell the runner how far a job is."""

    def send(self, told: dict[str, Any]) -> None:
        """Send a small message; must not wait for an answer."""


@dataclass(frozen=True)
class ReadArgs:
    """A file to be read and the catalogues that its plans are held against; `data` goes to where `path` is not known."""

    path: Path
    name: str
    catalogues: PackedCatalogues
    data: bytes | None = None

    def carried(self) -> ReadArgs:
        """Return the same with the bytes in it, for a worker on another machine."""
        return replace(self, data=self.path.read_bytes())

    @contextmanager
    def file(self) -> Iterator[Path]:
        """Give the file a place for as long as it is read."""
        if self.data is None:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="sverka-") as folder:
            path = Path(folder) / self.path.name
            path.write_bytes(self.data)
            yield path


@dataclass(frozen=True)
class UnpackArgs(ReadArgs):
    """An archive of plans, from its member number `first`."""

    first: int = 0


class PlanPiece(NamedTuple):
    """A plan as the machine gave it, the experts' edits, and the revision that both were read at."""

    plan_id: str
    revision: int
    roadmap: Roadmap
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class PlanArgs:
    """Plans to be answered for, against catalogues."""

    plans: tuple[PlanPiece, ...]
    catalogues: PackedCatalogues


class Covered(NamedTuple):
    """How a plan, as it was at a revision, covers catalogues, by models of a stamp."""

    plan_id: str
    revision: int
    coverage: dict[str, tuple[Coverage, ...]]
    stamp: str


class Unpacked(NamedTuple):
    """Some members of an archive, their names and bytes, how many there are in all, or why there are none."""

    members: tuple[tuple[str, bytes], ...]
    total: int
    state: str
    message: str


def pack(mandates: tuple[Mandate, ...]) -> bytes:
    """Return a catalogue small enough to go along with every job (250 KB pickled, 40 packed)."""
    return _packed(mandates)


@lru_cache(maxsize=32)
def _packed(mandates: tuple[Mandate, ...]) -> bytes:
    return zlib.compress(_MANDATES.dump_json(mandates, by_alias=True))


@lru_cache(maxsize=32)
def _unpacked(data: bytes) -> tuple[Mandate, ...]:
    return _MANDATES.validate_json(zlib.decompress(data))


def _catalogues(packed: PackedCatalogues) -> dict[str, tuple[Mandate, ...]]:
    return {catalogue_id: _unpacked(data) for catalogue_id, data in packed}


class Teller:
    """How a piece tells how far it is, each new stage at once and numbers a few times a second, and learns that nobody waits."""

    def __init__(self, job_id: str, channel: Channel | None, patience: Patience) -> None:
        self._job_id, self._channel, self._patience = job_id, channel, patience
        self._last = ("", 0.0)

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell; whoever tells is not hung."""
        self._patience.renew()
        if self._channel is None or (stage == self._last[0] and time.monotonic() - self._last[1] < _TELL_EVERY_S):
            return
        self._last = stage, time.monotonic()
        self._channel.send({"job": self._job_id, "stage": stage, "done": done, "total": total})

    def cancelled(self) -> bool:
        """Say whether the job was cancelled."""
        return _unwanted is not None and (_unwanted / self._job_id).exists()


def read_document(args: ReadArgs, tell: Teller) -> AnalysedFile:
    """Read a file and answer for its plans."""
    with args.file() as path:
        return analyse_file(path, args.name, _catalogues(args.catalogues), tell, tell.cancelled)


def unpack_archive(args: UnpackArgs, tell: Teller) -> Unpacked:
    """Unpack the next members of an archive in a child, as many as fit into one answer."""
    from nlp.isolate.reading import unpack_file

    tell("unpacking", args.first, None)
    with args.file() as path, tempfile.TemporaryDirectory(prefix="sverka-") as folder:
        reading, places = unpack_file(path, Path(folder), name=args.name, cancelled=tell.cancelled)
        members: list[tuple[str, bytes]] = []
        for name, place in places[args.first :]:
            if members and sum(len(data) for _, data in members) + place.stat().st_size > _TOGETHER_BYTES:
                break
            members.append((name, place.read_bytes()))
    return Unpacked(tuple(members), len(places), reading.state, reading.message)


def refresh_plans(args: PlanArgs, tell: Teller) -> tuple[tuple[int, Analysed], ...]:
    """Answer for plans anew; each answer with the revision it is for."""
    tell("answering", 0, None)
    catalogues = _catalogues(args.catalogues)
    return tuple((p.revision, answers(p.roadmap, catalogues, p.edits)) for p in args.plans)


def cover_plans(args: PlanArgs, tell: Teller) -> tuple[Covered, ...]:
    """Hold plans as they are against further catalogues."""
    tell("answering", 0, None)
    catalogues = _catalogues(args.catalogues)
    return tuple(Covered(p.plan_id, p.revision, coverage(p.roadmap, catalogues), stamp()) for p in args.plans)


FUNCTIONS: dict[str, Callable[[Any, Teller], Any]] = {
    "document.read": read_document,
    "archive.unpack": unpack_archive,
    "plan.refresh": refresh_plans,
    "catalogue.cover": cover_plans,
}


def work(pieces: Sequence[Piece], channel: Channel | None = None) -> list[Outcome]:
    """Compute pieces one after the other; the failure of one is its outcome and stops no other."""
    return [_outcome(piece, channel or _of_process) for piece in pieces]


def _outcome(piece: Piece, channel: Channel | None) -> Outcome:
    begin = time.perf_counter()
    try:
        with Patience(may_exit=_of_process is not None) as patience:
            result, failed = FUNCTIONS[piece.kind](piece.args, Teller(piece.job_id, channel, patience)), None
    except Exception as error:  # its class may not cross to the other process, what it says does
        result, failed = None, failure(error)
    return Outcome(piece.job_id, result, failed, time.perf_counter() - begin)


# --- own processes --------------------------------------------------------------------------------


class PipeChannel:
    """The pipe from all workers of a pool to their runner."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, told: dict[str, Any]) -> None:
        """Write one message; a runner that is gone is no fault of the work."""
        message = json.dumps(told).encode()
        if len(message) < _ATOMIC - 16:
            try:
                self._connection.send_bytes(message)
            except OSError:
                return


_of_process: Channel | None = None
_unwanted: Path | None = None


def begin_worker(connection: Connection, unwanted: Path) -> None:
    """Prepare a worker of the pool: it names itself, and starts at once what will read files for it."""
    attach(connection, unwanted)
    start()


def attach(connection: Connection, unwanted: Path) -> None:
    """Tie a worker to its runner, with which it ends, and not by the keyboard; `unwanted` names jobs nobody waits for."""
    global _of_process, _unwanted
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _of_process, _unwanted = PipeChannel(connection), unwanted
    _of_process.send({"pid": os.getpid()})


def _die_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
