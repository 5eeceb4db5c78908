"""Graded pairs and phrasings → the matcher, fitted on texts that the models below it have not read."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from nlp.domain import Activity, GradedPair, Phrasing
from nlp.match.features import FACETS, FEATURES, Knowledge, pair_features
from nlp.match.model import Matcher
from nlp.match.side import Floats, Row, Senses, facets, prepare, without_school_names
from nlp.text import lemmas

Doubles = NDArray[np.float64]
# Models fitted on a part of the corpus; posteriors in the order of all activities, 0 for those that the part lacks.
Learn = Callable[[Sequence[Phrasing], Sequence[GradedPair]], Senses]

# Chosen by writers and activities left out, then looked at on the development plans (DECISIONS.md).
N_FOLDS = 2
UNKNOWN_ACTIVITIES = 6  # of so many activities the models of a fold do not know one: real rows are not all typical
N_PLANS, PLAN_ROWS = 9, 60
PAIR_WEIGHT, PLAN_WEIGHT, RELATED_WEIGHT = 0.1, 0.25, 0.2
# Unseen, every feature is expected to speak a little: invented plans are cleaner than real ones and need fewer.
PRIOR, RIDGE = 0.1, 100.0
# Experts find «same» across activities too, invented plans do not; 0.25…0.5 served the development plans alike.
REAL_SHIFT = 0.3
NEGLIGIBLE = 0.005
MIN_DOCUMENTS = 2
# Shares below RARE tell little, and no single agreement outweighs all else.
RARE, MOST = 2e-4, 3.0


class Examples(NamedTuple):
    """Features (n, n_features) in the order of `FEATURES`, grades 0, 1, 2 and weights (n,)."""

    features: Doubles
    grades: Doubles
    weights: Doubles


class Ground(NamedTuple):
    """What all examples share: rarity of lemmas, the activities in the classifier's order, grades between them."""

    idf: Mapping[str, float]
    ids: tuple[str, ...]
    grades: Floats
    known: Knowledge


class Fold(NamedTuple):
    """A part of the corpus that the models of a fold do not read."""

    writers: frozenset[str]
    activities: frozenset[str]


def train_matcher(
    pairs: Sequence[GradedPair], phrasings: Sequence[Phrasing], catalogue: Sequence[Activity], learn: Learn
) -> Matcher:
    """Fit the matcher on hard pairs and on invented plans made of phrasings; the same input gives the same matcher.

    Args:
        pairs: graded by hand, several writers.
        phrasings: of typical activities, several writers; two of one activity count as «same».
        catalogue: the activities with their relations.
        learn: fits classifier and encoder on a part of the corpus.
    """
    ids = activity_ids(phrasings)
    grades = activity_grades(catalogue, ids)
    ground = Ground(rarity([p.text for p in phrasings]), ids, grades, knowledge(phrasings, grades))
    hard, plans = [], []
    for fold in folds(pairs, phrasings):
        read = [p for p in phrasings if p.writer not in fold.writers and p.activity not in fold.activities]
        senses = learn(read, [p for p in pairs if p.writer not in fold.writers])
        hard.append(from_pairs([p for p in pairs if p.writer in fold.writers], senses, ground))
        plans.append(from_phrasings([p for p in phrasings if p.writer in fold.writers], senses, ground))
    line = calibrated(fit(_joined([*hard, *plans])), _joined(plans))
    line = line._replace(bias=round(line.bias + REAL_SHIFT, 4))
    return Matcher(
        **line._asdict(),
        known=ground.known,
        activity_ids=ids,
        vocabulary=tuple(ground.idf),
        idf=np.array(list(ground.idf.values()), np.float32),
        stamp="matcher-" + hashlib.sha256(repr((line.weights.tolist(), line[1:])).encode()).hexdigest()[:12],
    )


