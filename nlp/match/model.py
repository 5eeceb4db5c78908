"""The matcher: one weighted sum of features, read as the probability of «same» and of «at least related»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Evidence, Relation
from nlp.match.features import FACETS, FEATURES, Knowledge, blocks
from nlp.match.side import Floats, Side

# What rows that say the same word for word get on top: their probability is near 1 whatever else is known of them.
IDENTICAL = 12.0
SAME_AT_LEAST = 0.5
# A hint for a person: overlooking a related row costs more than a look in vain (0.75 of those above are related on the
# development plans, 0.88 on the test part).
RELATED_AT_LEAST = 0.2


@dataclass(frozen=True)
class Matcher:
    """An ordinal model: both probabilities rise with the same weighted sum of features.

    logit P(same) = bias + Σ weights · features; logit P(related or same) = related_bias + related_slope · that sum.
    `weights` follow `FEATURES`; `known.relations` follows `activity_ids`; `idf` follows `vocabulary`.
    """

    weights: Floats
    bias: float
    related_bias: float
    related_slope: float
    known: Knowledge
    activity_ids: tuple[str, ...]
    vocabulary: tuple[str, ...]
    idf: Floats
    stamp: str

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Lemma → its weight."""
        return dict(zip(self.vocabulary, self.idf.tolist(), strict=True))


class Probabilities(NamedTuple):
    """P(same) and P(related or same) of each pair, (n_left, n_right)."""

    same: Floats
    related: Floats


def pair_probabilities(matcher: Matcher, left: Side, right: Side) -> Probabilities:
    """Return the probabilities of all pairs of rows of two plans."""
    total = np.float32(IDENTICAL) * _identical(left, right)
    for rows, values in blocks(left, right, matcher.known):
        total[rows.start : rows.stop] += values @ matcher.weights
    return Probabilities(
        sigmoid(total + np.float32(matcher.bias)),
        sigmoid(np.float32(matcher.related_slope) * total + np.float32(matcher.related_bias)),
    )


def _identical(left: Side, right: Side) -> Floats:
    sayings = {saying: i for i, saying in enumerate(sorted(set(left.sayings) | set(right.sayings)))}
    a, b = (np.array([sayings[s] for s in side.sayings], np.intp) for side in (left, right))
    return np.asarray(a[:, None] == b[None, :], np.float32)


def sigmoid(logit: Floats) -> Floats:
    """Return 1 / (1 + exp(−logit)), safe for large values."""
    return np.asarray(np.exp(-np.logaddexp(0, -logit)), np.float32)


def relation(same: float, related: float) -> Relation:
    """Name the relation that the two probabilities speak for."""
    if same >= SAME_AT_LEAST:
        return "same"
    return "related" if related >= RELATED_AT_LEAST else "different"


def evidence(
    matcher: Matcher, left: Side, right: Side, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Evidence, ...]]:
    """Return for each pair what each feature adds to the logit of P(same): strongest first, the bias last.

    The weights add up to the logit. Features without effect on a pair are left out.
    """
    identical = _identical(left, right)
    wanted = sorted(set(pairs))
    rows_left, rows_right = sorted({i for i, _ in wanted}), sorted({j for _, j in wanted})
    place = {i: k for k, i in enumerate(rows_left)}
    column = {j: k for k, j in enumerate(rows_right)}
    found: dict[tuple[int, int], tuple[Evidence, ...]] = {}
    some = left.take(rows_left)
    for rows, values in blocks(some, right.take(rows_right), matcher.known):
        for i, j in wanted:
            if place[i] in rows:
                own = values[place[i] - rows.start, column[j]]
                found[i, j] = _shares(matcher, own, float(identical[i, j]))
    return found


def _shares(matcher: Matcher, values: Floats, identical: float) -> tuple[Evidence, ...]:
    products = (values * matcher.weights).tolist()
    shares = list(zip(FEATURES, values.tolist(), products, strict=True))
    shares.append(("identical", identical, identical * IDENTICAL))
    said = sorted((s for s in shares if s[2]), key=lambda s: (-abs(s[2]), s[0]))
    return tuple(
        Evidence.model_construct(feature=name, value=round(value, 4), weight=round(weight, 4))
        for name, value, weight in (*said, ("bias", 1.0, matcher.bias))
    )


def pack(matcher: Matcher) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the matcher as arrays and plain data; `unpack` makes the same matcher of them."""
    known = matcher.known
    arrays: dict[str, NDArray[Any]] = {
        "weights": matcher.weights,
        "idf": matcher.idf,
        "relations": known.relations.astype(np.uint8),
        "deeds": known.deeds,
        **{f"facet.{name}": weights for name, weights in known.facets.items()},
    }
    plain = ("bias", "related_bias", "related_slope", "activity_ids", "vocabulary", "stamp")
    return arrays, {"features": list(FEATURES), **{name: getattr(matcher, name) for name in plain}}


def unpack(arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Matcher:
    """Return the matcher of its arrays and plain data.

    Raises:
        KeyError: something is absent.
        TypeError: the weights belong to other features than this version computes.
    """
    features: Sequence[str] = meta["features"]
    if list(features) != list(FEATURES):
        raise TypeError(f"the matcher was trained on other features: {', '.join(features)}")
    facets = {name: arrays[f"facet.{name}"].astype(np.float32) for name in FACETS}
    return Matcher(
        weights=arrays["weights"].astype(np.float32),
        bias=float(meta["bias"]),
        related_bias=float(meta["related_bias"]),
        related_slope=float(meta["related_slope"]),
        known=Knowledge(arrays["relations"].astype(np.float32), arrays["deeds"].astype(np.float32), facets),
        activity_ids=tuple(meta["activity_ids"]),
        vocabulary=tuple(meta["vocabulary"]),
        idf=arrays["idf"].astype(np.float32),
        stamp=str(meta["stamp"]),
    )
