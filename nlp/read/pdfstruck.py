"""Struck-out text: letters with a rule through them, as tracked deletions are printed, are no text of the plan."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from nlp.read.pdfpage import Glyph, Ink, Rule

# Shares of the size: how high above the baseline a striking rule runs, and how exactly it begins and ends with letters.
_LOWEST, _HIGHEST, _END = 0.15, 0.45, 0.35
# Points: a rule that ends at an upright one is a table's.
_TOUCH = 1.5


def unstruck(ink: Ink) -> Ink:
    """Return a page's ink without the letters that rules plainly strike and without these rules."""
    glyphs = sorted((g for g in ink.glyphs if g.turn == 0 and not g.text.isspace()), key=lambda g: g.base)
    if not glyphs or not ink.horizontal:
        return ink
    bases = [g.base for g in glyphs]
    reach = _HIGHEST * max(g.size for g in glyphs)
    struck: set[Glyph] = set()
    rules: set[Rule] = set()
    for rule in ink.horizontal:
        near = glyphs[bisect_left(bases, rule.at) : bisect_right(bases, rule.at + reach)]
        letters = [g for g in near if rule.start < g.x < rule.end and _is_through(rule, g)]
        if letters and _is_strike(rule, letters) and not _is_side(rule, ink.vertical):
            struck.update(letters)
            rules.add(rule)
    if not struck:
        return ink
    return replace(
        ink,
        glyphs=tuple(g for g in ink.glyphs if g not in struck),
        horizontal=tuple(r for r in ink.horizontal if r not in rules),
        n_struck=len(struck),
    )


def _is_through(rule: Rule, glyph: Glyph) -> bool:
    return _LOWEST * glyph.size <= glyph.base - rule.at <= _HIGHEST * glyph.size


def _is_strike(rule: Rule, letters: Sequence[Glyph]) -> bool:
    """Tell whether a rule begins and ends with the letters, and they fill it."""
    size = median(g.size for g in letters)
    start, end = min(g.x0 for g in letters), max(g.x1 for g in letters)
    ends = max(abs(start - rule.start), abs(end - rule.end)) <= _END * size
    return ends and 2 * sum(g.x1 - g.x0 for g in letters) > rule.end - rule.start


def _is_side(rule: Rule, upright: Sequence[Rule]) -> bool:
    return any(
        min(abs(r.at - rule.start), abs(r.at - rule.end)) < _TOUCH and r.start - _TOUCH < rule.at < r.end + _TOUCH
        for r in upright
    )
