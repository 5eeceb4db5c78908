"""Russian text: cleaning, folding, tokens, lemmas and numbering prefixes."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from razdel import tokenize

if TYPE_CHECKING:
    import pymorphy3

# Only tags that converters leave behind; «<5 человек» and «<...>» stay.
_TAG = re.compile(
    r"</?(?:p|ul|ol|li|br|i|b|u|em|strong|span|div|sup|sub|font|h[1-6]|table|tbody|thead|tr|td|th|a|s)\b[^<>]*>", re.I
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e]")
_SPACE = re.compile(r"\s+")
_FOLD = str.maketrans(
    {"ё": "е", "Ё": "е", **dict.fromkeys("–—−‐‑‒―", "-"), **dict.fromkeys("«»„“”‟″", '"'), "\u00a0": " "}
)


def clean(text: str) -> str:
    """Return `text` without markup residue and invisible characters, white space single.

    Nothing else changes: letters, dashes and quotes stay as printed.
    """
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    text = _INVISIBLE.sub("", text.replace("**", ""))
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """Lower `text` and unify ё, dashes and quotes; the length stays, so spans stay true."""
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of `text` in order, without punctuation."""
    return tuple(t.text for t in tokenize(fold(text)) if any(c.isalnum() for c in t.text))


@lru_cache(maxsize=1)
def morphology() -> pymorphy3.MorphAnalyzer:
    """Return the one morphological analyser of the process (0.2 s to build)."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """Return the dictionary form of one word, folded; unknown words come back guessed."""
    return lemma_readings(word)[0]


@lru_cache(maxsize=20_000)
def lemma_readings(word: str) -> tuple[str, ...]:
    """Return the dictionary forms that one word may have, folded, likeliest first: «данные» of «дать» and of «данные»."""
    try:
        return tuple(dict.fromkeys(fold(parse.normal_form) for parse in morphology().parse(word)))
    except ValueError:  # pymorphy asks for the Unicode name of each letter, and some have none
        return (word,)


def lemmas(text: str) -> tuple[str, ...]:
    """Return the lemmas of the words of `text` in order."""
    return tuple(lemma(word) for word in words(text))
