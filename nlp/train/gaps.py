"""Phrases of the catalogue of mandates and phrasings of typical activities → the model of coverage."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.domain import Mandate, Phrasing
from nlp.gaps.features import FEATURE_NAMES, N_FEATURES, Catalogue, Floats, Senses, Texts, features, prepare, understand
from nlp.gaps.model import GapModel

# A phrase was written for its mandate, a phrasing is labelled by its activity only (DECISIONS.md, gaps).
PHRASE_WEIGHT, STRANGER_WEIGHT, RARE_WEIGHT = 10.0, 5.0, 0.3
# Pairs that no activity connects are alike; one in ten stands for all.
KEEP_EVERY = 10
_FAR = -3.0
_CONSTANT = 1e-4
COVERS, PARTIAL, NEITHER = 0, 1, 2
Labelled = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float64]]


def train_gaps(
    mandates: Sequence[Mandate], phrasings: Sequence[Phrasing], held_out: Floats, senses: Senses
) -> GapModel:
    """Fit the experts of the coverage model.

    Args:
        mandates: the catalogue with its phrases; a phrase is never compared with itself.
        phrasings: texts with their typical activity, which the catalogue says covers a mandate, or a part of it.
        held_out: activity probabilities of the phrasings from models that did not read their writers,
            shape (n_phrasings, n_activities) in the order of `senses.activity_ids`.
        senses: how texts are understood; the classifier in it has not read the phrases.

    Returns:
        Four experts: with and without the activities, with and without the vectors (measured: DECISIONS.md). The
        vectors were trained on the phrasings and the activities' words are theirs, so neither may decide alone.
    """
    idf = lemma_weights([p.text for p in phrasings])
    catalogue = prepare(mandates, senses)
    known = understand([p.text for p in phrasings], senses)
    rows = Texts(known.texts, known.lemmas, known.vectors, held_out)
    labelled = (
        _from_phrasings(phrasings, features(rows, catalogue, idf), catalogue, senses.activity_ids),
        _from_phrases(features(catalogue.phrases, catalogue, idf), catalogue),
    )
    x = np.concatenate([part[0] for part in labelled])
    y = np.concatenate([part[1] for part in labelled])
    w = np.concatenate([part[2] for part in labelled])
    activities, vectors = (
        [i for i, n in enumerate(FEATURE_NAMES) if n.startswith(p)] for p in ("activity-", "meaning-")
    )
    experts = [_fit(x, y, w, without) for without in ([], activities, vectors, activities + vectors)]
    weights = np.stack([e[0] for e in experts]).astype(np.float32)
    bias = np.stack([e[1] for e in experts]).astype(np.float32)
    stamp = "gaps-" + hashlib.sha256(weights.tobytes() + bias.tobytes()).hexdigest()[:12]
    return GapModel(weights=weights, bias=bias, idf=idf, stamp=stamp)


def lemma_weights(texts: Sequence[str]) -> dict[str, float]:
    """Return the inverse document frequency of the lemmas that at least two texts share."""
    from nlp.text import lemmas

    counts = Counter(w for t in texts for w in sorted(set(lemmas(t))))
    return {w: round(math.log((1 + len(texts)) / (1 + counts[w])) + 1, 4) for w in sorted(counts) if counts[w] > 1}


def _from_phrasings(
    phrasings: Sequence[Phrasing], table: Floats, catalogue: Catalogue, activity_ids: Sequence[str]
) -> Labelled:
    """Label phrasings by their activity; those of no activity are strangers, though not surely."""
    index = {a: i for i, a in enumerate(activity_ids)}
    labels = np.full(table.shape[:2], NEITHER, np.int64)
    weights = np.ones(table.shape[:2])
    for i, phrasing in enumerate(phrasings):
        k = index.get(phrasing.activity or "")
        if k is None:
            weights[i] = RARE_WEIGHT
            continue
        labels[i, catalogue.partial[k] > 0] = PARTIAL
        labels[i, catalogue.covers[k] > 0] = COVERS
    x, y, w = table.reshape(-1, N_FEATURES), labels.ravel(), weights.ravel()
    far = (y == NEITHER) & (x[:, 0] < _FAR) & (x[:, 1] < _FAR)
    kept = ~far | (np.cumsum(far) % KEEP_EVERY == 0)
    return x[kept], y[kept], np.where(far, w * KEEP_EVERY, w)[kept]


def _from_phrases(table: Floats, catalogue: Catalogue) -> Labelled:
    """Label phrases for their own mandate, and covering ones as strangers to mandates of quite other activities."""
    kin = catalogue.covers.T @ (catalogue.covers + catalogue.partial) > 0
    n, m = table.shape[:2]
    labels = np.full((n, m), NEITHER, np.int64)
    weights = np.where((catalogue.grade == COVERS)[:, None] & ~kin[catalogue.owner], STRANGER_WEIGHT, 0.0)
    rows = np.arange(n)
    labels[rows, catalogue.owner] = catalogue.grade
    weights[rows, catalogue.owner] = PHRASE_WEIGHT
    kept = weights.ravel() > 0
    return table.reshape(-1, N_FEATURES)[kept], labels.ravel()[kept], weights.ravel()[kept]


def _fit(
    x: NDArray[np.float32], y: NDArray[np.int64], w: NDArray[np.float64], without: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights (N_FEATURES, 3) and bias (3,) on raw features; columns `without` and constant ones get none."""
    used = [i for i in range(x.shape[1]) if i not in set(without) and x[:, i].std() > _CONSTANT]
    mean, spread = x[:, used].mean(axis=0), x[:, used].std(axis=0)
    fitted = LogisticRegression(C=1.0, max_iter=500).fit((x[:, used] - mean) / spread, y, sample_weight=w)
    weights = np.zeros((x.shape[1], len(fitted.classes_)))
    weights[used] = (fitted.coef_ / spread).T
    return weights, fitted.intercept_ - fitted.coef_ @ (mean / spread)
