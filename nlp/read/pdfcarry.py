"""Cells merged over several rows that a page break cut: the next page shows them empty."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.domain import Cell
from nlp.read.pdftables import Cells

# Rows that show whether a document leaves cells of a column empty.
_SEEN = 4


def carried(rows: Sequence[Cells], before: Sequence[Cells], merged: frozenset[int]) -> list[Cells]:
    """Fill the empty cells with which a table begins where a merged cell of the page before goes on.

    Args:
        rows: the table that begins a page.
        before: the rows of the table that ended the page before.
        merged: columns in which the document merges cells downwards.
    """
    heads = {_texts(row) for row in before[:3]}
    first = next((i for i, row in enumerate(rows) if _texts(row) not in heads), None)
    if first is None or not before or not _is_plain(rows[first], before[-1]):
        return list(rows)
    above = {c.column: c.text for c in before[-1]}
    below = rows[first + 1] if first + 1 < len(rows) else ()
    deep = {c.column for c in below if c.continued and not c.text}
    empty = {c.column for c in rows[first] if not c.text and above.get(c.column)}
    taken = empty & (merged | deep)
    taken |= {
        column for column in empty & _full((*before[-_SEEN:], *rows[first + 1 :])) if {column - 1, column + 1} & taken
    }
    out, going = list(rows[:first]), taken
    for i, row in enumerate(rows[first:]):
        going = {c.column for c in row if c.column in going and not c.text and (i == 0 or c.continued)}
        out.append(tuple(_filled(c, above) if c.column in going else c for c in row))
    return out


def _full(rows: Sequence[Cells]) -> set[int]:
    """Return the columns without an empty cell, where rows enough are seen; an empty one beside a merged cell is merged too."""
    wide = [{c.column for c in row if c.text} for row in rows if len(row) >= 3]
    return set.intersection(*wide) if len(wide) >= _SEEN else set()


def merged_columns(rows: Sequence[Cells]) -> frozenset[int]:
    """Return the columns in which cells are merged downwards below the header."""
    return frozenset(c.column for row in rows[3:] for c in row if c.continued and c.text)


def _is_plain(row: Cells, above: Cells) -> bool:
    """Tell whether a row with an item number follows a row of the same columns."""
    same = [(c.column, c.colspan) for c in row] == [(c.column, c.colspan) for c in above]
    return same and len(row) >= 3 and bool(row[0].text)


def _filled(cell: Cell, above: dict[int, str]) -> Cell:
    return cell.model_copy(update={"text": above[cell.column], "continued": True})


def _texts(row: Cells) -> tuple[str, ...]:
    return tuple(c.text for c in row)
