"""Ruling lines of a scanned page: found in the picture as long thin strokes, and wiped out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.pdfpage import Rule
from nlp.read.scanclean import Picture
from nlp.read.scanparts import parts_of

# Inches. A stroke shorter than this belongs to a letter; a thicker one is shading or bold print.
_SHORTEST = 0.26
_SHORTEST_RULE = 0.32
# A row with one line of small print is so high.
_LOWEST = 0.12
_THICKEST = 0.045
# Letters in a row may look like a stroke; they have more ink than this share right above or below it.
_SURE = 1.5
_BESIDE = 0.3
# A line may waver by this; a longer or steeper one is cut into pieces.
_WAVER = 0.012
_N_PIECES = 6
# A break in a faint line is no longer.
_BREAK = 0.12
_POINTS = 72
# Points: a shorter line that meets no other is none; lines that end so near each other meet.
_LONG_ALONE = 60.0
_NEAR = 4.0
_TOUCHING = 1.5


class Ruled(NamedTuple):
    """The ruling lines of a page in points, and a mask of the ink that draws them."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    mask: Picture


def ruling_lines(ink: Picture, dpi: float) -> Ruled:
    """Find the ruling lines of an upright page.

    Args:
        ink: mask of the page's ink.
        dpi: dots to the inch.
    """
    turned = np.asarray(cv2.transpose(ink), np.uint8)
    horizontal, level = _rules(_strokes(ink, _SHORTEST * dpi), ink, dpi)
    vertical, upright = _rules(_strokes(turned, _SHORTEST * dpi), turned, dpi)
    horizontal, vertical = _meeting(horizontal, vertical), _meeting(vertical, horizontal)
    more, small = _between(np.asarray(cv2.subtract(turned, upright), np.uint8), horizontal, dpi)
    mask = cv2.bitwise_or(level, cv2.transpose(cv2.bitwise_or(upright, small)))
    return Ruled(horizontal, (*vertical, *more), np.asarray(mask, np.uint8))


def _between(ink: Picture, ends: tuple[Rule, ...], dpi: float) -> tuple[tuple[Rule, ...], Picture]:
    """Find the sides of cells one line of text high: short strokes from one ruling line to the next.

    Args:
        ink: mask of what is left, lying on its side.
        ends: the horizontal lines of the page.
        dpi: dots to the inch.
    """
    mask = np.zeros_like(ink)
    rules: list[Rule] = []
    if not ends:
        return (), mask
    strokes = _strokes(ink, _LOWEST * dpi)
    scale = _POINTS / dpi
    for top, bottom in _bands(strokes):
        parts = parts_of(strokes[top:bottom])
        kept = np.zeros(len(parts.stats), np.uint8)
        for k, (x, y, w, h, area) in enumerate(parts.stats[1:].tolist(), 1):
            rule = Rule((top + y + h / 2) * scale, x * scale, (x + w) * scale)
            if w < _LOWEST * dpi or area > _THICKEST * dpi * w:
                continue
            if not all(any(_ends_at(rule, place, end) for end in ends) for place in (rule.start, rule.end)):
                continue
            if not _runs_through_text(ink, (x, top + y, w, h), dpi):
                kept[k] = 255
                rules.append(rule)
        if kept.any():
            mask[top:bottom] = kept[parts.labels]
    return tuple(rules), mask


def _bands(strokes: Picture) -> Iterator[tuple[int, int]]:
    """Yield the stretches of rows that are not empty: strokes are few, and one is part of a single stretch."""
    filled = strokes.max(axis=1) > 0
    edges = np.flatnonzero(np.diff(filled, prepend=False, append=False)).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _ends_at(rule: Rule, place: float, end: Rule) -> bool:
    return abs(end.at - place) < _TOUCHING and end.start - _NEAR < rule.at < end.end + _NEAR


