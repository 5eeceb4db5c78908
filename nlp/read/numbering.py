"""Automatic numbers: the lists of numbering.xml, counted in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_N_LEVELS = 9
# Word leaves ё, й, ъ, ы, ь out of lettered lists.
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
BULLET = "-"
# Python refuses to convert numbers of more than 4,300 digits.
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list; `restart` is the 1-based level that restarts it, 0 for never."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    style: str | None = None
    restart: int | None = None
    legal: bool = False


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A w:num: its levels, whose counters it shares, and the levels that it starts anew."""

    abstract: str
    levels: Mapping[int, Level]
    anew: tuple[int, ...] = ()


def in_format(number: int, number_format: str) -> str:
    """Write a number the way a list does: 4 → «iv», «г», «d», «04».

    Unknown formats are written as decimals, «none» as nothing.
    """
    if number_format == "none":
        return ""
    if number_format == "decimalZero":
        return f"{number:02d}"
    if number_format in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman.upper() if number_format == "upperRoman" else roman
    for suffix, alphabet in (("Letter", _LATIN), ("russian", _RUSSIAN)):
        if suffix in number_format and 0 < number <= 780:
            # After the last letter a list doubles: я, аа, бб.
            letters = alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)
            return letters.upper() if "pper" in number_format else letters
    return str(number)


def _roman(number: int) -> str:
    digits = ""
    for value, sign in _ROMAN:
        digits += sign * (number // value)
        number %= value
    return digits


class Numbering:
    """Counts the lists of one document; paragraphs must be asked for in reading order."""

    def __init__(self, lists: Mapping[str, ListDefinition]) -> None:
        self._lists = lists
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[str] = set()

    def label(self, list_id: str, level: int) -> str:
        """Count a paragraph and return its printed number, «-» for bullets, "" for none."""
        definition = self._lists.get(list_id)
        if definition is None or level not in definition.levels:
            return ""
        counters = self._counters.setdefault(definition.abstract, [None] * _N_LEVELS)
        if list_id not in self._started:
            self._started.add(list_id)
            for anew in definition.anew:
                counters[anew] = None
        own, count = definition.levels[level], counters[level]
        counters[level] = own.start if count is None else count + 1
        for deeper in range(level + 1, _N_LEVELS):
            restart = definition.levels.get(deeper, own).restart
            if restart is None or level < restart:
                counters[deeper] = None
        if own.number_format == "bullet":
            return BULLET
        return _print(own, definition.levels, counters)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """Return the level that a list ties to a paragraph style."""
        definition = self._lists.get(list_id)
        levels = definition.levels.items() if definition else ()
        return next((i for i, level in levels if level.style == style), None)


def _print(own: Level, levels: Mapping[int, Level], counters: list[int | None]) -> str:
    def number(found: re.Match[str]) -> str:
        i = int(found[1]) - 1
        level = levels.get(i, Level())
        count = counters[i]
        return in_format(level.start if count is None else count, "decimal" if own.legal else level.number_format)

    return re.sub(r"%([1-9])", number, own.text).replace("\u00a0", " ").strip()


def read_lists(root: etree._Element | None, style_lists: Mapping[str, str]) -> dict[str, ListDefinition]:
    """Read numbering.xml: list id → definition.

    Args:
        root: the part's root, None where a document has no lists.
        style_lists: numbering style id → list id, for lists that refer to a style.
    """
    if root is None:
        return {}
    abstracts = {a.get(f"{W}abstractNumId", ""): a for a in root.iterchildren(f"{W}abstractNum")}
    nums = {n.get(f"{W}numId", ""): n for n in root.iterchildren(f"{W}num")}
    lists = {}
    for list_id, num in nums.items():
        abstract_id = _linked(_child_value(num, "abstractNumId") or "", abstracts, nums, style_lists)
        abstract = abstracts.get(abstract_id)
        levels = {} if abstract is None else {_ilvl(lvl): _level(lvl) for lvl in abstract.iterchildren(f"{W}lvl")}
        anew = []
        for override in num.iterchildren(f"{W}lvlOverride"):
            i = _ilvl(override)
            lvl, start = override.find(f"{W}lvl"), _child_value(override, "startOverride")
            level = levels.get(i, Level()) if lvl is None else _level(lvl)
            levels[i] = level if start is None else _started_at(level, _number(start))
            if start is not None:
                anew.append(i)
        lists[list_id] = ListDefinition(abstract_id, levels, tuple(anew))
    return lists


def _linked(
    abstract_id: str,
    abstracts: Mapping[str, etree._Element],
    nums: Mapping[str, etree._Element],
    style_lists: Mapping[str, str],
) -> str:
    """Follow w:numStyleLink from a list without levels to the one that has them."""
    for _ in range(4):
        abstract = abstracts.get(abstract_id)
        link = None if abstract is None else _child_value(abstract, "numStyleLink")
        num = nums.get(style_lists.get(link, "")) if link else None
        if num is None:
            break
        abstract_id = _child_value(num, "abstractNumId") or abstract_id
    return abstract_id


def _level(lvl: etree._Element) -> Level:
    restart = _child_value(lvl, "lvlRestart")
    legal = lvl.find(f"{W}isLgl")
    # A custom format stands in mc:AlternateContent; its fallback is found by iterating.
    formats = [f.get(_VAL, "decimal") for f in lvl.iter(f"{W}numFmt")]
    return Level(
        start=_number(_child_value(lvl, "start"), 0),
        number_format="decimal" if not formats or formats[-1] == "custom" else formats[-1],
        text=_child_value(lvl, "lvlText") or "",
        style=_child_value(lvl, "pStyle"),
        restart=None if restart is None else _number(restart),
        legal=legal is not None and legal.get(_VAL, "1") not in ("0", "false", "off"),
    )


def _started_at(level: Level, start: int) -> Level:
    return Level(start, level.number_format, level.text, level.style, level.restart, level.legal)


def _child_value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(_VAL)


def _ilvl(element: etree._Element) -> int:
    return min(max(_number(element.get(f"{W}ilvl")), 0), _N_LEVELS - 1)


def _number(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text is not None and len(text) <= _LONGEST_NUMBER else default
    except ValueError:
        return default


def whole_number(text: str | None) -> int | None:
    """Return what an attribute counts, None where it is no number that an office program writes."""
    is_number = text is not None and len(text) <= _LONGEST_NUMBER and text.isascii() and text.isdecimal()
    return int(text) if is_number and text is not None else None
