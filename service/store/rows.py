"""All stored measures in memory, as arrays by position, brought up to date by the plans that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import CategoryId, Role
from nlp.text import fold
from service.store.postings import Bools, Floats, Postings
from service.store.tables import Document, Measure, Plan, Vector
from service.store.turns import last_turn
from service.store.vectors import VectorRows

CATEGORIES: tuple[str, ...] = get_args(CategoryId)
ROLES: tuple[str, ...] = get_args(Role)
_DEAD_SHARE, _DEAD_AT_LEAST = 0.3, 2_000
_AT_ONCE = 500  # plans in one query


class PlanFacts(NamedTuple):
    """What measures are filtered by of their plan; `municipality` folded."""

    id: str
    change: int
    region: str | None
    uploaded_by: str | None
    municipality: str
    years: tuple[int, int] | None
    period: tuple[str, str] | None


@dataclass(frozen=True, eq=False)
class MeasureRows:
    """A snapshot: row i of every array is the same measure; rows that are no longer there are not `alive`.

    Attributes:
        turn: the store's turn that it shows.
        plans: plan's id → its place in `facts`.
        facts: plans, those that are gone included.
        keys: int64, the measures' keys.
        plan: int32, places in `facts`.
        category: int8, places in `CATEGORIES`, -1: none.
        roles: uint16, bit i: `ROLES[i]`.
        n_words: float32.
        alive: bool.
        has_vector: bool; vectors of other encoders do not count.
    """

    turn: int = -1
    plans: dict[str, int] = field(default_factory=dict)
    facts: tuple[PlanFacts, ...] = ()
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    plan: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    category: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    roles: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    n_words: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    alive: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    has_vector: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    postings: Postings = field(default_factory=lambda: Postings({}))
    vectors: VectorRows = field(default_factory=VectorRows)


def refreshed(session: Session, rows: MeasureRows, encoder: str, exact_up_to: int) -> MeasureRows:
    """Return the rows as the store has them now; the same object where nothing has changed."""
    turn = last_turn(session)
    if turn == rows.turn:
        return rows
    n_dead = len(rows.alive) - int(np.count_nonzero(rows.alive))
    if not rows.facts or n_dead > max(_DEAD_AT_LEAST, _DEAD_SHARE * len(rows.alive)):
        rows = MeasureRows(vectors=VectorRows(exact_up_to))
    present: dict[str, int] = {row.id: row.change for row in session.execute(select(Plan.id, Plan.change))}
    gone = [id_ for id_ in rows.plans if id_ not in present]
    changed = [
        id_ for id_, change in present.items() if id_ not in rows.plans or rows.facts[rows.plans[id_]].change != change
    ]
    left = _without(rows, [rows.plans[id_] for id_ in (*gone, *changed) if id_ in rows.plans])
    return replace(_with(session, left, changed, encoder), turn=turn)


def _without(rows: MeasureRows, places: Sequence[int]) -> MeasureRows:
    """Return the rows without those of some plans."""
    if not places:
        return rows
    dead = np.zeros(len(rows.facts), np.bool_)
    dead[list(places)] = True
    of_gone = {rows.facts[place].id for place in places}
    plans = {id_: place for id_, place in rows.plans.items() if id_ not in of_gone}
    return replace(rows, plans=plans, alive=rows.alive & ~dead[rows.plan])


def _with(session: Session, rows: MeasureRows, plan_ids: Sequence[str], encoder: str) -> MeasureRows:
    """Return the rows with those of some plans behind the others, by their keys."""
    facts = [f for ids in _chunks(plan_ids) for f in _facts(session, ids)]
    plans = rows.plans | {f.id: place for place, f in enumerate(facts, len(rows.facts))}
    rows = replace(rows, plans=plans, facts=(*rows.facts, *facts))
    if len(plan_ids) > _AT_ONCE:  # most of the store: its rows come by their keys whatever the plan
        found = [row for row in _measures(session, encoder, None) if row.plan_id in plans]
    else:
        found = _measures(session, encoder, [f.id for f in facts])
    return _appended(rows, found) if found else rows


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE))


def _facts(session: Session, plan_ids: Sequence[str]) -> Iterable[PlanFacts]:
    columns = (Plan.id, Plan.change, Plan.region_code, Document.uploaded_by, Plan.municipality)
    period = (Plan.year_from, Plan.year_to, Plan.period_start, Plan.period_end)
    query = select(*columns, *period).join(Document, Document.id == Plan.document_id)
    rows = session.execute(query.where(Plan.id.in_(plan_ids)).order_by(Plan.id))
    for id_, change, region, uploaded_by, municipality, since, until, start, end in rows:
        years = (since, until) if since is not None and until is not None else None
        dates = (start, end) if start and end else None
        yield PlanFacts(id_, change, region, uploaded_by, fold(municipality or ""), years, dates)


def _measures(session: Session, encoder: str, plan_ids: Sequence[str] | None) -> list[Any]:
    of_encoder = (Vector.measure_key == Measure.key) & (Vector.stamp == encoder)
    columns = (Measure.key, Measure.plan_id, Measure.category, Measure.roles, Measure.n_words, Measure.lemmas)
    query = select(*columns, Measure.counts, Vector.data).outerjoin(Vector, of_encoder).order_by(Measure.key)
    if plan_ids is not None:
        query = query.where(Measure.plan_id.in_(plan_ids))
    return list(session.execute(query).all())


def _appended(rows: MeasureRows, found: Sequence[Any]) -> MeasureRows:
    category = {id_: place for place, id_ in enumerate(CATEGORIES)}
    bits = {role: 1 << place for place, role in enumerate(ROLES)}
    has = np.array([row.data is not None for row in found])
    width = next((len(row.data) // 4 for row in found if row.data is not None), 0)
    vectors = np.zeros((len(found), width), np.float32)
    if width:
        vectors[has] = np.frombuffer(b"".join(row.data for row in found if row.data), "<f4").reshape(-1, width)
    rows.vectors.add(len(rows.keys), vectors)
    roles = [sum(bits.get(role, 0) for role in row.roles.strip("|").split("|")) for row in found]
    return replace(
        rows,
        keys=np.append(rows.keys, [row.key for row in found]).astype(np.int64),
        plan=np.append(rows.plan, [rows.plans[row.plan_id] for row in found]).astype(np.int32),
        category=np.append(rows.category, [category.get(row.category, -1) for row in found]).astype(np.int8),
        roles=np.append(rows.roles, roles).astype(np.uint16),
        n_words=np.append(rows.n_words, [row.n_words for row in found]).astype(np.float32),
        alive=np.append(rows.alive, np.ones(len(found), np.bool_)),
        has_vector=np.append(rows.has_vector, has),
        postings=rows.postings.extended(len(rows.keys), [row.lemmas for row in found], [row.counts for row in found]),
    )
