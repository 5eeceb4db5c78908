"""Texts → category and typical activity with calibrated probability; linear over words, applied with numpy."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import ActivityGuess, Category, CategoryId, Notice
from nlp.lexicon.actions import head
from nlp.lexicon.hints import is_action_like
from nlp.text import lemmas

_CLAUSE = re.compile(r"[.;:•]|\s[-–]\s|,\s|\s(?:и|включая|в том числе|с последующ\w+)\s")
Floats = NDArray[np.float32]

# The text decides; heading and outcome only lean on a row that leaves the text's own answer open.
SURE = 0.75
SECTION_WEIGHT, OUTCOME_WEIGHT = 0.3, 0.15
UNSURE_CATEGORY = 0.5
SECONDARY_AT_LEAST = 0.25
CLAUSE_AT_LEAST = 0.7
ACTIVITY_AT_LEAST = 0.4


class MeasureText(NamedTuple):
    """What the classifier reads of a measure."""

    text: str
    section: str = ""
    outcome: str = ""


class Posteriors(NamedTuple):
    """Calibrated probabilities: categories (n, 8), activities (n, n_activities); rows sum to ≤ 1."""

    categories: Floats
    activities: Floats


@dataclass(frozen=True)
class Classifier:
    """Linear models over weighted words.

    `weights` (n_features, n_categories + n_activities + 1): categories first, then activities, last
    «none of the activities»; `bias` likewise; `idf` (n_features,). `temperatures`: of the category
    mixture and of the activities, from held-out writers.
    """

    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    category_ids: tuple[CategoryId, ...]
    activity_ids: tuple[str, ...]
    activity_categories: tuple[CategoryId, ...]
    activity_secondary: tuple[tuple[CategoryId, ...], ...]
    temperatures: tuple[float, float]
    stamp: str

    @cached_property
    def category_of_activity(self) -> Floats:
        """Indicator matrix (n_activities, n_categories)."""
        matrix = np.zeros((len(self.activity_ids), len(self.category_ids)), np.float32)
        for i, category in enumerate(self.activity_categories):
            matrix[i, self.category_ids.index(category)] = 1.0
        return matrix


def features(text: str) -> dict[str, list[str]]:
    """Return the features of a text in two blocks: all lemmas with bigrams, and the head of the row."""
    words = lemmas(text)
    first = head(words)
    heads = [f"h:{w}" for w in first]
    if first:
        heads.append(f"h1:{first[0]}")
    if len(first) > 1:
        heads.append(f"hb:{first[0]}_{first[1]}")
    if words:
        heads.append(f"f:{words[0]}")
    return {"body": [*words, *(f"{a}_{b}" for a, b in pairwise(words))], "head": heads}


def vectorise(text: str, vocabulary: Mapping[str, int], idf: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the columns and weights of a text; each block has length 1, so long rows do not outvote heads."""
    columns: list[int] = []
    values: list[float] = []
    for block in features(text).values():
        counts = Counter(f for f in block if f in vocabulary)
        own = [(1 + math.log(n)) * float(idf[vocabulary[f]]) for f, n in counts.items()]
        norm = math.sqrt(sum(v * v for v in own)) or 1.0
        columns.extend(vocabulary[f] for f in counts)
        values.extend(v / norm for v in own)
    return np.array(columns, np.int64), np.array(values, np.float32)


def logits(model: Classifier, texts: Sequence[str]) -> Floats:
    """Return raw scores (n, n_categories + n_activities + 1); identical texts give identical rows."""
    scores = np.empty((len(texts), len(model.bias)), np.float32)
    for i, text in enumerate(texts):
        columns, values = vectorise(text, model.vocabulary, model.idf)
        scores[i] = values @ model.weights[columns] + model.bias
    return scores


def posteriors(model: Classifier, rows: Sequence[MeasureText]) -> Posteriors:
    """Return calibrated category and activity probabilities of measures.

    A category's probability is the mean of its own model and of the activities that belong to it;
    where that mean is below SURE the section heading and the outcome are weighed in.
    """
    by_category, by_activity = _both(model, [r.text for r in rows])
    category = _mixture(model, by_category, by_activity)
    open_rows = [i for i in range(len(rows)) if category[i].max() < SURE]
    for weight, texts in (
        (SECTION_WEIGHT, [rows[i].section for i in open_rows]),
        (OUTCOME_WEIGHT, [rows[i].outcome for i in open_rows]),
    ):
        for i, text, context in zip(open_rows, texts, _mixture(model, *_both(model, texts)), strict=True):
            if text:
                category[i] = _normalised(category[i] * (0.05 + context) ** weight)
    return Posteriors(category, by_activity)


def _both(model: Classifier, texts: Sequence[str]) -> tuple[Floats, Floats]:
    scores = logits(model, texts)
    n = len(model.category_ids)
    return softmax(scores[:, :n]), softmax(scores[:, n:] / model.temperatures[1])[:, :-1]


