"""What vectors and pair models tell of graded pairs and of general sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.domain import GradedPair, RatedPair
from nlp.embed import Encoder
from nlp.evaluate.figures import EncoderFigures, PairFigures
from nlp.evaluate.metrics import best_f1, calibration, calibration_error, spearman, tied_average_precision
from nlp.match.model import Matcher, pair_probabilities
from nlp.match.side import Row, Senses, prepare

# Pairs of measures' texts → probability that the two are the same activity, (n,).
PairJudge = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]

SAME, RELATED = 2, 1


def encoder_figures(encoder: Encoder, general: Sequence[RatedPair], pairs: Sequence[GradedPair]) -> EncoderFigures:
    """Judge an encoder by the cosines of its vectors alone."""
    cosines = _cosines(encoder, [(p.left, p.right) for p in pairs])
    grades = np.array([p.grade for p in pairs])
    return EncoderFigures(
        stamp=encoder.name,
        n_general=len(general),
        spearman=spearman(_cosines(encoder, [(p.left, p.right) for p in general]), [p.similarity for p in general]),
        ap_same=tied_average_precision(cosines, grades == SAME),
        ap_related=tied_average_precision(cosines, grades >= RELATED),
    )


def _cosines(encoder: Encoder, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    left, right = encoder.encode([a for a, _ in pairs]), encoder.encode([b for _, b in pairs])
    # Vectors of equal texts differ in the last bits by batch; six digits keep the order of all others.
    cosines: NDArray[np.float32] = np.round((left * right).sum(axis=1), 6).astype(np.float32)
    return cosines


def judge_by(matcher: Matcher, senses: Senses) -> PairJudge:
    """Return the judge that grades pairs of texts as a matcher grades measures without outcomes."""

    def judge(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        found = np.zeros(len(pairs), np.float32)
        of_left: dict[str, list[int]] = {}
        for i, (left, _) in enumerate(pairs):
            of_left.setdefault(left, []).append(i)
        for left, places in of_left.items():
            one = prepare([Row(left)], senses, matcher.rarity)
            others = prepare([Row(pairs[i][1]) for i in places], senses, matcher.rarity)
            found[places] = pair_probabilities(matcher, one, others).same[0]
        return found

    return judge


def pair_figures(judge: PairJudge, pairs: Sequence[GradedPair], stamp: str) -> PairFigures:
    """Judge a matcher by graded pairs; grade 2 is «same», grades 1 and 2 are related.

    Args:
        judge: gives the probability of «same» for pairs of texts.
        pairs: graded pairs, at least one.
        stamp: name of the model behind `judge`.
    """
    probability = np.asarray(judge([(p.left, p.right) for p in pairs]), np.float64)
    grades = np.array([p.grade for p in pairs])
    same, said = grades == SAME, probability >= 0.5
    bins = calibration(probability, same)
    hits = int((same & said).sum())
    return PairFigures(
        stamp=stamp,
        n=len(pairs),
        n_same=int(same.sum()),
        n_related=int((grades >= RELATED).sum()),
        ap_same=tied_average_precision(probability, same),
        ap_related=tied_average_precision(probability, grades >= RELATED),
        best_f1=best_f1(probability, same),
        precision_at_half=hits / max(int(said.sum()), 1),
        recall_at_half=hits / max(int(same.sum()), 1),
        ece=calibration_error(bins),
        bins=bins,
    )
