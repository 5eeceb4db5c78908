"""Metrics against cases worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluate.metrics import (
    Bin,
    best_f1,
    by_class,
    calibration,
    calibration_error,
    confusion,
    macro_f1,
    spearman,
    tied_average_precision,
)
from nlp.evaluate.search import ndcg

ROOT = Path(__file__).resolve().parent.parent


def test_calibration_sorts_answers_into_ten_bins() -> None:
    bins = calibration([0.0, 0.05, 0.1, 0.95, 1.0], [False, True, False, True, True])
    assert [b.n for b in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[0] == Bin(2, 0.025, 0.5)
    assert bins[9] == Bin(2, 0.975, 1.0)


# stated probabilities | right answers | error
CALIBRATION = [
    ([1.0, 1.0], [True, True], 0.0),
    ([1.0, 1.0], [False, False], 1.0),
    ([0.95, 0.95], [True, False], 0.45),
    ([0.95, 0.95, 0.15], [True, False, False], (2 * 0.45 + 0.15) / 3),
    # Over- and understatement in one bin cancel out, in two bins they add up.
    ([0.62, 0.68], [True, False], 0.15),
    ([0.52, 0.68], [True, False], (0.48 + 0.68) / 2),
    ([], [], 0.0),
]


@pytest.mark.parametrize(("stated", "right", "error"), CALIBRATION)
def test_calibration_error(stated: list[float], right: list[bool], error: float) -> None:
    assert calibration_error(calibration(stated, right)) == pytest.approx(error)


# values, best first or not | relevant | average precision; «ex aequo» rows share the precision behind the last of them
RANKINGS = [
    ([0.9, 0.8, 0.7], [1, 1, 0], 1.0),
    ([0.9, 0.8, 0.7], [0, 1, 0], 1 / 2),
    ([0.9, 0.8, 0.7], [1, 0, 1], (1 + 2 / 3) / 2),
    ([0.7, 0.8, 0.9], [1, 0, 1], (1 + 2 / 3) / 2),
    ([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0], 1 / 4),
    ([0.5, 0.5, 0.5, 0.5], [0, 0, 0, 1], 1 / 4),
    ([0.9, 0.5, 0.5], [1, 1, 0], (1 + 2 / 3) / 2),
    ([0.9, 0.8], [0, 0], 0.0),
    ([], [], 0.0),
]


@pytest.mark.parametrize(("values", "relevant", "expected"), RANKINGS)
def test_average_precision(values: list[float], relevant: list[int], expected: float) -> None:
    assert tied_average_precision(values, relevant) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20), st.randoms())
def test_average_precision_knows_no_order_of_rows(rows: list[tuple[int, bool]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (tied_average_precision(*zip(*r, strict=True)) for r in (rows, shuffled))
    assert first == pytest.approx(second)
    assert 0 <= first <= 1 + 1e-12


def test_best_f1_is_at_the_best_threshold() -> None:
    assert best_f1([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0]) == pytest.approx(2 * 2 / (3 + 2))
    assert best_f1([0.5, 0.5], [1, 0]) == pytest.approx(2 / 3)
    assert best_f1([0.5], [0]) == 0.0


# relevance of the answers, best first | nDCG@10
GAINS = [
    ([1, 0, 0], 1.0),
    ([0, 1, 0], 1 / math.log2(3)),
    ([1, 0, 1], (1 + 1 / 2) / (1 + 1 / math.log2(3))),
    ([0, 0], 0.0),
    ([0] * 10 + [1], 0.0),
]


@pytest.mark.parametrize(("relevant", "expected"), GAINS)
def test_ndcg(relevant: list[int], expected: float) -> None:
    assert ndcg(np.array(relevant, bool)) == pytest.approx(expected)


# two sequences | rank correlation
RANKS = [
    ([1, 2, 3], [10, 20, 30], 1.0),
    ([1, 2, 3], [30, 20, 10], -1.0),
    ([1, 2, 3, 4], [1, 8, 9, 1000], 1.0),
    ([1, 2, 3], [1, 3, 2], 0.5),
    # Ties share their mean rank: ranks 1.5 1.5 3 against 1 2 3.
    ([5, 5, 9], [1, 2, 3], 1.5 / math.sqrt(1.5 * 2)),
    ([5, 5, 9, 9], [1, 1, 2, 2], 1.0),
    ([7, 7, 7], [1, 2, 3], 0.0),
]


@pytest.mark.parametrize(("left", "right", "expected"), RANKS)
def test_spearman(left: list[float], right: list[float], expected: float) -> None:
    assert spearman(left, right) == pytest.approx(expected)


def test_classes_from_the_confusion_matrix() -> None:
    counts = confusion(list("aaab"), list("aabb"), list("abc"))
    assert counts.tolist() == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]
    a, b, c = by_class(counts, list("abc"))
    assert (a.n_gold, a.n_found, a.precision, a.recall) == (3, 2, 1.0, 2 / 3)
    assert (b.precision, b.recall) == (0.5, 1.0)
    assert (a.f1, b.f1) == (pytest.approx(0.8), pytest.approx(2 / 3))
    assert (c.precision, c.recall, c.f1) == (0.0, 0.0, 0.0)
    assert macro_f1((a, b, c), at_least=1) == pytest.approx((0.8 + 2 / 3) / 2)
    assert macro_f1((a, b, c), at_least=3) == pytest.approx(0.8)
    with pytest.raises(KeyError):
        confusion(["a"], ["z"], ["a"])
