"""BM25 over the lemmas of stored measures: the formula of `nlp.search`, in segments so that new rows are cheap to add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.search import K1, B
from service.store.words import unpack_counts

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
_MOST_SEGMENTS = 8
# Later segments are taken into the first one before they are a quarter of it: few merges, few segments.
_LATER_SHARE = 0.25


@dataclass(frozen=True, eq=False)
class Segment:
    """Postings of some rows: lemma `ids[i]` stands in `positions[offsets[i]:offsets[i + 1]]`, `counts` beside them."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    positions: NDArray[np.int32]
    counts: Floats

    def held(self, id_: int) -> slice:
        """Return where the postings of a lemma stand."""
        place = int(np.searchsorted(self.ids, id_))
        if place == len(self.ids) or self.ids[place] != id_:
            return slice(0, 0)
        return slice(int(self.offsets[place]), int(self.offsets[place + 1]))


@dataclass(frozen=True, eq=False)
class Postings:
    """Segments over one vocabulary. The vocabulary only grows: older postings do not know its newest lemmas."""

    vocabulary: dict[str, int]
    segments: tuple[Segment, ...] = ()

    def extended(self, first: int, lemmas: Sequence[str], counts: Sequence[bytes]) -> Postings:
        """Return the postings with further rows; `first` is the position of the first of them."""
        vocabulary = self.vocabulary
        tokens = " ".join(lemmas).split()
        ids = np.fromiter((vocabulary.setdefault(t, len(vocabulary)) for t in tokens), np.int32, len(tokens))
        sizes = np.fromiter((len(packed) // 2 for packed in counts), np.int64, len(counts))
        positions = np.repeat(np.arange(first, first + len(counts), dtype=np.int32), sizes)
        new = _sorted(ids, positions, unpack_counts(b"".join(counts)))
        return Postings(vocabulary, _merged((*self.segments, new)))

    def of(self, lemma: str) -> tuple[NDArray[np.int32], Floats]:
        """Return the positions of a lemma and its counts there."""
        id_ = self.vocabulary.get(lemma, -1)
        found = [(s.positions[held], s.counts[held]) for s in self.segments if (held := s.held(id_)).stop > held.start]
        if len(found) == 1:
            return found[0]
        if not found:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        return np.concatenate([p for p, _ in found]), np.concatenate([c for _, c in found])

    def n_holding(self, lemma: str, alive: Bools) -> int:
        """Return the number of rows that hold a lemma."""
        return int(np.count_nonzero(alive[self.of(lemma)[0]])) if lemma in self.vocabulary else 0

    def shares(self, asked: Mapping[str, float], n_words: Floats, alive: Bools) -> Floats:
        """Return of each row the share of a query that it says, by BM25; as `nlp.search.relevance` without vectors.

        Args:
            asked: lemma → weight.
            n_words: float32 (n_rows,), length of each row in words.
            alive: bool (n_rows,), rows that count.
        """
        n_rows, found, potential = int(np.count_nonzero(alive)), np.zeros(len(alive), np.float32), 0.0
        mean = max(float(n_words[alive].mean()), 1.0) if n_rows else 1.0
        for lemma, weight in asked.items():
            positions, counts = self.of(lemma)
            n_holding = int(np.count_nonzero(alive[positions]))
            idf = float(np.log1p((n_rows - n_holding + 0.5) / (n_holding + 0.5)))
            potential += weight * idf
            if n_holding:
                length = np.float32(1 - B) + np.float32(B / mean) * n_words[positions]
                found[positions] += np.float32(weight * idf * (K1 + 1)) * counts / (counts + np.float32(K1) * length)
        return found / np.float32(potential or 1.0)


def _sorted(ids: NDArray[np.int32], positions: NDArray[np.int32], counts: Floats) -> Segment:
    order = np.argsort(ids, kind="stable")
    unique, starts = np.unique(ids[order], return_index=True)
    return Segment(unique, np.append(starts, len(ids)).astype(np.int64), positions[order], counts[order])


def _merged(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    later = sum(len(segment.positions) for segment in segments[1:])
    if len(segments) > 1 and later > _LATER_SHARE * len(segments[0].positions):
        return (_joined(segments),)
    return (segments[0], _joined(segments[1:])) if len(segments) > _MOST_SEGMENTS else segments


def _joined(segments: Sequence[Segment]) -> Segment:
    ids = np.concatenate([np.repeat(s.ids, np.diff(s.offsets)) for s in segments])
    return _sorted(ids, np.concatenate([s.positions for s in segments]), np.concatenate([s.counts for s in segments]))
