"""What full text keeps of a measure: its lemmas as `nlp.search` sees them, and how much each counts."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Measure
from nlp.lexicon.function_words import FUNCTION_WORDS
from nlp.search import EXECUTORS_WEIGHT, OUTCOME_WEIGHT, SECTION_WEIGHT, terms
from nlp.text import fold, lemma

_WORD = re.compile(r"[^\W_]+")
UNIT = 0.05  # all weights of `nlp.search` are multiples of it; a count is a 16-bit number of units
_MOST = 65_535


class PackedWords(NamedTuple):
    """Lemmas parted by blanks, each once; their counts in `UNIT`s (uint16, little-endian); the measure's length in words."""

    lemmas: str
    counts: bytes
    n_words: float


def packed_words(measure: Measure) -> PackedWords:
    """Return the words by which a measure is found: of its text, and less weighty of what stands beside it."""
    counts: dict[str, float] = defaultdict(float)
    length = 0.0
    for text, weight in (
        (measure.text, 1.0),
        (" ".join(measure.section), SECTION_WEIGHT),
        (measure.outcome.text, OUTCOME_WEIGHT),
        (measure.executors.text, EXECUTORS_WEIGHT),
    ):
        length += weight * len(_WORD.findall(text))
        for term in terms(text):
            counts[term.lemma] += weight * term.weight
    return PackedWords(" ".join(counts), pack_counts(np.array(list(counts.values()))), length)


def pack_counts(counts: NDArray[np.float64]) -> bytes:
    """Return counts as bytes; what is more than 3,276 counts as that."""
    return np.minimum(np.rint(counts / UNIT), _MOST).astype("<u2").tobytes()


def unpack_counts(packed: bytes) -> NDArray[np.float32]:
    """Return the counts of one or more measures, packed one after the other."""
    return np.frombuffer(packed, "<u2").astype(np.float32) * np.float32(UNIT)


def lemmas_of(text: str) -> tuple[str, ...]:
    """Return the lemmas that a text filter asks for, each once, without «и», «по»; empty where there is no word."""
    asked = dict.fromkeys(lemma(word) for word in _WORD.findall(fold(text)))
    return tuple(word for word in asked if word not in FUNCTION_WORDS) or tuple(asked)