def _joined(parts: Sequence[Examples]) -> Examples:
    return Examples(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def activity_ids(phrasings: Sequence[Phrasing]) -> tuple[str, ...]:
    """Return the activities that the classifier knows, in its order."""
    return tuple(sorted({p.activity for p in phrasings if p.activity}))


def folds(pairs: Sequence[GradedPair], phrasings: Sequence[Phrasing]) -> tuple[Fold, ...]:
    """Deal the writers out to the folds; each fold leaves out some activities too."""
    of_pairs, of_phrasings = sorted({p.writer for p in pairs}), sorted({p.writer for p in phrasings})
    ids = activity_ids(phrasings)
    return tuple(
        Fold(
            frozenset(of_pairs[k::N_FOLDS]) | frozenset(of_phrasings[k::N_FOLDS]),
            frozenset(ids[k * UNKNOWN_ACTIVITIES // N_FOLDS :: UNKNOWN_ACTIVITIES]),
        )
        for k in range(N_FOLDS)
    )


def rarity(texts: Sequence[str]) -> dict[str, float]:
    """Return the inverse document frequency of each lemma of at least two texts, by lemma."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(lemmas(text)))
    return {w: math.log((1 + len(texts)) / (1 + n)) for w, n in sorted(counts.items()) if n >= MIN_DOCUMENTS}


def activity_grades(catalogue: Sequence[Activity], ids: Sequence[str]) -> Floats:
    """Return the symmetric matrix of grades between activities: 2 same or itself, 1 related, 0 different."""
    number = {name: i for i, name in enumerate(ids)}
    grades = 2 * np.eye(len(ids), dtype=np.float32)
    for activity in catalogue:
        for grade, others in ((1, activity.related), (2, activity.same)):
            for other in others:
                if activity.id in number and other in number:
                    i, j = number[activity.id], number[other]
                    grades[i, j] = grades[j, i] = max(grades[i, j], grade)
    return grades


def related_only(grades: Floats) -> Floats:
    """Return 1 where two different activities are related or the same, else 0."""
    return ((grades > 0) & ~np.eye(len(grades), dtype=bool)).astype(np.float32)


def knowledge(phrasings: Sequence[Phrasing], grades: Floats) -> Knowledge:
    """Count how often what two phrasings of one activity name agrees, against two phrasings of any activities.

    The logarithm of the ratio is the weight of an agreement, as in record linkage.
    """
    typical = [p for p in phrasings if p.activity]
    texts = [without_school_names(p.text) for p in typical]
    found = facets(texts, [lemmas(text) for text in texts])
    number = {name: i for i, name in enumerate(activity_ids(phrasings))}
    kinds = np.array([number[p.activity] for p in typical if p.activity])
    found["deed"] = np.column_stack([found["deed"], 1 - found["deed"].sum(axis=1)])
    deeds = _log_ratio(*_joint(found["deed"], kinds))
    weights = {}
    for name in FACETS:
        named = found[name]
        both_same, both_any = (np.diag(joint) for joint in _joint(named, kinds))
        share = named.mean(axis=0)
        weights[name] = np.stack(
            [_log_ratio(both_same, both_any), _log_ratio(2 * (share - both_same), 2 * (share - both_any))]
        ) - _log_ratio(1 - 2 * share + both_same, 1 - 2 * share + both_any)
    return Knowledge(related_only(grades), deeds, weights)


def _joint(named: Floats, kinds: NDArray[np.intp]) -> tuple[Doubles, Doubles]:
    """Return how often items a and b stand in two phrasings of one activity, and in two phrasings of any."""
    by_kind = np.zeros((int(kinds.max()) + 1, named.shape[1]))
    np.add.at(by_kind, kinds, named)
    sizes = np.bincount(kinds, minlength=len(by_kind))
    pairs = float((sizes * (sizes - 1)).sum())
    same = (by_kind.T @ by_kind - named.T @ named) / pairs
    share = named.mean(axis=0, dtype=np.float64)
    return same, np.outer(share, share)


def _log_ratio(same: Doubles, anyhow: Doubles) -> Floats:
    return np.clip(np.log((same + RARE) / (anyhow + RARE)), -MOST, MOST).astype(np.float32)


def from_pairs(pairs: Sequence[GradedPair], senses: Senses, ground: Ground) -> Examples:
    """Return the graded pairs as examples."""
    groups: dict[str, list[GradedPair]] = {}
    for pair in pairs:
        groups.setdefault(pair.left, []).append(pair)
    lefts = prepare([Row(left) for left in groups], senses, ground.idf)
    rights = prepare([Row(p.right) for group in groups.values() for p in group], senses, ground.idf)
    rows, done = [], 0
    for i, group in enumerate(groups.values()):
        mine = rights.take(range(done, done + len(group)))
        done += len(group)
        rows.append(_table(pair_features(lefts.take([i]), mine, ground.known))[0])
    grades = np.array([p.grade for group in groups.values() for p in group], np.float64)
    return Examples(np.concatenate(rows), grades, np.full(len(grades), PAIR_WEIGHT))


def from_phrasings(phrasings: Sequence[Phrasing], senses: Senses, ground: Ground) -> Examples:
    """Return all pairs of rows of invented plans, graded by the activities of the rows.

    A row of no typical activity differs from every typical one; two such rows are left out.
    """
    number = {name: i for i, name in enumerate(ground.ids)}
    random = np.random.default_rng(0)
    everything = prepare([Row(p.text) for p in phrasings], senses, ground.idf)
    kinds = np.array([number[p.activity] if p.activity else -1 for p in phrasings])
    relation = np.pad(ground.grades, ((0, 1), (0, 1)))
    features, grades = [], []
    size = min(PLAN_ROWS, len(phrasings) // 2)
    for _ in range(N_PLANS):
        rows = random.permutation(len(phrasings))[: 2 * size]
        left, right = rows[:size], rows[size:]
        found = _table(pair_features(everything.take(left), everything.take(right), ground.known))
        clear = (kinds[left][:, None] >= 0) | (kinds[right][None, :] >= 0)
        features.append(found[clear])
        grades.append(relation[kinds[left][:, None], kinds[right][None, :]][clear])
    y = np.concatenate(grades).astype(np.float64)
    return Examples(np.concatenate(features), y, np.full(len(y), PLAN_WEIGHT))


def _table(found: Mapping[str, Floats]) -> Doubles:
    return np.stack([found[name] for name in FEATURES], axis=-1).astype(np.float64)


class Line(NamedTuple):
    """The fitted sum of features: `weights` in the order of `FEATURES`, and how both probabilities read the sum."""

    weights: Floats
    bias: float
    related_bias: float
    related_slope: float


def fit(examples: Examples) -> Line:
    """Fit the weights to both tasks at once; each keeps the sign that its feature has in `FEATURES`."""
    mean, spread = examples.features.mean(axis=0), examples.features.std(axis=0) + 1e-6
    z = (examples.features - mean) / spread
    n = z.shape[1]
    bounds = [(0, None) if sign > 0 else (None, 0) for sign in FEATURES.values()] + [(None, None)] * 3
    found = minimize(
        lambda p: _loss(p, z, examples),
        np.zeros(n + 3),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500},
    ).x
    kept = np.where(np.abs(found[:n]) < NEGLIGIBLE, 0.0, found[:n])
    weights = kept / spread
    offset, slope = float(weights @ mean), math.exp(found[n + 2])
    return Line(weights, float(found[n]) - offset, float(found[n + 1]) - slope * offset, slope)


def _loss(p: Doubles, z: Doubles, examples: Examples) -> tuple[float, Doubles]:
    """Return the ridge log-loss of «same» and (at RELATED_WEIGHT) of «related or same», and its gradient.

    `p`: a weight a column of `z`, the two biases, the logarithm of the slope of «related».
    """
    n = z.shape[1]
    total, slope = z @ p[:n], math.exp(p[n + 2])
    away = p[:n] - PRIOR * np.array(list(FEATURES.values()))
    value, gradient, by_total = RIDGE / 2 * float(away @ away), np.zeros(n + 3), np.zeros(len(z))
    for k, (least, share) in enumerate(((2, 1.0), (1, RELATED_WEIGHT))):
        factor, yes, weights = slope if k else 1.0, examples.grades >= least, share * examples.weights
        logit = factor * total + p[n + k]
        value += float(weights @ (np.logaddexp(0, logit) - yes * logit))
        error = weights * (_sigmoid(logit) - yes)
        gradient[n + k] = error.sum()
        by_total += factor * error
        gradient[n + 2] += slope * float(error @ total) if k else 0.0
    gradient[:n] = z.T @ by_total + RIDGE * away
    return value, gradient


def calibrated(line: Line, plans: Examples) -> Line:
    """Read the sum anew: hard pairs tell what counts, whole plans how often rows are the same."""
    total = plans.features @ line.weights
    same, related = (_platt(total, plans.grades >= least) for least in (2, 1))
    weights = np.round(line.weights * same[1], 4).astype(np.float32)
    return Line(weights, *(round(value, 4) for value in (same[0], related[0], related[1] / same[1])))


def _platt(total: Doubles, yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the bias and the slope of the logistic curve of `yes` over `total`."""

    def loss(p: Doubles) -> tuple[float, Doubles]:
        logit = p[0] + p[1] * total
        error = _sigmoid(logit) - yes
        return float((np.logaddexp(0, logit) - yes * logit).sum()), np.array([error.sum(), error @ total])

    bias, slope = minimize(
        loss, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(None, None), (1e-3, None)]
    ).x
    return float(bias), float(slope)


def _sigmoid(logit: Doubles) -> Doubles:
    probability: Doubles = 1 / (1 + np.exp(-np.clip(logit, -60, 60)))
    return probability
