"""Where the text of a scanned page stands: the cells of its tables, and the pieces of text outside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from nlp.read.pdfgrid import Grid

# Inches. A mark smaller than this is dust; a full stop of 9 points is 0.015 high.
_DUST = 0.008
# What is cut out keeps this much around the ink: a hyphen cut in half is read as a colon.
_AROUND = 0.06
_POINTS = 72
# White strips that part columns: at least so wide (inches), and shares of a letter's height where lines are few.
_STRIP = 0.075
_STRIP_OF_MANY, _STRIP_OF_FEW, _MANY = 0.55, 2.0, 4
_DEEPEST = 40
_RIM = 3  # pixels


class Area(NamedTuple):
    """A rectangle of the picture in pixels; the right and bottom edges are not included."""

    x0: int
    y0: int
    x1: int
    y1: int


Boxes = npt.NDArray[np.int32]  # x0, y0, x1, y1 of each mark


def marks_of(stats: npt.NDArray[np.int32], dpi: float) -> Boxes:
    """Return the boxes of the page's connected marks but for dust.

    Args:
        stats: x, y, width, height and pixels of the parts of the ink without ruling lines.
        dpi: dots to the inch.
    """
    least = max(_DUST * dpi, 2)
    kept = stats[(np.maximum(stats[:, 2], stats[:, 3]) >= least) & (stats[:, 4] >= least * least)]
    return np.stack([kept[:, 0], kept[:, 1], kept[:, 0] + kept[:, 2], kept[:, 1] + kept[:, 3]], axis=1).astype(np.int32)


def letter_height(marks: Boxes, dpi: float) -> float:
    """Return the usual height of a letter in pixels."""
    heights = marks[:, 3] - marks[:, 1]
    letters = heights[(heights > 0.04 * dpi) & (heights < 0.3 * dpi)]
    return float(np.median(letters)) if len(letters) else 0.09 * dpi


def areas_of(marks: Boxes, grids: Sequence[Grid], dpi: float, size: tuple[int, int]) -> list[Area]:
    """Return what to read, each piece of text by itself: cells as they are drawn, other text cut at white strips.

    Args:
        marks: from `marks_of`.
        grids: the page's ruled tables, in points.
        dpi: dots to the inch.
        size: width and height of the picture.
    """
    letter = letter_height(marks, dpi)
    marks = _without_dust(marks, letter, size)
    middles = (marks[:, :2] + marks[:, 2:]) / 2
    free = np.ones(len(marks), bool)
    areas: list[Area] = []
    for cell in _cells(grids, dpi):
        inside = free & _within(middles, cell)
        if inside.any():
            areas.append(_around(marks[inside], cell, dpi))
            free &= ~inside
    for frame in _outside(grids, dpi, size):
        inside = free & _within(middles, frame)
        pieces = _cut(marks[inside], frame, (letter, _STRIP * dpi), 0)
        areas += [_around(piece, edge, dpi) for piece, edge in pieces if _has_letters(piece, letter)]
        free &= ~inside
    return areas


def _within(middles: npt.NDArray[np.float64], area: Area) -> npt.NDArray[np.bool_]:
    x, y = middles[:, 0], middles[:, 1]
    return np.asarray((x >= area.x0) & (x < area.x1) & (y >= area.y0) & (y < area.y1), np.bool_)


def _outside(grids: Sequence[Grid], dpi: float, size: tuple[int, int]) -> Iterator[Area]:
    """Yield the strips between the tables, from top to bottom, and the margins beside them."""
    width, height = size
    top = 0
    for grid in grids:
        x0, y0, x1, y1 = (round(v * dpi / _POINTS) for v in (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))
        yield Area(0, top, width, y0)
        yield Area(0, max(top, y0), x0, y1)
        yield Area(x1, max(top, y0), width, y1)
        top = max(top, y1)
    yield Area(0, top, width, height)


def _without_dust(marks: Boxes, letter: float, size: tuple[int, int]) -> Boxes:
    """Drop the small marks that have no letter near them: full stops and dashes have one, specks have none."""
    heights, widths = marks[:, 3] - marks[:, 1], marks[:, 2] - marks[:, 0]
    large = (heights > 0.5 * letter) | (widths > 0.5 * letter)
    near = np.zeros((size[1] // 4 + 2, size[0] // 4 + 2), np.uint8)
    reach = 1.2 * letter
    for x0, y0, x1, y1 in marks[large].tolist():
        corner = (max(int((x0 - reach) // 4), 0), max(int((y0 - 0.5 * reach) // 4), 0))
        cv2.rectangle(near, corner, (int((x1 + reach) // 4), int((y1 + 0.5 * reach) // 4)), 1, -1)
    middles = (marks[:, :2] + marks[:, 2:]) // 8
    # Shadows of a scanner's lid and of a sheet's edge.
    edge = (marks[:, :2].min(axis=1) <= _RIM) | (marks[:, 2] >= size[0] - _RIM) | (marks[:, 3] >= size[1] - _RIM)
    large &= ~edge
    return np.asarray(marks[(large | (near[middles[:, 1], middles[:, 0]] > 0)) & ~edge], np.int32)


def _has_letters(marks: Boxes, letter: float) -> bool:
    return bool(np.any((marks[:, 3] - marks[:, 1]) > 0.5 * letter))


def _cells(grids: Sequence[Grid], dpi: float) -> Iterator[Area]:
    """Yield the cells of all tables; of nested tables the inner ones first."""
    scale = dpi / _POINTS
    for grid in reversed(grids):
        for box in grid.boxes:
            xs, ys = (grid.xs[box.left], grid.xs[box.right]), (grid.ys[box.top], grid.ys[box.bottom])
            yield Area(*(round(v * scale) for v in (xs[0], ys[0], xs[1], ys[1])))


def _around(marks: Boxes, frame: Area, dpi: float) -> Area:
    """Return the marks' rectangle with some paper around, inside a frame but for what the marks themselves cross."""
    pad = round(_AROUND * dpi)
    (x0, y0), (x1, y1) = marks[:, :2].min(axis=0).tolist(), marks[:, 2:].max(axis=0).tolist()
    return Area(
        min(max(x0 - pad, frame.x0), x0),
        min(max(y0 - pad, frame.y0), y0),
        max(min(x1 + pad, frame.x1), x1),
        max(min(y1 + pad, frame.y1), y1),
    )


