"""Search over all stored measures, in words and meaning, and the measures most similar to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Span
from nlp.embed import Encoder
from nlp.errors import InputError
from nlp.search import VECTOR_WEIGHT, Hit, Query, said, spans, understood
from nlp.text import fold
from service.store.engine import Store
from service.store.postings import Bools, Floats
from service.store.rows import CATEGORIES, ROLES, MeasureRows, PlanFacts, refreshed
from service.store.sight import Bound
from service.store.tables import Document, Measure, Plan
from service.store.vectors import EXACT_UP_TO

# Candidates of either kind where not every row can be looked at.
_CANDIDATES = 1_000
_LEAST_SPREAD = 1e-6


@dataclass(frozen=True)
class SearchFilter:
    """Which measures are wanted, asked before they are ranked; `None` asks for all.

    Attributes:
        bound: what the person sees; `None`: everything.
        region: code of the federal subject.
        municipality: a part of its name.
        year: a year within the plan's period.
        period: ISO dates; the plan's period overlaps it.
        category: of the measure.
        role: among the measure's executors.
        plan_ids: plans to search in; `None`: all.
    """

    bound: Bound = None
    region: str | None = None
    municipality: str | None = None
    year: int | None = None
    period: tuple[str, str] | None = None
    category: str | None = None
    role: str | None = None
    plan_ids: frozenset[str] | None = None


@dataclass(frozen=True)
class StoredHit:
    """A measure found; `relevance` orders the hits of one search, `similarity` is the cosine where there is one."""

    measure_id: str
    plan_id: str
    document_id: str
    file: str
    position: int
    text: str
    category: str | None
    activity: str | None
    region_code: str | None
    municipality: str | None
    year_from: int | None
    year_to: int | None
    rank: int
    relevance: float
    similarity: float | None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first, and the words taken for misspelt with the lemmas put in their place."""

    hits: tuple[StoredHit, ...]
    corrections: tuple[tuple[str, str], ...] = ()


