"""Text lines in known columns → table rows, where no lines are drawn between the rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from nlp.read.pdflines import Line, starts_item

# A visual line of a table: its pieces by column.
Placed = dict[int, Line]

_NUMBER = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXІХ]{1,5}[.)]?)$")
# A gap between lines wider than this many usual ones parts rows.
_ROW_GAP = 1.18
_MARKS = re.compile(r"^[«\"(\s]*")


def place(chunks: Sequence[Line], boundaries: Sequence[float]) -> Placed | None:
    """Put the pieces of a line into columns; None when a piece crosses a boundary."""
    placed: Placed = {}
    for chunk in chunks:
        column = sum(b <= chunk.x0 for b in boundaries)
        if column < len(boundaries) and chunk.x1 > boundaries[column]:
            return None
        old = placed.get(column)
        placed[column] = old._replace(x1=chunk.x1, glyphs=(*old.glyphs, *chunk.glyphs)) if old else chunk
    return placed


def item_number(text: str) -> bool:
    """Tell whether a text is an item's number in Arabic figures: «3.», «2.10»."""
    return bool(_NUMBER.match(text)) and text[0].isdecimal()


def row_starts(lines: Sequence[Placed], n_columns: int) -> list[int]:
    """Return the indices of the lines with which rows begin, the first line's among them.

    Rows are told by the gaps between them where these agree with the item numbers, else by the item
    numbers of the first column, else by lines that fill more columns than the line above.
    """
    if len(lines) < 2:
        return [0][: len(lines)]
    numbers = [k for k, line in enumerate(lines) if 0 in line and _NUMBER.match(line[0].text)]
    gaps = gap_starts(lines)
    if len(numbers) >= 2:
        pieces = zip(gaps, [*gaps[1:], len(lines)], strict=True)
        counts = [sum(a <= k < b for k in numbers) for a, b in pieces]
        if max(counts) <= 1 and len(gaps) > 1:
            return gaps
        return sorted({0, *numbers, *_lone(lines)})
    if len(gaps) > 1 and 3 * len(gaps) >= sum(len(line) >= 2 for line in lines) / 4:
        return gaps
    return _fuller(lines, n_columns)


def _base(line: Placed) -> float:
    return min(piece.base for piece in line.values())


def gap_starts(lines: Sequence[Placed]) -> list[int]:
    """Return the indices of the lines before which a gap is wider than between most, the first line's among them."""
    pitches = [_base(b) - _base(a) for a, b in itertools.pairwise(lines)]
    size = median(piece.size for line in lines for piece in line.values())
    usual = min((p for p in pitches if p > 0.8 * size), default=size)
    close = [p for p in pitches if p <= _ROW_GAP * usual] or [usual]
    return [0, *(k for k, p in enumerate(pitches, 1) if p > _ROW_GAP * median(close))]


def _lone(lines: Sequence[Placed]) -> list[int]:
    """Return the bold single lines, headings of sections, and the lines behind them."""
    bold = {k for k, line in enumerate(lines) if len(line) == 1 and _is_bold(next(iter(line.values())))}
    if 2 * len(bold) > len(lines):
        return []
    return [k for k in range(1, len(lines)) if (k in bold) != (k - 1 in bold)]


def _is_bold(line: Line) -> bool:
    return all(g.bold for g in line.glyphs if not g.text.isspace())


def _fuller(lines: Sequence[Placed], n_columns: int) -> list[int]:
    """Rows begin with lines that fill more columns than the one above, or all columns where a sentence begins."""
    lengths = [sum(len(line[c].text) for line in lines if c in line) for c in range(n_columns)]
    widest = lengths.index(max(lengths))
    starts = [0]
    for k, (above, line) in enumerate(itertools.pairwise(lines), 1):
        opens = widest in line and _opens(line[widest].text)
        if opens and (len(line) > max(len(above), 1) or len(line) == n_columns):
            starts.append(k)
    return starts


def _opens(text: str) -> bool:
    """Tell whether a text may begin a cell: with a capital, a digit or a list's sign."""
    first = _MARKS.sub("", text)[:1]
    return not first.islower() or starts_item(text)
