"""Sides of cells that a scan lost or made up."""

import itertools

import pytest

from nlp.read.pdfgrid import Grid, grids_of
from nlp.read.pdfpage import Glyph, Ink, Rule
from nlp.read.scanwalls import with_walls

XS, YS = (0.0, 30.0, 150.0, 230.0, 300.0), tuple(float(y) for y in range(0, 121, 20))
ACROSS = tuple(Rule(y, XS[0], XS[-1]) for y in YS)


def letter(x: float, y: float, width: float = 5.0, height: float = 8.0) -> Glyph:
    return Glyph(x, x + width, y + height / 2, height, "x", x + width / 2, y, 0, False)


def sides(*, without: tuple[tuple[int, int], ...] = ()) -> tuple[Rule, ...]:
    """Sides of all cells but those named by boundary and row."""
    rows = list(itertools.pairwise(YS))
    return tuple(Rule(x, a, b) for k, x in enumerate(XS) for i, (a, b) in enumerate(rows) if (k, i) not in without)


def mended(down: tuple[Rule, ...], *glyphs: Glyph) -> Grid:
    text = tuple(letter(x + 10, y - 10) for x in XS[:-1] for y in YS[1:])
    page = Ink(300, 120, (*text, *glyphs), ACROSS, down, 1.0)
    [grid] = grids_of(page)
    [again] = grids_of(Ink(300, 120, page.glyphs, ACROSS, with_walls(down, [grid], page.glyphs), 1.0))
    return again


def row(grid: Grid, i: int) -> list[tuple[int, int]]:
    return sorted((b.left, b.right) for b in grid.boxes if b.top <= i < b.bottom)


CELLS = [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_a_lost_side_is_put_in_where_no_letter_stands_across_it():
    assert row(mended(sides(without=((2, 1),))), 1) == CELLS


def test_what_is_left_of_the_line_is_no_letter():
    assert row(mended(sides(without=((2, 1),)), letter(149.6, 30, 0.7), letter(149.6, 25, 0.7)), 1) == CELLS


@pytest.mark.parametrize("across", [[letter(140, 30, 20)], [letter(143, 30), letter(151, 30)]])
def test_cells_that_a_text_joins_stay_joined(across):
    assert row(mended(sides(without=((2, 1),)), *across), 1) == [(0, 1), (1, 3), (3, 4)]


def test_cells_that_most_rows_join_stay_joined():
    lost = tuple((2, i) for i in range(4))
    assert row(mended(sides(without=lost)), 1) == [(0, 1), (1, 3), (3, 4)]


def test_a_stroke_in_a_heading_is_no_side():
    heading = tuple((k, 2) for k in (1, 2, 3))
    kept = (*tuple(r for r in sides(without=heading)), Rule(XS[3], 40, 60))
    assert row(mended(kept), 2) == [(0, 4)]


@pytest.mark.parametrize(("gap", "cells"), [(1.0, [(0, 4)]), (6.0, [(0, 1), (1, 4)])])
def test_the_side_behind_a_headings_number_is_one_unless_a_word_runs_through_it(gap, cells):
    heading = tuple((k, 2) for k in (1, 2, 3))
    kept = (*sides(without=heading), Rule(XS[1], 40, 60))
    assert row(mended(kept, letter(30 - gap - 5, 50), letter(30 + gap, 50)), 2) == cells
