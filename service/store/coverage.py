"""Coverage: how plans cover the mandates of catalogues, by the machine, and what experts say of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from nlp.domain import Coverage
from service.store.tables import Catalogue, Correction, CoverageRow, Plan


def write_coverage(session: Session, plan_id: str, found: Mapping[str, Sequence[Coverage]], stamp: str) -> None:
    """Put new coverage in the place of the old, catalogue by catalogue, for those that are still there."""
    known = session.scalars(select(Catalogue.id).where(Catalogue.id.in_(found))).all()
    of_plan = CoverageRow.plan_id == plan_id
    session.execute(delete(CoverageRow).where(of_plan, CoverageRow.catalogue_id.in_(known)))
    revision = session.scalars(select(Plan.revision).where(Plan.id == plan_id)).one()
    rows = [
        {
            "plan_id": plan_id,
            "catalogue_id": catalogue_id,
            "mandate": coverage.mandate,
            "position": position,
            "status": coverage.status,
            "probability": coverage.probability,
            "body": coverage.model_dump_json().encode(),
            "plan_revision": revision,
            "stamp": stamp,
        }
        for catalogue_id in known
        for position, coverage in enumerate(found[catalogue_id], 1)
    ]
    if rows:
        session.execute(insert(CoverageRow), rows)


def coverage_json(session: Session, plan_id: str, catalogue_id: str) -> bytes:
    """Return the machine's coverage of a plan as a JSON list of `nlp.domain.Coverage`, ready to be sent."""
    of_both = (CoverageRow.plan_id == plan_id, CoverageRow.catalogue_id == catalogue_id)
    query = select(CoverageRow.body).where(*of_both).order_by(CoverageRow.position)
    return b"[" + b",".join(session.scalars(query)) + b"]"


def expert_statuses(
    session: Session, catalogue_id: str, plan_ids: Collection[str] | None = None
) -> dict[tuple[str, str], str]:
    """Return (plan, mandate) → the status that an expert gave it, in some plans or all: the last word counts."""
    words = select(Correction.plan_id, Correction.target, Correction.expert).where(
        Correction.kind == "coverage", Correction.undone_at.is_(None)
    )
    if plan_ids is not None:
        words = words.where(Correction.plan_id.in_(plan_ids))
    return {
        (plan_id, str(target.get("mandate"))): str(expert["status"])
        for plan_id, target, expert in session.execute(words.order_by(Correction.id))
        if target.get("catalogue_id") == catalogue_id
    }


def uncovered(session: Session) -> tuple[str, ...]:
    """Return the catalogues of mandates in use that some plan has no answers for."""
    of_both = (CoverageRow.plan_id == Plan.id, CoverageRow.catalogue_id == Catalogue.id)
    answered = select(CoverageRow.plan_id).where(*of_both).correlate(Plan, Catalogue).exists()
    lacking = select(Plan.id).where(~answered).correlate(Catalogue).exists()
    in_use = (Catalogue.kind == "mandates", Catalogue.active.is_(True))
    return tuple(session.scalars(select(Catalogue.id).where(*in_use, lacking).order_by(Catalogue.id)))
