"""Alignments of pairs of plans: computed once for their revisions and models, then laid under the experts' words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from threadpoolctl import threadpool_limits

from nlp import match
from nlp.domain import Match, Relation, Roadmap
from nlp.pipeline import Models
from service.analysis import stamp
from service.answers.readied import ReadyPlans, ready_plans
from service.answers.words import Pair, Word, ordered, placed, words_on_matches
from service.state import Service
from service.store.engine import Store
from service.store.tables import Comparison, Correction, Plan

_MATCHES: TypeAdapter[tuple[Match, ...]] = TypeAdapter(tuple[Match, ...])
Matches = tuple[Match, ...]
# Whoever ran out of time and asks again goes on where the first answer stopped.
_KEPT_AT_ONCE = 20


class Version(NamedTuple):
    """A plan at a revision; `change` is the number of its last change, which no other state of any plan ever has again."""

    revision: int
    roadmap: Roadmap
    change: int


@dataclass(frozen=True)
class Alignment:
    """Two plans aligned, the smaller id left; `machine` as the models say, `matches` with the experts' words.

    `apart` are the pairs that an expert keeps apart, `words` all that experts say of this pair of plans.
    """

    machine: Matches
    matches: Matches
    words: tuple[Word, ...] = ()

    @property
    def apart(self) -> frozenset[Pair]:
        """Pairs of measures that an expert keeps apart."""
        return frozenset((w.left, w.right) for w in self.words if w.relation == "different")

    def flipped(self) -> Matches:
        """Return the matches with left and right exchanged."""
        return tuple(m.model_copy(update={"left": m.right, "right": m.left}) for m in self.matches)


def versions_of(session: Session, plan_ids: Sequence[str]) -> dict[str, Version]:
    """Return plans with all corrections, by id; those that are gone are left out."""
    query = select(Plan.id, Plan.revision, Plan.body, Plan.change).where(Plan.id.in_(plan_ids))
    return {id_: Version(n, Roadmap.model_validate_json(body), at) for id_, n, body, at in session.execute(query)}


def align(service: Service, plans: Mapping[str, Version]) -> dict[Pair, Alignment]:
    """Align each two of some plans; what was computed before at these revisions by these models is taken from the store.

    Raises:
        ModelError: a model is absent, damaged or foreign.
    """
    with service.store.reading() as session:
        known = _known(session, plans)
        said = words_on_matches(session, list(plans))
    pairs = [ordered(one, other) for one, other in combinations(plans, 2)]
    matcher = PairMatcher(service.models, plans, ready_plans(service))
    missing = [pair for pair in pairs if pair not in known]
    for start in range(0, len(missing), _KEPT_AT_ONCE):
        # Threads of the algebra wait for each other in loops: on a busy machine one alone takes a fifth of the time.
        with threadpool_limits(1, user_api="blas"):
            new = {pair: matcher.aligned(pair) for pair in missing[start : start + _KEPT_AT_ONCE]}
        _keep(service.store, plans, new)
        known |= new
    return {pair: _laid_over(matcher, plans, pair, (known[pair], said.get(pair, ()))) for pair in pairs}


class PairMatcher:
    """The matcher, which makes each plan ready once however many plans it is compared with."""

    def __init__(self, models: Models, plans: Mapping[str, Version], kept: ReadyPlans) -> None:
        self._matcher, self._senses, self._plans, self._kept = models.matcher, models.match_senses, plans, kept
        self._ready: dict[str, match.Ready] = {}

    def aligned(self, pair: Pair) -> Matches:
        """Align two plans; the evidence is left out, for it is long and told on demand."""
        for id_ in pair:
            if id_ not in self._ready:
                key = (id_, self._plans[id_].change, stamp())
                self._ready[id_] = self._kept.get(key, partial(self._made_ready, id_))
        return match.matched(self._matcher, self._ready[pair[0]], self._ready[pair[1]])

    def aligned_rest(self, pair: Pair, taken: Iterable[Pair], apart: Collection[Pair]) -> Matches:
        """Align two plans without the rows that are `taken`, and with some pairs kept apart."""
        rows = {measure for two in taken for measure in two}
        left, right = (self._made_ready(id_, rows) for id_ in pair)
        return match.matched(self._matcher, left, right, apart)

    def _made_ready(self, plan_id: str, without: Collection[str] = ()) -> match.Ready:
        rows = [m for m in self._plans[plan_id].roadmap.measures if m.id not in without]
        return match.ready(self._matcher, self._senses, rows)


def _laid_over(
    matcher: PairMatcher, plans: Mapping[str, Version], pair: Pair, told: tuple[Matches, Sequence[Correction]]
) -> Alignment:
    """Return the alignment with what experts have accepted in it and what they have rejected out of it."""
    machine, said = told
    left, right = (plans[id_].roadmap.measures for id_ in pair)
    words = placed(said, left, right)
    if not words:
        return Alignment(machine, machine)
    accepted = _accepted(words)
    apart = {(w.left, w.right) for w in words if w.relation == "different"}
    matches: Matches = machine
    if not set(accepted) <= {(m.left, m.right) for m in machine} or any((m.left, m.right) in apart for m in machine):
        matches = matcher.aligned_rest(pair, accepted, apart)
    others = tuple(m for m in matches if (m.left, m.right) not in accepted)
    sure = tuple(Match(left=a, right=b, probability=1.0, relation=r) for (a, b), r in accepted.items())
    return Alignment(machine, sure + others, words)


def _accepted(words: Sequence[Word]) -> dict[Pair, Relation]:
    """Return the pairs that experts have accepted; a later one takes a row from an earlier one."""
    found: dict[Pair, Relation] = {}
    for word in sorted(words, key=lambda w: w.correction.id):
        if word.relation != "different":
            found = {p: r for p, r in found.items() if p[0] != word.left and p[1] != word.right}
            found[word.left, word.right] = word.relation
    return found


def _known(session: Session, plans: Mapping[str, Version]) -> dict[Pair, Matches]:
    query = select(Comparison).where(
        Comparison.left_id.in_(plans), Comparison.right_id.in_(plans), Comparison.stamp == stamp()
    )
    return {
        (kept.left_id, kept.right_id): _MATCHES.validate_json(kept.body)
        for kept in session.scalars(query)
        if (kept.left_revision, kept.right_revision) == (plans[kept.left_id].revision, plans[kept.right_id].revision)
    }


def _keep(store: Store, plans: Mapping[str, Version], new: Mapping[Pair, Matches]) -> None:
    """Keep alignments for the next time; what cannot be kept (a full disk, a plan gone meanwhile) is answered all the same."""
    rows = [
        {
            "left_id": left,
            "right_id": right,
            "left_revision": plans[left].revision,
            "right_revision": plans[right].revision,
            "stamp": stamp(),
            "body": _MATCHES.dump_json(matches),
        }
        for (left, right), matches in new.items()
    ]
    if not rows:
        return
    insert = (sqlite.insert if store.is_sqlite else postgresql.insert)(Comparison)
    changed = {name: insert.excluded[name] for name in ("left_revision", "right_revision", "stamp", "body")}
    try:
        with store.writing() as session:
            session.execute(insert.on_conflict_do_update(index_elements=["left_id", "right_id"], set_=changed), rows)
    except SQLAlchemyError:
        return