def _meeting(rules: tuple[Rule, ...], others: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Drop the short lines that meet no other and go on from none: dashes, letters in a row, scratches."""
    kept = [rule for rule in rules if rule.end - rule.start > _LONG_ALONE or _crosses(rule, others)]
    # A wavering line comes in pieces, of which some meet no other line.
    return tuple(r for r in rules if r in kept or any(_goes_on(r, k) or _goes_on(k, r) for k in kept))


def _crosses(rule: Rule, others: tuple[Rule, ...]) -> bool:
    return any(
        rule.start - _NEAR <= other.at <= rule.end + _NEAR and other.start - _NEAR <= rule.at <= other.end + _NEAR
        for other in others
    )


def _goes_on(rule: Rule, other: Rule) -> bool:
    return abs(rule.end - other.start) < _TOUCHING and abs(rule.at - other.at) < _TOUCHING


def _strokes(ink: Picture, length: float) -> Picture:
    """Return the ink that runs on horizontally; small wavers and specks of paper do not break a line."""
    healed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    thick = cv2.dilate(healed, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, int(length)), np.uint8))
    return np.asarray(opened & healed, np.uint8)


def _rules(strokes: Picture, ink: Picture, dpi: float) -> tuple[tuple[Rule, ...], Picture]:
    """Measure horizontal strokes; those too thick or too short are none."""
    rules: list[Rule] = []
    mask = np.zeros_like(ink)
    side = np.ones((1, int(_BREAK * dpi)), np.uint8)
    for top, bottom in _bands(strokes):
        band = strokes[top:bottom]
        parts = parts_of(np.asarray(cv2.morphologyEx(band, cv2.MORPH_CLOSE, side), np.uint8))
        kept = np.zeros(len(parts.stats), np.uint8)
        for k, (x, y, w, h, _) in enumerate(parts.stats[1:].tolist(), 1):
            if w < _SHORTEST_RULE * dpi:
                continue
            piece = (parts.labels[y : y + h, x : x + w] == k) & (band[y : y + h, x : x + w] > 0)
            if not _is_rule(piece, dpi) or (w < _SURE * dpi and _runs_through_text(ink, (x, top + y, w, h), dpi)):
                continue
            kept[k] = 255
            rules.extend(_pieces(piece, (x, top + y), dpi))
        if kept.any():
            mask[top:bottom] = kept[parts.labels]
    return tuple(rules), mask


def _is_rule(piece: npt.NDArray[np.bool_], dpi: float) -> bool:
    """Tell whether a stroke is thin."""
    n_columns = np.count_nonzero(piece.any(axis=0))
    return 0 < int(np.count_nonzero(piece)) <= _THICKEST * dpi * int(n_columns)


def _runs_through_text(ink: Picture, box: tuple[int, int, int, int], dpi: float) -> bool:
    """Tell whether a stroke is made of letters: the strips along it are inked too."""
    x, y, w, h = box
    near, far = 2, 2 + max(int(0.015 * dpi), 2)
    above = ink[max(y - far, 0) : max(y - near, 0), x : x + w]
    below = ink[y + h + near : y + h + far, x : x + w]
    return any(strip.size and np.count_nonzero(strip.any(axis=0)) > _BESIDE * w for strip in (above, below))


def _pieces(piece: npt.NDArray[np.bool_], corner: tuple[int, int], dpi: float) -> list[Rule]:
    """Return one stroke as rules: one for a straight stroke, several for one that wavers."""
    x, y = corner
    width = piece.shape[1]
    rows = np.arange(piece.shape[0], dtype=np.float32)[:, None]
    weight = piece.sum(axis=0)
    filled = weight > 0
    places = (piece * rows).sum(axis=0)[filled] / weight[filled]
    spread = float(np.percentile(places, 95) - np.percentile(places, 5))
    n_pieces = 1 if spread <= _WAVER * dpi else _N_PIECES
    at = np.nonzero(filled)[0]
    scale = _POINTS / dpi
    out: list[Rule] = []
    for k in range(n_pieces):
        start, end = k * width // n_pieces, (k + 1) * width // n_pieces
        inside = places[(at >= start) & (at < end)]
        if len(inside):
            out.append(Rule((y + float(np.median(inside)) + 0.5) * scale, (x + start) * scale, (x + end) * scale))
    return out


def without_lines(grey: Picture, ruled: Ruled) -> Picture:
    """Paint over the ruling lines; letters that touch them keep what stands out."""
    return np.asarray(cv2.bitwise_or(grey, cv2.dilate(ruled.mask, np.ones((3, 3), np.uint8))), np.uint8)
