"""Two prepared plans → the features of every pair of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.match.side import Floats, Side

# Name → does it speak for or against «the same activity»; training gives no weight of the other sign, because in
# hard pairs written by hand like words go with unlike actions, and real plans are not written to mislead.
FEATURES: dict[str, int] = {
    "similarity": 1,
    "head": 1,
    "object": 1,
    "words": 1,
    "soft_words": 1,
    "soft_part": 1,
    "activity": 1,
    "activity_overlap": 1,
    "activity_object": 1,
    "activity_related": 1,
    "activity_profile": 1,
    "category": 1,
    "deed": 1,
    "deed_clash": -1,
    "document": 1,
    "procedure": 1,
    "audience": 1,
    "level": 1,
    "level_differs": -1,
    "number_differs": -1,
    "length_differs": -1,
}
FACETS = ("document", "procedure", "audience", "level")
# Of «related» activities this part counts as agreement; probabilities below the floor are noise.
_RELATED_PART, _FLOOR = 0.3, 1e-3
_TINY = np.float32(1e-9)
# Rows that are compared at a time: bounds memory for plans of thousands of rows.
BLOCK = 128


@dataclass(frozen=True)
class Knowledge:
    """What is known before two plans are read.

    `relations`: (n_activities, n_activities), 1 where the catalogue calls two activities related. `deeds`:
    (n_deeds + 1, n_deeds + 1), how much oftener two kinds of action name one activity than chance would have it, as a
    logarithm; the last row and column stand for no known kind. `facets`: name → (2, n_items), the same for an item
    that both rows name and for one that only one of them names.
    """

    relations: Floats
    deeds: Floats
    facets: Mapping[str, Floats]


def pair_features(left: Side, right: Side, known: Knowledge) -> dict[str, Floats]:
    """Return the features of all pairs by name, each (n_left, n_right), 0 for rows with nothing in common.

    Args:
        left: one plan.
        right: the other; exchanging the two transposes each feature.
        known: relations of activities and weights of agreement.
    """
    found = {
        **_meaning(left, right),
        **_lexical(left, right),
        **_activity(left, right, known.relations),
        **_facets(left, right, known),
    }
    near = np.maximum(found["object"], 0)
    # One activity upon one object; and the near miss, one object that something else is done to.
    found["activity_object"] = found["activity_overlap"] * near
    found["deed_clash"] = np.maximum(-found["deed"], 0) * near
    return found


def _meaning(left: Side, right: Side) -> dict[str, Floats]:
    return {
        "similarity": left.vectors @ right.vectors.T,
        "head": left.heads @ right.heads.T,
        "object": left.objects @ right.objects.T,
    }


def _lexical(left: Side, right: Side) -> dict[str, Floats]:
    vocabulary = sorted(set(left.vocabulary) | set(right.vocabulary))
    nearness = np.maximum(left.word_vectors @ right.word_vectors.T, 0)
    there, back = soft_cover(left, right, nearness), soft_cover(right, left, nearness.T).T
    return {
        "words": unit(_spread(left, vocabulary)) @ unit(_spread(right, vocabulary)).T,
        "soft_words": (there + back) / 2,
        "soft_part": np.maximum(there, back),
    }


def _spread(side: Side, vocabulary: Sequence[str]) -> Floats:
    place = {w: i for i, w in enumerate(vocabulary)}
    wide = np.zeros((len(side), len(vocabulary)), np.float32)
    wide[:, [place[w] for w in side.vocabulary]] = side.lexical
    return wide


def unit(rows: Floats) -> Floats:
    """Scale rows to length 1; zero rows stay zero."""
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _TINY)
    return scaled


def soft_cover(left: Side, right: Side, nearness: Floats) -> Floats:
    """Return how much of each left row's words a right row covers, 0…1, (n_left, n_right).

    A word counts by its weight and by the cosine of its best counterpart; `nearness` are the cosines of the left words
    with the right ones.
    """
    best = np.zeros((len(right), len(left.vocabulary)), np.float32)
    rows, words = np.nonzero(right.lexical)
    if len(rows):
        filled, starts = np.unique(rows, return_index=True)
        best[filled] = np.maximum.reduceat(nearness.T[words], starts, axis=0)
    weights = left.lexical / np.maximum(left.lexical.sum(axis=1, keepdims=True), _TINY)
    covered: Floats = weights @ best.T
    return covered


def _activity(left: Side, right: Side, relations: Floats) -> dict[str, Floats]:
    a, b = left.activities, right.activities
    agreement, related = a @ b.T, (a @ relations) @ b.T
    joint = np.log(agreement + _RELATED_PART * related + _FLOOR)
    return {
        "activity": (1 - joint / np.log(_FLOOR)).astype(np.float32),
        "activity_overlap": np.sqrt(a) @ np.sqrt(b).T,
        "activity_related": related,
        "activity_profile": _profile(a) @ _profile(b).T,
        "category": np.sqrt(left.categories) @ np.sqrt(right.categories).T,
    }


def _profile(probabilities: Floats) -> Floats:
    """Return centred logarithms of length 1: rows that no activity fits are compared by what they lean to."""
    logs = np.log(probabilities + np.float32(1e-4))
    return unit((logs - logs.mean(axis=1, keepdims=True)).astype(np.float32))


def _facets(left: Side, right: Side, known: Knowledge) -> dict[str, Floats]:
    found = {
        "deed": known.deeds[np.ix_(first_deeds(left), first_deeds(right))],
        "length_differs": np.abs(left.lengths[:, None] - right.lengths[None, :]),
        "level_differs": _differs(left.facets["level"], right.facets["level"]),
        "number_differs": _differs(left.facets["number"], right.facets["number"]),
    }
    for name in FACETS:
        found[name] = _agreement(left.facets[name], right.facets[name], known.facets[name])
    return {name: values.astype(np.float32) for name, values in found.items()}


def first_deeds(side: Side) -> NDArray[np.intp]:
    """Return the number of each row's first kind of action, the number of kinds where there is none."""
    deed = side.facets["deed"]
    return np.asarray(np.where(deed.any(axis=1), deed.argmax(axis=1), deed.shape[1]), np.intp)


def _agreement(a: Floats, b: Floats, weights: Floats) -> Floats:
    """Return the sum of the weights of the items that both rows name (first row of `weights`) or one of them (second)."""
    both, one = weights
    summed: Floats = (a * (both - 2 * one)) @ b.T + (a @ one)[:, None] + (b @ one)[None, :]
    return summed


def _differs(a: Floats, b: Floats) -> Floats:
    """Return 1 where both rows name something but nothing in common."""
    apart = (a @ b.T == 0) & (a.sum(axis=1)[:, None] > 0) & (b.sum(axis=1)[None, :] > 0)
    return np.asarray(apart, np.float32)


def blocks(left: Side, right: Side, known: Knowledge) -> Iterator[tuple[range, Floats]]:
    """Yield rows of the left side with their features (n_rows, n_right, n_features), in the order of `FEATURES`."""
    for start in range(0, len(left), BLOCK):
        rows = range(start, min(start + BLOCK, len(left)))
        found = pair_features(left if len(rows) == len(left) else left.take(rows), right, known)
        yield rows, np.stack([found[name] for name in FEATURES], axis=-1)
