"""Short notation for documents and for the plans that segmentation finds in them."""

from __future__ import annotations

import re

from nlp.domain import Block, Cell, Document, Paragraph, Part, Row, Table
from nlp.segment import segment


def document(text: str) -> Document:
    """A document from lines: «a | b | c» is a table row, «~» a page break inside a table, others are paragraphs.

    In rows «_» is an empty cell, «^» before a text a cell covered from above, «>3» behind it its colspan. A blank
    line ends a table; «# » makes a heading.
    """
    blocks: list[Block] = []
    rows: list[list[Cell]] = []

    def close() -> None:
        if rows:
            width = max(cells[-1].column + cells[-1].colspan for cells in rows)
            n_tables = sum(isinstance(b, Table) for b in blocks)
            numbered = tuple(Row(cells=tuple(cells), row=i) for i, cells in enumerate(rows, 1))
            blocks.append(Table(rows=numbered, n_columns=width, table=n_tables + 1))
            rows.clear()

    for line in map(str.strip, text.strip().splitlines()):
        if "|" in line:
            rows.append(_cells(line))
            continue
        close()
        if line and line != "~":
            blocks.append(Paragraph(text=line.removeprefix("# "), heading=line.startswith("# "), row=len(blocks) + 1))
    close()
    return Document(name="план.txt", media_type="text/plain", sha256="0" * 64, blocks=tuple(blocks))


def _cells(line: str) -> list[Cell]:
    cells: list[Cell] = []
    for piece in map(str.strip, line.strip("| ").split("|")):
        span = re.search(r">([1-9])$", piece)
        content = piece.removeprefix("^")[: -2 if span else None]
        column = cells[-1].column + cells[-1].colspan if cells else 0
        content = "" if content == "_" else content
        cells.append(
            Cell(text=content, column=column, colspan=int(span[1]) if span else 1, continued=piece.startswith("^"))
        )
    return cells


def shown(part: Part) -> list[str]:
    """One line a measure: «№ | text | deadline | executors | outcome», «# » section paths, « ! » kinds of notices."""
    lines: list[str] = []
    section: tuple[str, ...] = ()
    for s in part.segments:
        if s.section != section:
            lines.append("# " + " / ".join(s.section))
        section = s.section
        cells = " | ".join(cell or "_" for cell in (s.number, s.text, s.deadline, s.executors, s.outcome))
        lines.append(cells + "".join(f" ! {n.kind}" for n in s.doubts))
    return lines


def plans(text: str) -> list[list[str]]:
    """The plans that segmentation finds in a document in notation."""
    return [shown(part) for part in segment(document(text))]
