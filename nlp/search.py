"""Search: the measures nearest to a query in words (BM25 over lemmas) and in meaning (vectors)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Finding, Roadmap, Span
from nlp.errors import InputError
from nlp.lexicon.actions import FRAME_WORDS
from nlp.lexicon.expansions import readings
from nlp.lexicon.function_words import FUNCTION_WORDS
from nlp.lexicon.misspelling import respell
from nlp.text import fold, lemma, lemma_readings

# Chosen on the phrasings of the training writers w3 and w5 with vectors that never saw them; `nlp.evaluate.search` measures:
# a weighted sum beats reciprocal ranks by 0.02-0.05 nDCG@10, and cosines count by their distance from the mean.
K1 = 1.2
B = 0.6
FRAME_WEIGHT = 0.5  # «организация», «проведение» stand in every second row and say little
READING_WEIGHT = 0.3  # «данные» may be a form of «дать»: the less likely readings are asked for too
ABBREVIATED_WEIGHT = 0.5  # «ШНОР» answers to «низкие результаты», but after the texts that say so
# Of a standard deviation of the cosines; chosen on a writer that the encoder had not read (DECISIONS.md, 9).
VECTOR_WEIGHT = 0.8

# Weights of what stands beside a measure's text; its own words count 1.
SECTION_WEIGHT = 0.2
OUTCOME_WEIGHT = 0.3
EXECUTORS_WEIGHT = 0.2

_WORD = re.compile(r"[^\W_]+")


class Term(NamedTuple):
    """A lemma, the characters of the text that say it, and how much that counts."""

    lemma: str
    span: Span
    weight: float = 1.0


class Field(NamedTuple):
    """Further words of each text (its section, its outcome), which count less than the text itself."""

    texts: Sequence[str]
    weight: float


class Query(NamedTuple):
    """A query as the index understands it.

    `weights` gives the weight of each lemma asked for, unknown ones included; `corrections` the words taken for
    misspelt with the lemmas put in their place.
    """

    weights: Mapping[str, float]
    corrections: tuple[tuple[str, str], ...] = ()


class Hit(NamedTuple):
    """A text found.

    `relevance` orders the hits of one query and is no probability: about 1 where a text says the whole query.
    `similarity` is the cosine, `None` without vectors; `terms` are the words to highlight, by their place.
    """

    position: int
    relevance: float
    similarity: float | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """Postings of lemmas over texts, beside the texts' vectors.

    Attributes:
        texts: the texts in the order given.
        rows: lemma → its row.
        offsets: int64 (n_lemmas + 1); row r's postings stand at `offsets[r]:offsets[r + 1]`.
        positions: int32, positions of texts, ascending within a row.
        weights: float32, what the lemma adds to the text's BM25 value.
        idf: float32 (n_lemmas,).
        vectors: float32 (n_texts, d), rows of length 1, or `None`.
    """

    texts: tuple[str, ...]
    rows: Mapping[str, int]
    offsets: NDArray[np.int64]
    positions: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    vectors: NDArray[np.float32] | None


def build_index(
    texts: Sequence[str], vectors: NDArray[np.float32] | None = None, fields: Sequence[Field] = ()
) -> SearchIndex:
    """Index texts by their lemmas, abbreviations and their words in full standing for each other.

    Args:
        texts: what is searched and highlighted; may be empty.
        vectors: float32 (n, d), rows of length 1, one a text.
        fields: further words of each text, in the order of the texts.

    Raises:
        ValueError: the vectors or a field are not one a text.
    """
    sizes = {len(texts), *(len(field.texts) for field in fields), len(texts if vectors is None else vectors)}
    if len(sizes) > 1:
        raise ValueError("vectors and fields must be one a text")
    counts: list[dict[str, float]] = [defaultdict(float) for _ in texts]
    lengths = np.zeros(len(texts))
    for field in (Field(texts, 1.0), *fields):
        for position, text in enumerate(field.texts):
            lengths[position] += field.weight * len(_WORD.findall(text))
            for term in terms(text):
                counts[position][term.lemma] += field.weight * term.weight
    return _weigh(tuple(texts), counts, lengths, vectors)


def _weigh(
    texts: tuple[str, ...],
    counts: Sequence[Mapping[str, float]],
    lengths: NDArray[np.float64],
    vectors: NDArray[np.float32] | None,
) -> SearchIndex:
    """Turn the counts of lemmas into postings with their BM25 values."""
    rows: dict[str, int] = {}
    postings = [
        (rows.setdefault(word, len(rows)), position, count)
        for position, found in enumerate(counts)
        for word, count in found.items()
    ]
    postings.sort()
    table = np.array(postings, dtype=np.float64).reshape(-1, 3)
    row, positions, count = table[:, 0].astype(np.int64), table[:, 1].astype(np.int32), table[:, 2]
    n_holding = np.bincount(row, minlength=len(rows))
    idf = np.log1p((len(texts) - n_holding + 0.5) / (n_holding + 0.5))
    length = 1 - B + B * lengths / max(float(lengths.mean()) if texts else 1.0, 1.0)
    weights = idf[row] * count * (K1 + 1) / (count + K1 * length[positions])
    offsets = np.concatenate([[0], np.cumsum(n_holding)]).astype(np.int64)
    return SearchIndex(texts, rows, offsets, positions, weights.astype(np.float32), idf.astype(np.float32), vectors)


def understand(index: SearchIndex, query: str) -> Query:
    """Return the lemmas a query asks for, misspelt words put right, phrases with their abbreviations.

    Raises:
        InputError: the query holds no word.
    """
    return understood(query, lambda word: _n_holding(index, word))


def understood(query: str, n_holding: Callable[[str], int]) -> Query:
    """Understand a query against any index that tells how many of its texts hold a lemma.

    Raises:
        InputError: the query holds no word.
    """
    words = [match.group() for match in _WORD.finditer(fold(query))]
    if not words:
        raise InputError("Поиск не начат", "в запросе нет ни одного слова", "Напишите, что искать: «анализ ВПР».")
    unknown = dict.fromkeys(word for word in words if not n_holding(lemma(word)))
    corrections = {word: found for word in unknown if (found := respell(word, n_holding))}
    asked = [corrections.get(word) or lemma(word) for word in words]
    content = [word for word in asked if word not in FUNCTION_WORDS] or asked
    for reading in readings(asked, of_abbreviations=False):
        content.extend(word for word in reading.lemmas if n_holding(word))
    weights = {word: FRAME_WEIGHT if word in FRAME_WORDS else 1.0 for word in content}
    for other in (other for word in words if word not in FUNCTION_WORDS for other in lemma_readings(word)):
        if n_holding(other):
            weights.setdefault(other, READING_WEIGHT)
    return Query(weights, tuple(corrections.items()))


def _n_holding(index: SearchIndex, word: str) -> int:
    """Return the number of texts that hold a lemma."""
    row = index.rows.get(word)
    return 0 if row is None else int(index.offsets[row + 1] - index.offsets[row])


def relevance(index: SearchIndex, query: Query, query_vector: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Return the relevance of every text: the share of the query that it says, moved by the cosine's distance from usual.

    Args:
        index: the texts.
        query: what `understand` made of the query.
        query_vector: float32 (d,), of length 1; the cosines are used where the index has vectors too.

    Returns:
        float32 (n_texts,), in the order of the texts.
    """
    found = np.zeros(len(index.texts), np.float32)
    unknown = np.log1p((len(index.texts) + 0.5) / 0.5)
    potential = 0.0
    for word, weight in query.weights.items():
        row = index.rows.get(word)
        if row is None:
            potential += weight * unknown
            continue
        held = slice(index.offsets[row], index.offsets[row + 1])
        found[index.positions[held]] += weight * index.weights[held]
        potential += weight * float(index.idf[row])
    found /= np.float32(potential or 1.0)
    if index.vectors is not None and query_vector is not None and len(found):
        similarity = index.vectors @ query_vector
        spread = float(similarity.std())
        if spread > 1e-6:  # encoders differ in the range of their cosines; the distance from the mean does not
            found += VECTOR_WEIGHT * (similarity - similarity.mean()) / spread
    return found


