"""Paragraph and character styles of a Word document, resolved through their bases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from nlp.read.limits import too_large
from nlp.read.numbering import W, whole_number
from nlp.read.printed import VAL, is_on

_HEADING = re.compile(r"(?:heading|заголовок)\s*[1-9]$", re.I)
_CONTENTS = re.compile(r"(?:toc|оглавление)\s*[1-9]$", re.I)
_MAX_BASES = 20
# Word's own limit is 4,079 used styles.
_MAX_STYLES = 10_000


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says about a paragraph: heading, line of a table of contents, list and level."""

    heading: bool = False
    contents: bool = False
    hidden: bool = False
    list_id: str | None = None
    level: int | None = None
    list_style: str | None = None


PLAIN = Style()


def read_styles(root: etree._Element | None) -> tuple[dict[str, Style], frozenset[str], dict[str, str]]:
    """Read styles.xml.

    Returns:
        Paragraph styles by id (the default one under "" too), ids of hidden character styles, and
        numbering style id → list id.

    Raises:
        LimitError: more styles than Word itself allows.
    """
    elements = {} if root is None else {s.get(f"{W}styleId", ""): s for s in root.iterchildren(f"{W}style")}
    if len(elements) > _MAX_STYLES:
        raise too_large(f"в нём больше {_MAX_STYLES} стилей")
    paragraphs, hidden, lists = {}, set(), {}
    for style_id, element in elements.items():
        kind = element.get(f"{W}type", "paragraph")
        if kind == "paragraph":
            paragraphs[style_id] = _resolve(style_id, elements)
            if element.get(f"{W}default") in ("1", "true", "on"):
                paragraphs[""] = paragraphs[style_id]
        elif kind == "character" and is_on(element.find(f"{W}rPr/{W}vanish")):
            hidden.add(style_id)
        elif kind == "numbering":
            link = element.find(f"{W}pPr/{W}numPr/{W}numId")
            if link is not None:
                lists[style_id] = link.get(VAL, "")
    return paragraphs, frozenset(hidden), lists


def _resolve(style_id: str, elements: Mapping[str, etree._Element]) -> Style:
    heading: bool | None = None
    contents = hidden = False
    list_id, level, list_style = None, None, None
    current: str | None = style_id
    for _ in range(_MAX_BASES):
        element = elements.get(current) if current is not None else None
        if element is None:
            break
        name, outline = _value(element, "name") or "", _value(element, f"pPr/{W}outlineLvl")
        contents = contents or bool(_CONTENTS.match(name))
        hidden = hidden or is_on(element.find(f"{W}rPr/{W}vanish"))
        if heading is None and (outline is not None or _HEADING.match(name)):
            heading = outline is None or is_outline(outline)
        if list_id is None:
            list_id = _value(element, f"pPr/{W}numPr/{W}numId")
            list_style = current if list_id is not None else None
        if level is None:
            level = level_number(_value(element, f"pPr/{W}numPr/{W}ilvl"))
        current = _value(element, "basedOn")
    return Style(bool(heading), contents, hidden, list_id, level, list_style)


def is_outline(level: str | None) -> bool:
    """Tell whether an outline level is a heading's: 0–8; 9 is body text."""
    number = whole_number(level)
    return number is not None and number <= 8


def level_number(text: str | None) -> int | None:
    """Return a list level 0–8, None where it is not given or no number."""
    number = whole_number(text)
    return None if number is None else min(number, 8)


def _value(element: etree._Element, path: str) -> str | None:
    child = element.find(f"{W}{path}")
    return None if child is None else child.get(VAL)
