"""What each kind of job needs from the store and leaves in it; the computing between stands in `computing`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from nlp.domain import Edit
from service.analysis import Analysed, AnalysedFile, stamp
from service.corrections.edits import ANSWER_KINDS, edit_of
from service.jobs import computing, queue
from service.jobs.failures import Failure
from service.store.catalogues import active_mandates
from service.store.originals import Originals
from service.store.plans import (
    mark_stale,
    models_stamp,
    roadmap_of,
    save_analysis,
    save_answers,
    save_coverage,
    stale_plans,
)
from service.store.tables import Correction, CoverageRow, Document, Json, Plan
from service.store.tables_access import Job

# Plans answered for in one write transaction: others wait for it.
_STEP, _BUNDLE = 4, 16
_ALL = 10**9
Refreshed = tuple[tuple[int, Analysed], ...]


class GoneError(Exception):
    """What the job was about is there no longer; nothing is left to do."""


@dataclass(frozen=True)
class Desk:
    """What a task works with: the session of one short transaction, the originals, the job."""

    session: Session
    originals: Originals
    job: Job


@dataclass(frozen=True)
class Done:
    """The job is done; `result` is what people see of it: ids and numbers."""

    result: Json


@dataclass(frozen=True)
class Again:
    """A step of the job is done; `payload` is the rest of it."""

    payload: Json
    done: int
    total: int | None = None


Left = Done | Again


@dataclass(frozen=True)
class Task:
    """A kind of job: `prepare` reads, `keep` puts bytes on the disk, `finish` writes, `failed` tells the store of a failure.

    `finish` runs in one transaction with the mark that the job is done, and may run again after a crash.
    Without `computes` what was prepared goes straight to `finish`.
    """

    prepare: Callable[[Desk], Any]
    finish: Callable[[Desk, Any], Left]
    computes: bool = True
    keep: Callable[[Originals, Any], None] | None = None
    failed: Callable[[Desk, Failure | None], None] | None = None


# --- document.read --------------------------------------------------------------------------------


def _prepare_reading(desk: Desk) -> computing.ReadArgs:
    document = _document(desk)
    desk.originals.read(document.sha256)  # damaged bytes are the store's trouble, not the sender's
    return computing.ReadArgs(desk.originals.path(document.sha256), document.name, _active(desk.session))


def _finish_reading(desk: Desk, file: AnalysedFile) -> Left:
    _document(desk)
    plan_ids = save_analysis(desk.session, desk.job.payload["document_id"], file)
    unanswered = _unanswered(desk.session, plan_ids, file)
    if unanswered:
        refresh(desk.session, unanswered)
    n_measures = sum(len(plan.roadmap.measures) for plan in file.plans)
    return Done({"state": file.reading.state, "plan_ids": list(plan_ids), "n_measures": n_measures})


def _unanswered(session: Session, plan_ids: tuple[str, ...], file: AnalysedFile) -> tuple[str, ...]:
    """Return the plans to be answered for once more: a catalogue came meanwhile, or experts' edits changed the rows."""
    if plan_ids and set(active_mandates(session)) - set(file.catalogue_ids):
        return plan_ids
    edited = exists().where(
        Correction.plan_id == Plan.id, Correction.undone_at.is_(None), Correction.kind.not_in(ANSWER_KINDS)
    )
    return tuple(session.scalars(select(Plan.id).where(Plan.id.in_(plan_ids), edited).order_by(Plan.id)))


def _failed_reading(desk: Desk, failure: Failure | None) -> None:
    """Tell on the document why it was not read; None: it was cancelled."""
    document = desk.session.get(Document, desk.job.payload["document_id"])
    if document is not None and document.state is None:
        document.state = "crash" if failure and failure.code == "killed" else "failed"
        told = f"{failure.what}: {failure.why}. {failure.advice}" if failure else "Чтение отменено."
        document.message = told