def _cut(marks: Boxes, frame: Area, sizes: tuple[float, float], depth: int) -> Iterator[tuple[Boxes, Area]]:
    """Cut marks at white strips, by turns from top to bottom and from left to right, until single pieces remain.

    Args:
        marks: what stands in the frame.
        frame: where the pieces may lie.
        sizes: height of a letter, least width of a strip between columns.
        depth: how often they were cut already.
    """
    if not len(marks):
        return
    letter, strip = sizes
    letters = marks[(marks[:, 3] - marks[:, 1]) > 0.35 * letter]
    solid = letters if len(letters) else marks
    bands = _gaps(solid[:, 1], solid[:, 3], 1.0)
    few = len(bands) + 1 < _MANY
    columns = _gaps(solid[:, 0], solid[:, 2], max((_STRIP_OF_FEW if few else _STRIP_OF_MANY) * letter, strip))
    if depth >= _DEEPEST or not (columns or bands):
        yield marks, frame
        return
    widest = max((b - a for a, b in bands), default=0.0)
    gaps, axis = (columns, 0) if columns else ([g for g in bands if g[1] - g[0] >= 0.8 * widest], 1)
    edges = [round((a + b) / 2) for a, b in gaps]
    slots = np.searchsorted(np.asarray(edges), (marks[:, axis] + marks[:, axis + 2]) / 2)
    ends = [frame[axis], *edges, frame[axis + 2]]
    for k in range(len(edges) + 1):
        inner = list(frame)
        inner[axis], inner[axis + 2] = ends[k], ends[k + 1]
        yield from _cut(marks[slots == k], Area(*inner), sizes, depth + 1)


def _gaps(starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], least: float) -> list[tuple[float, float]]:
    """Return the stretches that no interval covers, at least so long."""
    order = np.argsort(starts, kind="stable")
    begins, reached = starts[order], np.maximum.accumulate(ends[order])
    wide = np.nonzero(begins[1:] - reached[:-1] >= least)[0]
    return [(float(reached[k]), float(begins[k + 1])) for k in wide]
