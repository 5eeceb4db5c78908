"""A row that enumerates → its parts; a row → a short quotation without names of persons."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.lexicon.persons import named_persons
from nlp.text import words

# «Организация работы по вопросам: - ведение сайта; - встречи с родителями» · «Обсуждение задач. Разработка плана»
_SENTENCE = re.compile(r"(?<=[а-яё)»])\.\s+(?=[А-ЯЁ])")
_ITEM = re.compile(r"[:;]\s*(?:[-–—•]\s+|(?:\d{1,2}|[а-е])\)\s+)?|\s•\s+|(?:^|\s)(?:\d{1,2}|[а-е])\)\s+")
# «: - выполнение программ - результаты»: once a list has begun with a dash, dashes part its items.
_DASHED = re.compile(r":\s*[-–—]\s")
_DASHED_ITEM = re.compile(rf"{_ITEM.pattern}|\s[-–—]\s+")
# An item of a list says what the action is done to; the action stands before the list.
_LEAD = 7
# A patronymic gives a name away even where the surname is an ordinary word: «директором Сомовой Верой Яновной».
_PATRONYMIC = re.compile(
    r"(?:[А-ЯЁ][а-яё]+\s){0,2}[А-ЯЁ][а-яё]+(?:(?:[оеё]в|[иь])ич|[оеё]вн|[иы]ничн)(?:а|у|ы|е|ой|ою|ем|ом)?\b(?:\s[А-ЯЁ][а-яё]+)?"
)
_QUOTES = str.maketrans('«»"', "„““")


class Clause(NamedTuple):
    """A part of a row: how it is read, with the action that stands before the list, and how it is quoted."""

    read: str
    said: str


def clauses(text: str) -> tuple[Clause, ...]:
    """Split a row that enumerates into its parts; a row without parts gives none.

    Sentences stand by themselves, items of a list keep the words that open their sentence. Parts of fewer
    than two words are left out: they name a topic, not an action.
    """
    parts: list[Clause] = []
    for sentence in _SENTENCE.split(text):
        item_mark = _DASHED_ITEM if _DASHED.search(sentence) else _ITEM
        first, *items = (p.strip(" .,;:-–") for p in item_mark.split(sentence))
        lead = " ".join(first.split()[:_LEAD])
        parts.extend((Clause(first, first), *(Clause(f"{lead} {item}", item) for item in items)))
    kept = tuple(p for p in parts if len(words(p.said)) >= 2)
    return kept if len(kept) > 1 else ()


def without_persons(text: str) -> str:
    """Return `text` without the names of persons in it; a bracket left empty goes too."""
    for person in sorted(named_persons(text), key=lambda p: p.span, reverse=True):
        start, end = person.span
        text = text[:start] + text[end:]
    text = _PATRONYMIC.sub("", text)
    text = re.sub(r"\(\s*[,;]?\s*\)", "", text)
    return re.sub(r"\s+([,.;)])", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,;")


def quoted(text: str, at_most: int = 110) -> str:
    """Return a quotation of at most `at_most` characters, cut between words, in «…», without names of persons."""
    short = without_persons(text).strip(" .;:,")
    if len(short) > at_most:
        short = short[: at_most + 1].rsplit(" ", 1)[0].rstrip(" .;:,-–") + "…"
    return f"«{short.translate(_QUOTES)}»"
