"""Rows that a page break cut in two: the lower part goes back to the upper one where the texts leave no doubt."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.domain import Block, Cell, Row, Table
from nlp.read.lines import one_line
from nlp.read.pdfrows import item_number
from nlp.text import mend

_CUT = re.compile(r"[А-Яа-яЁёA-Za-z][-\u00ad]$")
_OPEN = re.compile(r"(?:[,:(«/–—]|(?<!\w)(?:и|в|во|на|по|с|со|к|о|об|от|из|для|при|за|или|не|у|до|через))$", re.I)
_CLOSED = re.compile(r"[.!?;]$")
_INSIDE = re.compile(r"^[\"'«(]*(?:[а-яёa-z]|[,.;:)»])")
# Beginnings of a list's next paragraph, small letters though they be: «а) …», «– …».
_ITEM = re.compile(r"^(?:[а-яё]\)|[-–—•▪●*]|\d+[.)])\s")
_LETTERS = re.compile(r"[\s\u00ad-]+")
# What the evidence must come to.
_CERTAIN = 2.0
# Shares of the rows with an item number from which all rows are expected to have one.
_MOST = 0.6


def rejoined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the rows put together that the page breaks between their tables cut.

    Only tables of as many columns are looked at, with nothing between them.
    """
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    habits = _Habits(_are_numbered(rows), _small_shares(rows))
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if not (isinstance(block, Table) and isinstance(above, Table) and _is_next(above, block)):
            out.append(block)
            continue
        n_head = _repeated(_first_of(out, block.n_columns), block)
        lower = block.rows[n_head] if n_head < len(block.rows) else None
        if lower is None or not _goes_on(above.rows[-1], lower, habits):
            out.append(block)
            continue
        out[-1] = above.model_copy(update={"rows": (*above.rows[:-1], _whole(above.rows[-1], lower))})
        rest = (*block.rows[:n_head], *block.rows[n_head + 1 :])
        if len(rest) > n_head:
            out.append(block.model_copy(update={"rows": rest}))
    return [_with_one_text(block) if isinstance(block, Table) else block for block in out]


def _with_one_text(table: Table) -> Table:
    """Give the copies of a heading that stands in every cell of a row one text; narrow columns break it most."""
    rows = tuple(_same(row) for row in table.rows)
    return table if rows == table.rows else table.model_copy(update={"rows": rows})


def _same(row: Row) -> Row:
    letters = {_LETTERS.sub("", cell.text) for cell in row.cells}
    if len(row.cells) < 3 or len(letters) != 1 or len({cell.text for cell in row.cells}) == 1:
        return row
    text = min((cell.text for cell in row.cells), key=len)
    return row.model_copy(update={"cells": tuple(cell.model_copy(update={"text": text}) for cell in row.cells)})


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a document's rows do: have item numbers; begin the texts of a column with small letters (share of them)."""

    numbered: bool
    small: dict[int, float]


def _is_next(above: Table, below: Table) -> bool:
    page, last = below.rows[0].page, above.rows[-1]
    # A file made of a printed one has the cuts of that on its pages too; a row cut twice has its end two pages on.
    return above.n_columns == below.n_columns and page is not None and last.page is not None and page >= last.page


def _first_of(blocks: Sequence[Block], n_columns: int) -> Table:
    """Return the table with which the run of tables began that the last block goes on."""
    first = blocks[-1]
    for block in reversed(blocks):
        if not isinstance(block, Table) or block.n_columns != n_columns:
            break
        first = block
    assert isinstance(first, Table)
    return first


def _repeated(first: Table, below: Table) -> int:
    """Count the header rows with which a page begins again."""
    n_rows = 0
    for one, other in zip(first.rows, below.rows, strict=False):
        if _texts(one) != _texts(other):
            break
        n_rows += 1
    return n_rows


def _are_numbered(rows: Sequence[Row]) -> bool:
    wide = [row for row in rows if len(row.cells) >= 3]
    return sum(map(_number, wide)) > _MOST * len(wide)


def _small_shares(rows: Sequence[Row]) -> dict[int, float]:
    """Return for each column the share of texts that begin with a small letter although a row begins there."""
    texts: dict[int, list[bool]] = {}
    for above, row in itertools.pairwise(rows):
        for cell in row.cells:
            if cell.text and not cell.continued and above.page == row.page:
                texts.setdefault(cell.column, []).append(bool(_INSIDE.match(cell.text)))
    return {column: sum(found) / len(found) for column, found in texts.items()}


def _number(row: Row) -> bool:
    return bool(row.cells) and row.cells[0].column == 0 and item_number(row.cells[0].text)


def _goes_on(upper: Row, lower: Row, habits: _Habits) -> bool:
    """Tell whether the lower row is the end of the upper one: each of its texts has a beginning above it."""
    above = {(c.column, c.colspan): c for c in upper.cells}
    filled = [c for c in lower.cells if c.text and not c.continued]
    if not filled or any((c.column, c.colspan) not in above for c in filled):
        return False
    first = lower.cells[0]
    if first.column == 0 and first in filled and item_number(first.text) and item_number(above[0, first.colspan].text):
        return False
    evidence = sum(
        _evidence(above[c.column, c.colspan].text, c.text, 1 - habits.small.get(c.column, 0.0)) for c in filled
    )
    if habits.numbered and _number(upper) and first not in filled:
        evidence += 1.5 + 1.5 * (len(filled) > 1)
    lone = [c.text for c in upper.cells if c.text]
    # A heading in capitals over two pages; two headings would both be numbered.
    if (
        len(filled) == len(lone) == 1
        and lone[0].isupper()
        and filled[0].text.isupper()
        and not _ITEM.match(filled[0].text)
    ):
        evidence += 2.7
    return evidence >= _CERTAIN


def _evidence(before: str, text: str, weight: float) -> float:
    """Weigh whether a cell's text goes on from the one above it; `weight` says how much a small letter tells there."""
    inside = bool(_INSIDE.match(text)) and not _ITEM.match(text)
    if not before:
        return 0.0 if inside else -1.0
    if _CUT.search(before):
        return 3.0 if inside or text[0].isupper() == before[-2].isupper() else 0.0
    if _OPEN.search(before):
        return 2.0
    begins = text.lstrip("«\"'(")[:1].isupper()
    return 2.0 * weight * inside - 0.7 * begins - 1.0 * bool(_CLOSED.search(before))


def _whole(upper: Row, lower: Row) -> Row:
    ends = {(c.column, c.colspan): c.text for c in lower.cells if not c.continued}
    cells = tuple(_longer(c, ends.get((c.column, c.colspan), "")) for c in upper.cells)
    return upper.model_copy(update={"cells": cells})


def _longer(cell: Cell, end: str) -> Cell:
    return cell.model_copy(update={"text": one_line(mend(cell.text, end))}) if end else cell


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(c.text for c in row.cells)
