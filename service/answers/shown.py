"""Records of the store and the domain as answers show them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Measure
from service.access.visible import PlanHead
from service.schemas.answer import MeasureBrief, PlanBrief, Said
from service.store.tables import Correction
from service.store.tables_access import User


def plan_brief(head: PlanHead) -> PlanBrief:
    """Return a plan as a list of several shows it."""
    return PlanBrief.model_construct(**{name: getattr(head, name) for name in PlanBrief.model_fields})


def measure_brief(measure: Measure) -> MeasureBrief:
    """Return a measure as a table shows it."""
    return MeasureBrief.model_construct(
        id=measure.id,
        index=measure.index,
        number=measure.number,
        section=measure.section,
        text=measure.text,
        deadline=measure.deadline.text,
        executors=measure.executors.text,
        outcome=measure.outcome.text,
        category=measure.category.primary,
        activity=measure.activity.id if measure.activity else None,
    )


def said(session: Session, words: Iterable[Correction]) -> dict[int, Said]:
    """Return what experts said, by the correction's id, with the names of those who said it."""
    listed = list(words)
    names = select(User.id, User.name, User.login).where(User.id.in_({w.user_id for w in listed if w.user_id}))
    called = {id_: name or login for id_, name, login in session.execute(names)} if listed else {}
    return {
        w.id: Said(
            correction_id=w.id,
            comment=w.comment,
            user_id=w.user_id,
            user_name=called.get(w.user_id or "", ""),
            made_at=w.made_at,
        )
        for w in listed
    }
