"""Measures that no typical activity describes → groups of like meaning, so that people see new kinds of work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.domain import MeasureGroup

LEAST_SIMILARITY = 0.72


def groups(
    ids: Sequence[str], vectors: NDArray[np.float32], least_similarity: float = LEAST_SIMILARITY
) -> tuple[MeasureGroup, ...]:
    """Group measures around central ones: each time the measure with most free neighbours takes them.

    Args:
        ids: n ids of measures.
        vectors: float32 (n, d), rows of length 1.
        least_similarity: cosine to the central measure that lets a measure in.

    Returns:
        Groups of two and more, largest first; memory grows with n², so pass thousands, not millions.
    """
    if not len(ids):
        return ()
    near = vectors @ vectors.T
    close = near >= least_similarity
    free = np.ones(len(ids), bool)
    found: list[MeasureGroup] = []
    while True:
        counts = (close & free).sum(axis=1) * free
        centre = int(counts.argmax())
        if counts[centre] < 2:
            return tuple(found)
        taken = np.flatnonzero(close[centre] & free)
        free[taken] = False
        nearest = taken[np.argsort(-near[centre, taken], kind="stable")]
        members = [centre, *(int(i) for i in nearest if i != centre)]
        cohesion = float(near[centre, members[1:]].mean())
        found.append(MeasureGroup(measures=tuple(ids[i] for i in members), cohesion=round(cohesion, 4)))