def _document(desk: Desk) -> Document:
    document = desk.session.get(Document, desk.job.payload["document_id"])
    if document is None:
        raise GoneError
    return document


def _active(session: Session) -> computing.PackedCatalogues:
    return tuple((id_, computing.pack(mandates)) for id_, mandates in sorted(active_mandates(session).items()))


# --- archive.unpack -------------------------------------------------------------------------------


def _prepare_unpacking(desk: Desk) -> computing.UnpackArgs:
    path = desk.originals.path(desk.job.payload["sha256"])
    return computing.UnpackArgs(path, desk.job.payload["name"], (), first=desk.job.payload.get("first", 0))


def _keep_members(originals: Originals, found: computing.Unpacked) -> None:
    for _, data in found.members:
        originals.put(data)


def _finish_unpacking(desk: Desk, found: computing.Unpacked) -> Left:
    from service.jobs.intake import Upload, enter, enter_refused

    payload = dict(desk.job.payload)
    if found.state == "rejected" and not found.members:
        told = found.state, found.message
        return Done({"document_ids": [enter_refused(desk.session, desk.originals, desk.job, told)], "job_ids": []})
    # What is no archive of plans may be a plan itself, or a document whose state says what is wrong with it.
    members = found.members or ((None, desk.originals.read(payload["sha256"])),)
    for name, data in members:
        full_name = f"{payload['name']}/{name}" if name else payload["name"]
        entered = enter(desk.session, desk.originals, Upload(data, full_name, desk.job.created_by), may_unpack=False)
        payload["document_ids"] = [*payload.get("document_ids", ()), entered.document_id]
        payload["job_ids"] = [*payload.get("job_ids", ()), entered.job_id]
    payload["first"] = payload.get("first", 0) + len(found.members)
    if payload["first"] < found.total and found.members:
        return Again(payload, payload["first"], found.total)
    return Done({key: list(dict.fromkeys(payload[key])) for key in ("document_ids", "job_ids")})


# --- plan.refresh ---------------------------------------------------------------------------------


def refresh(session: Session, plan_ids: tuple[str, ...], priority: int = queue.BACKGROUND) -> Job:
    """Enqueue the answers for plans that were corrected or are stale."""
    subject = plan_ids[0] if len(plan_ids) == 1 else ""
    return queue.enqueue(
        session,
        "plan.refresh",
        {"plan_ids": list(plan_ids), "total": len(plan_ids)},
        priority=priority,
        subject_id=subject,
    )


def _prepare_refresh(desk: Desk) -> computing.PlanArgs:
    plan_ids = desk.job.payload["plan_ids"][:_STEP]
    return computing.PlanArgs(_pieces(desk.session, plan_ids), _active(desk.session))


def _pieces(session: Session, plan_ids: Iterable[str]) -> tuple[computing.PlanPiece, ...]:
    """Return what the answers for plans rest on; a plan that is gone is left out."""
    found = []
    for plan_id in list(plan_ids):
        revision = session.scalar(select(Plan.revision).where(Plan.id == plan_id))
        if revision is not None:
            machine = roadmap_of(session, plan_id, machine=True)
            found.append(computing.PlanPiece(plan_id, revision, machine, _edits(session, plan_id)))
    return tuple(found)


def _edits(session: Session, plan_id: str) -> tuple[Edit, ...]:
    query = select(Correction).where(
        Correction.plan_id == plan_id, Correction.undone_at.is_(None), Correction.kind.not_in(ANSWER_KINDS)
    )
    return tuple(edit_of(c) for c in session.scalars(query.order_by(Correction.id)))


def _save_refreshed(session: Session, found: Refreshed) -> tuple[str, ...]:
    """Keep answers; return the plans that an expert changed while they were computed."""
    overtaken = [
        analysed.roadmap.id
        for revision, analysed in found
        if not save_answers(session, analysed.roadmap.id, analysed, analysed.machine, revision)
    ]
    return _still_there(session, overtaken)