def _mixture(model: Classifier, by_category: Floats, by_activity: Floats) -> Floats:
    mixed = 0.5 * by_category + 0.5 * (by_activity @ model.category_of_activity)
    powered: Floats = np.power(mixed, 1 / model.temperatures[0]).astype(np.float32)
    return _normalised(powered)


def _normalised(values: Floats) -> Floats:
    total: Floats = np.maximum(values.sum(axis=-1, keepdims=True), np.float32(1e-9))
    shares: Floats = (values / total).astype(np.float32)
    return shares


def softmax(scores: Floats) -> Floats:
    """Return row-wise softmax, shape kept."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=-1e9))
    return _normalised(shifted.astype(np.float32))


def categories(model: Classifier, found: Posteriors, rows: Sequence[MeasureText]) -> tuple[Category, ...]:
    """Return the primary category of each row with its probability, and the secondary ones.

    Secondary are: a category nearly as probable; that of another action in the row; those that
    the row's typical activity brings with it by the catalogue.
    """
    answers = []
    for row, by_activity, measure in zip(found.categories, found.activities, rows, strict=True):
        order = sorted(range(len(row)), key=lambda i: (-row[i], i))
        primary = model.category_ids[order[0]]
        second = [model.category_ids[i] for i in order[1:] if row[i] >= SECONDARY_AT_LEAST]
        second += _of_clauses(model, measure.text)
        if by_activity.max(initial=0.0) >= ACTIVITY_AT_LEAST:
            second += model.activity_secondary[int(by_activity.argmax())]
        probability = min(round(float(row[order[0]]), 4), 1.0)
        secondary = tuple(c for c in dict.fromkeys(second) if c != primary)
        answers.append(Category(primary=primary, probability=probability, secondary=secondary, origin="model"))
    return tuple(answers)


def clauses(text: str) -> tuple[str, ...]:
    """Return the actions that an enumerating row names one after another, its first one included."""
    parts = (part.strip(" -–•") for part in _CLAUSE.split(text))
    return tuple(part for part in parts if len(part.split()) >= 2 and is_action_like(part))


def _of_clauses(model: Classifier, text: str) -> list[CategoryId]:
    own = clauses(text)
    if len(own) < 2:
        return []
    found = _mixture(model, *_both(model, own))
    return [model.category_ids[int(row.argmax())] for row in found if row.max() >= CLAUSE_AT_LEAST]


def activities(model: Classifier, found: Posteriors) -> tuple[ActivityGuess | None, ...]:
    """Return the typical activity of each row, None where the model abstains."""
    answers: list[ActivityGuess | None] = []
    for row in found.activities:
        best = int(row.argmax())
        sure = float(row[best]) >= ACTIVITY_AT_LEAST
        answers.append(
            ActivityGuess(id=model.activity_ids[best], probability=round(float(row[best]), 4)) if sure else None
        )
    return tuple(answers)


def unsure(measure_id: str, category: Category) -> Notice | None:
    """Return a notice for a category that the model is unsure of."""
    if category.probability >= UNSURE_CATEGORY:
        return None
    return Notice(kind="category-unsure", measure=measure_id, detail="Категория определена неуверенно, проверьте её.")


def pack(model: Classifier) -> tuple[dict[str, NDArray[np.generic]], dict[str, object]]:
    """Return the classifier as arrays (weights in 8 bits a column) and JSON data."""
    scale = (np.maximum(np.abs(model.weights).max(axis=0), 1e-9) / 127).astype(np.float32)
    arrays: dict[str, NDArray[np.generic]] = {
        "weights": np.round(model.weights / scale).astype(np.int8),
        "scale": scale,
        "bias": model.bias,
        "idf": model.idf,
    }
    meta: dict[str, object] = {
        "vocabulary": list(model.vocabulary),
        "categories": list(model.category_ids),
        "activities": list(model.activity_ids),
        "activity_categories": list(model.activity_categories),
        "activity_secondary": [list(s) for s in model.activity_secondary],
        "temperatures": list(model.temperatures),
        "stamp": model.stamp,
    }
    return arrays, meta


def unpack(arrays: Mapping[str, NDArray[np.generic]], meta: Mapping[str, Any]) -> Classifier:
    """Return the classifier that `pack` took apart.

    Raises:
        KeyError: arrays or meta data are of another model.
    """
    weights = arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32)
    return Classifier(
        vocabulary={feature: i for i, feature in enumerate(meta["vocabulary"])},
        idf=arrays["idf"].astype(np.float32),
        weights=weights,
        bias=arrays["bias"].astype(np.float32),
        category_ids=tuple(meta["categories"]),
        activity_ids=tuple(meta["activities"]),
        activity_categories=tuple(meta["activity_categories"]),
        activity_secondary=tuple(tuple(s) for s in meta["activity_secondary"]),
        temperatures=(float(meta["temperatures"][0]), float(meta["temperatures"][1])),
        stamp=str(meta["stamp"]),
    )
