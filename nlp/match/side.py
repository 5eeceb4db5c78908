"""One plan made ready for comparison: everything about its rows that needs no other plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon.actions import FRAME_WORDS, head
from nlp.lexicon.audience import AUDIENCES, LEVELS
from nlp.lexicon.deeds import DEEDS
from nlp.lexicon.facets import Facets
from nlp.lexicon.procedures import DOCUMENTS, PROCEDURES
from nlp.text import fold, lemmas

Floats = NDArray[np.float32]

# Words that every such plan is full of: they name its purpose and tell no row from another.
COMMON_WORDS = frozenset(
    (
        "школа",
        "образовательный",
        "общеобразовательный",
        "организация",
        "учреждение",
        "результат",
        "низкий",
        "качество",
        "образование",
        "шнор",
        "шнора",
        "нор",
        "нора",
        "оо",
        "оу",
        "условие",
        "повышение",
        "они",
        "который",
        "год",
        "цель",
        "показывать",
        "работать",
    )
)
COMMON_WEIGHT = 0.3
# «МБОУ СОШ № 3 с. Ивановка», «МАОУ «Лицей»»: which school it is does not matter (codebook, section 2).
_FORM = r"\bм[абк]?о?б?у|\bгбоу|\bмобу"
_SCHOOL = r"\b(?:сош|оош|нош|сш|гимнази\w+|лице\w+|школ\w*|цо)"
_SCHOOL_NAME = re.compile(
    rf"(?:(?:{_FORM})\s+)?{_SCHOOL}\s*№\s*\d+(?:\s*(?:,|и)\s*\d+)*(?:\s+(?:с|п|г|пос|ст|д|х)\.\s*[а-яё-]+)?"
    rf"|(?:{_FORM})\s+(?:(?:сош|оош|нош|сш|цо)\b|[«\"][^«»\"]*[»\"])"
)
_NUMBERS = re.compile(r"(?<![\d№+.])(?:№\s*)?(\d{1,2})(?![\d%+.])")
_OBJECT_WORDS = slice(1, 7)
_TEXT_FACETS: dict[str, Facets] = {
    "audience": AUDIENCES,
    "level": LEVELS,
    "procedure": PROCEDURES,
    "document": DOCUMENTS,
}


class Row(NamedTuple):
    """What matching reads of a measure."""

    text: str
    outcome: str = ""


class Senses(NamedTuple):
    """How texts are understood; the caller lends the models, so that no stage imports another.

    `encode`: texts → rows of length 1 (n, d). `posteriors`: texts → probabilities of categories (n, 8) and of
    activities (n, n_activities), the latter in the order in which the matcher was trained.
    """

    encode: Callable[[Sequence[str]], Floats]
    posteriors: Callable[[Sequence[str]], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Side:
    """The rows of one plan, prepared once; every array but `word_vectors` has a row a measure.

    `sayings`: lemmas joined, equal for rows that say the same. `vectors`, `heads`, `objects`, `outcomes`: rows of
    length 1 or 0. `lexical`: weights over `vocabulary`, whose vectors are `word_vectors`. `facets`: name → indicators.
    `lengths`: logarithm of the number of content words.
    """

    sayings: tuple[str, ...]
    vectors: Floats
    heads: Floats
    objects: Floats
    outcomes: Floats
    categories: Floats
    activities: Floats
    lexical: Floats
    vocabulary: tuple[str, ...]
    word_vectors: Floats
    facets: Mapping[str, Floats]
    lengths: Floats

    def __len__(self) -> int:
        return len(self.sayings)

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> Side:
        """Return the side with the rows named, in that order, and with their words only."""
        index = np.asarray(rows, np.intp)
        lexical = self.lexical[index]
        used = np.flatnonzero(lexical.any(axis=0))
        per_row = ("vectors", "heads", "objects", "outcomes", "categories", "activities", "lengths")
        return Side(
            sayings=tuple(self.sayings[i] for i in index),
            lexical=lexical[:, used],
            vocabulary=tuple(self.vocabulary[i] for i in used),
            word_vectors=self.word_vectors[used],
            facets={name: values[index] for name, values in self.facets.items()},
            **{name: getattr(self, name)[index] for name in per_row},
        )


def content(words: Sequence[str]) -> tuple[str, ...]:
    """Return the lemmas that carry meaning, in order: no frame words, no numbers, nothing of one letter."""
    return tuple(w for w in words if w not in FRAME_WORDS and len(w) > 1 and not w[0].isdigit())


def without_school_names(text: str) -> str:
    """Return `text` folded, each named school replaced by «школы»: «в МБОУ СОШ № 3» → «в школы»."""
    return _SCHOOL_NAME.sub("школы", fold(text))


def prepare(rows: Sequence[Row], senses: Senses, idf: Mapping[str, float]) -> Side:
    """Prepare the rows of one plan; no rows give empty arrays.

    Args:
        rows: texts and expected results of the measures.
        senses: the encoder and the classifier.
        idf: weight of a lemma by its rarity; an unknown one gets half the median.
    """
    named = [without_school_names(row.text) for row in rows]
    words = [lemmas(text) for text in named]
    sayings = [
        w if text == fold(row.text) else lemmas(row.text) for row, text, w in zip(rows, named, words, strict=True)
    ]
    contents = [content(w) for w in words]
    vocabulary = tuple(sorted({w for c in contents for w in c}))
    heads = [" ".join(head(w, 2)) for w in words]
    objects = [" ".join(c[_OBJECT_WORDS]) for c in contents]
    vectors = senses.encode([*named, *(row.outcome for row in rows), *heads, *objects, *vocabulary])
    n = len(rows)
    own = [vectors[i * n : (i + 1) * n] for i in range(4)]
    categories, activities = senses.posteriors([row.text for row in rows])
    return Side(
        sayings=tuple(" ".join(saying) for saying in sayings),
        vectors=own[0],
        outcomes=own[1],
        heads=own[2],
        objects=own[3],
        categories=categories,
        activities=activities,
        lexical=_lexical(contents, vocabulary, idf),
        vocabulary=vocabulary,
        word_vectors=vectors[4 * n :],
        facets=facets(named, words),
        lengths=np.log([max(len(c), 1) for c in contents]).astype(np.float32),
    )


def _lexical(contents: Sequence[Sequence[str]], vocabulary: Sequence[str], idf: Mapping[str, float]) -> Floats:
    column = {w: i for i, w in enumerate(vocabulary)}
    unknown = float(np.median(list(idf.values()))) / 2 if idf else 1.0
    matrix = np.zeros((len(contents), len(vocabulary)), np.float32)
    for i, row in enumerate(contents):
        for w in row:
            matrix[i, column[w]] = idf.get(w, unknown) * (COMMON_WEIGHT if w in COMMON_WORDS else 1.0)
    return matrix


def facets(texts: Sequence[str], words: Sequence[Sequence[str]]) -> dict[str, Floats]:
    """Return what each text (folded, without names of schools; its lemmas) speaks of: name of the list → indicators."""
    return {**_deeds(words), **_listed(words), "number": _numbers(texts)}


def _deeds(words: Sequence[Sequence[str]]) -> dict[str, Floats]:
    """Return the first-named kind of action of each row."""
    first = np.zeros((len(words), len(DEEDS.ids)), np.float32)
    for i, row in enumerate(words):
        places = DEEDS.places(row)
        if places:
            first[i, DEEDS.ids.index(min(places, key=lambda d: (places[d], d)))] = 1.0
    return {"deed": first}


def _listed(words: Sequence[Sequence[str]]) -> dict[str, Floats]:
    found = {}
    for name, listed in _TEXT_FACETS.items():
        found[name] = np.zeros((len(words), len(listed.ids)), np.float32)
        for i, row in enumerate(words):
            found[name][i, [listed.ids.index(f) for f in listed.places(row)]] = 1.0
    return found


def _numbers(texts: Sequence[str]) -> Floats:
    """Return which of the numbers 1…12 a text holds, as classes of a school are: «5-х и 9-х классов»."""
    matrix = np.zeros((len(texts), 12), np.float32)
    for i, text in enumerate(texts):
        if "класс" in text:
            matrix[i, [int(n) - 1 for n in _NUMBERS.findall(text) if 1 <= int(n) <= 12]] = 1.0
    return matrix
