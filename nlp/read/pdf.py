"""PDF files with a text layer → blocks: tables, ruled or not, and the paragraphs between them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from nlp.domain import Block, Notice, Paragraph, Row
from nlp.errors import SverkaError, UnreadableFileError, UnsupportedFormatError
from nlp.read.grid import make_row, make_table
from nlp.read.limits import Budget, too_large
from nlp.read.pdfalign import Interval, find_aligned
from nlp.read.pdfcarry import carried, merged_columns
from nlp.read.pdffurniture import without_furniture
from nlp.read.pdfgrid import Grid, grids_of, merged
from nlp.read.pdflayer import is_readable, is_scan
from nlp.read.pdflines import Line, lines_of
from nlp.read.pdfpage import Glyph, Ink, Rule, read_ink
from nlp.read.pdftables import Cells, aligned_rows, ruled_rows
from nlp.read.pdftext import Flowed, Style, headings, paragraphs
from nlp.read.watch import UNWATCHED, Found, Watch
from nlp.text import mend

MAX_PAGES = 500
# pdfium keeps global state: two threads inside it at once crash the process.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Page:
    """A page taken apart so far as it goes without the others."""

    number: int
    height: float
    right: float
    tables: tuple[tuple[float, tuple[Cells, ...]], ...]
    lines: tuple[Line, ...]
    aside: tuple[str, ...]
    rules: tuple[Rule, ...]
    is_scan: bool


def read_pdf(data: bytes, watch: Watch = UNWATCHED) -> Found:
    """Read a PDF's text layer as blocks in reading order, with page numbers.

    Returns:
        The blocks, and a notice that names the pages without text if only some are scans.

    Raises:
        UnreadableFileError: damaged, encrypted.
        UnsupportedFormatError: a scan: without text, or with a text layer that is no Russian.
        LimitError: larger than a plan can be.
    """
    with _ONE_AT_A_TIME:
        pages = _pages(data, watch)
    blocks = tuple(_Assembly().blocks(pages))
    scans = [page.number for page in pages if page.is_scan]
    if (scans and 2 * len(scans) >= len(pages)) or not is_readable(blocks):
        raise _scanned()
    if not scans:
        return blocks, ()
    detail = f"Страницы без текстового слоя (изображения) не прочитаны: {', '.join(map(str, scans))}."
    return blocks, (Notice(kind="scanned-pages", detail=detail),)


def _pages(data: bytes, watch: Watch) -> list[_Page]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _unopened(error) from error
    try:
        if len(document) > MAX_PAGES:
            raise too_large(f"в нём больше {MAX_PAGES} страниц")
        pages: list[_Page] = []
        for i in range(len(document)):
            pages.append(_page(document, i))
            watch.page(i + 1, len(document), lambda: (tuple(_Assembly().blocks(pages)), ()))
        return pages
    except pdfium.PdfiumError as error:
        raise _damaged() from error
    finally:
        document.close()


def _unopened(error: pdfium.PdfiumError) -> SverkaError:
    if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return UnreadableFileError(
            "Файл не прочитан", "он зашифрован паролем", "Снимите пароль и сохраните файл заново."
        )
    return _damaged()


def _damaged() -> SverkaError:
    return UnreadableFileError(
        "Файл не прочитан", "это повреждённый PDF", "Откройте его, сохраните заново и передайте ещё раз."
    )


def _scanned() -> SverkaError:
    return UnsupportedFormatError(
        "Файл не прочитан",
        "это скан: в PDF нет текстового слоя, который можно прочесть",
        "Распознайте его (например, в FineReader) и сохраните как .docx: сканы появятся в следующих версиях.",
    )


def _page(document: pdfium.PdfDocument, index: int) -> _Page:
    page = document[index]
    try:
        ink = read_ink(page)
    finally:
        page.close()
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
    return _Page(
        index + 1, ink.height, _right(ink.width, lines, grids), tables, lines, aside, _rules(ink), is_scan(ink)
    )


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

    def blocks(self, pages: Sequence[_Page]) -> list[Block]:
        """Return the blocks of all pages in reading order."""
        out: list[Block] = []
        kept = without_furniture([(page.height, page.lines) for page in pages])
        for page, lines in zip(pages, kept, strict=True):
            for block in self._page(page, lines, page.right):
                self._add(out, block)
            out.extend(Paragraph(text=text, page=page.number, row=self._next()) for text in page.aside if text)
        for i in headings(out, self._styles):
            out[i] = out[i].model_copy(update={"heading": True})
        return out

    def _next(self) -> int:
        self._n_rows += 1
        return self._n_rows

    def _page(self, page: _Page, lines: list[Line], right: float) -> Iterator[Block | tuple[Flowed, int]]:
        """Yield a page's tables as blocks and its paragraphs as they were joined on the page."""
        start = 0
        for top, rows in page.tables:
            end = next((k for k in range(start, len(lines)) if lines[k].base > top), len(lines))
            yield from self._text(page, lines[start:end], right)
            yield from self._table(rows, page.number)
            self._known, start = (), end
        yield from self._text(page, lines[start:], right)

    def _text(self, page: _Page, lines: list[Line], right: float) -> Iterator[Block | tuple[Flowed, int]]:
        start = 0
        for table in find_aligned(lines, self._known):
            yield from ((p, page.number) for p in paragraphs(lines[start : table.first], right))
            yield from self._table(aligned_rows(table, lines[table.first : table.last], page.rules), page.number)
            start, self._known = table.last, table.inked
        yield from ((p, page.number) for p in paragraphs(lines[start:], right))

    def _table(self, rows: Sequence[Cells], page: int) -> Iterator[Block]:
        if self._before and self._before[1] == page - 1:
            rows = carried(rows, self._before[0], self._merged)
        self._before, self._merged = (rows, page), self._merged | merged_columns(rows)
        # A page break may leave the lower part of a row without a text.
        rows = [cells for cells in rows if any(c.text for c in cells)]
        made: list[Row] = [make_row(cells, self._next(), page, self._budget) for cells in rows]
        table = make_table(made, self._n_tables + 1)
        if table is not None:
            self._n_tables += 1
            yield table

    def _add(self, out: list[Block], block: Block | tuple[Flowed, int]) -> None:
        """Append a block; a paragraph that goes on from the page before is joined to its beginning."""
        if not isinstance(block, tuple):
            out.append(block)
            self._open = None
            return
        flowed, page = block
        last = out[-1] if out else None
        if isinstance(last, Paragraph) and self._open and last.page != page and flowed.text[:1].islower():
            out[-1] = last.model_copy(update={"text": mend(last.text, flowed.text)})
        elif flowed.text:
            self._styles[len(out)] = flowed.style
            out.append(Paragraph(text=flowed.text, page=page, row=self._next()))
        self._open = flowed if flowed.is_open else None
