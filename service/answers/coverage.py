"""Coverage of a plan with the experts' statuses laid over the machine's."""

from __future__ import annotations

from collections import Counter

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Coverage, CoverageStatus
from service.access.visible import PlanHead
from service.answers.shown import said as told_by
from service.answers.words import words_on_coverage
from service.problems import ProblemError
from service.schemas.answer import CoverageShown, PlanCoverage, Said
from service.store.coverage import coverage_json
from service.store.tables import Catalogue, Correction, CoverageRow

_COVERAGE: TypeAdapter[list[Coverage]] = TypeAdapter(list[Coverage])
_FIRST = "municipal"  # the project's own catalogue


def catalogue_asked(session: Session, catalogue_id: str | None) -> str:
    """Return the catalogue of mandates that was asked for; the project's own, else the first in use, where none was.

    Raises:
        ProblemError: not-found.
    """
    query = select(Catalogue.id).where(Catalogue.kind == "mandates")
    if catalogue_id is not None:
        found = session.scalar(query.where(Catalogue.id == catalogue_id))
    else:
        order = (Catalogue.name != _FIRST, Catalogue.name, Catalogue.version.desc())
        found = session.scalars(query.where(Catalogue.active.is_(True)).order_by(*order).limit(1)).first()
    if found is None:
        raise ProblemError("not-found")
    return found


def plan_coverage(session: Session, head: PlanHead, catalogue_id: str) -> PlanCoverage:
    """Return how a plan covers a catalogue: an expert's status first, the machine's beside it."""
    words = {mandate: said[-1] for mandate, said in words_on_coverage(session, head.id, catalogue_id).items()}
    told = told_by(session, words.values())
    machine = _COVERAGE.validate_json(coverage_json(session, head.id, catalogue_id))
    shown = [_shown(c, words.get(c.mandate), told) for c in machine]
    counts: Counter[CoverageStatus] = Counter(c.status for c in shown)
    return PlanCoverage(
        plan_id=head.id, revision=head.revision, catalogue_id=catalogue_id, counts=dict(counts), coverage=shown
    )


def with_status(
    session: Session, plan_id: str, asked: tuple[str, str], given: tuple[CoverageStatus, str]
) -> Correction:
    """Return the correction that keeps an expert's status with a comment, the machine's answer beside it.

    Raises:
        ProblemError: the plan has no answer on this mandate (`asked`: catalogue and mandate).
    """
    row = session.get(CoverageRow, (plan_id, *asked))
    if row is None:
        raise ProblemError("not-found")
    return Correction(
        plan_id=plan_id,
        kind="coverage",
        target={"catalogue_id": asked[0], "mandate": asked[1]},
        machine={"status": row.status, "probability": row.probability},
        expert={"status": given[0]},
        comment=given[1],
    )


def _shown(machine: Coverage, word: Correction | None, told: dict[int, Said]) -> CoverageShown:
    status = word.expert["status"] if word else machine.status
    return CoverageShown(
        mandate=machine.mandate,
        title=machine.title,
        status=status,
        machine_status=machine.status,
        probability=machine.probability,
        evidence=machine.evidence,
        reason=machine.reason,
        expert=told[word.id] if word else None,
    )
