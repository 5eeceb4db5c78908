"""A cell of deadlines → windows and recurrence (codebook, section 3)."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.domain import Deadline, Mention, Recurrence, Window
from nlp.lexicon.dates import unmixed
from nlp.lexicon.periods import periods
from nlp.lexicon.recurrence import Sign, signs
from nlp.lexicon.windows import plan_of, written
from nlp.lexicon.years import windows
from nlp.text import fold

_EMPTY = re.compile(
    r"\W*+(?:_+|нет(?: данных)?|не указан[аоы]?|не определен[аоы]?|не установлен[аоы]?|без срока|без указания срока)?\W*"
)
# The plain frequencies; of several the first in the text counts, and all go before «ежегодно» and «постоянно».
_FREQUENCIES = ("monthly", "quarterly", "term")
_REST: tuple[Recurrence, ...] = ("yearly", "ongoing", "event")


@lru_cache(maxsize=100_000)
def deadline(text: str, period: tuple[str, str] | None) -> Deadline:
    """Return the windows and the recurrence that a deadline cell states.

    Args:
        text: the cell as printed and cleaned; a cell without a word is «missing».
        period: the plan's period as ISO dates, from which deadlines without a year take theirs; None where unknown.

    Returns:
        The deadline. Its mentions carry spans of `text`, «window» or the recurrence as label, and the rule's name.
        A cell with words in which nothing was recognised has no mentions (and is not «missing»): tell the user.
    """
    if _EMPTY.fullmatch(fold(text)):
        return Deadline(text=text)
    found, rest = signs(unmixed(fold(text)))
    claims = periods(rest)
    plan = plan_of(period)
    stated = written(windows(claims, plan))
    if claims or not all(sign.weak for sign in found):
        found = tuple(sign for sign in found if not sign.weak)
    recurrence = _recurrence(found)
    mentions = [Mention(label="window", span=claim.span, rule=claim.rule) for claim in claims]
    mentions += [Mention(label=sign.label, span=sign.span, rule=sign.rule) for sign in found]
    return Deadline(
        text=text,
        windows=stated or _implied(recurrence, period),
        recurrence=recurrence,
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.span, mention.label))),
    )


def _recurrence(found: tuple[Sign, ...]) -> Recurrence:
    """Choose: the first frequency, else yearly, else ongoing, else what the deadline depends on."""
    labels = [sign.label for sign in found]
    for label in labels:
        if label in _FREQUENCIES:
            return label
    return next((label for label in _REST if label in labels), "none")


def _implied(recurrence: Recurrence, period: tuple[str, str] | None) -> tuple[Window, ...]:
    """Return the plan's whole period for what goes on or comes back without saying when."""
    return (period,) if period is not None and recurrence not in ("none", "event") else ()
