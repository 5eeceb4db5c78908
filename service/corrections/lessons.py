"""What experts have decided in a store → lessons for training: one answer to each text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, get_args

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Activity, CategoryId, GradedPair
from nlp.text import fold, lemmas
from nlp.train.lessons import Lesson, Lessons
from service.reports.anonymise import PLACEHOLDER, Names
from service.store.plans import roadmap_of
from service.store.tables import Correction, Measure, Opinion, Plan

_GRADES = {"same": 2, "related": 1, "different": 0}
_NO_ACTIVITY = "-"
_CATEGORY: TypeAdapter[CategoryId] = TypeAdapter(CategoryId)
Hide = Callable[[str], str]


class Vote(NamedTuple):
    """An expert's word: on what (kind and folded text or texts), which label, who, when, on which document."""

    kind: str
    texts: tuple[str, ...]
    label: str
    user_id: str | None
    at: datetime
    document: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about; a pair is the same from both sides."""
        return (self.kind, *sorted(map(fold, self.texts)))


def lessons_of(session: Session, catalogue: Sequence[Activity], names: bool = False) -> Lessons:
    """Return what the store's experts have decided and not taken back.

    Categories and typical activities set or confirmed, matches accepted or rejected, and blind second opinions on
    these; another wording of a cell teaches nothing. What two experts agree on counts first, else the last word. Texts
    of plans go into the weights of this installation's own models and nowhere else.

    Args:
        session: a reading session.
        catalogue: the activities; one that it lacks is not learned.
        names: whether the names of people stay in the texts. Without them a model cannot give them away.
    """
    votes = [
        v for v in _votes(session, lru_cache(maxsize=None)(lambda plan: _hide(session, plan, names))) if _taught(v)
    ]
    subjects: dict[tuple[str, ...], list[Vote]] = defaultdict(list)
    for vote in votes:
        subjects[vote.subject].append(vote)
    decided = [settled(votes) for _, votes in sorted(subjects.items())]
    return Lessons(phrasings=tuple(_phrasings(decided, catalogue)), pairs=tuple(_pairs(decided)))


def settled(votes: Sequence[Vote]) -> Vote:
    """Return the vote that counts: of the label that most experts (two at least) give, else the last word.

    Each expert's own last word is asked. Its document is the first one's, so that a text stays in one fold.
    """
    in_time = sorted(votes, key=lambda v: v.at)
    last = {v.user_id: v for v in in_time}
    ranking = Counter(v.label for v in last.values()).most_common(2)
    agreed = ranking[0][1] > 1 and (len(ranking) < 2 or ranking[0][1] > ranking[1][1])
    label = ranking[0][0] if agreed else in_time[-1].label
    chosen = next(v for v in reversed(in_time) if v.label == label)
    return chosen._replace(document=in_time[0].document)


def _taught(vote: Vote) -> bool:
    return all(lemmas(text) for text in vote.texts)


def _votes(session: Session, hide_in: Callable[[str], Hide]) -> Iterator[Vote]:
    documents = {plan.id: plan.document_id for plan in session.execute(select(Plan.id, Plan.document_id))}
    given = select(Correction).where(
        Correction.undone_at.is_(None), Correction.kind.in_(("category", "activity", "match"))
    )
    for c in session.scalars(given.order_by(Correction.id)):
        hide, known = hide_in(c.plan_id), c.target
        texts: tuple[str, ...] = (hide(c.anchor),)
        if c.kind == "match":
            right = hide_in(known["other_plan"])(known["right_anchor"]) if known.get("other_plan") in documents else ""
            texts, label = (*texts, right), str(c.expert["relation"])
        elif c.kind == "category":
            label = str(c.expert["primary"])
        else:
            label = str(c.expert["activity"] or _NO_ACTIVITY)
        yield Vote(c.kind, texts, label, c.user_id, c.made_at, documents[c.plan_id])
    for o in session.scalars(select(Opinion).where(Opinion.kind.in_(("category", "match"))).order_by(Opinion.id)):
        texts = tuple(_text(session, measure_id, hide_in) for measure_id in o.subject.split("~"))
        yield Vote(o.kind, texts, o.label, o.user_id, o.given_at, documents[o.plan_id])


def _text(session: Session, measure_id: str, hide_in: Callable[[str], Hide]) -> str:
    """Return the text that a measure has now; empty where it is gone."""
    found = session.execute(select(Measure.plan_id, Measure.text).where(Measure.id == measure_id)).one_or_none()
    return hide_in(found.plan_id)(found.text) if found else ""


def _hide(session: Session, plan_id: str, names: bool) -> Hide:
    """Return what takes the names of people out of a plan's texts."""
    if names:
        return str
    hide = Names(roadmap_of(session, plan_id)).hide
    return lambda text: " ".join(hide(text).replace(PLACEHOLDER, " ").split())


def _phrasings(decided: Iterable[Vote], catalogue: Sequence[Activity]) -> Iterator[Lesson]:
    """Yield a lesson for each text; an activity brings its category where the expert said none."""
    category_of = {a.id: a.category for a in catalogue}
    by_text: dict[str, dict[str, Vote]] = defaultdict(dict)
    for vote in decided:
        if vote.kind == "category" and vote.label in get_args(CategoryId):
            by_text[vote.subject[1]]["category"] = vote
        elif vote.kind == "activity" and (vote.label == _NO_ACTIVITY or vote.label in category_of):
            by_text[vote.subject[1]]["activity"] = vote
    for _, said in sorted(by_text.items()):
        category, activity = said.get("category"), said.get("activity")
        vote = category or said["activity"]
        known = activity.label if activity and activity.label != _NO_ACTIVITY else None
        yield Lesson(
            text=vote.texts[0],
            writer=_writer(vote),
            category=_CATEGORY.validate_python(category.label) if category else category_of.get(known or ""),
            activity=known,
            says_activity=activity is not None,
        )


def _pairs(decided: Iterable[Vote]) -> Iterator[GradedPair]:
    for vote in decided:
        if vote.kind == "match" and vote.label in _GRADES:
            left, right = vote.texts
            yield GradedPair(left=left, right=right, grade=_GRADES[vote.label], group="", writer=_writer(vote))


def _writer(vote: Vote) -> str:
    """Name the document as a writer who stands behind those of the corpus: these stay in the folds that they had."""
    return f"~expert-{vote.document}"
