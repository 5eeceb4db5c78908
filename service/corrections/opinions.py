"""What people judge and how: subjects, second opinions given blind, and how far people agree."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.corrections.agreement import Agreement, agreement
from service.store.audit import note
from service.store.sight import Bound, plans_seen
from service.store.tables import Correction, Opinion, Plan

KINDS = ("category", "coverage", "match")
_LONGEST = 200


class Subject(NamedTuple):
    """What is judged: a measure's category (its id), a plan's coverage (catalogue, mandate), a match (two measures).

    `plan_id` is that of the measure, or of the first measure of a match: the plan with the smaller id.
    """

    kind: str
    plan_id: str
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the subject is called in the store."""
        if self.kind == "match":
            return "~".join(self.parts)
        if self.kind == "category":
            return self.parts[0]
        named = ":".join((self.plan_id[:32], *self.parts))
        return named if len(named) <= _LONGEST else hashlib.sha256(named.encode()).hexdigest()


class Judgement(NamedTuple):
    """Who said what of a subject (`key`: what the store calls it), and when; corrections were not made blind."""

    subject: Subject
    key: str
    user_id: str | None
    label: str
    at: datetime
    is_correction: bool


class GivenAlreadyError(Exception):
    """This person has judged this subject before, and otherwise."""


def give(session: Session, subject: Subject, label: str, user_id: str, comment: str) -> Opinion:
    """Keep a second opinion; the same one again is the same, another one is refused: it would no longer be blind.

    Raises:
        GivenAlreadyError: this person has answered before, and otherwise.
    """
    of_person = (Opinion.kind == subject.kind, Opinion.subject == subject.key, Opinion.user_id == user_id)
    session.execute(select(Plan.id).where(Plan.id == subject.plan_id).with_for_update())  # the same one twice at once
    known = session.scalar(select(Opinion).where(*of_person))
    if known is not None:
        if known.label != label:
            raise GivenAlreadyError
        return known
    given = Opinion(
        plan_id=subject.plan_id, kind=subject.kind, subject=subject.key, label=label, comment=comment, user_id=user_id
    )
    session.add(given)
    session.flush()
    note(session, user_id, "opinion.give", subject.plan_id, kind=subject.kind, opinion=given.id)
    return given


def judgements(session: Session, kind: str, bound: Bound = None) -> Iterator[Judgement]:
    """Yield the corrections in force and the opinions of a kind, on plans that somebody sees."""
    visible = plans_seen(bound)
    corrections = select(Correction).join(Plan, Plan.id == Correction.plan_id).order_by(Correction.id)
    for made in session.scalars(corrections.where(Correction.kind == kind, Correction.undone_at.is_(None), visible)):
        label = made.expert.get({"category": "primary", "coverage": "status", "match": "relation"}[kind])
        if label:
            subject = _corrected(made)
            yield Judgement(subject, subject.key, made.user_id, str(label), made.made_at, True)
    opinions = select(Opinion).join(Plan, Plan.id == Opinion.plan_id).order_by(Opinion.id)
    for given in session.scalars(opinions.where(Opinion.kind == kind, visible)):
        yield Judgement(_judged(given), given.subject, given.user_id, given.label, given.given_at, False)


def agreements(session: Session, bound: Bound = None) -> dict[str, Agreement]:
    """Return by kind how far different people agree on the same subjects; of each person the first answer counts."""
    return {kind: agreement(list(_pairs(session, kind, bound))) for kind in KINDS}


def _pairs(session: Session, kind: str, bound: Bound) -> Iterator[tuple[str, str]]:
    said: dict[str, dict[str, tuple[datetime, str]]] = defaultdict(dict)
    for judgement in judgements(session, kind, bound):
        if judgement.user_id is None:  # the account is gone: nobody can say whether it was another person
            continue
        of_subject = said[judgement.key]
        first = min(of_subject.get(judgement.user_id, (judgement.at, judgement.label)), (judgement.at, judgement.label))
        of_subject[judgement.user_id] = first
    for people in said.values():
        labels = [label for _, label in sorted(people.values())]
        yield from combinations(labels, 2)


def _corrected(made: Correction) -> Subject:
    names = {
        "category": ("measure",),
        "coverage": ("catalogue_id", "mandate"),
        "match": ("left_measure", "right_measure"),
    }
    return Subject(made.kind, made.plan_id, tuple(str(made.target.get(name)) for name in names[made.kind]))


def _judged(given: Opinion) -> Subject:
    """Return the subject of an opinion; the parts of a name too long to be kept are unknown."""
    if given.kind == "category":
        return Subject(given.kind, given.plan_id, (given.subject,))
    if given.kind == "match":
        return Subject(given.kind, given.plan_id, tuple(given.subject.split("~", 1)))
    return Subject(given.kind, given.plan_id, tuple(given.subject.split(":", 2)[1:]))
