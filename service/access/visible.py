"""What a person may see of plans, documents and jobs; what they may not does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from service.access.policy import visible_regions
from service.access.principal import Principal
from service.problems import ProblemError
from service.store.tables import Correction, Document, Plan
from service.store.tables_access import Job


@dataclass(frozen=True)
class PlanSeen:
    """A plan that the person may see."""

    id: str
    document_id: str
    revision: int


def plan_seen(session: Session, principal: Principal, plan_id: str) -> PlanSeen:
    """Return a plan.

    Raises:
        ProblemError: not-found, also for a plan of a foreign region.
    """
    query = select(Plan.id, Plan.document_id, Plan.revision).where(Plan.id == plan_id, _of_plan(principal))
    row = session.execute(query).one_or_none()
    if row is None:
        raise ProblemError("not-found", "no-plan")
    return PlanSeen(*row)


def document_seen(session: Session, principal: Principal, document_id: str) -> Document:
    """Return a document.

    Raises:
        ProblemError: not-found, also for one that neither holds a plan of the person's regions nor is their own.
    """
    found = session.scalar(select(Document).where(Document.id == document_id, _of_document(principal)))
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
    """Tell whether nothing in a document belongs to a region that the person does not see."""
    bound = visible_regions(principal)
    if bound is None:
        return True
    region = Plan.region_code
    foreign = select(Plan.id).where(Plan.document_id == document_id, region.is_(None) | region.not_in(sorted(bound)))
    return session.scalar(foreign.limit(1)) is None


def of_jobs(principal: Principal) -> ColumnElement[bool]:
    """Return the condition on `Job` that the person may see it."""
    if visible_regions(principal) is None:
        return true()
    plan = exists().where(Plan.id == Job.subject_id, _of_plan(principal))
    document = exists().where(Document.id == Job.subject_id, _of_document(principal))
    return or_(Job.created_by == principal.user_id, plan, document)


def _of_plan(principal: Principal) -> ColumnElement[bool]:
    bound = visible_regions(principal)
    return true() if bound is None else Plan.region_code.in_(sorted(bound))


def _of_document(principal: Principal) -> ColumnElement[bool]:
    bound = visible_regions(principal)
    if bound is None:
        return true()
    of_region = exists().where(Plan.document_id == Document.id, Plan.region_code.in_(sorted(bound)))
    return or_(Document.uploaded_by == principal.user_id, of_region)
