"""How well the classifier finds categories and typical activities of texts that it never read."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.classify import ACTIVITY_AT_LEAST, Classifier, Floats, MeasureText, Posteriors, categories, posteriors
from nlp.domain import Activity, Category, CategoryId, Phrasing
from nlp.evaluate.figures import ActivityFigures, CategoryFigures, ClassifierFigures, CurvePoint, HeldOut
from nlp.evaluate.metrics import by_class, calibration, calibration_error, confusion, macro_f1

Fit = Callable[[Sequence[Phrasing], Sequence[Activity]], Classifier]


class Texts(NamedTuple):
    """What a classifier learns from and what judges it; the two share no text."""

    training: Sequence[Phrasing]
    test: Sequence[Phrasing]
    catalogue: Sequence[Activity]


CURVE_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
N_FOLDS = 3
# The rank of an activity that the model does not know: behind any number of answers.
NEVER = 10**6


def classifier_figures(
    model: Classifier, phrasings: Sequence[Phrasing], labels: Sequence[CategoryId]
) -> ClassifierFigures:
    """Judge a classifier by phrasings that it never read.

    Args:
        model: the classifier.
        phrasings: texts with their categories and activities, at least one.
        labels: all categories, in the order in which figures show them.
    """
    found, given = _answers(model, phrasings)
    return ClassifierFigures(
        stamp=model.stamp,
        categories=category_figures(given, phrasings, labels),
        activities=activity_figures(model, found, phrasings),
    )


def _answers(model: Classifier, phrasings: Sequence[Phrasing]) -> tuple[Posteriors, tuple[Category, ...]]:
    rows = [MeasureText(p.text) for p in phrasings]
    found = posteriors(model, rows)
    return found, categories(model, found, rows)


def category_figures(
    answers: Sequence[Category], phrasings: Sequence[Phrasing], labels: Sequence[CategoryId]
) -> CategoryFigures:
    """Judge the categories answered, one a phrasing; see `classifier_figures`."""
    gold, given = [str(p.category) for p in phrasings], [str(a.primary) for a in answers]
    right = [g == a for g, a in zip(gold, given, strict=True)]
    counts = confusion(gold, given, labels)
    classes = by_class(counts, labels)
    bins = calibration([a.probability for a in answers], right)
    return CategoryFigures(
        n=len(gold),
        accuracy=_share(right),
        macro_f1=macro_f1(classes),
        ece=calibration_error(bins),
        classes=classes,
        labels=tuple(labels),
        confusion=tuple(tuple(row) for row in counts.tolist()),
        bins=bins,
    )


def activity_figures(model: Classifier, found: Posteriors, phrasings: Sequence[Phrasing]) -> ActivityFigures:
    """Judge the typical activities; one that the model does not know counts as missed."""
    gold = _gold_columns(model, phrasings)
    ranks = _ranks(found.activities, gold)
    has = gold >= 0
    answers = found.activities.max(axis=1, initial=0.0) >= ACTIVITY_AT_LEAST
    return ActivityFigures(
        n=int(has.sum()),
        top_1=_share(ranks[has] < 1),
        top_5=_share(ranks[has] < 5),
        answered=_share(answers[has]),
        precision=_share((ranks < 1)[answers]),
        n_without=int((~has).sum()),
        abstained=_share(~answers[~has]),
    )


def _gold_columns(model: Classifier, phrasings: Sequence[Phrasing]) -> NDArray[np.int64]:
    """Return the column of each phrasing's activity: -1 where it has none, n_columns where the model does not know it."""
    place = {activity: i for i, activity in enumerate(model.activity_ids)}
    return np.array([-1 if p.activity is None else place.get(p.activity, len(place)) for p in phrasings], np.int64)


def _ranks(probabilities: Floats, gold: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the gold column in each row, best 0; NEVER where there is no such column."""
    order = np.argsort(-probabilities, axis=1, kind="stable")
    hits = order == gold[:, None]
    ranks: NDArray[np.int64] = np.where(hits.any(axis=1), hits.argmax(axis=1), NEVER)
    return ranks


def _share(right: Sequence[bool] | NDArray[np.bool_]) -> float:
    return float(np.mean(right)) if len(right) else 0.0


def learning_curve(whole: Classifier, fit: Fit, texts: Texts) -> tuple[CurvePoint, ...]:
    """Train on growing parts of the phrasings, each part within the next, and judge by the test part.

    Which phrasings come first is decided by a hash of their text: a mixture of all activities and writers.
    `whole` is the model trained on all of them, the last point.
    """
    mixed = sorted(texts.training, key=lambda p: (hashlib.sha256(p.text.encode()).digest(), p.writer))
    points = []
    for share in CURVE_SHARES:
        n = round(share * len(mixed))
        with warnings.catch_warnings():
            # scikit-learn takes many classes with few rows each for a regression by mistake; here they are meant.
            warnings.filterwarnings("ignore", message="The number of unique classes", category=UserWarning)
            model = whole if n == len(mixed) else fit(mixed[:n], texts.catalogue)
        right, ranks = judged(model, texts.test)
        points.append(CurvePoint(n=n, categories=_share(right), activities=_share(ranks < 1)))
    return tuple(points)


def held_out_writers(fit: Fit, texts: Texts) -> HeldOut | None:
    """Judge by the training phrasings of writers left out, fold by fold; None where there is one writer only."""
    training = texts.training
    writers = sorted({p.writer for p in training})
    n_folds = min(N_FOLDS, len(writers))
    if n_folds < 2:
        return None
    right: list[bool] = []
    ranks: list[NDArray[np.int64]] = []
    for fold in range(n_folds):
        held = set(writers[fold::n_folds])
        model = fit([p for p in training if p.writer not in held], texts.catalogue)
        own_right, own_ranks = judged(model, [p for p in training if p.writer in held])
        right.extend(own_right)
        ranks.append(own_ranks)
    places = np.concatenate(ranks)
    return HeldOut(
        n=len(right), n_folds=n_folds, categories=_share(right), top_1=_share(places < 1), top_5=_share(places < 5)
    )


def judged(model: Classifier, phrasings: Sequence[Phrasing]) -> tuple[list[bool], NDArray[np.int64]]:
    """Return whether each category is right, and the rank of each typical activity where there is one."""
    found, given = _answers(model, phrasings)
    gold = _gold_columns(model, phrasings)
    right = [p.category == a.primary for p, a in zip(phrasings, given, strict=True)]
    return right, _ranks(found.activities, gold)[gold >= 0]
