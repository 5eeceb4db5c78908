"""Sides of cells that a scan lost, and strokes of letters and stamps that look like sides: told by the other rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.read.pdfgrid import Grid
from nlp.read.pdfpage import Glyph, Rule

# Points. Lines of one boundary waver by _NEAR; letters of one word stand no further apart; letters overlap a line by
# less than _OVERLAP; a mark no wider than _THIN is a piece of a line.
_NEAR = 4.0
_LETTERS_APART = 2.5
_OVERLAP = 1.0
_THIN = 1.5
_FEWEST_ROWS = 4
_FEWEST_COLUMNS = 4


class _Row(NamedTuple):
    top: float
    bottom: float
    drawn: frozenset[int]  # which inner boundaries of columns have a side here
    glyphs: tuple[Glyph, ...]


def with_walls(rules: Sequence[Rule], grids: Sequence[Grid], glyphs: Sequence[Glyph]) -> tuple[Rule, ...]:
    """Mend the vertical lines of a scanned page.

    A side that only one or two boundaries of an ordinary row lack is put in where no letter stands across it; the only
    side in a heading over the columns is taken out: at the number's column, if a word runs through it.

    Args:
        rules: the vertical lines found.
        grids: the tables that they and the horizontal ones make.
        glyphs: the marks of the page.
    """
    out = list(rules)
    for grid in grids:
        n_inner = len(grid.xs) - 2
        if n_inner < _FEWEST_COLUMNS - 1 or len(grid.ys) <= _FEWEST_ROWS:
            continue
        rows = list(_rows(grid, glyphs))
        usual = {k for k in range(1, n_inner + 1) if 2 * sum(k in row.drawn for row in rows) >= len(rows)}
        for row in rows:
            missing = usual - row.drawn
            if missing and 3 * len(missing) <= n_inner and 3 * len(row.drawn) >= n_inner:
                out += [Rule(grid.xs[k], row.top, row.bottom) for k in missing if not _is_crossed(grid.xs[k], row)]
            elif len(row.drawn) == 1 and (k := min(row.drawn)) in usual and (k > 1 or _is_run_through(grid.xs[k], row)):
                out = [piece for rule in out for piece in _without(rule, grid.xs[k], row)]
    return tuple(out)


def _rows(grid: Grid, glyphs: Sequence[Glyph]) -> Iterator[_Row]:
    owner = {(i, j): box for box in grid.boxes for i in range(box.top, box.bottom) for j in range(box.left, box.right)}
    inside: list[list[Glyph]] = [[] for _ in grid.ys]
    for glyph in glyphs:
        if grid.holds(glyph):
            inside[min(bisect_right(grid.ys, glyph.y) - 1, len(grid.ys) - 2)].append(glyph)
    for i, (top, bottom) in enumerate(zip(grid.ys, grid.ys[1:], strict=False)):
        drawn = frozenset(k for k in range(1, len(grid.xs) - 1) if owner[i, k - 1] is not owner[i, k])
        yield _Row(top, bottom, drawn, tuple(inside[i]))


def _is_crossed(x: float, row: _Row) -> bool:
    # What is left of the line itself is no letter.
    letters = tuple(g for g in row.glyphs if g.x1 - g.x0 > _THIN or abs(g.x - x) > _THIN)
    across = any(g.x0 + _OVERLAP < x < g.x1 - _OVERLAP for g in letters)
    return across or _is_run_through(x, row._replace(glyphs=letters))


def _is_run_through(x: float, row: _Row) -> bool:
    """Tell whether letters stand close to `x` on both sides, in one line of text."""
    left = [g for g in row.glyphs if x - _LETTERS_APART < g.x1 <= x + _OVERLAP]
    right = [g for g in row.glyphs if x - _OVERLAP <= g.x0 < x + _LETTERS_APART]
    return any(abs(a.y - b.y) < max(a.size, b.size) for a in left for b in right)


def _without(rule: Rule, x: float, row: _Row) -> Iterator[Rule]:
    """Yield what is left of a line outside the row."""
    if abs(rule.at - x) > _NEAR or rule.end <= row.top or rule.start >= row.bottom:
        yield rule
        return
    for start, end in ((rule.start, row.top), (row.bottom, rule.end)):
        if end - start > _NEAR:
            yield Rule(rule.at, start, end)
