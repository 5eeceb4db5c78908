"""The place of a measure in what the reader saw of its file. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.domain import Document, Place, Row, Table
from nlp.domain.document import Box

_BEFORE, _AFTER = 2, 3


@dataclass(frozen=True)
class Line:
    """A row of a table by its columns, or a paragraph in column 0."""

    number: int | None
    cells: Mapping[int, str]


def around(document: Document, place: Place) -> tuple[list[Line], int | None]:
    """Return the lines around a place and which of them is the one; None where it is not found."""
    table = _table(document, place)
    if table is not None:
        lines = [_line(row) for row in table.rows]
        at = next((i for i, row in enumerate(table.rows) if _is_at(row, place)), None)
    else:
        lines, at = _text(document, place)
    if at is None:
        return [], None
    first = max(0, at - _BEFORE)
    return lines[first : at + _AFTER + 1], at - first


def box_of(document: Document, place: Place) -> Box | None:
    """Return the parts of its page that a row takes: left, top, right, bottom; None where the reader told none."""
    table = _table(document, place)
    if table is not None:
        return next((row.box for row in table.rows if _is_at(row, place)), None)
    paragraphs = (block for block in document.blocks if not isinstance(block, Table))
    return next((p.box for p in paragraphs if p.row == place.row and p.page == place.page), None)


def _table(document: Document, place: Place) -> Table | None:
    if place.table is None:
        return None
    return next((b for b in document.blocks if isinstance(b, Table) and b.table == place.table), None)


def _is_at(row: Row, place: Place) -> bool:
    return row.row == place.row and (place.page is None or row.page is None or row.page == place.page)


def _line(row: Row) -> Line:
    return Line(row.row, {cell.column: " ".join(cell.text.split()) for cell in row.cells})


def _text(document: Document, place: Place) -> tuple[list[Line], int | None]:
    """Return the paragraphs and rows in their order, for measures that stand in no table."""
    lines: list[Line] = []
    at = None
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [_line(row) for row in block.rows]
            continue
        if place.table is None and block.row == place.row and (place.page is None or block.page == place.page):
            at = len(lines)
        number = f"{block.number} " if block.number else ""
        lines.append(Line(block.row, {0: number + " ".join(block.text.split())}))
    return lines, at
