"""The review queue: what a person is to look at next, the most uncertain first, nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from nlp.gaps import COVERED_AT_LEAST, MISSING_BELOW
from service.analysis import stamp
from service.corrections.opinions import Subject, judgements
from service.store.sight import Bound, plans_seen
from service.store.tables import Catalogue, Comparison, CoverageRow, Measure, Plan

# Cached comparisons looked through for uncertain matches: 50 pairs of measures each.
_MOST_COMPARISONS = 500
_NEVER = 9.0


@dataclass(frozen=True)
class Asked:
    """Whose queue of which kind; `blind` is for second opinions: what others have judged comes first."""

    kind: str
    user_id: str | None
    bound: Bound
    blind: bool = False


def queue(session: Session, asked: Asked, limit: int) -> Iterator[Subject]:
    """Yield at least `limit` subjects where there are so many, the most uncertain first.

    What this person has judged is left out; without `blind` also what anybody has corrected, for that is decided.
    """
    mine: set[str] = set()
    decided: set[str] = set()
    by_others: dict[str, Subject] = {}
    for judgement in judgements(session, asked.kind, asked.bound):
        if judgement.user_id == asked.user_id:
            mine.add(judgement.key)
        else:
            by_others[judgement.key] = judgement.subject
        if judgement.is_correction:
            decided.add(judgement.key)
    seen = mine | (set() if asked.blind else decided)
    first: Iterable[Subject] = by_others.values() if asked.blind else ()
    uncertain = _UNCERTAIN[asked.kind](session, asked.bound, 2 * limit + len(seen) + len(by_others))
    for subject in chain(first, uncertain):
        if subject.key not in seen:
            seen.add(subject.key)
            yield subject


def _categories(session: Session, bound: Bound, most: int) -> Iterator[Subject]:
    query = select(Measure.id, Measure.plan_id).join(Plan, Plan.id == Measure.plan_id)
    query = query.where(Measure.category_origin == "model", plans_seen(bound))
    for id_, plan_id in session.execute(query.order_by(Measure.category_probability, Measure.key).limit(most)):
        yield Subject("category", plan_id, (id_,))


def _coverage(session: Session, bound: Bound, most: int) -> Iterator[Subject]:
    """Yield undecided statuses, then those whose probability is next to what made them one status and not another."""
    chance = CoverageRow.probability
    distance = case(
        (CoverageRow.status == "undecided", chance - 1.0),
        (CoverageRow.status == "missing", func.abs(chance - (1.0 - MISSING_BELOW))),
        (CoverageRow.status == "not-applicable", _NEVER),
        else_=func.abs(chance - COVERED_AT_LEAST),
    )
    query = select(CoverageRow.plan_id, CoverageRow.catalogue_id, CoverageRow.mandate)
    query = query.join(Plan, Plan.id == CoverageRow.plan_id).join(Catalogue, Catalogue.id == CoverageRow.catalogue_id)
    query = query.where(Catalogue.active.is_(True), CoverageRow.status != "not-applicable", plans_seen(bound))
    order = (distance, CoverageRow.plan_id, CoverageRow.position)
    for plan_id, catalogue_id, mandate in session.execute(query.order_by(*order).limit(most)):
        yield Subject("coverage", plan_id, (catalogue_id, mandate))


def _matches(session: Session, bound: Bound, most: int) -> Iterator[Subject]:
    """Yield pairs of the comparisons that were made, closest to 0.5 first."""
    left, right = aliased(Plan), aliased(Plan)
    query = select(Comparison.left_id, Comparison.body)
    query = query.join(left, left.id == Comparison.left_id).join(right, right.id == Comparison.right_id)
    query = query.where(
        Comparison.stamp == stamp(),
        Comparison.left_revision == left.revision,
        Comparison.right_revision == right.revision,
    )
    query = query.where(plans_seen(bound, left), plans_seen(bound, right))
    rows = session.execute(query.order_by(Comparison.left_id, Comparison.right_id).limit(_MOST_COMPARISONS))
    found = (
        (abs(match["probability"] - 0.5), plan_id, match["left"], match["right"])
        for plan_id, body in rows
        for match in json.loads(body)
    )
    for _, plan_id, one, other in nsmallest(most, found):
        yield Subject("match", plan_id, (one, other))


_UNCERTAIN = {"category": _categories, "coverage": _coverage, "match": _matches}
