"""Lines of a plan without a table: item number, own text and labelled cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.domain import Paragraph
from nlp.lexicon.hints import is_deadline_like
from nlp.segment.numbering import parts, split_number
from nlp.text import fold

_LABEL_WORDS = (
    (
        "deadline",
        r"(?:планов\w+ |предполагаем\w+ )?срок\w*(?: \w+){0,2}|когда|период(?: \w+){0,2}|время(?: \w+){0,2}"
        r"|дата(?: (?:проведения|исполнения|реализации|выполнения|начала|окончания))?",
    ),
    (
        "executors",
        r"(?:ответственн\w+|исполнител\w+|соисполнител\w+)(?: \w+){0,3}|кто(?: \w+){0,2}|отвеча\w+|отв\.?",
    ),
    (
        "outcome",
        r"(?:ожидаем\w+ |планируем\w+ |конечн\w+ )?(?:результат\w*|итог\w*|эффект|выход|продукт|показател\w*|индикатор\w*)"
        r"(?: \w+){0,2}|что получим|целев\w+ \w+",
    ),
    ("text", r"мероприяти[ея]|содержание(?: \w+){0,2}|что делаем"),
)
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.;,)»\s(]))(?:[-–—•*]\s*)?(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _LABEL_WORDS)
    + r")\s*(?::|\s[-–—]\s)\s*",
)
_OPENED = re.compile(r"\(([^()]{3,60})$")
BULLET = re.compile(r"^[-–—•*·]\s*")
PAGE_NUMBER = re.compile(r"^(?:стр(?:аница|\.)?\s*)?[-–—\s]*\d{1,3}[-–—\s]*(?:из \d+)?$")
_TITLE = re.compile(
    r"^(?!(?:\d|[ivx]+\.|раздел|этап|направлени|блок).*дорожной карты)"  # a heading: «IV. Контроль дорожной карты»
    r"[\"(]*(?:\S+ ){0,3}?[\"(]*(?:дорожн\w+ карт|план\w* (?:основных |первоочередных )?мероприяти|комплекс\w* (?:мер|мероприят)"
    r"|план[- ](?:график\w*|работ\w*))"
)

# How far around a label its neighbours are looked for: blanks are single in cleaned texts.
_NEAR = 20


@dataclass(frozen=True)
class Item:
    """One line of the plan split into its item number, its own text and its labelled cells."""

    number: str | None
    text: str
    labelled: tuple[tuple[str, str], ...]
    line: Paragraph


def is_title(text: str) -> bool:
    """Tell whether a line is the title of a plan: «План мероприятий («дорожная карта»)…»."""
    return len(text) < 500 and bool(_TITLE.match(fold(text)))


def read_item(line: Paragraph) -> Item:
    """Split one line: «1. Провести опрос. Срок: май. Ответственный: ОО» → number, text, cells."""
    number, text = line.number, line.text
    if not number:
        number, text = split_number(text)
    elif not parts(number):  # a reader's bullet
        number, text = None, f"- {text}"
    own, labelled = split_labels(text)
    return Item(number, own, labelled, line)


def split_labels(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Split «Провести опрос. Срок: май. Ответственный: ОО» into its own words and its cells, role and text of each."""
    folded = fold(text)
    labels = [
        m
        for m in _LABEL.finditer(folded)
        if m.start() == 0
        or folded[max(m.start() - _NEAR, 0) : m.start()].rstrip()[-1:] in '.;,)»("'
        or text[m.start() : m.start() + _NEAR].lstrip("-–—•* ")[:1].isupper()
    ]
    labelled = []
    for i, found in enumerate(labels):
        end = labels[i + 1].start() if i + 1 < len(labels) else len(text)
        labelled.append((str(found.lastgroup), _unbracketed(text[found.end() : end].strip(" ;,"))))
    own = text[: labels[0].start()].strip(" ;(") if labels else text
    # «(февраль 2023 г., отв. – РМК)»: what opens the bracket is the deadline.
    if labels and "deadline" not in dict(labelled) and (opened := _OPENED.search(own)) and is_deadline_like(opened[1]):
        own, labelled = own[: opened.start()].rstrip(), [("deadline", opened[1].strip(" ,")), *labelled]
    return own, tuple(labelled)


def _unbracketed(text: str) -> str:
    """Drop the bracket that closed «(срок: …; результат: …).» around labelled cells."""
    return text.rstrip(" .").removesuffix(")") if text.count(")") > text.count("(") else text


def without_furniture(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Drop page numbers and running heads: lines that repeat beside page numbers, repeated titles."""
    counts = Counter(line.text for line in lines)
    numbers = {i for i, line in enumerate(lines) if PAGE_NUMBER.match(line.text) and not line.number}
    beside = {lines[i + d].text for i in numbers for d in (-1, 1) if 0 <= i + d < len(lines)}
    seen: set[str] = set()
    kept: list[Paragraph] = []
    for i, line in enumerate(lines):
        repeated = counts[line.text] > 1 and not line.number
        again = line.text in seen and (line.text in beside or is_title(line.text))
        running = repeated and (again or not numbers.isdisjoint((i - 1, i + 1)))
        if i not in numbers and not running:
            kept.append(line)
        seen.add(line.text)
    return kept
