"""The yardstick of the encoder: plain averages of the news vectors inside natasha, nothing trained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlp.embed import TOKEN, Kind, Vectors
from nlp.text import fold

if TYPE_CHECKING:
    from navec import Navec

_WORD = re.compile(TOKEN)


class PlainAverages:
    """The mean of the word vectors less the mean of all vectors (without it every cosine is near 1), scaled to length 1."""

    name = "navec-averages"

    def __init__(self, navec: Navec) -> None:
        """Take the vectors of navec, ё folded."""
        self._row = {word.replace("ё", "е"): i for i, word in enumerate(navec.vocab.words) if not word.startswith("<")}
        matrix = np.asarray(navec.pq.unpack(), np.float32)
        self._vectors: Vectors = matrix - matrix.mean(axis=0)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return float32 (n, dim), rows of length 1; a text without a known word gets the zero row."""
        del kind
        found = np.zeros((len(texts), self.dim), np.float32)
        for i, text in enumerate(texts):
            rows = [self._row[w] for w in _WORD.findall(fold(text)) if w in self._row]
            if rows:
                found[i] = self._vectors[rows].mean(axis=0)
        lengths = np.sqrt((found * found).sum(axis=1, keepdims=True))
        unit: Vectors = found / np.maximum(lengths, np.float32(1e-9))
        return unit


@lru_cache(maxsize=1)
def load_plain_averages() -> PlainAverages:
    """Read the vectors in natasha's wheel (250,000 forms × 300; about 2 s and 600 MB).

    Raises:
        ModuleNotFoundError: natasha is not installed.
    """
    from navec import Navec

    spec = find_spec("natasha")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("natasha")
    return PlainAverages(Navec.load(Path(spec.origin).parent / "data/emb/navec_news_v1_1B_250K_300d_100q.tar"))
