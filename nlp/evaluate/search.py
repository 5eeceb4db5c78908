"""How well search finds the texts of the same activity: by words, by vectors, by both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.search import SearchIndex, build_index, relevance, understand

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
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
    texts: Sequence[str], activities: Sequence[str | None], titles: Mapping[str, str], encode: Encode | None = None
) -> tuple[SearchFigure, ...]:
    """Measure search where the texts of one activity are what a query of that activity should find.

    Args:
        texts: what is searched.
        activities: the activity of each text; texts without one are only in the way.
        titles: activity → its title.
        encode: texts → unit vectors (n, d); without it only words are measured.

    Returns:
        A figure for each kind of queries and way («words», then with vectors «vectors» and «fused»).
    """
    index = build_index(texts, None if encode is None else encode(texts))
    ways: dict[str, Callable[[_Question], NDArray[np.float32]]] = {
        "words": lambda q: _values(index, q, with_vector=False)
    }
    if encode is not None:
        ways["vectors"] = lambda q: _cosines(index, q)
        ways["fused"] = lambda q: _values(index, q, with_vector=True)
    kinds = {
        "text": list(_text_questions(index, activities)),
        "title": list(_title_questions(activities, titles, encode)),
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


def _text_questions(index: SearchIndex, activities: Sequence[str | None]) -> Iterator[_Question]:
    for position, activity in enumerate(activities):
        relevant = np.array([activity is not None and other == activity for other in activities])
        if relevant.sum() > 1:
            vector = None if index.vectors is None else index.vectors[position]
            yield _Question(index.texts[position], vector, relevant, position)


def _title_questions(
    activities: Sequence[str | None], titles: Mapping[str, str], encode: Encode | None
) -> Iterator[_Question]:
    asked = [activity for activity in titles if activity in set(activities)]
    vectors = None if encode is None else encode([titles[activity] for activity in asked])
    for number, activity in enumerate(asked):
        relevant = np.array([other == activity for other in activities])
        yield _Question(titles[activity], None if vectors is None else vectors[number], relevant, None)


def _values(index: SearchIndex, question: _Question, *, with_vector: bool) -> NDArray[np.float32]:
    return relevance(index, understand(index, question.text), question.vector if with_vector else None)


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
