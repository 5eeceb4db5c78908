"""Phrasings → the classifier of categories and typical activities, calibrated on held-out writers."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.classify import Classifier, Floats, features, softmax, vectorise
from nlp.domain import Activity, Phrasing
from nlp.train.lessons import Lesson

# Chosen by leaving writers out (DECISIONS.md, 5).
MIN_DOCUMENTS = 2
CATEGORY_C, ACTIVITY_C = 8.0, 20.0
CATEGORY_ITERATIONS, ACTIVITY_ITERATIONS = 200, 80
NO_ACTIVITY = ""
Scored = tuple[Floats, NDArray[np.int64]]
WRITER_FOLDS = 3
# What an expert corrected counts like so many phrasings of the corpus (DECISIONS.md, corrections).
LESSON_WEIGHT = 10.0


def train_classifier(
    phrasings: Sequence[Phrasing], catalogue: Sequence[Activity], lessons: Sequence[Lesson] = ()
) -> Classifier:
    """Fit both models on all phrasings and lessons, and their temperatures on held-out writers of the corpus.

    Lessons have no say in the temperatures: people correct what is wrong, so among them every model looks too sure.

    Raises:
        ValueError: a phrasing names an activity that the catalogue lacks.
    """
    known = {a.id: a for a in catalogue}
    unknown = {p.activity for p in phrasings} - set(known) - {None}
    if unknown:
        raise ValueError(f"phrasings of unknown activities: {sorted(map(str, unknown))}")
    return replace(fit_part(phrasings, known, lessons), temperatures=_temperatures(phrasings, known))


def fit_part(
    phrasings: Sequence[Phrasing], known: Mapping[str, Activity], lessons: Sequence[Lesson] = ()
) -> Classifier:
    """Fit both models on some phrasings and lessons; the temperatures stay 1."""
    texts = [*(p.text for p in phrasings), *(p.text for p in lessons)]
    vocabulary, idf = _vocabulary(texts)
    matrix = _matrix(texts, vocabulary, idf)
    by_category, by_activity = _weights(len(phrasings), lessons)
    # A lesson that does not say the one or the other weighs nothing there; its label is any.
    labels = [p.category for p in phrasings] + [p.category or phrasings[0].category for p in lessons]
    categories = LogisticRegression(C=CATEGORY_C, max_iter=CATEGORY_ITERATIONS).fit(matrix, labels, by_category)
    labels_of_activities = [p.activity or NO_ACTIVITY for p in phrasings] + [p.activity or NO_ACTIVITY for p in lessons]
    activities = LogisticRegression(C=ACTIVITY_C, max_iter=ACTIVITY_ITERATIONS).fit(
        matrix, labels_of_activities, by_activity
    )
    # «none» sorts first among the classes and goes last among the columns.
    order = [i for i, a in enumerate(activities.classes_) if a != NO_ACTIVITY]
    none = [i for i, a in enumerate(activities.classes_) if a == NO_ACTIVITY]
    weights = np.hstack([categories.coef_.T, activities.coef_.T[:, [*order, *none]]]).astype(np.float32)
    bias = np.concatenate([categories.intercept_, activities.intercept_[[*order, *none]]]).astype(np.float32)
    if not none:
        weights = np.hstack([weights, np.zeros((len(weights), 1), np.float32)])
        bias = np.append(bias, np.float32(-1e3))
    ids = tuple(str(activities.classes_[i]) for i in order)
    weights = rounded(weights)
    return Classifier(
        vocabulary=vocabulary,
        idf=idf,
        weights=weights,
        bias=bias,
        category_ids=tuple(categories.classes_.tolist()),
        activity_ids=ids,
        activity_categories=tuple(known[a].category for a in ids),
        activity_secondary=tuple(known[a].secondary for a in ids),
        temperatures=(1.0, 1.0),
        stamp="classifier-" + hashlib.sha256(weights.tobytes() + bias.tobytes()).hexdigest()[:12],
    )


def _weights(n: int, lessons: Sequence[Lesson]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | tuple[None, None]:
    """Return what each of `n` phrasings and each lesson counts for the categories and for the activities."""
    if not lessons:
        return None, None
    says = [(p.category is not None, p.says_activity) for p in lessons]
    by_category, by_activity = (np.array([1.0] * n + [LESSON_WEIGHT * row[side] for row in says]) for side in (0, 1))
    return by_category, by_activity


def rounded(weights: Floats) -> Floats:
    """Round the weights to 8 bits a column, as they are stored, so that training and use agree."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    result: Floats = (np.round(weights / scale) * scale).astype(np.float32)
    return result


