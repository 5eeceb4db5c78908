"""Misspelt words: the known lemma one slip of the pen away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nlp.text import lemma, morphology

_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
MIN_LETTERS = 5  # shorter words have too many neighbours: «план», «клан», «плац»


def respell(word: str, frequency: Callable[[str], int]) -> str | None:
    """Return the known lemma nearest to a misspelt word, or `None`.

    One slip is a letter left out, added, replaced, or two neighbours swapped («монитринг», «семенар»).
    Words of the dictionary are never taken for misspelt, known to the index or not.

    Args:
        word: a folded word.
        frequency: gives the number of texts that hold a lemma; of several neighbours the most frequent wins,
            then the alphabet.
    """
    if len(word) < MIN_LETTERS or not word.isalpha() or morphology().word_is_known(word):
        return None
    guess = lemma(word)
    near = {form for form in _slips(guess) if len(form) >= MIN_LETTERS - 1 and frequency(form)}
    if not near:  # an inflected misspelling may be guessed wrong: try its forms as printed
        known = (form for form in _slips(word) if morphology().word_is_known(form))
        near = {found for found in map(lemma, known) if frequency(found)}
    return min(near, key=lambda form: (-frequency(form), form), default=None)


def _slips(word: str) -> Iterator[str]:
    """Yield every string one slip away from `word`, some of them twice."""
    for i in range(len(word) + 1):
        left, right = word[:i], word[i:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
