"""The conclusion on one plan: coverage with the experts' words, formulations to borrow, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from nlp.domain import Coverage, Roadmap, Source
from nlp.labels import STATUSES
from service.access.visible import PlanHead, plan_head
from service.answers.borrowing import formulations
from service.answers.coverage import catalogue_asked, plan_coverage
from service.composing.corrected import corrections
from service.composing.stamping import stamp_of
from service.reports.anonymise import Names
from service.reports.inputs import Borrowed, ConclusionInput
from service.schemas.answer import CoverageShown, Formulation
from service.store.catalogues import get, mandates_of
from service.store.plan_page import region_name
from service.store.plans import roadmap_of
from service.store.sight import Bound

# A formulation of a stranger's plan is borrowed without the names that its rows may hold.
_NOBODYS = Roadmap(id="", source=Source(name="", media_type=""))


@dataclass(frozen=True)
class Asked:
    """Which conclusion is wanted: of which plan, against which catalogue (the first in use), of which day (today).

    `bound` is what whoever asks sees: nothing else is told.
    """

    plan_id: str
    catalogue_id: str | None = None
    day: date | None = None
    bound: Bound = None


def conclusion_input(session: Session, asked: Asked) -> ConclusionInput:
    """Return all that a conclusion on a stored plan says.

    Raises:
        ProblemError: not-found, where the plan or the catalogue is not there or not to be seen.
    """
    head = plan_head(session, asked.plan_id, asked.bound)
    catalogue = get(session, catalogue_asked(session, asked.catalogue_id))
    found = coverage_of(session, head, catalogue.id)
    roadmap = roadmap_of(session, head.id)
    return ConclusionInput(
        roadmap=roadmap,
        coverage=found,
        mandates=mandates_of(catalogue),
        borrowed=borrowed(session, head, catalogue.id, (found, asked.bound)),
        corrections=corrections(session, roadmap, catalogue),
        stamp=stamp_of(session, [head.id], catalogue, asked.day),
    )


def coverage_of(session: Session, head: PlanHead, catalogue_id: str) -> tuple[Coverage, ...]:
    """Return a plan's coverage with the experts' statuses, which say whose they are."""
    return tuple(_told(shown) for shown in plan_coverage(session, head, catalogue_id).coverage)


def borrowed(
    session: Session, head: PlanHead, catalogue_id: str, asked: tuple[Sequence[Coverage], Bound]
) -> tuple[Borrowed, ...]:
    """Return for each mandate that a plan lacks how others word it, without names of people."""
    coverage, bound = asked
    lacking = [c.mandate for c in coverage if c.status in ("missing", "partial")]
    hidden = Names(_NOBODYS)
    return tuple(
        Borrowed(mandate=mandate, text=hidden.hide(found.text), source=_source(found))
        for mandate in lacking
        for found in formulations(session, head, (catalogue_id, mandate), bound)
    )


def _told(shown: CoverageShown) -> Coverage:
    reason = shown.reason
    if shown.expert is not None:
        word = f"Статус поставил эксперт{f': {shown.expert.comment}' if shown.expert.comment else ''}."
        machine = f"Программа: {STATUSES[shown.machine_status]}. " if shown.machine_status != shown.status else ""
        reason = f"{word} {machine}{reason}".strip()
    return Coverage(
        mandate=shown.mandate,
        title=shown.title,
        status=shown.status,
        probability=shown.probability,
        evidence=shown.evidence,
        reason=reason,
    )


def _source(found: Formulation) -> str:
    region = region_name(found.region_code) if found.region_code else None
    place = ", ".join(filter(None, (found.municipality, region))) or found.file
    return f"{place}, строка {found.index}"
