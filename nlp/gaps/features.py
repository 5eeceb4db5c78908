"""Texts × mandates → what speaks for and against coverage, as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Mandate
from nlp.gaps.phrases import Phrases
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

    @cached_property
    def bodies(self) -> Phrases:
        """The lemmas of the phrases."""
        return Phrases(self.phrases.lemmas)

    @cached_property
    def heads(self) -> Phrases:
        """The first lemmas of the phrases: what is done, to what."""
        return Phrases([head(lemmas) for lemmas in self.phrases.lemmas])

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each phrase among them; of one that stands there twice the last."""
        return {text: i for i, text in enumerate(self.phrases.texts)}

    @cached_property
    def groups(self) -> tuple[tuple[int, int, NDArray[np.intp]], ...]:
        """Mandate, grade and the places of its phrases, where it has any."""
        grades = ((j, g) for j in range(len(self.mandates)) for g in range(len(GRADES)))
        places = ((j, g, np.flatnonzero((self.owner == j) & (self.grade == g))) for j, g in grades)
        return tuple(group for group in places if len(group[2]))

    @cached_property
    def signals(self) -> Signals:
        """The signals of all mandates, ready to be looked for."""
        return Signals(self.mandates)

    @cached_property
    def own_signals(self) -> NDArray[np.bool_]:
        """What of `told` speaks for the signal: phrases of its own mandate that do not deny it."""
        owned: NDArray[np.bool_] = self.told & (self.owner[:, None] == self.signals.owner) & (self.grade < 2)[:, None]
        return owned


class Signals:
    """Signals of mandates in their order; `owner` (n_signals,) is the mandate's index."""

    def __init__(self, mandates: Sequence[Mandate]) -> None:
        self.owner = np.array([j for j, m in enumerate(mandates) for _ in m.signals], np.int64)
        self._signals = [signal for mandate in mandates for signal in mandate.signals]
        self._stems = [tuple(stem for stem, _ in stems(signal)) for signal in self._signals]

    def __len__(self) -> int:
        return len(self._signals)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return the signals that stand in the text, and where."""
        spoken = words(text)
        joined = " ".join(spoken)
        found = []
        for k, parts in enumerate(self._stems):
            # Most signals are not there at all, which one look at the joined words tells.
            for part in parts:
                if part not in joined:
                    break
            else:
                place = position(self._signals[k], spoken)
                if place is not None:
                    found.append((k, place))
        return found


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
    signals = Signals(mandates)
    told = np.zeros((len(listed), len(signals)), np.bool_)
    for i, text in enumerate(phrases.texts):
        told[i, [k for k, _ in signals.places(text)]] = True
    return Catalogue(
        mandates=tuple(mandates),
        phrases=phrases,
        owner=owner,
        grade=np.array([g for _, _, g in listed], np.int64),
        covers=covers,
        partial=partial,
        level=_level(phrases.vectors, owner),
        told=told,
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
    meanings = _but(same, rows.vectors @ catalogue.phrases.vectors.T, mean)
    table[:, :, 4:9] = _by_phrase((meanings - mean) / spread, catalogue)
    table[:, :, 9:14] = _by_phrase(_but(same, catalogue.bodies.cosines(rows.lemmas, idf), 0.0), catalogue)
    heads = catalogue.heads.cosines([head(t) for t in rows.lemmas], idf)
    table[:, :, 14:17] = _nearest(_but(same, heads, 0.0), catalogue)
    table[:, :, 17:20] = _by_signal(rows.texts, catalogue, same)
    table[:, :, 20] = np.log1p([len(t) for t in rows.lemmas])[:, None] - 2.5
    return table


def _same(rows: Texts, catalogue: Catalogue) -> NDArray[np.bool_]:
    known = catalogue.place_of
    same = np.zeros((len(rows.texts), len(catalogue.phrases.texts)), np.bool_)
    for i, text in enumerate(rows.texts):
        if text in known:
            same[i, known[text]] = True
    return same


def _but(same: NDArray[np.bool_], similar: Floats, usual: float) -> Floats:
    """Take away the similarity of a text with itself: `similar` is changed and returned."""
    similar[same] = usual
    return similar


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
    nearest, m = _nearest(similar, catalogue), len(catalogue.mandates)
    wanted = nearest[:, :, :2].max(axis=2)
    margin = nearest[:, :, 0] - nearest[:, :, 2]
    order = np.sort(wanted, axis=1)
    best = order[:, -1:]
    second = order[:, -2:-1] if m > 1 else np.zeros_like(best)
    rival = wanted - np.where(wanted == best, second, best)
    return np.concatenate([nearest, margin[:, :, None], rival[:, :, None]], axis=2)


def _nearest(similar: Floats, catalogue: Catalogue) -> Floats:
    """Return (n, m, 3): the mean of the two nearest phrases of each grade, 0 where there are none."""
    nearest = np.zeros((len(similar), len(catalogue.mandates), len(GRADES)), np.float32)
    for j, g, places in catalogue.groups:
        own = similar[:, places]
        own.sort(axis=1)
        nearest[:, j, g] = own[:, -1] if len(places) == 1 else (own[:, -1] + own[:, -2]) / 2
    return nearest


def _by_signal(texts: Sequence[str], catalogue: Catalogue, same: NDArray[np.bool_]) -> Floats:
    """Return (n, m, 3): how many signals of the mandate stand in the text, whether one opens it, how telling the best is.

    A signal is telling where the phrases that hold it are this mandate's own, not other mandates' or «not covered».
    """
    found = np.zeros((len(texts), len(catalogue.mandates), 3), np.float32)
    own, owner = catalogue.own_signals, catalogue.signals.owner
    n_own, n_all = own.sum(axis=0), catalogue.told.sum(axis=0)
    for i, text in enumerate(texts):
        itself = same[i].argmax() if same[i].any() else None
        for k, place in catalogue.signals.places(text):
            mine, others = (n_own[k], n_all[k]) if itself is None else (n_own[k] - own[itself, k], n_all[k] - 1)
            cell = found[i, owner[k]]
            cell[:] = cell[0] + 1, max(cell[1], place < _OPENING), max(cell[2], (mine + 0.5) / (others + 2.0))
    found[:, :, 0] = np.log1p(found[:, :, 0])
    return found
