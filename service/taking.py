"""Take files in and wait until they are read, with a runner of one's own; a service beside it shares the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from nlp.errors import SverkaError
from nlp.read.limits import MAX_FILE_BYTES
from service.file_names import clean_name
from service.jobs.intake import Accepted, Upload, intake
from service.jobs.queue import ENDED
from service.jobs.runner import Runner
from service.running import prepare
from service.settings import Settings
from service.store.engine import Store
from service.store.originals import Originals
from service.store.tables import Document, Plan
from service.store.tables_access import Job

_POLL_S = 0.1
_AT_ONCE = 500
Tell = Callable[[int, int], None]  # how many are read, of how many


@dataclass(frozen=True)
class Taken:
    """What became of a file: the state of its reading, as in `nlp.domain.State`."""

    name: str
    state: str
    message: str = ""
    document_id: str | None = None
    is_duplicate: bool = False
    plan_ids: tuple[str, ...] = ()
    n_measures: int = 0

    @property
    def is_read(self) -> bool:
        """Whether there are measures of it in the store."""
        return self.state in ("ok", "partial") and self.n_measures > 0

    def told(self) -> dict[str, Any]:
        """Return it for other programs."""
        return vars(self) | {"plan_ids": list(self.plan_ids)}


def take(store: Store, settings: Settings, files: Sequence[Path], tell: Tell) -> tuple[Taken, ...]:
    """Take files in and return what became of each, archives member by member, when all have been read.

    Should this be broken off, what has been taken in stays and is read later.

    Raises:
        StoreError: the disk is full or the store read-only.
        ModelError: the models are absent or damaged.
    """
    prepare(store)
    with _working(store, settings) as runner:
        accepted = []
        for path in files:
            accepted.append(_accepted(store, runner, path))
            runner.wake()
            tell(0, len(files))
        jobs = [one.job_id for one in accepted if isinstance(one, Accepted)]
        ended = _awaited(store, runner, jobs, tell)
    found: list[Taken] = []
    for path, one in zip(files, accepted, strict=True):
        found += [one] if isinstance(one, Taken) else _taken(store, clean_name(path.name), one, ended)
    return tuple(found)


@contextmanager
def _working(store: Store, settings: Settings) -> Iterator[Runner]:
    runner = Runner(store, Originals(settings.originals), settings)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def _accepted(store: Store, runner: Runner, path: Path) -> Accepted | Taken:
    """Take a file in; what is no file to be read is an answer, too."""
    name = clean_name(path.name)
    try:
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            why = "в папке нет файлов с планами" if path.is_dir() else "нет такого файла. Проверьте путь"
            return Taken(name, "rejected", f"{why}.")
        if size == 0:
            return Taken(name, "rejected", "Файл пуст. Проверьте, тот ли это файл.")
        if size > MAX_FILE_BYTES:
            return Taken(name, "rejected", "Файл больше 50 МБ. Разделите его.")
        data = path.read_bytes()
    except OSError as error:
        return Taken(name, "rejected", f"Файл не открывается ({error.strerror}). Проверьте права.")
    return intake(store, runner.originals, Upload(data, name))


def _awaited(store: Store, runner: Runner, job_ids: Sequence[str], tell: Tell) -> dict[str, Job]:
    """Wait for jobs and those that they make; return all by id.

    Raises:
        SverkaError: results cannot be stored.
    """
    ended: dict[str, Job] = {}
    waiting = dict.fromkeys(job_ids)
    while waiting:
        for job in _jobs(store, list(waiting)):
            if job.state in ENDED:
                del waiting[job.id]
                ended[job.id] = job
                waiting.update(dict.fromkeys(id_ for id_ in job.result.get("job_ids", ()) if id_ not in ended))
        tell(len(ended), len(ended) + len(waiting))
        trouble: SverkaError | None = runner.trouble
        if trouble is not None:
            raise trouble
        if waiting:
            time.sleep(_POLL_S)
    return ended


def _jobs(store: Store, job_ids: Sequence[str]) -> Iterator[Job]:
    for i in range(0, len(job_ids), _AT_ONCE):
        with store.reading() as session:
            yield from session.scalars(select(Job).where(Job.id.in_(job_ids[i : i + _AT_ONCE]))).all()


def _taken(store: Store, name: str, one: Accepted, ended: dict[str, Job]) -> list[Taken]:
    job = ended[one.job_id]
    if one.document_id is not None:
        return [_document(store, one.document_id, job, (name, one.is_duplicate))]
    if not job.result.get("document_ids"):
        return [Taken(name, "failed", _why(job))]
    by_subject = {member.subject_id: member for id_ in job.result["job_ids"] if (member := ended.get(id_))}
    return [
        _document(store, id_, by_subject.get(id_, job), (None, one.is_duplicate)) for id_ in job.result["document_ids"]
    ]


def _document(store: Store, document_id: str, job: Job, known: tuple[str | None, bool]) -> Taken:
    name, is_duplicate = known
    with store.reading() as session:
        document = session.get(Document, document_id)
        query = select(Plan.id, Plan.n_measures).where(Plan.document_id == document_id).order_by(Plan.part)
        plans = session.execute(query).all()
    if document is None:
        return Taken(name or "файл", "failed", "Документ удалили, пока он разбирался.")
    return Taken(
        name or document.name,
        document.state or "failed",
        document.message or _why(job),
        document.id,
        is_duplicate,
        tuple(plan.id for plan in plans),
        sum(plan.n_measures for plan in plans),
    )


def _why(job: Job) -> str:
    told = job.error
    return f"{told['what']}: {told['why']}. {told['advice']}" if job.state == "failed" and told.get("what") else ""