class Search:
    """The measures of a store in memory; what others have written is seen by the next search.

    Many threads may search at once. Loading 100,000 measures takes seconds: `warm` does it before the first search.
    """

    def __init__(self, store: Store, encoder: Encoder, exact_up_to: int = EXACT_UP_TO) -> None:
        self._store, self._encoder, self._exact_up_to = store, encoder, exact_up_to
        self._rows = MeasureRows()
        self._lock = Lock()

    def warm(self) -> int:
        """Load or refresh the measures; return how many there are."""
        with self._store.reading() as session:
            return int(np.count_nonzero(self._fresh(session).alive))

    def find(self, query: str, wanted: SearchFilter | None = None, top: int = 20) -> SearchResult:
        """Return the measures nearest to a query; abbreviations and slips are understood as in `sverka search`.

        Raises:
            InputError: the query holds no word, or the filter names no category or role.
        """
        with self._store.reading() as session:
            rows = self._fresh(session)
            allowed = _allowed(rows, wanted or SearchFilter())
            asked = understood(query, lambda lemma: rows.postings.n_holding(lemma, rows.alive))
            places, values, cosines = self._ranked(rows, allowed, asked, self._encoder.encode([query], "query")[0], top)
            best = _Best(places, values, cosines, asked)
            return SearchResult(_hits(session, rows, best), asked.corrections)

    def similar(self, measure_id: str, wanted: SearchFilter | None = None, top: int = 10) -> tuple[StoredHit, ...]:
        """Return the measures of other plans that are most similar to one, by the cosine.

        Raises:
            InputError: there is no such measure, or the filter names no category or role.
        """
        with self._store.reading() as session:
            rows = self._fresh(session)
            known = session.execute(select(Measure.key, Measure.plan_id).where(Measure.id == measure_id)).one_or_none()
            place = np.flatnonzero(rows.keys == (known.key if known else -1))
            if known is None or not len(place):
                raise InputError("Похожие не найдены", "мероприятия нет или оно удалено", "Обновите план.")
            if not rows.has_vector[place[0]]:
                return ()
            others = _allowed(rows, wanted or SearchFilter()) & rows.has_vector
            others &= rows.plan != rows.plans.get(known.plan_id, -1)
            vector = rows.vectors.row(int(place[0]))
            found = rows.vectors.cosines(vector, rows.has_vector & rows.alive, others, top)
            if found.places is None:
                best = _top(np.where(others, found.values, -np.inf), top)
                return _hits(session, rows, _Best(best, found.values[best], found.values[best]))
            best = np.argsort(-found.values, kind="stable")[:top]
            return _hits(session, rows, _Best(found.places[best], found.values[best], found.values[best]))

    def _fresh(self, session: Session) -> MeasureRows:
        with self._lock:
            self._rows = refreshed(session, self._rows, self._encoder.name, self._exact_up_to)
            return self._rows

    def _ranked(
        self, rows: MeasureRows, allowed: Bools, asked: Query, vector: Floats, top: int
    ) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return positions, relevance and cosines of the best rows: `nlp.search.relevance` over the whole store."""
        values = rows.postings.shares(asked.weights, rows.n_words, rows.alive)
        counted = rows.has_vector & rows.alive
        found = rows.vectors.cosines(vector, counted, allowed, _CANDIDATES) if counted.any() else None
        if found is None:
            places = _top(np.where(allowed, values, 0), top)
            return places, values[places], np.full(len(places), np.nan, np.float32)
        weight = np.float32(VECTOR_WEIGHT / found.spread if found.spread > _LEAST_SPREAD else 0.0)
        if found.places is None:
            values = np.where(counted, values + weight * (found.values - np.float32(found.mean)), values)
            places = _top(np.where(allowed, values, 0), top)
            return places, values[places], np.where(counted, found.values, np.nan)[places]
        by_words = _top(np.where(allowed, values, 0), _CANDIDATES)
        places = np.union1d(found.places, by_words)
        cosines = np.where(counted[places], rows.vectors.of(places, vector), np.nan).astype(np.float32)
        joined = values[places] + weight * (np.nan_to_num(cosines, nan=found.mean) - np.float32(found.mean))
        best = _top(joined, top)
        return places[best], joined[best], cosines[best]


@dataclass(frozen=True, eq=False)
class _Best:
    """Positions of the best rows with their relevance and cosines (nan: none), and what was asked in words."""

    places: NDArray[np.int64]
    values: Floats
    cosines: Floats
    asked: Query | None = None


def _top(values: Floats, top: int) -> NDArray[np.int64]:
    """Return the places of the highest values above 0, best first; of equals the earlier first."""
    if top < len(values):
        least = np.partition(values, len(values) - top)[len(values) - top] if top > 0 else np.inf
        places = np.flatnonzero((values >= least) & (values > 0))
    else:
        places = np.flatnonzero(values > 0)
    return places[np.argsort(-values[places], kind="stable")][: max(top, 0)]


def _allowed(rows: MeasureRows, wanted: SearchFilter) -> Bools:
    """Return which rows a filter lets through, bool (n_rows,)."""
    found = rows.alive
    if wanted != SearchFilter(category=wanted.category, role=wanted.role):
        plans = np.fromiter((_fits(facts, wanted) for facts in rows.facts), np.bool_, len(rows.facts))
        found = found & plans[rows.plan]
    if wanted.category is not None:
        found = found & (rows.category == _place(CATEGORIES, wanted.category, "категории"))
    if wanted.role is not None:
        found = found & (rows.roles & np.uint16(1 << _place(ROLES, wanted.role, "роли")) > 0)
    return found


def _fits(facts: PlanFacts, wanted: SearchFilter) -> bool:
    years, period = facts.years, facts.period
    return (
        (wanted.bound is None or wanted.bound.holds(facts.region, facts.uploaded_by))
        and (wanted.region is None or facts.region == wanted.region)
        and (wanted.municipality is None or fold(wanted.municipality) in facts.municipality)
        and (wanted.year is None or (years is not None and years[0] <= wanted.year <= years[1]))
        and (wanted.period is None or (period is not None and _overlap(period, wanted.period)))
        and (wanted.plan_ids is None or facts.id in wanted.plan_ids)
    )


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _place(known: Sequence[str], id_: str, kind: str) -> int:
    if id_ not in known:
        raise InputError("Поиск не начат", f"такой {kind} нет", f"Назовите одну из известных: {', '.join(known)}.")
    return known.index(id_)


def _hits(session: Session, rows: MeasureRows, best: _Best) -> tuple[StoredHit, ...]:
    """Return the best rows as the database has them; one that went meanwhile is left out."""
    of_plan = (Plan.document_id, Plan.region_code, Plan.municipality, Plan.year_from, Plan.year_to)
    of_measure = (Measure.plan_id, Measure.position, Measure.text, Measure.category, Measure.activity)
    columns = (Measure.key, Measure.id.label("measure_id"), Document.name.label("file"), *of_measure, *of_plan)
    query = select(*columns).join(Plan, Plan.id == Measure.plan_id).join(Document, Document.id == Plan.document_id)
    keys = [int(rows.keys[place]) for place in best.places]
    known = {row.key: row._mapping for row in session.execute(query.where(Measure.key.in_(keys)))}
    hits: list[StoredHit] = []
    for key, value, cosine in zip(keys, best.values, best.cosines, strict=True):
        if key not in known:
            continue
        found: dict[str, Any] = {name: told for name, told in known[key].items() if name != "key"}
        terms = said(found["text"], best.asked) if best.asked else ()
        found["similarity"] = None if np.isnan(cosine) else round(float(cosine), 4)
        found["spans"] = spans(Hit(0, 0.0, None, terms))
        hits.append(StoredHit(rank=len(hits) + 1, relevance=round(float(value), 4), **found))
    return tuple(hits)
