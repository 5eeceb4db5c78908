"""The action at the head of a measure: frame words are transparent, the first content words decide."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.text import words

# Lemmas that frame an action without naming it (codebook, section 1): «Организация и проведение семинара».
FRAME_WORDS = frozenset(
    words(
        "организация проведение обеспечение осуществление реализация участие организовать провести проводить обеспечить "
        "осуществить принять содействие продолжение продолжить работа деятельность мероприятие комплекс мера система "
        "вопрос цель рамка и в во на по с со к ко о об у для при через из от за до а также или не"
    )
)


def head(lemmas: Sequence[str], n: int = 3) -> tuple[str, ...]:
    """Return the first `n` lemmas that are neither frame words nor numbers: what is done, to what."""
    content = (lemma for lemma in lemmas if lemma not in FRAME_WORDS and not lemma.isdigit())
    return tuple(lemma for lemma, _ in zip(content, range(n), strict=False))
