"""Prints paragraphs and tables to PDF with known truth: wrapping, hyphenation, borders and page breaks are made here."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from nlp.domain import Block, Cell, Paragraph, Row, Table
from nlp.segment.header import header_of

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_VOWELS = frozenset("аеёиоуыэюя")
_PAD = 4.0
PORTRAIT, LANDSCAPE = (595.0, 842.0), (842.0, 595.0)


@dataclass(frozen=True)
class Look:
    """How a file is printed; `borders` is any of «outer», «rows» and «columns»."""

    size: float = 9
    page: tuple[float, float] = LANDSCAPE
    margin: float = 50
    borders: frozenset[str] = frozenset(("outer", "rows", "columns"))
    gap: float = 0
    hyphens: bool = True
    head: str = ""
    numbers: bool = False
    repeat_header: bool = False
    turn: int = 0


def _fonts() -> None:
    if "Body" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Body", str(_FONTS / "DejaVuSans.ttf")))
        pdfmetrics.registerFont(TTFont("Bold", str(_FONTS / "DejaVuSans-Bold.ttf")))


def parse_table(text: str) -> Table:
    """Build a table from lines: cells parted by « | », «>3» behind a text its colspan, «^» before it a cell covered from above."""
    rows = []
    for number, line in enumerate(text.strip().split("\n"), 1):
        cells, column = [], 0
        for piece in line.split("|"):
            value, _, span = piece.strip().partition(">")
            colspan = int(span or 1)
            cells.append(Cell(text=value.lstrip("^"), column=column, colspan=colspan, continued=value.startswith("^")))
            column += colspan
        rows.append(Row(cells=tuple(cells), row=number))
    return Table(rows=tuple(rows), n_columns=max(c.column + c.colspan for r in rows for c in r.cells), table=1)


def make_pdf(blocks: Iterable[Block | str | None], look: Look | None = None) -> bytes:
    """Print blocks one under the other; a string is a paragraph («# » makes it bold), None begins a page."""
    blocks = list(blocks)
    printer = _Printer(look or Look())
    printer.tables = [block for block in blocks if isinstance(block, Table)]
    for block in blocks:
        if block is None:
            printer.new_page()
        elif isinstance(block, Table):
            printer.table(block)
        else:
            text = block if isinstance(block, str) else f"{block.number or ''} {block.text}".strip()
            bold = text.startswith("# ") or (isinstance(block, Paragraph) and block.heading)
            printer.paragraph(text.removeprefix("# "), bold=bold)
    return printer.close()


def wrapped(text: str, width: float, size: float, *, hyphens: bool = True, font: str = "Body") -> list[str]:
    """Break a text into lines; a word that does not fit is hyphenated, or cut where it is alone and too long."""
    lines = [""]
    for word in text.split():
        rest = word
        while rest:
            before = f"{lines[-1]} " if lines[-1] else ""
            if _width(before + rest, size, font) <= width:
                lines[-1], rest = before + rest, ""
                continue
            cut = _hyphenation(before, rest, width, size) if hyphens else 0
            if cut:
                hyphen = "" if rest[cut - 1] == "-" else "-"
                lines[-1], rest = before + rest[:cut] + hyphen, rest[cut:]
            elif not lines[-1]:
                cut = max((k for k in range(1, len(rest)) if _width(rest[:k], size, font) <= width), default=1)
                lines[-1], rest = rest[:cut], rest[cut:]
            if rest:
                lines.append("")
    return lines


def _hyphenation(before: str, word: str, width: float, size: float) -> int:
    """Return where to break a word so that its beginning fits: between a vowel and a consonant before a vowel."""
    low = word.lower()
    places = [
        k
        for k in range(2, len(word) - 2)
        if word[k - 1] == "-"
        or (
            word.isalpha()
            and low[k - 1] in _VOWELS
            and low[k] not in _VOWELS | {"й", "ь", "ъ"}
            and low[k + 1] in _VOWELS
        )
    ]
    return max((k for k in places if _width(f"{before}{word[:k]}-", size, "Body") <= width), default=0)


def _width(text: str, size: float, font: str) -> float:
    return pdfmetrics.stringWidth(text, font, size)


class _Printer:
    def __init__(self, look: Look) -> None:
        _fonts()
        self.look = look
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=look.page if look.turn % 2 == 0 else look.page[::-1])
        self.leading = 1.25 * look.size
        self.n_pages = 0
        self.tables: list[Table] = []
        self.header: list[tuple[Row, list[list[str]]]] = []
        self._begin()

    def _begin(self) -> None:
        self.n_pages += 1
        width, height = self.look.page
        self.canvas.translate(*((0, 0), (height, 0), (width, height), (0, width))[self.look.turn])
        self.canvas.rotate(90 * self.look.turn)
        self.canvas.setFont("Body", self.look.size)
        if self.look.head:
            self.canvas.drawString(self.look.margin, height - 0.6 * self.look.margin, self.look.head)
        if self.look.numbers:
            self.canvas.drawCentredString(width / 2, 0.5 * self.look.margin, str(self.n_pages))
        self.y = height - self.look.margin

    def new_page(self) -> None:
        self.canvas.showPage()
        self._begin()

    def close(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        font = "Bold" if bold else "Body"
        width = self.look.page[0] - 2 * self.look.margin
        for line in wrapped(text, width, self.look.size, hyphens=self.look.hyphens, font=font):
            if self.y - self.leading < self.look.margin:
                self.new_page()
            self.y -= self.leading
            self.canvas.setFont(font, self.look.size)
            self.canvas.drawString(self.look.margin, self.y, line)
        self.canvas.setFont("Body", self.look.size)
        self.y -= 0.5 * self.leading

    def table(self, table: Table) -> None:
        xs = self._columns(table)
        laid = [self._laid(row, xs) for row in table.rows]
        found = header_of(table.rows[:3], table.n_columns) if self.look.repeat_header else None
        n_header = found[1] if found else 0
        for i, row in enumerate(table.rows):
            below = table.rows[i + 1].cells if i + 1 < len(table.rows) else ()
            self._row(row, laid[i], xs, {c.column for c in below if c.continued})
            if i < n_header:
                self.header.append((row, laid[i]))
        self.header = []
        self.y -= self.leading

    def _columns(self, table: Table) -> list[float]:
        """Share the width by the square roots of the columns' text lengths; tables of one width are pieces of one."""
        rows = [row for other in self.tables if other.n_columns == table.n_columns for row in other.rows]
        weights = []
        for column in range(table.n_columns):
            texts = [c.text for r in rows for c in r.cells if c.column == column and c.colspan == 1]
            longest = max((len(w) for t in texts for w in t.split()), default=1)
            mean = sum(map(len, texts)) / max(len(texts), 1)
            weights.append(max(mean**0.5 * 3, min(longest, 14), 3.0))
        width = self.look.page[0] - 2 * self.look.margin
        xs = [self.look.margin]
        for weight in weights:
            xs.append(xs[-1] + width * weight / sum(weights))
        return xs

    def _laid(self, row: Row, xs: Sequence[float]) -> list[list[str]]:
        return [
            []
            if c.continued
            else wrapped(
                c.text,
                xs[min(c.column + c.colspan, len(xs) - 1)] - xs[c.column] - 2 * _PAD,
                self.look.size,
                hyphens=self.look.hyphens,
            )
            for c in row.cells
        ]

    def _row(self, row: Row, lines: list[list[str]], xs: Sequence[float], covered: set[int]) -> None:
        """Print a row, over several pages where it does not fit."""
        lines = [list(x) for x in lines]
        while True:
            room = int((self.y - self.look.margin - 2 * _PAD - self.look.gap) // self.leading)
            n_lines = max(map(len, lines), default=1) or 1
            if room < 1:
                self._break(xs)
                continue
            taken = min(room, n_lines)
            height = taken * self.leading + _PAD + self.look.gap
            for cell, text in zip(row.cells, lines, strict=True):
                for k, line in enumerate(text[:taken]):
                    self.canvas.drawString(
                        xs[cell.column] + _PAD, self.y - (k + 1) * self.leading + 0.2 * self.look.size, line
                    )
            self._borders(row, xs, height, covered if taken == n_lines else set())
            self.y -= height
            lines = [text[taken:] for text in lines]
            if taken == n_lines:
                return
            self._break(xs)

    def _break(self, xs: Sequence[float]) -> None:
        self.new_page()
        header, self.header = self.header, []
        for above, lines in header:
            self._row(above, lines, xs, set())
        self.header = header

    def _borders(self, row: Row, xs: Sequence[float], height: float, covered: set[int]) -> None:
        kinds, top, bottom = self.look.borders, self.y, self.y - height
        for cell in row.cells:
            left, right = xs[cell.column], xs[min(cell.column + cell.colspan, len(xs) - 1)]
            if "rows" in kinds and not cell.continued:
                self.canvas.line(left, top, right, top)
            if "rows" in kinds and cell.column not in covered:
                self.canvas.line(left, bottom, right, bottom)
            if "columns" in kinds and cell.column:
                self.canvas.line(left, top, left, bottom)
        if "outer" in kinds:
            self.canvas.line(xs[0], top, xs[0], bottom)
            self.canvas.line(xs[-1], top, xs[-1], bottom)


def make_scan(n_pages: int = 1, text: str = "") -> bytes:
    """Make pages that show an image each; `text` stands on the first one."""
    from PIL import Image

    _fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=PORTRAIT)
    for number in range(n_pages):
        if number == 0 and text:
            canvas.setFont("Body", 10)
            for k, line in enumerate(wrapped(text, 450, 10)):
                canvas.drawString(50, 780 - 13 * k, line)
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PORTRAIT)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
