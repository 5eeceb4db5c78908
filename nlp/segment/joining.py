"""Mending texts that a page break has cut: words, hyphens, repeated tails, slipped sentences."""

from __future__ import annotations

import re

from nlp.lexicon.hints import is_action_like
from nlp.text import fold, mend

_ACTION_INSIDE = re.compile(r"\s(?=[А-ЯЁ][а-яё]+(?:ение|ание|ация|ятие|ка|из|инг|ство|ар|ия|ть)\b)")
_SLIPPED = re.compile(r"^(?P<tail>[а-яё(][^.!?]{2,400}[.!?])\s+(?P<rest>[А-ЯЁ«\"].*)$", re.S)
_OPEN_END = re.compile(
    r"(?:[,:\-–—(«/]|\b(?:и|в|во|на|по|с|со|к|о|об|от|из|для|при|за|или|не|у|до|через|между|над|под|без|их|а также"
    r"|том числе|базе|уровне|основе|рамках|цель?ю?|числе|соответствии|течение|счет|средств[ао]м?|части))$"
)

_LONGEST_OPEN_END = 30
_LONGEST_WORD = 80
# Ten pages: what would still be added to such a text belongs to no measure, and adding takes the square of its length.
LONGEST_TEXT = 20_000


def join(left: str, right: str) -> str:
    """Join two fragments of one cell, mending a word or a hyphenation cut between them.

    A fragment that only repeats the end of the left one is dropped: converters print cut lines twice.
    """
    if not left or not right:
        return left or right
    if len(right) >= 4 and _repeats_end(left, squash(right)):
        return left
    return mend(left, right)


def _repeats_end(left: str, squashed: str) -> bool:
    """Tell whether a text ends with the letters given; only as much of its end is squashed as they need."""
    size = 2 * len(squashed) + 20
    while (end := squash(left[-size:])) and len(end) < len(squashed) and size < len(left):
        size *= 4
    return end.endswith(squashed)


def squash(text: str) -> str:
    """Return the folded letters and digits of `text`, for comparing texts apart from their spacing."""
    return re.sub(r"[^\w]+", "", fold(text))


def starts_inside(text: str) -> bool:
    """Tell whether a text begins in the middle of a sentence: with a small letter or a closing mark."""
    head = text.lstrip("«\"'( ")
    return bool(head) and (head[0].islower() or text[0] in ",.;:)»–—-•*·")


def ends_open(text: str) -> bool:
    """Tell whether a text cannot be complete: it ends with a comma, a hyphen, a preposition."""
    return bool(_OPEN_END.search(fold(text.rstrip()[-_LONGEST_OPEN_END:])))


def ends_closed(text: str) -> bool:
    """Tell whether a text ends as a finished sentence does."""
    return text.rstrip().endswith((".", "!", "?", ";", ".»", ".)"))


def slipped(text: str) -> tuple[str, str] | None:
    """Split off the end of the previous row that slipped into this one: («…района.», «Создание…»)."""
    found = _SLIPPED.match(text)
    if found:
        return found["tail"], found["rest"]
    for cut in _ACTION_INSIDE.finditer(text):
        if is_action_like(text[cut.end() : cut.end() + _LONGEST_WORD]):
            return text[: cut.start()], text[cut.end() :]
    return None


def slipped_cell(text: str) -> tuple[str, str] | None:
    """Split a cell beside a slipped text at its first capital: («отношения к учению», «Сборник…»)."""
    found = re.match(r"^([^А-ЯЁ]{3,}?)\s+([А-ЯЁ].*)$", text)
    return (found[1], found[2]) if found and starts_inside(text) else None
