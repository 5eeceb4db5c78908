"""Files → Readings: each file is read in a child of its own, and the way it ended gets its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from nlp.domain import Roadmap
from nlp.domain.reading import Reading
from nlp.errors import SverkaError
from nlp.isolate import wording
from nlp.isolate.client import RunningJob, ServerLost, running_server
from nlp.isolate.following import Heard, Observer, follow
from nlp.isolate.frames import is_too_much
from nlp.isolate.limits import LIMITS, Limits, Progress
from nlp.isolate.snapshot import take
from nlp.read.encoding import guess

# What the child does, by module and name: tests put a worse task in its place.
TASK = "nlp.isolate.tasks:read_plans"
_ROADMAPS = TypeAdapter(tuple[Roadmap, ...])
_MEMBERS = TypeAdapter(list[tuple[str, str]])


@dataclass(frozen=True)
class _Subject:
    path: Path
    name: str
    members: Path | None = None


def read_file(
    path: Path,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reading:
    """Read a foreign file in a child that can be killed; from any thread and any process.

    Args:
        path: where the file lies.
        name: what its owner calls it, where it lies under another name.
        limits: what the child may use.
        on_progress: called with every page and stage.
        cancelled: asked a few times a second; true ends the reading.

    Returns:
        The reading in one of its states, whatever is in the file; roadmaps are without categories
        (`nlp.pipeline.classified` puts them on).
    """
    observer = Observer(on_progress, cancelled)
    return _read(path, name, None, limits, observer)[0]


def read_files(
    paths: Iterable[Path],
    *,
    limits: Limits = LIMITS,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Reading]:
    """Read files as `read_file` does, in their order; an archive of plans gives a reading for each member.

    A member is called by both names: «архив.zip/план.docx».
    """
    observer = Observer(on_progress, cancelled)
    for path in paths:
        folder = running_server().private_folder()
        try:
            reading, members = _read(path, None, folder, limits, observer)
            if not members:
                yield reading
            for name, member in members:
                yield _read(member, f"{reading.name}/{name}", None, limits, observer)[0]
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def unpack_file(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Reading, tuple[tuple[str, Path], ...]]:
    """Unpack an archive of plans into a folder, in a child that can be killed.

    Returns:
        How it ended, and the members by their names in the archive; any other file is read as by `read_file` and has none.
    """
    return _read(path, name, folder, limits, Observer(None, cancelled))


def _read(
    path: Path, name: str | None, folder: Path | None, limits: Limits, observer: Observer
) -> tuple[Reading, tuple[tuple[str, Path], ...]]:
    """Read one file; with a folder an archive of plans is unpacked there, and its members come back instead."""
    shown = guess(os.fsencode(path.name)) if name is None else _printable(name)
    sha256 = ""

    def job_of(private: Path) -> dict[str, object]:
        nonlocal sha256
        place, sha256 = take(path, private)
        return _job(_Subject(place, shown, folder), private, limits)

    try:
        heard = hear(job_of, limits, observer)
    except SverkaError as error:
        return Reading(name=shown, sha256="", state="rejected", message=str(error)), ()
    reading = _reading(shown, sha256, heard, limits)
    members = _members(heard.members, folder) if folder and reading.state == "ok" else ()
    return reading, members


def hear(job_of: Callable[[Path], dict[str, object]], limits: Limits, observer: Observer) -> Heard:
    """Run a child on a job, which is made for a private folder; a fork server lost before it is started again."""
    for _ in range(2):
        server = running_server()
        folder = server.private_folder()
        try:
            with RunningJob(server, job_of(folder)) as job:
                return follow(job, folder, limits, observer)
        except ServerLost:
            continue
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return Heard(ended="crash", why=wording.CRASHED)


def _job(subject: _Subject, folder: Path, limits: Limits) -> dict[str, object]:
    return {
        "task": TASK,
        "path": str(subject.path.absolute()),
        "name": subject.name,
        "folder": str(folder),
        "members": str(subject.members) if subject.members else None,
        "limits": limits.model_dump(),
    }


def _reading(name: str, sha256: str, heard: Heard, limits: Limits) -> Reading:
    end = heard.end
    state, message, told = heard.ended, heard.why, heard.roadmaps
    if state not in ("ok", "partial") and heard.checkpoint:
        told = heard.checkpoint
        state, message = "partial", wording.cut_short(state, *heard.checkpoint_pages)
    elif state not in ("ok", "partial"):
        told = b""
    try:
        if is_too_much(told, limits):
            raise ValueError
        roadmaps = _ROADMAPS.validate_json(told) if told else ()
    except (ValidationError, ValueError):
        state, message, roadmaps = "failed", wording.GARBLED, ()
    return Reading(
        name=name,
        sha256=sha256,
        media_type=(end.media_type if end else "") or (roadmaps[0].source.media_type if roadmaps else ""),
        n_pages=heard.n_pages,
        state=state,
        message=_printable(message),
        roadmaps=roadmaps,
        document=heard.document if roadmaps and told is heard.roadmaps else b"",
    )


def _members(told: bytes, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return the members of an archive; what is no file in the folder was told by no child of ours."""
    try:
        found = _MEMBERS.validate_json(told) if told else []
    except ValidationError:
        return ()
    inside = folder.resolve()
    paths = [(_printable(name), (inside / place).resolve()) for name, place in found]
    return tuple((name, path) for name, path in paths if path.is_relative_to(inside) and path.is_file())


def _printable(text: str) -> str:
    """Return a text without what moves the cursor, turns the writing round or cannot be encoded."""
    return "".join(c if c.isprintable() else "�" for c in text[:2_000])
