"""Bold print on a scanned page: lines whose strokes are clearly thicker than the page's usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from nlp.read.scanclean import Picture
from nlp.read.scanocr import ReadLine

# The thickness of strokes against the usual one; fewer letters, or fewer lines on a page, tell nothing.
_THICKER = 1.28
_LETTERS = 4
_LINES = 6
# A stroke counts from this darkness on, of 255.
_DARK = 100


def bold_lines(lines: Sequence[ReadLine], grey: Picture) -> frozenset[int]:
    """Return the indices of the lines in bold print.

    Args:
        lines: of one page.
        grey: the picture that they were read in, without ruling lines.
    """
    found = {k: _thickness(line, grey) for k, line in enumerate(lines) if _n_letters(line) >= _LETTERS}
    if len(found) < _LINES:
        return frozenset()
    usual = median(found.values())
    return frozenset(k for k, thickness in found.items() if thickness > _THICKER * usual)


def _n_letters(line: ReadLine) -> int:
    return sum(c.isalpha() for word in line.words for c in word.text)


def _thickness(line: ReadLine, grey: Picture) -> float:
    """Return the mean breadth of a line's upright strokes in pixels; shades at their edges count in part."""
    mass, n_runs = 0.0, 0
    for word in line.words:
        ink = 255 - grey[max(int(word.y0), 0) : int(word.y1) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
        dark = ink > _DARK
        # Level strokes run on; those of a letter's stems are short.
        mass += float(ink.sum(dtype=np.int64)) / 255
        n_runs += int(np.count_nonzero(dark[:, 1:] & ~dark[:, :-1])) + int(np.count_nonzero(dark[:, :1]))
    return mass / max(n_runs, 1)
