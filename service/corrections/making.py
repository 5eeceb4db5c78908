"""A person's corrections from the request to the kept plan: checked, worked out, kept, answered for anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.artifacts import load_activities, load_regions
from nlp.domain import Edit
from service.access.policy import sight_of
from service.access.principal import Principal
from service.access.visible import correction_seen, plan_seen
from service.corrections.edits import ANSWER_KINDS, check_known
from service.corrections.keeping import (
    Author,
    Draft,
    StaleRevisionError,
    changed_by_people,
    draft,
    draft_undo,
    keep,
    undo_answer,
)
from service.jobs import queue
from service.jobs.tasks import refresh
from service.problems import ProblemError
from service.state import Service
from service.store.sight import all_seen
from service.store.tables import Document, Plan

_ATTEMPTS = 5


@dataclass(frozen=True)
class Made:
    """What came of it: the plan, its new revision, the job that answers for it, the corrections concerned."""

    plan_id: str
    revision: int
    job_id: str | None
    correction_ids: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """Edits as somebody asks for them; `revision` is that of the plan which they saw, None: whatever it is."""

    edits: Sequence[Edit]
    comment: str = ""
    revision: int | None = None


def correct(service: Service, principal: Principal, plan_id: str, wanted: Wanted) -> Made:
    """Keep corrections of a plan, all or none.

    Raises:
        ProblemError: not-found; conflict: somebody else has corrected the plan since `revision`; forbidden: the plan
            would leave the person's regions.
        InputError: an edit names a row, an activity or a region that is not there.
    """
    regions, activities = load_regions().by_code, {a.id for a in load_activities()}
    edits = [check_known(edit, activities, regions) for edit in wanted.edits]

    def work_out(session: Session) -> Draft:
        plan = plan_seen(session, principal, plan_id)
        seen = wanted.revision
        # A revision still to come was that of the same file before it was deleted and uploaded again.
        if seen is not None and (seen > plan.revision or changed_by_people(session, plan_id, seen)):
            raise ProblemError("conflict", "stale-revision")
        return draft(session, plan_id, edits)

    return _keep(service, principal, work_out, wanted.comment)


def undo(service: Service, principal: Principal, correction_id: int) -> Made:
    """Undo a correction; it stays in the history.

    Raises:
        ProblemError: not-found; conflict: it is undone already.
        InputError: later corrections build on it.
    """
    with service.store.reading() as session:
        is_answer = _undoable(session, principal, correction_id) in ANSWER_KINDS
    if is_answer:
        return _undo_answer(service, principal, correction_id)

    def work_out(session: Session) -> Draft:
        _undoable(session, principal, correction_id)
        return draft_undo(session, correction_id)

    return _keep(service, principal, work_out, "")


def _undoable(session: Session, principal: Principal, correction_id: int) -> str:
    correction = correction_seen(session, principal, correction_id)
    if correction.undone_at is not None:
        raise ProblemError("conflict", "already-undone")
    return correction.kind


def _keep(service: Service, principal: Principal, work_out: Callable[[Session], Draft], comment: str) -> Made:
    """Work out and keep; anew where the plan has changed between the two."""
    for _ in range(_ATTEMPTS):
        with service.store.reading() as session:
            drafted = work_out(session)
        _refuse_foreign(service, principal, drafted)
        try:
            made = _write(service, principal, drafted, comment)
        except StaleRevisionError:
            continue
        if service.runner is not None:
            service.runner.wake()
        return made
    raise ProblemError("conflict", "stale-revision")


def _refuse_foreign(service: Service, principal: Principal, drafted: Draft) -> None:
    """Refuse what would take a plan out of its corrector's sight."""
    code = drafted.body.region.code if drafted.body.region else None
    with service.store.reading() as session:
        of_plan = select(Document.uploaded_by).join(Plan, Plan.document_id == Document.id)
        uploaded_by = session.scalar(of_plan.where(Plan.id == drafted.plan_id))
    if not all_seen(sight_of(principal), [code], uploaded_by):
        raise ProblemError("forbidden", "foreign-region")


def _write(service: Service, principal: Principal, drafted: Draft, comment: str) -> Made:
    with service.store.writing() as session:
        revision = keep(session, drafted, Author(principal.user_id, comment))
        job = queue.pending(session, "plan.refresh", drafted.plan_id)
        if job is None:
            job = refresh(session, (drafted.plan_id,), queue.AT_ONCE)
            job.created_by = principal.user_id
        ids = (*(c.id for c in drafted.new), *drafted.undone)
        return Made(drafted.plan_id, revision, job.id, ids)


def _undo_answer(service: Service, principal: Principal, correction_id: int) -> Made:
    with service.store.writing() as session:
        _undoable(session, principal, correction_id)
        undo_answer(session, correction_id, Author(principal.user_id))
        plan = plan_seen(session, principal, correction_seen(session, principal, correction_id).plan_id)
        return Made(plan.id, plan.revision, None, (correction_id,))