def _vocabulary(texts: Sequence[str]) -> tuple[dict[str, int], Floats]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({f for block in features(text).values() for f in block})
    kept = sorted(f for f, n in counts.items() if n >= MIN_DOCUMENTS)
    idf = [math.log((1 + len(texts)) / (1 + counts[f])) + 1 for f in kept]
    return {f: i for i, f in enumerate(kept)}, np.array(idf, np.float32)


def _matrix(texts: Sequence[str], vocabulary: dict[str, int], idf: Floats) -> csr_matrix:
    rows = [vectorise(text, vocabulary, idf) for text in texts]
    indptr = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    indices = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([v for _, v in rows])
    return csr_matrix((values, indices, indptr), shape=(len(texts), len(vocabulary)))


def _temperatures(phrasings: Sequence[Phrasing], known: Mapping[str, Activity]) -> tuple[float, float]:
    """Fit both temperatures on predictions for writers that the fold's model never read.

    Rows whose activity the fold's model cannot know (all its writers held out) judge categories only.
    """
    writers = sorted({p.writer for p in phrasings})
    by_category: list[Scored] = []
    by_activity: list[Scored] = []
    for fold in range(min(WRITER_FOLDS, len(writers))):
        held = set(writers[fold::WRITER_FOLDS])
        model = fit_part([p for p in phrasings if p.writer not in held], known)
        own = [p for p in phrasings if p.writer in held]
        scores = np.asarray(
            _matrix([p.text for p in own], dict(model.vocabulary), model.idf) @ model.weights + model.bias
        )
        n = len(model.category_ids)
        activities = softmax(scores[:, n:].astype(np.float32))[:, :-1]
        mixed = 0.5 * softmax(scores[:, :n].astype(np.float32)) + 0.5 * activities @ model.category_of_activity
        by_category.append((np.log(mixed + 1e-9), np.array([model.category_ids.index(p.category) for p in own])))
        columns = {a: i for i, a in enumerate((*model.activity_ids, NO_ACTIVITY))}
        kept = [i for i, p in enumerate(own) if (p.activity or NO_ACTIVITY) in columns]
        labels = np.array([columns[own[i].activity or NO_ACTIVITY] for i in kept])
        by_activity.append((scores[kept, n:].astype(np.float32), labels))
    return _temperature(by_category), _temperature(by_activity)


def _temperature(folds: Sequence[Scored]) -> float:
    """Return the temperature that minimises the log-loss of softmax(scores / t) over the folds."""

    def loss(t: float) -> float:
        return sum(
            -float(np.log(softmax((scores / t).astype(np.float32))[np.arange(len(labels)), labels] + 1e-9).sum())
            for scores, labels in folds
        )

    return round(float(minimize_scalar(loss, bounds=(0.3, 4.0), method="bounded").x), 3)


def held_out_activities(phrasings: Sequence[Phrasing], catalogue: Sequence[Activity], model: Classifier) -> Floats:
    """Return activity probabilities of the phrasings from models that did not read their writers.

    Other models that learn from the classifier's answers must learn from its answers to strangers.

    Returns:
        Shape (n_phrasings, n_activities), columns in the order of `model.activity_ids`, calibrated by its temperature.
    """
    known = {a.id: a for a in catalogue}
    column = {a: i for i, a in enumerate(model.activity_ids)}
    writers = sorted({p.writer for p in phrasings})
    found = np.zeros((len(phrasings), len(column)), np.float32)
    for fold in range(min(WRITER_FOLDS, len(writers))):
        held = set(writers[fold::WRITER_FOLDS])
        own = [i for i, p in enumerate(phrasings) if p.writer in held]
        fitted = fit_part([p for p in phrasings if p.writer not in held], known)
        matrix = _matrix([phrasings[i].text for i in own], dict(fitted.vocabulary), fitted.idf)
        scores = np.asarray(matrix @ fitted.weights + fitted.bias)[:, len(fitted.category_ids) :]
        answers = softmax((scores / model.temperatures[1]).astype(np.float32))[:, :-1]
        found[np.ix_(own, [column[a] for a in fitted.activity_ids])] = answers
    return found
