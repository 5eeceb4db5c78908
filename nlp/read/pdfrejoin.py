"""Rows that a page break cut in two: the lower part goes back to the upper one where the texts leave no doubt."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.domain import Block, Cell, Row, Table
from nlp.read.lines import one_line
from nlp.read.pdfrows import item_number
from nlp.text import is_known, mend

_CUT = re.compile(r"[А-Яа-яЁёA-Za-z][-\u00ad]$")
_OPEN = re.compile(r"(?:[,:(«/–—]|(?<!\w)(?:и|в|во|на|по|с|со|к|о|об|от|из|для|при|за|или|не|у|до|через))$", re.I)
_CLOSED = re.compile(r"[.!?;]$")
_INSIDE = re.compile(r"^[\"'«(]*(?:[а-яёa-z]|[,.;:)»])")
# Beginnings of a list's next paragraph, small letters though they be: «а) …», «– …».
_ITEM = re.compile(r"^(?:[а-яё]\)|[-–—•▪●*]|\d+[.)])\s")
_WORD = re.compile(r"[А-Яа-яЁё]+")
_LETTERS = re.compile(r"[\s\u00ad-]+")
_CUT_FIGURES = re.compile(r"^\d{1,2} \d$")
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
        if lower is None or not (_goes_on(above.rows[-1], lower, habits) or _is_cut_number(above.rows[-2:], lower)):
            out.append(block)
            continue
        whole = _whole(above.rows[-1], lower)
        out[-1] = above.model_copy(update={"rows": (*above.rows[:-1], whole)})
        rest = (*block.rows[:n_head], *_deepened(block.rows[n_head + 1 :], lower, whole))
        if len(rest) > n_head:
            out.append(block.model_copy(update={"rows": rest}))
    out = [_with_one_text(block) if isinstance(block, Table) else block for block in out]
    return list(_with_whole_numbers(out))


def _with_whole_numbers(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with the item numbers whole that a narrow column cut: behind «9» a «1 0»."""
    last = ""
    for block in blocks:
        if not isinstance(block, Table):
            yield block
            continue
        rows = []
        for row in block.rows:
            rows.append(_with_whole_number(row, last))
            last = _bare_number(rows[-1]) or last
        yield block if tuple(rows) == block.rows else block.model_copy(update={"rows": tuple(rows)})


def _with_whole_number(row: Row, last: str) -> Row:
    first = row.cells[0] if row.cells else None
    if first is None or first.column > 0 or not last.isdecimal() or not _CUT_FIGURES.match(first.text):
        return row
    text = first.text.replace(" ", "")
    return _with_first(row, text) if int(text) == int(last) + 1 else row


def _with_first(row: Row, text: str) -> Row:
    return row.model_copy(update={"cells": (row.cells[0].model_copy(update={"text": text}), *row.cells[1:])})


def _bare_number(row: Row) -> str:
    return row.cells[0].text.rstrip(".)") if row.cells and row.cells[0].column == 0 else ""


def _with_one_text(table: Table) -> Table:
    """Give the copies of a heading that stands in every cell of a row one text; narrow columns break it most."""
    rows = tuple(_same(row) for row in table.rows)
    return table if rows == table.rows else table.model_copy(update={"rows": rows})


def _same(row: Row) -> Row:
    if not _is_copied(row) or len({cell.text for cell in row.cells}) == 1:
        return row
    texts = [cell.text for cell in row.cells]
    text = min(texts, key=lambda text: (_n_unknown(text), -texts.count(text), len(text)))
    return row.model_copy(update={"cells": tuple(cell.model_copy(update={"text": text}) for cell in row.cells)})


def _n_unknown(text: str) -> int:
    return sum(not is_known(word) for word in _WORD.findall(text))


def _is_copied(row: Row) -> bool:
    return len(row.cells) >= 3 and len({_LETTERS.sub("", cell.text) for cell in row.cells}) == 1


def _are_copies(upper: Row, lower: Row) -> bool:
    """Tell whether only both rows together hold one heading in every cell."""
    return not _is_copied(upper) and _is_copied(_whole(upper, lower))


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
    if _are_copies(upper, lower):
        return True
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


def _is_cut_number(upper: Sequence[Row], lower: Row) -> bool:
    """Tell whether a narrow column cut a row's number too: behind «9» a «1», below the page's end a «0»."""
    numbers = [_bare_number(row) for row in (*upper, lower)]
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return False
    before, head, tail = numbers
    places = {(c.column, c.colspan) for c in upper[-1].cells if c.text}
    fits = all((c.column, c.colspan) in places for c in lower.cells if c.text and not c.continued)
    return fits and int(head + tail) == int(before) + 1 and int(tail) != int(head) + 1


def _deepened(rows: Sequence[Row], lower: Row, whole: Row) -> list[Row]:
    """Give the rows below a cut one the whole text of the cells that they share with it."""
    ends = {c.column: c.text for c in lower.cells}
    texts = {c.column: c.text for c in whole.cells}
    out: list[Row] = []
    going = set(ends)
    for row in rows:
        going = {c.column for c in row.cells if c.column in going and c.continued and c.text == ends[c.column]}
        cells = (
            c.model_copy(update={"text": texts.get(c.column, c.text)}) if c.column in going else c for c in row.cells
        )
        out.append(row.model_copy(update={"cells": tuple(cells)}) if going else row)
    return out


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
    if cell.column == 0 and cell.text.isdecimal() and end[:1].isdecimal():
        return cell.model_copy(update={"text": cell.text + end})
    return cell.model_copy(update={"text": one_line(mend(cell.text, end))}) if end else cell


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(c.text for c in row.cells)
