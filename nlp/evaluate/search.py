"""How well search finds the texts of the same activity: by words, by vectors, by both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Activity, Phrasing
from nlp.embed import Encoder
from nlp.search import SearchIndex, build_index, relevance, understand

TOP = 10


class SearchFigure(NamedTuple):
    """Figures of one way of searching over one kind of queries; both means lie between 0 and 1.

    `queries` is «text» (each text asks for the others of its activity) or «title» (the activity's title asks for its texts).
    """

    queries: str
    way: str
    n_queries: int
    ndcg_at_10: float
    mean_average_precision: float


class _Question(NamedTuple):
    text: str
    vector: NDArray[np.float32] | None
    relevant: NDArray[np.bool_]
    itself: int | None


def search_figures(
    phrasings: Sequence[Phrasing], catalogue: Sequence[Activity], encoder: Encoder | None = None
) -> tuple[SearchFigure, ...]:
    """Measure search over phrasings: a query of an activity should find the phrasings of that activity.

    Args:
        phrasings: what is searched; those without an activity are only in the way.
        catalogue: the activities, whose titles are queries too.
        encoder: gives the vectors; without it only words are measured.

    Returns:
        A figure for each kind of queries and way («words»; with an encoder also «vectors» and «fused»).
    """
    texts = [phrasing.text for phrasing in phrasings]
    index = build_index(texts, None if encoder is None else encoder.encode(texts))
    ways: dict[str, Callable[[_Question], NDArray[np.float32]]] = {"words": lambda q: _values(index, q, fused=False)}
    if encoder is not None:
        ways["vectors"] = lambda q: _cosines(index, q)
        ways["fused"] = lambda q: _values(index, q, fused=True)
    activities = np.array([phrasing.activity or "" for phrasing in phrasings])
    kinds = {
        "text": list(_text_questions(texts, activities, encoder)),
        "title": list(_title_questions(catalogue, activities, encoder)),
    }
    return tuple(_figure(kind, way, asked, rank) for kind, asked in kinds.items() for way, rank in ways.items())


def ndcg(relevant: NDArray[np.bool_], top: int = TOP) -> float:
    """Return the normalised discounted gain of the first `top` answers.

    Args:
        relevant: whether each answer is right, best first, every text of the collection among them.
        top: how many answers a reader looks at.

    Returns:
        1 where all right answers come first, 0 where none is right.
    """
    discount = 1 / np.log2(np.arange(2, min(top, len(relevant)) + 2))
    ideal = float(discount[: int(relevant.sum())].sum())
    return float(discount[relevant[:top]].sum()) / ideal if ideal else 0.0


def average_precision(relevant: NDArray[np.bool_]) -> float:
    """Return the mean of the precision at each right answer, 0 where none is right; `relevant` is best first."""
    precision = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return float(precision[relevant].mean()) if relevant.any() else 0.0


def _text_questions(texts: Sequence[str], activities: NDArray[np.str_], encoder: Encoder | None) -> Iterator[_Question]:
    vectors = None if encoder is None else encoder.encode(texts, "query")
    for position, activity in enumerate(activities):
        relevant = activities == activity
        if activity and relevant.sum() > 1:
            yield _Question(texts[position], None if vectors is None else vectors[position], relevant, position)


def _title_questions(
    catalogue: Sequence[Activity], activities: NDArray[np.str_], encoder: Encoder | None
) -> Iterator[_Question]:
    asked = [activity for activity in catalogue if activity.id in activities]
    vectors = None if encoder is None else encoder.encode([activity.title for activity in asked], "query")
    for number, activity in enumerate(asked):
        vector = None if vectors is None else vectors[number]
        yield _Question(activity.title, vector, activities == activity.id, None)


def _values(index: SearchIndex, question: _Question, *, fused: bool) -> NDArray[np.float32]:
    return relevance(index, understand(index, question.text), question.vector if fused else None)


def _cosines(index: SearchIndex, question: _Question) -> NDArray[np.float32]:
    assert index.vectors is not None and question.vector is not None
    return np.asarray(index.vectors @ question.vector, dtype=np.float32)


def _figure(
    kind: str, way: str, asked: Sequence[_Question], rank: Callable[[_Question], NDArray[np.float32]]
) -> SearchFigure:
    gains, precisions = [], []
    for question in asked:
        order = np.argsort(-rank(question), kind="stable")
        order = order[order != question.itself] if question.itself is not None else order
        gains.append(ndcg(question.relevant[order]))
        precisions.append(average_precision(question.relevant[order]))
    n = max(len(asked), 1)
    return SearchFigure(kind, way, len(asked), sum(gains) / n, sum(precisions) / n)