def _still_there(session: Session, plan_ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(session.scalars(select(Plan.id).where(Plan.id.in_(plan_ids)).order_by(Plan.id))) if plan_ids else ()


def _finish_refresh(desk: Desk, found: Refreshed) -> Left:
    payload = dict(desk.job.payload)
    payload["plan_ids"] = [*payload["plan_ids"][_STEP:], *_save_refreshed(desk.session, found)]
    left, total = len(payload["plan_ids"]), payload["total"]
    return Again(payload, max(0, total - left), total) if left else Done({"n_plans": total})


# --- catalogue.cover ------------------------------------------------------------------------------


def cover(session: Session, catalogue_id: str) -> Job:
    """Enqueue the answers of all plans to a catalogue that came into use; one that is under way already goes on."""
    payload = {"catalogue_id": catalogue_id, "after": "", "done": 0}
    known = queue.pending(session, "catalogue.cover", catalogue_id)
    return known or queue.enqueue(session, "catalogue.cover", payload, subject_id=catalogue_id)


def _prepare_cover(desk: Desk) -> computing.PlanArgs:
    payload, session = desk.job.payload, desk.session
    catalogues = tuple(c for c in _active(session) if c[0] == payload["catalogue_id"])
    if not catalogues:
        raise GoneError
    answered = exists().where(CoverageRow.plan_id == Plan.id, CoverageRow.catalogue_id == payload["catalogue_id"])
    query = select(Plan.id).where(Plan.id > payload["after"], ~answered).order_by(Plan.id).limit(_STEP)
    asked = select(Plan.id, Plan.revision).where(Plan.id.in_(session.scalars(query).all())).order_by(Plan.id)
    plans = [computing.PlanPiece(id_, revision, roadmap_of(session, id_)) for id_, revision in session.execute(asked)]
    return computing.PlanArgs(tuple(plans), catalogues)


def _finish_cover(desk: Desk, found: tuple[computing.Covered, ...]) -> Left:
    payload, session = dict(desk.job.payload), desk.session
    # A plan that an expert changed meanwhile is answered for as a whole.
    overtaken = [c.plan_id for c in found if not save_coverage(session, c.plan_id, c.coverage, c.stamp, c.revision)]
    if left := _still_there(session, overtaken):
        refresh(session, left)
    if not found:
        return Done({"n_plans": payload["done"]})
    payload["after"] = max(covered.plan_id for covered in found)
    payload["done"] += len(found)
    return Again(payload, payload["done"], desk.session.scalar(select(func.count()).select_from(Plan)))


# --- models.refresh -------------------------------------------------------------------------------


def notice_models(session: Session) -> Job | None:
    """Enqueue the new answers where other models are in use than the store was told of, or plans are left stale.

    Raises:
        ModelError: the models are absent or damaged.
    """
    if models_stamp(session) == stamp() and not stale_plans(session, 1):
        return None
    known = queue.pending(session, "models.refresh", "")
    return known or queue.enqueue(session, "models.refresh", {})


def _prepare_models(desk: Desk) -> str:
    del desk
    return stamp()


def _finish_models(desk: Desk, of_models: str) -> Left:
    """Mark what other models have said, and enqueue the new answers in bundles that can be worked on side by side."""
    mark_stale(desk.session, of_models)
    plan_ids = stale_plans(desk.session, limit=_ALL)
    for start in range(0, len(plan_ids), _BUNDLE):
        refresh(desk.session, plan_ids[start : start + _BUNDLE])
    return Done({"n_plans": len(plan_ids)})


TASKS: dict[str, Task] = {
    "document.read": Task(_prepare_reading, _finish_reading, failed=_failed_reading),
    "archive.unpack": Task(_prepare_unpacking, _finish_unpacking, keep=_keep_members),
    "plan.refresh": Task(_prepare_refresh, _finish_refresh),
    "catalogue.cover": Task(_prepare_cover, _finish_cover),
    "models.refresh": Task(_prepare_models, _finish_models, computes=False),
}
