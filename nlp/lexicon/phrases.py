"""Actor phrases compiled for spaCy: a cell's text → its tokens with lemmas and the actors found on them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.lexicon.abbreviations import ABBREVIATIONS, AMBIGUOUS, FAMILIES
from nlp.lexicon.actors import ACTORS, Actor
from nlp.lexicon.light_spacy import without_torch
from nlp.text import fold, lemma, morphology

if TYPE_CHECKING:
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# A capital after three small letters begins a new word: «образованияОО», cells glued by a converter.
_TOKEN = re.compile(r"[^\W_]+?(?<=[а-яё]{3})(?=[А-ЯЁ])|[^\W_]+|[^\w\s]|_")
# Latin letters that look Russian: «OO» typed on the wrong keyboard.
_LOOKALIKE = str.maketrans("ABCEHKMOPTXaceopxyu", "АВСЕНКМОРТХасеорхуи")
_GLUE = re.compile(r"^[A-Za-z]+$")
# The analyser does not know these words and guesses differently for each form.
_STEMS = (("тьютор", "тьютор"), ("ментор", "ментор"), ("методист", "методист"), ("наставник", "наставник"))
_SUBSTANTIVES = {"обучаться": "обучающийся", "учиться": "учащийся", "заведовать": "заведующий", "ребенок": "дети"}
_FAMILIES = tuple((re.compile(pattern), fold(name)) for pattern, name in FAMILIES)
# Words that «~» never runs over: it stays inside one clause and one actor.
_BOUNDS = [
    *',;/().:"',
    "и",
    "школа",
    "гимназия",
    "лицей",
    "педагог",
    "учитель",
    "директор",
    "руководитель",
    "#оо",
    "#оу",
]
CaseForms = frozenset[tuple[str, str]]


class Token(NamedTuple):
    """A word or sign of a cell: as printed, its key for matching, its place."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Tell whether the token is a word or a number."""
        return self.text[0].isalnum()


class Found(NamedTuple):
    """An actor on the tokens `first` … `last` (both included)."""

    actor: Actor
    first: int
    last: int


def _is_abbreviation_like(word: str) -> bool:
    return sum(c.isupper() for c in word) >= 2


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Return the folded abbreviations of the lexicon."""
    written = [w for a in ABBREVIATIONS for w in re.findall(r"[А-ЯЁ]{2,}", a.pattern)] + [
        m.abbreviation for m in AMBIGUOUS
    ]
    return frozenset(fold(w) for w in written)


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """Return what a word is matched by: «#» and the abbreviation, or the lemma.

    Two-letter abbreviations must be written in capitals («до» is a preposition); longer ones may stand small («рмо»).
    """
    folded = fold(word)
    if len(folded) > 1:
        known = folded in _vocabulary()
        if known and (_is_abbreviation_like(word) or (len(folded) > 2 and not morphology().word_is_known(folded))):
            return "#" + folded
        if len(folded) > 2 and (_is_abbreviation_like(word)):
            for pattern, name in _FAMILIES:
                if pattern.fullmatch(folded):
                    return "#" + name
    for stem, whole in _STEMS:
        if folded.startswith(stem) and len(folded) <= len(stem) + 3:
            return whole
    base = lemma(folded)
    return _SUBSTANTIVES.get(base, base)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`; Latin lookalikes inside Russian cells count as Russian letters."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word.isascii() and _GLUE.match(word):
            turned = word.translate(_LOOKALIKE)
            word = word if any(c.isascii() for c in turned) else turned
        found.append(Token(word, key(word), match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=50_000)
def cases(word: str) -> CaseForms | None:
    """Return the (number, case) pairs that a declined word may stand in; `None` where it is not declined."""
    forms = {
        (str(p.tag.number), str(p.tag.case)) for p in morphology().parse(fold(word)) if p.tag.case and p.tag.number
    }
    return frozenset(forms) or None


@lru_cache(maxsize=50_000)
def is_adjectival(word: str) -> bool:
    """Tell whether the likeliest reading of a word agrees with a noun: adjective, participle, ordinal."""
    return morphology().parse(fold(word))[0].tag.POS in {"ADJF", "PRTF"}


def _alternatives(pattern: str) -> list[list[str]]:
    """Return the keys allowed at each place of a pattern; «~» stays as it is."""
    return [["~"] if word == "~" else [key(w) for w in word.split("|")] for word in pattern.split()]


def _shapes(places: list[list[str]]) -> list[list[dict[str, Any]]]:
    shape: list[dict[str, Any]] = []
    for place in places:
        if place == ["~"]:
            shape.append({"LEMMA": {"NOT_IN": _BOUNDS}, "OP": "{0,4}"})
        else:
            shape.append({"LEMMA": {"IN": place}})
    return [shape]


@lru_cache(maxsize=1)
def _compiled() -> tuple[Vocab, PhraseMatcher, Matcher, tuple[Actor, ...]]:
    """Compile the lexicon once: plain phrases into a trie, phrases with gaps into a token matcher (ten times slower)."""
    with without_torch():
        from spacy.matcher import Matcher, PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

    vocab = Vocab()
    phrases, gapped = PhraseMatcher(vocab, attr="LEMMA"), Matcher(vocab)
    actors = (*ACTORS, *ABBREVIATIONS)
    for index, actor in enumerate(actors):
        places = _alternatives(actor.pattern)
        if ["~"] in places:
            gapped.add(str(index), _shapes(places), greedy="LONGEST")
        else:
            rows = [list(row) for row in itertools.product(*places)]
            phrases.add(str(index), [Doc(vocab, words=row, lemmas=row) for row in rows])
    return vocab, phrases, gapped, actors


def _document(vocab: Vocab, found: tuple[Token, ...]) -> Doc:
    from spacy.tokens import Doc

    keys = [t.key for t in found]
    return Doc(vocab, words=keys, lemmas=keys)


def _without_overlaps(found: Iterable[Found]) -> tuple[Found, ...]:
    """Keep the longest of overlapping actors, the first of equally long ones; order by place."""
    kept: list[Found] = []
    taken: set[int] = set()
    for item in sorted(found, key=lambda f: (f.first - f.last, f.first)):
        places = range(item.first, item.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(item)
    return tuple(sorted(kept, key=lambda f: f.first))


def actors_in(found: tuple[Token, ...], own: Iterable[Found] = ()) -> tuple[Found, ...]:
    """Return the actors on the tokens by place; `own` are the plan's own abbreviations, which win over the lexicon's."""
    if not found:
        return ()
    vocab, phrases, gapped, actors = _compiled()
    doc = _document(vocab, found)
    matches = [*phrases(doc), *gapped(doc)]
    own = tuple(own)
    held = {i for item in own for i in range(item.first, item.last + 1)}
    items = [Found(actors[int(vocab.strings[m])], a, b - 1) for m, a, b in matches]
    return _without_overlaps([*own, *(i for i in items if held.isdisjoint(range(i.first, i.last + 1)))])