def search(
    index: SearchIndex, query: str, query_vector: NDArray[np.float32] | None = None, top: int = 10
) -> tuple[Hit, ...]:
    """Return the texts nearest to a query, best first; of equals the earlier text first.

    Without vectors only texts that share a word are found; with them also those whose meaning is nearer than usual.

    Raises:
        InputError: the query holds no word.
    """
    asked = understand(index, query)
    values = relevance(index, asked, query_vector)
    order = np.argsort(-values, kind="stable")[: max(top, 0)]
    hits: list[Hit] = []
    for position in (int(p) for p in order if values[p] > 0):
        cosine = None
        if index.vectors is not None and query_vector is not None:
            cosine = float(index.vectors[position] @ query_vector)
        hits.append(Hit(position, float(values[position]), cosine, said(index.texts[position], asked)))
    return tuple(hits)


def said(text: str, query: Query) -> tuple[Term, ...]:
    """Return what a text says of a query, by its place."""
    return tuple(sorted((t for t in terms(text) if t.lemma in query.weights), key=lambda t: t.span))


def spans(hit: Hit) -> tuple[Span, ...]:
    """Return the characters to highlight, in order and without overlaps."""
    merged: list[Span] = []
    for start, stop in (term.span for term in hit.terms):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(merged)


def measure_index(roadmaps: Sequence[Roadmap], vectors: NDArray[np.float32] | None = None) -> SearchIndex:
    """Index the measures of roadmaps in order; section, outcome and executors count a little.

    Args:
        roadmaps: plans; may be empty.
        vectors: float32 (n_measures, d) of the measures' texts, in the order of roadmaps and measures.
    """
    measures = [measure for roadmap in roadmaps for measure in roadmap.measures]
    fields = (
        Field([" ".join(m.section) for m in measures], SECTION_WEIGHT),
        Field([m.outcome.text for m in measures], OUTCOME_WEIGHT),
        Field([m.executors.text for m in measures], EXECUTORS_WEIGHT),
    )
    return build_index([m.text for m in measures], vectors, fields)


def findings(roadmaps: Sequence[Roadmap], hits: Sequence[Hit]) -> tuple[Finding, ...]:
    """Return hits in the index of `measure_index(roadmaps)` as records, best first."""
    places = [(roadmap, measure) for roadmap in roadmaps for measure in roadmap.measures]
    return tuple(
        Finding(
            plan=places[hit.position][0].id,
            file=places[hit.position][0].source.name,
            measure=places[hit.position][1].id,
            text=places[hit.position][1].text,
            rank=rank,
            relevance=round(hit.relevance, 4),
            spans=spans(hit),
        )
        for rank, hit in enumerate(hits, 1)
    )


def terms(text: str) -> tuple[Term, ...]:
    """Return the lemmas of a text with their places, what abbreviations and full phrases stand for included."""
    words = [(lemma(match.group()), match.span()) for match in _WORD.finditer(fold(text))]
    found = [Term(word, span) for word, span in words]
    for reading in readings([word for word, _ in words]):
        span = (words[reading.start][1][0], words[reading.stop - 1][1][1])
        weight = ABBREVIATED_WEIGHT if reading.stop - reading.start == 1 else 1.0
        found.extend(Term(word, span, weight) for word in reading.lemmas)
    return tuple(found)
