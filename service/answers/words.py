"""What experts have said of matches and of coverage: kept, taken back, found again after a new analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Measure, Relation
from nlp.text import fold
from service.corrections.keeping import Author, undo_answer
from service.store.tables import Correction

Pair = tuple[str, str]


class Word(NamedTuple):
    """What an expert says of two measures, `left` of the plan with the smaller id."""

    left: str
    right: str
    relation: Relation
    correction: Correction


def ordered(one: str, other: str) -> Pair:
    """Return two plans' ids, the smaller one first: the order in which pairs are kept."""
    return (one, other) if one <= other else (other, one)


def words_on_matches(session: Session, plan_ids: Sequence[str]) -> dict[Pair, list[Correction]]:
    """Return what experts say of matches between some plans, by (smaller, greater) id, oldest first."""
    query = select(Correction).where(
        Correction.kind == "match", Correction.plan_id.in_(plan_ids), Correction.undone_at.is_(None)
    )
    asked, found = set(plan_ids), dict[Pair, list[Correction]]()
    for word in session.scalars(query.order_by(Correction.id)):
        other = str(word.target.get("other_plan"))
        if other in asked:
            found.setdefault((word.plan_id, other), []).append(word)
    return found


def placed(said: Iterable[Correction], left: Sequence[Measure], right: Sequence[Measure]) -> tuple[Word, ...]:
    """Return words by the rows that they are about now; the last one on a pair counts, lost rows are left out."""
    found: dict[Pair, Word] = {}
    for word in said:
        one = _found(left, str(word.target.get("left_measure")), word.anchor)
        other = _found(right, str(word.target.get("right_measure")), str(word.target.get("right_anchor", "")))
        if one and other:
            found.pop((one, other), None)
            found[one, other] = Word(one, other, word.expert["relation"], word)
    return tuple(found.values())


def _found(rows: Sequence[Measure], measure_id: str, anchor: str) -> str | None:
    """Return where a row stands, as `nlp.amend` finds it: by id and text, else by a text that stands once, else by id."""
    by_id = next((m for m in rows if m.id == measure_id), None)
    wanted = fold(anchor)
    if not anchor or (by_id is not None and fold(by_id.text) == wanted):
        return by_id.id if by_id else None
    by_text = [m.id for m in rows if fold(m.text) == wanted]
    return by_text[0] if len(by_text) == 1 else by_id.id if by_id else None


def words_on_coverage(session: Session, plan_id: str, catalogue_id: str) -> dict[str, list[Correction]]:
    """Return mandate → what experts say of how a plan covers it, oldest first: the last word counts."""
    query = select(Correction).where(
        Correction.kind == "coverage", Correction.plan_id == plan_id, Correction.undone_at.is_(None)
    )
    found: dict[str, list[Correction]] = {}
    for word in session.scalars(query.order_by(Correction.id)):
        if word.target.get("catalogue_id") == catalogue_id:
            found.setdefault(str(word.target.get("mandate")), []).append(word)
    return found


def take_back(session: Session, said: Iterable[Correction], author: Author) -> int:
    """Take words back, so that the machine's answer holds again; return how many there were."""
    ids = [word.id for word in said]
    for id_ in ids:
        undo_answer(session, id_, author)
    return len(ids)
