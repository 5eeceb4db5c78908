"""Pages taken apart → blocks: tables, ruled or not, and the paragraphs between them, carried on over page ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.domain import Block, Paragraph, Row
from nlp.read.grid import make_row, make_table
from nlp.read.limits import Budget
from nlp.read.pdfalign import Interval, find_aligned
from nlp.read.pdfcarry import carried, merged_columns
from nlp.read.pdffurniture import without_furniture
from nlp.read.pdfgrid import Grid, grids_of, merged
from nlp.read.pdflines import Line, lines_of
from nlp.read.pdfpage import Glyph, Ink, Rule
from nlp.read.pdfplaces import Sheet
from nlp.read.pdfrejoin import rejoined
from nlp.read.pdftables import Band, Cells, aligned_rows, ruled_rows
from nlp.read.pdftext import Flowed, Style, headings, paragraphs
from nlp.text import mend


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart so far as it goes without the others."""

    number: int
    sheet: Sheet
    right: float
    tables: tuple[tuple[float, tuple[Band, ...]], ...]
    lines: tuple[Line, ...]
    aside: tuple[str, ...]
    rules: tuple[Rule, ...]


def page_of(ink: Ink, number: int) -> Page:
    """Take a page's ink apart: ruled tables, and the lines outside them."""
    grids = [grid for grid in grids_of(ink) if len(grid.xs) > 2]
    glyphs: dict[int | None, list[Glyph]] = {}
    for glyph in ink.glyphs:
        # Of nested tables the inner one stands behind in the list.
        owner = next((k for k in reversed(range(len(grids))) if grids[k].holds(glyph)), None)
        glyphs.setdefault(owner, []).append(glyph)
    tables = tuple((grid.ys[0], tuple(ruled_rows(grid, glyphs.get(k, ())))) for k, grid in enumerate(grids))
    outside = glyphs.get(None, [])
    lines = tuple(lines_of(g for g in outside if g.turn == 0))
    aside = tuple(line.text for turn in (1, 2, 3) for line in lines_of(g for g in outside if g.turn == turn))
    sheet = Sheet(ink.width, ink.height, ink.onto)
    return Page(number, sheet, _right(ink.width, lines, grids), tables, lines, aside, _rules(ink))


def blocks_of(pages: Sequence[Page]) -> tuple[Block, ...]:
    """Return the blocks of all pages in reading order, rows and tables numbered through."""
    return tuple(_Assembly().blocks(pages))


def _right(width: float, lines: Sequence[Line], grids: Sequence[Grid]) -> float:
    """Return where the page's text ends on the right; a margin is no wider there than on the left."""
    left = min([width, *(line.x0 for line in lines), *(grid.xs[0] + 6 for grid in grids)])
    return max([width - left, *(line.x1 for line in lines), *(grid.xs[-1] - 6 for grid in grids)])


def _rules(ink: Ink) -> tuple[Rule, ...]:
    return tuple(merged(ink.horizontal))


class _Assembly:
    """Numbers rows and paragraphs and carries over what a page leaves open."""

    def __init__(self) -> None:
        self._budget = Budget()
        self._n_rows = 0
        self._n_tables = 0
        self._known: tuple[Interval, ...] = ()
        self._open: Flowed | None = None
        self._before: tuple[Sequence[Cells], int] | None = None
        self._merged: frozenset[int] = frozenset()
        self._styles: dict[int, Style] = {}

    def blocks(self, pages: Sequence[Page]) -> list[Block]:
        """Return the blocks of all pages in reading order."""
        out: list[Block] = []
        kept = without_furniture([(page.sheet.height, page.lines) for page in pages])
        for page, lines in zip(pages, kept, strict=True):
            for block in self._page(page, lines, page.right):
                self._add(out, block)
            out.extend(Paragraph(text=text, page=page.number, row=self._next()) for text in page.aside if text)
        for i in headings(out, self._styles):
            out[i] = out[i].model_copy(update={"heading": True})
        return rejoined(out)

    def _next(self) -> int:
        self._n_rows += 1
        return self._n_rows

    def _page(self, page: Page, lines: list[Line], right: float) -> Iterator[Block | tuple[Flowed, Page]]:
        """Yield a page's tables as blocks and its paragraphs as they were joined on the page."""
        start = 0
        for top, rows in page.tables:
            end = next((k for k in range(start, len(lines)) if lines[k].base > top), len(lines))
            yield from self._text(page, lines[start:end], right)
            yield from self._table(rows, page)
            self._known, start = (), end
        yield from self._text(page, lines[start:], right)

    def _text(self, page: Page, lines: list[Line], right: float) -> Iterator[Block | tuple[Flowed, Page]]:
        start = 0
        for table in find_aligned(lines, self._known):
            yield from ((p, page) for p in paragraphs(lines[start : table.first], right))
            yield from self._table(aligned_rows(table, lines[table.first : table.last], page.rules), page)
            start, self._known = table.last, table.inked
        yield from ((p, page) for p in paragraphs(lines[start:], right))

    def _table(self, bands: Sequence[Band], page: Page) -> Iterator[Block]:
        rows = [band.cells for band in bands]
        if self._before and self._before[1] == page.number - 1:
            rows = carried(rows, self._before[0], self._merged)
        self._before, self._merged = (rows, page.number), self._merged | merged_columns(rows)
        made: list[Row] = []
        for cells, (_, frame) in zip(rows, bands, strict=True):
            # A page break may leave the lower part of a row without a text.
            if any(c.text for c in cells):
                row = make_row(cells, self._next(), page.number, self._budget)
                made.append(row.model_copy(update={"box": page.sheet.box(frame)}))
        table = make_table(made, self._n_tables + 1)
        if table is not None:
            self._n_tables += 1
            yield table

    def _add(self, out: list[Block], block: Block | tuple[Flowed, Page]) -> None:
        """Append a block; a paragraph that goes on from the page before is joined to its beginning."""
        if not isinstance(block, tuple):
            out.append(block)
            self._open = None
            return
        flowed, page = block
        last = out[-1] if out else None
        if isinstance(last, Paragraph) and self._open and last.page != page.number and flowed.text[:1].islower():
            out[-1] = last.model_copy(update={"text": mend(last.text, flowed.text)})
        elif flowed.text:
            self._styles[len(out)] = flowed.style
            box = page.sheet.box(flowed.frame)
            out.append(Paragraph(text=flowed.text, page=page.number, row=self._next(), box=box))
        self._open = flowed if flowed.is_open else None
