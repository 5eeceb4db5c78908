"""Phrases of a catalogue, weighed once: cosines of idf-weighted lemma sets with those of rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Phrases:
    """Lemmas of phrases, all that a comparison needs of them kept for the weights that were asked for last."""

    def __init__(self, lemmas: Sequence[Sequence[str]]) -> None:
        self._lemmas = tuple(tuple(dict.fromkeys(phrase)) for phrase in lemmas)
        self._columns = {w: i for i, w in enumerate(sorted({w for p in self._lemmas for w in p}))}
        self._weighed: tuple[Mapping[str, float], float, Floats] | None = None

    def cosines(self, rows: Sequence[Sequence[str]], idf: Mapping[str, float]) -> Floats:
        """Return cosines of idf-weighted lemma sets, shape (n, n_phrases); an unknown lemma weighs as the rarest."""
        kept = self._weighed
        if kept is None or kept[0] is not idf:
            rare = max(idf.values(), default=1.0)
            kept = self._weighed = (idf, rare, self._weigh(self._lemmas, idf, rare))
        return self._weigh(rows, idf, kept[1]) @ kept[2].T

    def _weigh(self, texts: Sequence[Sequence[str]], idf: Mapping[str, float], rare: float) -> Floats:
        columns = self._columns
        matrix = np.zeros((len(texts), len(columns)), np.float32)
        for i, text in enumerate(texts):
            weights = {w: idf.get(w, rare) for w in text}
            norm = math.sqrt(sum([v * v for v in weights.values()])) or 1.0
            known = {columns[w]: v / norm for w, v in weights.items() if w in columns}
            matrix[i, list(known)] = list(known.values())
        return matrix
