"""Subjects of the review queue as people are shown them."""

from __future__ import annotations

from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import CategoryId, CoverageStatus, Measure, Relation
from service.access.visible import plan_head, plan_heads
from service.answers.comparing import evidence_of
from service.answers.matching import Version, versions_of
from service.answers.shown import measure_brief, plan_brief
from service.corrections.opinions import Subject
from service.problems import ProblemError
from service.schemas.answer import MeasureBrief
from service.schemas.review import MachineSaid, OpinionGiven, OpinionOnCategory, OpinionOnCoverage, ReviewItem
from service.state import Service
from service.store.catalogues import mandates_of
from service.store.sight import Bound
from service.store.tables import Catalogue, CoverageRow
from service.store.tables import Measure as MeasureRow

_LABELS: dict[str, tuple[str, ...]] = {
    "category": get_args(CategoryId),
    "coverage": get_args(CoverageStatus),
    "match": get_args(Relation),
}
# Neither belongs to what is judged: both would give the machine's or the first expert's answer away.
_HIDDEN: dict[str, Any] = {"category": None, "activity": None}


class Showcase:
    """Shows subjects; plans are read once however many of their measures are shown."""

    def __init__(self, service: Service, session: Session, bound: Bound, blind: bool) -> None:
        self._service, self._session, self._bound, self._blind = service, session, bound, blind
        self._plans: dict[str, Version] = {}

    def item(self, subject: Subject) -> ReviewItem | None:
        """Return a subject with all that is needed to judge it; `None` where it is gone or not to be seen."""
        heads = plan_heads(self._session, [subject.plan_id], self._bound)
        if not heads:
            return None
        shown: dict[str, Any] = {
            "kind": subject.kind,
            "plan": plan_brief(heads[subject.plan_id]),
            "labels": list(_LABELS[subject.kind]),
        }
        more = {"category": self._category, "coverage": self._coverage, "match": self._match}[subject.kind](subject)
        if more is None:
            return None
        if self._blind:
            more["machine"] = None
        return ReviewItem(**shown, **more)

    def _category(self, subject: Subject) -> dict[str, Any] | None:
        measure = self._measure(subject.plan_id, subject.parts[0])
        if measure is None:
            return None
        said = measure.category
        machine = MachineSaid(label=said.primary, probability=said.probability) if said.primary else None
        return {"measure": self._brief(measure), "machine": machine}

    def _coverage(self, subject: Subject) -> dict[str, Any] | None:
        if len(subject.parts) != 2:
            return None
        catalogue_id, mandate = subject.parts
        row = self._session.get(CoverageRow, (subject.plan_id, catalogue_id, mandate))
        if row is None:
            return None
        title = _title(self._session, catalogue_id, mandate)
        machine = MachineSaid(label=row.status, probability=row.probability)
        return {"catalogue_id": catalogue_id, "mandate": mandate, "title": title, "machine": machine}

    def _match(self, subject: Subject) -> dict[str, Any] | None:
        left, right = subject.parts
        other_id = self._session.scalar(select(MeasureRow.plan_id).where(MeasureRow.id == right))
        heads = plan_heads(self._session, [other_id or ""], self._bound)
        if other_id is None or not heads:
            return None
        one, other = self._measure(subject.plan_id, left), self._measure(other_id, right)
        if one is None or other is None:
            return None
        machine = None
        if not self._blind:
            probability, relation, _ = evidence_of(self._service.models, one, other)
            machine = MachineSaid(label=relation, probability=probability)
        return {
            "other_plan": plan_brief(heads[other_id]),
            "measure": self._brief(one),
            "other_measure": self._brief(other),
            "machine": machine,
        }

    def _measure(self, plan_id: str, measure_id: str) -> Measure | None:
        if plan_id not in self._plans:
            self._plans.update(versions_of(self._session, [plan_id]))
        known = self._plans.get(plan_id)
        return next((m for m in known.roadmap.measures if m.id == measure_id), None) if known else None

    def _brief(self, measure: Measure) -> MeasureBrief:
        brief = measure_brief(measure)
        return brief.model_copy(update=_HIDDEN) if self._blind else brief


def subject_of(session: Session, given: OpinionGiven, bound: Bound) -> Subject:
    """Return what an opinion is about.

    Raises:
        ProblemError: not-found, where it is not there or not to be seen.
    """
    plan_head(session, given.plan_id, bound)
    if isinstance(given, OpinionOnCoverage):
        if session.get(CoverageRow, (given.plan_id, given.catalogue_id, given.mandate)) is None:
            raise ProblemError("not-found")
        return Subject("coverage", given.plan_id, (given.catalogue_id, given.mandate))
    rows = [(given.plan_id, given.measure)]
    if not isinstance(given, OpinionOnCategory):
        plan_head(session, given.other_plan, bound)
        rows = sorted((*rows, (given.other_plan, given.other_measure)))
        if given.other_plan == given.plan_id:
            raise ProblemError("not-found")
    for plan_id, measure_id in rows:
        of_both = (MeasureRow.id == measure_id, MeasureRow.plan_id == plan_id)
        if session.scalar(select(MeasureRow.key).where(*of_both)) is None:
            raise ProblemError("not-found")
    return Subject(given.kind, rows[0][0], tuple(measure_id for _, measure_id in rows))


def _title(session: Session, catalogue_id: str, mandate: str) -> str:
    catalogue = session.get(Catalogue, catalogue_id)
    return next((m.title for m in mandates_of(catalogue) if m.id == mandate), "") if catalogue else ""
