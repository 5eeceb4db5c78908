"""Recogniser of recurrences: which phrases of a text tell how often, for how long, or after what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.domain import Recurrence, Span
from nlp.lexicon.frequency import COUNTED, ONGOING, RECURRING, Rule
from nlp.lexicon.occasions import OCCASIONS

# In this order: a phrase that a rule masks is no longer seen by the rules below it.
_RULES: tuple[Rule, ...] = (*COUNTED, *RECURRING, *ONGOING, *OCCASIONS)
# Most cells are months, days and years («с 1 по 15 апреля 2022 г.») and hold no such phrase; this spares them the rules.
_PLAIN = re.compile(
    r"[\W\d_]*(?:(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]{0,2}(?![а-я])[\W\d_]*"
    r"|(?:г|до|с|по|и)(?![а-я])[\W\d_]*|(?<=\d )года?(?![а-я])[\W\d_]*)*"
)
# Stands for the letters of a recognised phrase; the grammar of periods reads it as a word it does not know.
_MASK = "¤"


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase that tells a recurrence: its label, its place, the rule that read it.

    A `weak` sign counts only where the text says nothing stronger: «в рамках декады» beside «октябрь» tells no time.
    """

    label: Recurrence
    span: Span
    rule: str
    weak: bool = False


def signs(folded: str) -> tuple[tuple[Sign, ...], str]:
    """Return the signs of recurrence in a folded text, in order, and the text with their phrases masked.

    The masked text has the same length, so that spans found in it are true.
    """
    if _PLAIN.fullmatch(folded):
        return (), folded
    found: list[Sign] = []
    text = folded
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            label = rule.label if isinstance(rule.label, str) else rule.label(match)
            phrase = match.group()
            start, end = match.span()
            found.append(Sign(label, (start + len(phrase) - len(phrase.lstrip()), end), rule.name, rule.weak))
            if rule.mask:
                text = f"{text[:start]}{_MASK * (end - start)}{text[end:]}"
    return tuple(sorted(found, key=lambda sign: sign.span)), text
