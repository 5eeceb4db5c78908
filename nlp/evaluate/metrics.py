"""Numbers in, figures out: accuracy by class, calibration, ranking and rank correlation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

N_BINS = 10


class Bin(NamedTuple):
    """Answers of like probability; `stated` is their mean probability, `right` the share of right ones, both 0 where n is 0."""

    n: int
    stated: float
    right: float


class ClassFigure(NamedTuple):
    """How well one class is found; a ratio without a denominator is 0."""

    label: str
    n_gold: int
    n_found: int
    precision: float
    recall: float
    f1: float


def calibration(probabilities: ArrayLike, right: ArrayLike) -> tuple[Bin, ...]:
    """Sort answers into ten equal bins of probability; 1.0 belongs to the last.

    Args:
        probabilities: (n,) what the model states of its answers, 0…1.
        right: (n,) whether each answer is right.
    """
    stated, truth = np.asarray(probabilities, np.float64), np.asarray(right, np.float64)
    place = np.minimum((stated * N_BINS).astype(int), N_BINS - 1)
    bins = []
    for b in range(N_BINS):
        inside = place == b
        n = int(inside.sum())
        bins.append(Bin(n, float(stated[inside].mean()), float(truth[inside].mean())) if n else Bin(0, 0.0, 0.0))
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of stated and true, weighted by answers; 0 for none."""
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.stated - b.right) for b in bins) / n if n else 0.0


def confusion(gold: Sequence[str], found: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
    """Count answers: row = gold label, column = found label, both in the order of `labels`.

    Raises:
        KeyError: a label is not among `labels`.
    """
    place = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), np.int64)
    for g, f in zip(gold, found, strict=True):
        counts[place[g], place[f]] += 1
    return counts


def by_class(counts: NDArray[np.int64], labels: Sequence[str]) -> tuple[ClassFigure, ...]:
    """Return the figures of each class from the confusion matrix, in the order of `labels`."""
    figures = []
    for i, label in enumerate(labels):
        hits, n_gold, n_found = int(counts[i, i]), int(counts[i].sum()), int(counts[:, i].sum())
        precision, recall = hits / max(n_found, 1), hits / max(n_gold, 1)
        figures.append(
            ClassFigure(label, n_gold, n_found, precision, recall, 2 * hits / max(n_gold + n_found, 1)),
        )
    return tuple(figures)


def macro_f1(figures: Sequence[ClassFigure], at_least: int = 5) -> float:
    """Return the mean F1 of the classes with `at_least` gold rows: of fewer the F1 is chance; 0 where there is none."""
    kept = [f.f1 for f in figures if f.n_gold >= at_least]
    return sum(kept) / len(kept) if kept else 0.0


def tied_average_precision(values: ArrayLike, relevant: ArrayLike) -> float:
    """Return the average precision of ranking by `values`, highest first; equal values stand at one place.

    Rows of equal value count by the precision behind the last of them, so that the order in which
    the rows came gives nothing: a constant gets the share of relevant rows. 0 where none is relevant.
    """
    value, truth = np.asarray(values, np.float64), np.asarray(relevant, bool)
    if not truth.any():
        return 0.0
    order = np.argsort(-value, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(value[order]) != 0, True))
    hits = np.cumsum(truth[order])[ends]
    gained = np.diff(hits, prepend=0)
    return float((gained * hits / (ends + 1)).sum() / hits[-1])


def best_f1(values: ArrayLike, relevant: ArrayLike) -> float:
    """Return the F1 at the best threshold on `values`; 0 where nothing is relevant."""
    value, truth = np.asarray(values, np.float64), np.asarray(relevant, bool)
    if not truth.any():
        return 0.0
    order = np.argsort(-value, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(value[order]) != 0, True))
    return float((2 * np.cumsum(truth[order])[ends] / (ends + 1 + truth.sum())).max())


def spearman(left: ArrayLike, right: ArrayLike) -> float:
    """Return the rank correlation of two sequences, equal values sharing their mean rank; 0 where one is constant."""
    a, b = _ranks(left), _ranks(right)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm else 0.0


def _ranks(values: ArrayLike) -> NDArray[np.float64]:
    _, place, counts = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks
