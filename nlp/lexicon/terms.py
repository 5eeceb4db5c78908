"""Terms of the catalogues as stems: «рабоч групп» is found in «о муниципальной рабочей группе»."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nlp.text import fold

# Words of a term may stand this far apart: «координацию всех работ возложить».
WINDOW = 3


@lru_cache(maxsize=4096)
def stems(term: str) -> tuple[tuple[str, bool], ...]:
    """Split a term into (folded stem, whole word?): abbreviations in capitals («СОП») are never stems."""
    return tuple((fold(word), word.isupper() or word.isdigit()) for word in term.split())


def position(term: str, words: Sequence[str]) -> int | None:
    """Return where a term begins among folded `words`, None where it does not stand.

    The words of the term must follow in order, each within WINDOW words of the one before.
    """
    wanted = stems(term)
    for start, word in enumerate(words):
        if wanted and _fits(word, wanted[0]) and _follows(words, start, wanted[1:]):
            return start
    return None


def _follows(words: Sequence[str], start: int, rest: Sequence[tuple[str, bool]]) -> bool:
    for stem in rest:
        near = range(start + 1, min(start + 1 + WINDOW, len(words)))
        place = next((i for i in near if _fits(words[i], stem)), None)
        if place is None:
            return False
        start = place
    return True


def _fits(word: str, stem: tuple[str, bool]) -> bool:
    text, whole = stem
    return word == text if whole else word.startswith(text)
