"""Plans, documents, jobs and corrections that somebody may see; what they may not does not exist for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from service.access.policy import sight_of
from service.access.principal import Principal
from service.problems import ProblemError
from service.store.sight import Bound, all_seen, documents_seen, plans_seen
from service.store.tables import Correction, Document, Measure, Plan
from service.store.tables_access import Job


@dataclass(frozen=True)
class PlanHead:
    """A plan without its body."""

    id: str
    document_id: str
    file: str
    title: str
    region_code: str | None
    municipality: str | None
    period_start: str | None
    period_end: str | None
    place: str | None
    lineage_id: str
    previous_id: str | None
    n_measures: int
    revision: int


_COLUMNS = [Document.name if n == "file" else getattr(Plan, n) for n in PlanHead.__dataclass_fields__]


def plan_heads(session: Session, plan_ids: Sequence[str], bound: Bound) -> dict[str, PlanHead]:
    """Return the plans in the order of their ids; those that are not there or not to be seen are left out."""
    query = select(*_COLUMNS).join(Document, Document.id == Plan.document_id).where(Plan.id.in_(plan_ids))
    found = {row.id: PlanHead(*row) for row in session.execute(query.where(plans_seen(bound)))}
    return {id_: found[id_] for id_ in plan_ids if id_ in found}


def plan_head(session: Session, plan_id: str, bound: Bound) -> PlanHead:
    """Return a plan.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    found = plan_heads(session, [plan_id], bound)
    if not found:
        raise ProblemError("not-found", "no-plan")
    return found[plan_id]


def plan_seen(session: Session, principal: Principal, plan_id: str) -> PlanHead:
    """Return a plan, as whoever asks sees it.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    return plan_head(session, plan_id, sight_of(principal))


def plan_of_measure(session: Session, measure_id: str, bound: Bound) -> PlanHead:
    """Return the plan that a measure belongs to.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    plan_id = session.scalar(select(Measure.plan_id).where(Measure.id == measure_id))
    found = plan_heads(session, [plan_id or ""], bound)
    if plan_id is None or not found:
        raise ProblemError("not-found")
    return found[plan_id]


def document_seen(session: Session, principal: Principal, document_id: str) -> Document:
    """Return a document.

    Raises:
        ProblemError: not-found, also for one that neither holds a plan of the person's regions nor is their own.
    """
    condition = documents_seen(sight_of(principal))
    found = session.scalar(select(Document).where(Document.id == document_id, condition))
    if found is None:
        raise ProblemError("not-found", "no-document")
    return found


def correction_seen(session: Session, principal: Principal, correction_id: int) -> Correction:
    """Return a correction.

    Raises:
        ProblemError: not-found, also for one of a plan that the person does not see.
    """
    found = session.get(Correction, correction_id) if correction_id < 2**31 else None
    if found is None:
        raise ProblemError("not-found", "no-correction")
    plan_seen(session, principal, found.plan_id)
    return found


def job_seen(session: Session, principal: Principal, job_id: str) -> Job:
    """Return a job: one's own, or any of a plan or document that one sees; who is bound to no region sees all.

    Raises:
        ProblemError: not-found.
    """
    found = session.scalar(select(Job).where(Job.id == job_id, of_jobs(principal)))
    if found is None:
        raise ProblemError("not-found", "no-job")
    return found


def owns_document(session: Session, principal: Principal, document_id: str) -> bool:
    """Tell whether nothing in a document is hidden from a person."""
    uploaded_by = session.scalar(select(Document.uploaded_by).where(Document.id == document_id))
    codes = session.scalars(select(Plan.region_code).where(Plan.document_id == document_id).distinct())
    return all_seen(sight_of(principal), codes, uploaded_by)


def of_jobs(principal: Principal) -> ColumnElement[bool]:
    """Return the condition on `Job` that the person may see it."""
    bound = sight_of(principal)
    if bound is None:
        return true()
    plan = exists().where(Plan.id == Job.subject_id, plans_seen(bound))
    document = exists().where(Document.id == Job.subject_id, documents_seen(bound))
    return or_(Job.created_by == principal.user_id, plan, document)
