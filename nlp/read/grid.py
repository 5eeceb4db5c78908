"""The geometry of tables: columns from spans, and which tables only lay out a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.domain import Cell, Row, Table
from nlp.read.limits import MAX_TABLES, Budget, too_large

# Grid lines nearer than this that no row uses together are one line drawn carelessly (twips; 500 = 9 mm).
_SNAP_TWIPS = 500


@dataclass(slots=True)
class Columns:
    """A table's columns: which column begins at which line of the source's grid."""

    starts: tuple[int, ...]
    lines: dict[int, int]

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.starts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return column and colspan of a cell that covers the source's grid from `start` to `end`."""
        column = bisect_left(self.starts, self.lines[start])
        return column, max(bisect_left(self.starts, self.lines[end]) - column, 1)


def columns(rows: Sequence[Sequence[tuple[int, int]]], widths: Sequence[int] = ()) -> Columns:
    """Find the columns of a table from its cells' (start, end) lines.

    A line at which no cell begins makes no column: `colspan="100"` over four columns spans four.
    With `widths` of the source's grid columns (twips), lines that differ by a hand's tremor only are
    taken for one.
    """
    used: dict[int, set[int]] = {}
    for i, row in enumerate(rows):
        for start, end in row:
            used.setdefault(start, set()).add(i)
            used.setdefault(end, set()).add(i)
    lines = {line: line for line in used}
    if used and len(widths) >= max(used):
        _snap(lines, used, widths)
    starts = sorted({lines[start] for row in rows for start, _ in row})
    return Columns(tuple(starts), lines)


def _snap(lines: dict[int, int], used: dict[int, set[int]], widths: Sequence[int]) -> None:
    positions = [0]
    for width in widths:
        positions.append(positions[-1] + max(width, 0))
    previous: int | None = None
    rows: set[int] = set()
    for line in sorted(used):
        near = previous is not None and positions[line] - positions[previous] < _SNAP_TWIPS
        if previous is not None and near and rows.isdisjoint(used[line]):
            lines[line] = previous
            rows |= used[line]
        else:
            previous, rows = line, set(used[line])


def make_row(cells: Sequence[Cell], row: int, page: int | None, budget: Budget) -> Row:
    """Build a row, counted.

    Raises:
        LimitError: the document has grown too large.
    """
    budget.row(len(cells), sum(len(c.text) for c in cells))
    return Row(cells=tuple(cells), row=row, page=page)


def make_table(rows: Sequence[Row], number: int, name: str | None = None) -> Table | None:
    """Build a table, or return None where no cell holds a text.

    Raises:
        LimitError: the document has more than MAX_TABLES.
    """
    if not any(cell.text for row in rows for cell in row.cells):
        return None
    if number > MAX_TABLES:
        raise too_large(f"в нём больше {MAX_TABLES} таблиц")
    n_columns = max(cell.column + cell.colspan for row in rows for cell in row.cells)
    return Table(rows=tuple(rows), n_columns=n_columns, table=number, name=name)


@dataclass(frozen=True, slots=True)
class Shape:
    """What tells a layout table from a grid of data.

    `n_own` counts cells with text of their own; `n_nested` the filled cells of the largest table
    inside; `n_paragraphs` the paragraphs of the fullest cell.
    """

    n_rows: int
    n_columns: int
    n_own: int
    n_nested: int
    n_paragraphs: int

    @property
    def is_layout(self) -> bool:
        """Tell whether the table only places text on the page."""
        if self.n_nested and (self.n_columns <= 2 or self.n_nested > self.n_own):
            return self.n_nested >= 4 or self.n_columns * self.n_rows == 1
        if self.n_columns == 1:
            return self.n_rows <= 3 and self.n_paragraphs >= 3
        return self.n_columns == 2 and self.n_rows <= 2 and self.n_paragraphs >= 4
