"""Measures of a plan as rows: what people filter by, words and vectors beside them; rewritten whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from nlp.domain import Measure as MeasureRecord
from nlp.domain import Roadmap
from service.store.tables import Measure, Vector
from service.store.words import packed_words


class Vectors(NamedTuple):
    """Vectors (bytes of float32) by the measure's id, with the encoder that made them."""

    encoder: str
    by_measure: Mapping[str, bytes]


def vectors_of(roadmap: Roadmap, vectors: NDArray[Any], encoder: str) -> Vectors:
    """Return vectors (n_measures, d) given in the order of the measures."""
    rows = (row.astype("<f4").tobytes() for row in vectors)
    return Vectors(encoder, dict(zip((m.id for m in roadmap.measures), rows, strict=True)))


def measure_rows(roadmap: Roadmap) -> list[dict[str, Any]]:
    """Return the rows of a plan's measures; pure, to be called before the transaction begins."""
    return [_row(roadmap.id, position, measure) for position, measure in enumerate(roadmap.measures, 1)]


def write_measures(session: Session, plan_id: str, rows: Sequence[Mapping[str, Any]], vectors: Vectors) -> bool:
    """Put new rows in the place of a plan's measures; return whether each of them has a vector."""
    session.execute(delete(Measure).where(Measure.plan_id == plan_id))
    if not rows:
        return True
    new = insert(Measure).returning(Measure.key, Measure.id)
    keys = {id_: key for key, id_ in session.execute(new, list(rows))}
    data = [
        {"measure_key": key, "stamp": vectors.encoder, "data": vectors.by_measure[id_]}
        for id_, key in keys.items()
        if id_ in vectors.by_measure
    ]
    if data:
        session.execute(insert(Vector), data)
    return len(data) == len(rows)


def kept_vectors(session: Session, plan_id: str, body: Roadmap) -> Vectors:
    """Return the vectors of a plan's present rows that are still true of `body`: the same row with the same text."""
    query = select(Measure.id, Measure.text, Vector.stamp, Vector.data).join(Vector, Vector.measure_key == Measure.key)
    known = {row.id: row for row in session.execute(query.where(Measure.plan_id == plan_id))}
    same = {m.id: known[m.id].data for m in body.measures if m.id in known and known[m.id].text == m.text}
    return Vectors(next((row.stamp for row in known.values()), ""), same)


def _row(plan_id: str, position: int, measure: MeasureRecord) -> dict[str, Any]:
    lemmas, counts, n_words = packed_words(measure)
    starts = [start for start, _ in measure.deadline.windows if start]
    ends = [end for _, end in measure.deadline.windows if end]
    return {
        "id": measure.id,
        "plan_id": plan_id,
        "position": position,
        "text": measure.text,
        "lemmas": lemmas,
        "counts": counts,
        "n_words": n_words,
        "category": measure.category.primary,
        "category_probability": measure.category.probability,
        "category_origin": measure.category.origin,
        "activity": measure.activity.id if measure.activity else None,
        "activity_probability": measure.activity.probability if measure.activity else 0.0,
        "roles": "".join(f"|{role}" for role in measure.executors.roles) + "|" if measure.executors.roles else "",
        "starts": min(starts, default=None),
        "ends": max(ends, default=None),
        "recurrence": measure.deadline.recurrence,
    }
