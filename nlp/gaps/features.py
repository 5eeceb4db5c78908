"""Texts × mandates → what speaks for and against coverage, as numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Mandate
from nlp.lexicon.actions import head
from nlp.lexicon.terms import position, stems
from nlp.text import lemmas, words

Floats = NDArray[np.float32]

GRADES = ("covers", "partial", "not_covered")
FEATURE_NAMES = (
    "activity-covers",
    "activity-partial",
    "activity-other",
    "activity-unknown",
    "meaning-covers",
    "meaning-partial",
    "meaning-not",
    "meaning-margin",
    "meaning-rival",
    "words-covers",
    "words-partial",
    "words-not",
    "words-margin",
    "words-rival",
    "head-covers",
    "head-partial",
    "head-not",
    "signal",
    "signal-head",
    "signal-own",
    "length",
)
N_FEATURES = len(FEATURE_NAMES)
_NEAREST = 2
# A signal among the first words names the action or its object, a later one may be a mere topic.
_OPENING = 6
# Where a catalogue has one mandate only; averaged word vectors give about this.
_USUAL_LEVEL = (0.1, 0.2)


@dataclass(frozen=True)
class Senses:
    """How texts are understood; the caller lends the models, so that no stage imports another.

    `encode`: texts → unit vectors (n, d). `activities`: texts → probabilities of typical activities
    (n, n_activities) in the order of `activity_ids`.
    """

    encode: Callable[[Sequence[str]], Floats]
    activities: Callable[[Sequence[str]], Floats]
    activity_ids: tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """Texts as the features need them: lemmas, unit vectors (n, d), activity probabilities (n, n_activities)."""

    texts: tuple[str, ...]
    lemmas: tuple[tuple[str, ...], ...]
    vectors: Floats
    activities: Floats


@dataclass(frozen=True)
class Catalogue:
    """Mandates prepared for comparison.

    The phrases of all mandates stand in one list: `owner` (n_phrases,) is the mandate's index,
    `grade` (n_phrases,) the index in GRADES. `covers`, `partial` (n_activities, n_mandates) say what a
    typical activity does for a mandate. `level`: mean and spread of the similarity of phrases of different
    mandates, by which the features are freed from the encoder's own scale. `told` (n_phrases, n_signals) marks the
    signals of all mandates, in their order, that stand in a phrase.
    """

    mandates: tuple[Mandate, ...]
    phrases: Texts
    owner: NDArray[np.int64]
    grade: NDArray[np.int64]
    covers: Floats
    partial: Floats
    level: tuple[float, float]
    told: NDArray[np.bool_]


def understand(texts: Sequence[str], senses: Senses) -> Texts:
    """Return `texts` with their lemmas, vectors and activities; an empty sequence is allowed."""
    if not texts:
        return Texts((), (), np.zeros((0, 1), np.float32), np.zeros((0, len(senses.activity_ids)), np.float32))
    known = tuple(lemmas(t) for t in texts)
    return Texts(tuple(texts), known, senses.encode(texts), senses.activities(texts))


def prepare(mandates: Sequence[Mandate], senses: Senses) -> Catalogue:
    """Understand the phrases of `mandates` once for all plans.

    A mandate without covering phrases is represented by its title and the sentences that say what covers it.
    """
    listed: list[tuple[str, int, int]] = []
    for i, mandate in enumerate(mandates):
        by_grade = (mandate.phrases.covers or _described(mandate), mandate.phrases.partial, mandate.phrases.not_covered)
        listed.extend((phrase, i, g) for g, phrases in enumerate(by_grade) for phrase in phrases)
    index = {a: i for i, a in enumerate(senses.activity_ids)}
    covers, partial = (np.zeros((len(index), len(mandates)), np.float32) for _ in range(2))
    for j, mandate in enumerate(mandates):
        covers[[index[a] for a in mandate.activities.covers if a in index], j] = 1.0
        partial[[index[a] for a in mandate.activities.partial if a in index], j] = 1.0
    phrases, owner = understand([p for p, _, _ in listed], senses), np.array([i for _, i, _ in listed], np.int64)
    return Catalogue(
        mandates=tuple(mandates),
        phrases=phrases,
        owner=owner,
        grade=np.array([g for _, _, g in listed], np.int64),
        covers=covers,
        partial=partial,
        level=_level(phrases.vectors, owner),
        told=np.array([[p is not None for p in _places(t, mandates)] for t in phrases.texts], np.bool_),
    )


def _described(mandate: Mandate) -> tuple[str, ...]:
    return (mandate.title, *(s.strip() for s in re.split(r"[.;]\s+", mandate.covers) if len(words(s)) > 1))


def _level(vectors: Floats, owner: NDArray[np.int64]) -> tuple[float, float]:
    if len(set(owner.tolist())) < 2:
        return _USUAL_LEVEL
    strange = (vectors @ vectors.T)[owner[:, None] != owner[None, :]]
    return float(strange.mean()), max(float(strange.std()), 1e-3)


def features(rows: Texts, catalogue: Catalogue, idf: Mapping[str, float]) -> Floats:
    """Return what speaks for each mandate in each text, shape (n, n_mandates, N_FEATURES).

    A phrase that equals the text is left out, so that the phrases themselves can be trained on.
    """
    n, m = len(rows.texts), len(catalogue.mandates)
    table = np.zeros((n, m, N_FEATURES), np.float32)
    if not n or not m:
        return table
    same = _same(rows, catalogue)
    table[:, :, 0:4] = _by_activity(rows, catalogue)
    mean, spread = catalogue.level
    similar = np.where(same, np.float32(mean), rows.vectors @ catalogue.phrases.vectors.T)
    table[:, :, 4:9] = _by_phrase(((similar - mean) / spread).astype(np.float32), catalogue)
    table[:, :, 9:14] = _by_phrase(np.where(same, 0.0, _overlap(rows.lemmas, catalogue.phrases.lemmas, idf)), catalogue)
    heads, own = ([head(t) for t in ts] for ts in (rows.lemmas, catalogue.phrases.lemmas))
    table[:, :, 14:17] = _by_phrase(np.where(same, 0.0, _overlap(heads, own, idf)), catalogue)[:, :, :3]
    table[:, :, 17:20] = _by_signal(rows.texts, catalogue, same)
    table[:, :, 20] = np.log1p([len(t) for t in rows.lemmas])[:, None] - 2.5
    return table


def _same(rows: Texts, catalogue: Catalogue) -> NDArray[np.bool_]:
    known = {t: i for i, t in enumerate(catalogue.phrases.texts)}
    same = np.zeros((len(rows.texts), len(catalogue.phrases.texts)), np.bool_)
    for i, text in enumerate(rows.texts):
        if text in known:
            same[i, known[text]] = True
    return same


def _by_activity(rows: Texts, catalogue: Catalogue) -> Floats:
    """Return log-odds-like evidence of the activity model: covers, partial, another one, unknown."""
    covers, partial = rows.activities @ catalogue.covers, rows.activities @ catalogue.partial
    total = rows.activities.sum(axis=1, keepdims=True)
    other = np.maximum(total - covers - partial, 0.0)
    unknown = np.broadcast_to(1.0 - total, covers.shape)
    found: Floats = np.log(np.maximum(np.stack([covers, partial, other, unknown], axis=-1), 0.0) + 0.02)
    return found


def _by_phrase(similar: Floats, catalogue: Catalogue) -> Floats:
    """Return (n, m, 5): nearest covering, partial and other phrases, their margin, and that over other mandates."""
    n, m = len(similar), len(catalogue.mandates)
    nearest = np.zeros((n, m, 3), np.float32)
    for j in range(m):
        for g in range(3):
            own = similar[:, (catalogue.owner == j) & (catalogue.grade == g)]
            if own.shape[1]:
                k = min(_NEAREST, own.shape[1])
                nearest[:, j, g] = np.sort(own, axis=1)[:, -k:].mean(axis=1)
    wanted = nearest[:, :, :2].max(axis=2)
    margin = nearest[:, :, 0] - nearest[:, :, 2]
    order = np.sort(wanted, axis=1)
    best = order[:, -1:]
    second = order[:, -2:-1] if m > 1 else np.zeros_like(best)
    rival = wanted - np.where(wanted == best, second, best)
    return np.concatenate([nearest, margin[:, :, None], rival[:, :, None]], axis=2)


def _overlap(rows: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]], idf: Mapping[str, float]) -> Floats:
    """Return cosines of idf-weighted lemma sets, shape (n, n_phrases)."""
    vocabulary = {w: i for i, w in enumerate(sorted({w for p in phrases for w in p}))}
    return _weighted(rows, vocabulary, idf) @ _weighted(phrases, vocabulary, idf).T


def _weighted(texts: Sequence[Sequence[str]], vocabulary: Mapping[str, int], idf: Mapping[str, float]) -> Floats:
    rare = max(idf.values(), default=1.0)
    matrix = np.zeros((len(texts), len(vocabulary)), np.float32)
    for i, text in enumerate(texts):
        weights = {w: idf.get(w, rare) for w in Counter(text)}
        norm = math.sqrt(sum(v * v for v in weights.values())) or 1.0
        for word, weight in weights.items():
            if word in vocabulary:
                matrix[i, vocabulary[word]] = weight / norm
    return matrix


def _places(text: str, mandates: Sequence[Mandate]) -> list[int | None]:
    """Return where each signal of each mandate stands in the text."""
    spoken = words(text)
    joined = " ".join(spoken)
    # Most signals are not there at all, which one look at the joined words tells.
    return [
        position(signal, spoken) if all(stem in joined for stem, _ in stems(signal)) else None
        for mandate in mandates
        for signal in mandate.signals
    ]


def _by_signal(texts: Sequence[str], catalogue: Catalogue, same: NDArray[np.bool_]) -> Floats:
    """Return (n, m, 3): how many signals of the mandate stand in the text, whether one opens it, how telling the best is.

    A signal is telling where the phrases that hold it are this mandate's own, not other mandates' or «not covered».
    """
    found = np.zeros((len(texts), len(catalogue.mandates), 3), np.float32)
    signal_owner = np.array([j for j, m in enumerate(catalogue.mandates) for _ in m.signals], np.int64)
    own = catalogue.told & (catalogue.owner[:, None] == signal_owner) & (catalogue.grade < 2)[:, None]
    n_own, n_all = own.sum(axis=0), catalogue.told.sum(axis=0)
    for i, text in enumerate(texts):
        places = _places(text, catalogue.mandates)
        itself = same[i].argmax() if same[i].any() else None
        for k, place in enumerate(places):
            if place is not None:
                mine, others = (n_own[k], n_all[k]) if itself is None else (n_own[k] - own[itself, k], n_all[k] - 1)
                cell = found[i, signal_owner[k]]
                cell[:] = cell[0] + 1, max(cell[1], place < _OPENING), max(cell[2], (mine + 0.5) / (others + 2.0))
    found[:, :, 0] = np.log1p(found[:, :, 0])
    return found
