"""Names of persons in a cell: rules for what is written in full order, natasha's NER for what they leave unexplained."""

from __future__ import annotations

import importlib
import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple

from nlp.domain import Span
from nlp.text import morphology

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_SHOUT = r"[А-ЯЁ]{3,}(?:-[А-ЯЁ]{3,})?"
_INITIAL = r"(?:[А-ЯЁ]|Дж|Ю|Я)\."
_INITIALS = rf"{_INITIAL}\s?-?\s?{_INITIAL}(?:\s?{_INITIAL})?"
_OGLY = r"(?:\s(?:[Оо]глы|[Кк]ызы|угли))?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:(?:[оеё]в|ь|[аиы])ич(?:а|у|ем|е)?|(?:[оеё]вн|[иы]ничн|ичн)(?:а|ы|е|у|ой|ою))"
_TERRITORY = r"(?:[ГМ]О|МР|РФ)"  # «управление образования Сосновского ГО»
# Each rule: name, expression, example.
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (name, re.compile(expression), example)
    for name, expression, example in (
        ("surname-initials", rf"\b(?:{_WORD}|{_SHOUT})\s?{_INITIALS}{_OGLY}", "Сомова В.Я."),
        ("surname-bare-initials", rf"\b{_WORD}\s(?!{_TERRITORY}\b)[А-ЯЁ]\.?\s?[А-ЯЁ](?:\.|\b)", "Сомова В.Я"),
        ("initials-surname", rf"(?<!\w){_INITIALS}\s?(?:{_WORD}|{_SHOUT})", "В.Я. Сомова"),
        ("surname-name-patronymic", rf"\b{_WORD}\s{_WORD}\s{_PATRONYMIC}", "Сомова Вера Яновна"),
        ("name-patronymic-surname", rf"\b{_WORD}\s{_PATRONYMIC}(?:\s{_WORD})?", "Вера Яновна Сомова"),
        ("surname-initial", rf"\b{_WORD}\s[А-ЯЁ]\.(?!\s?[а-яё])", "Сомова В."),
        ("initial-surname", rf"(?<![\w.]){_INITIAL}\s?{_WORD}", "В. Сомова"),
    )
)
# A name that a school bears: «имени Героя Советского Союза И.П. Громова».
_HONOUR = re.compile(r"\b(?:[иИ]м\.|[иИ]мени|ИМЕНИ|ИМ\.)\s*(?:[^\s,;()]+\s+){0,8}?$")
_COMPLETE = re.compile(rf"{_INITIAL}\s?{_WORD}|{_WORD}\s{_INITIAL}")
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”")
_CAPITAL = re.compile(rf"\b{_WORD}\b")


_DISTRICT = re.compile(r"\s+(?:муниципальн|городск|сельск|район|округ|област|кра[йя]|республик|поселени|СОШ|ООШ|МО\b)")
_NAMES = ("Surn", "Name", "Patr")
_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]к)(?:а|у|ым|ой|е|ая|ий|ого|ому|им)?$")


class Person(NamedTuple):
    """A named person: where the name stands and which rule saw it."""

    span: Span
    rule: str


@lru_cache(maxsize=50_000)
def _grammemes(word: str) -> frozenset[str]:
    return frozenset(g for p in morphology().parse(word) for g in ("Surn", "Name", "Patr", "Geox") if g in p.tag)


@lru_cache(maxsize=50_000)
def _is_common(word: str) -> bool:
    """Tell whether a word is a known one that is no name: «Отдел», «Учителя»."""
    analyser = morphology()
    likeliest = analyser.parse(word)[0].tag
    # Surnames look like short adjectives: «Сомова».
    return bool(analyser.word_is_known(word)) and "ADJS" not in likeliest and not any(g in likeliest for g in _NAMES)


def _is_honoured(text: str, start: int) -> bool:
    """Tell whether the name at `start` is the one that a school bears; a second name after it is a person's."""
    honour = _HONOUR.search(text[max(0, start - 120) : start])
    return honour is not None and not _COMPLETE.search(honour.group())


def _is_plausible(rule: str, name: str) -> bool:
    """Tell whether a weak rule may call this a person: «Сомова В.» is one, «Школа В.» is not."""
    if rule not in {"surname-initial", "initial-surname", "surname-bare-initials"}:
        words = _CAPITAL.findall(name)
        return not words or "initials" in rule or not _is_common(words[0])
    return not any(_is_common(w) for w in _CAPITAL.findall(name))


def named_persons(text: str) -> tuple[Person, ...]:
    """Return the persons that the rules see, by place; names of schools are not among them."""
    found: list[Person] = []
    honoured: list[Span] = []
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    for rule, pattern, _ in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            taken = any(start < b and a < end for a, b in (*honoured, *(p.span for p in found)))
            inside = any(a < start and end < b for a, b in quoted)
            if taken or inside or not _is_plausible(rule, match.group()):
                continue
            if _is_honoured(text, start):
                honoured.append((start, end))
            else:
                found.append(Person((start, end), rule))
    return tuple(sorted(found))


def lone_surnames(text: str, taken: tuple[Span, ...]) -> tuple[Person, ...]:
    """Return the words that stand alone between separators and can only be surnames: «Сомова, Лебедев»."""
    found = []
    for match in re.finditer(rf"(?:^|[,;/(]|\sи)\s*({_WORD})\s*(?=$|[,;/)]|\sи\s|\s[–—-]\s)", text):
        span = match.span(1)
        name = match.group(1)
        free = all(span[1] <= a or b <= span[0] for a, b in taken)
        surname = "Surn" in _grammemes(name) or _SURNAME.search(name)
        if free and surname and not _is_common(name) and not {"Geox", "Name"} & _grammemes(name):
            found.append(Person(span, "lone-surname"))
    return tuple(found)


def unexplained(text: str, taken: tuple[Span, ...]) -> bool:
    """Tell whether capitalised words remain that may be a name and that no rule has explained.

    Names in quotes, names that schools bear and names of districts («Ключевского округа») are explained.
    """
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        free = all(end <= a or b <= start for a, b in (*taken, *quoted))
        namelike = bool(_grammemes(match.group()) & set(_NAMES)) and not _is_common(match.group())
        if free and namelike and not _DISTRICT.match(text, end) and not _is_honoured(text, start):
            return True
    return False


def _register_analyser() -> None:
    """Let pymorphy3 answer to the name pymorphy2, which natasha 1.6 imports and which needs `pkg_resources`."""
    for part in ("", ".analyzer", ".shapes", ".tagset", ".units"):
        sys.modules.setdefault("pymorphy2" + part, importlib.import_module("pymorphy3" + part))


@lru_cache(maxsize=1)
def _model() -> tuple[Any, Any]:
    """Load natasha's segmenter and NER (0.6 s, once, only where a cell needs them)."""
    _register_analyser()
    from natasha import NewsEmbedding, NewsNERTagger, Segmenter

    return Segmenter(), NewsNERTagger(NewsEmbedding())


@lru_cache(maxsize=20_000)
def persons_by_model(text: str) -> tuple[Person, ...]:
    """Return the persons that the NER sees in `text`, by place (60–200 texts/s on a busy core, cached)."""
    segmenter, tagger = _model()
    from natasha import PER, Doc

    doc = Doc(text)
    doc.segment(segmenter)
    doc.tag_ner(tagger)
    return tuple(
        Person((s.start, s.stop), "ner") for s in doc.spans if s.type == PER and not _is_honoured(text, s.start)
    )
