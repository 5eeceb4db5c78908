"""Text lines in known columns → table rows, where no lines are drawn between the rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from nlp.read.pdflines import Line, starts_item

# A visual line of a table: its pieces by column.
Placed = dict[int, Line]

_NUMBER = re.compile(r"^(?:\d{1,3}(?:[.,]\d{1,3})*[.)]?|[IVXІХ]{1,5}[.)]?)$")
# A gap between lines wider than this many usual ones parts rows.
_ROW_GAP = 1.18
_GLUED = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)]\s*[«\"А-ЯЁ]")
_HEADED = re.compile(r"^(\d{1,2})\.\s*[«\"А-ЯЁ]")
_SHORTEST_TITLE = 6
# Points that a cell's margins leave free between the columns.
_PADDING = 11.0
# A heading begins with a number or a capital and has a word at least.
_WORD = re.compile(r"[А-Яа-яЁё]{4}")
_TITLE = re.compile(r"^(?=.*[А-Яа-яЁё]{4})[«\"]?[\dА-ЯЁIVX]")
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
    if len(numbers) < 2:
        numbers = _glued(lines)
    gaps = gap_starts(lines)
    if len(numbers) >= 2:
        pieces = zip(gaps, [*gaps[1:], len(lines)], strict=True)
        counts = [sum(a <= k < b for k in numbers) for a, b in pieces]
        if max(counts) <= 1 and len(gaps) > 1:
            return gaps
        starts = {0, *numbers, *_lone(lines), *_titles(lines, frozenset(numbers), n_columns)}
        return sorted(starts | _anew(lines, starts, n_columns))
    if len(gaps) > 1 and 3 * len(gaps) >= sum(len(line) >= 2 for line in lines) / 4:
        return gaps
    return sorted({*_fuller(lines, n_columns), *_capitals(lines)})


def _glued(lines: Sequence[Placed]) -> list[int]:
    """Return the lines with which rows begin whose numbers stand before the text: «3.Проверка …» beside a deadline."""
    found = [k for k, line in enumerate(lines) if 0 in line and _GLUED.match(line[0].text)]
    beside = [k for k in found if len(lines[k]) > 1]
    return found if len(beside) >= 3 and 3 * len(beside) >= 2 * len(found) else []


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


def _titles(lines: Sequence[Placed], numbers: frozenset[int], n_columns: int) -> list[int]:
    """Return the headings that stand alone among numbered rows, and the lines behind them."""
    glued = any(not _NUMBER.match(lines[k][0].text) for k in numbers)
    right = _rights(lines, n_columns)[0]
    out: list[int] = []
    inside = False
    for k, line in enumerate(lines):
        alone = len(line) == 1 and k not in numbers
        below = lines[k + 1] if k + 1 in numbers else {}
        if glued:
            apart = (
                k == 0 or 0 not in lines[k - 1] or _has_room(lines[k - 1][0], line[0], right) if 0 in line else False
            )
            begins = alone and apart and bool(below) and bool(_TITLE.match(line[0].text))
        elif 0 in line:
            goes_on = inside or (k > 0 and 0 in lines[k - 1] and bool(_WORD.search(lines[k - 1][0].text)))
            begins = alone and bool(_TITLE.match(line[0].text)) and (not goes_on or starts_item(line[0].text))
        else:
            begins = alone and 0 in below and _counts_under(next(iter(line.values())).text, below[0].text)
        if begins or (inside and not (alone and 0 in line)):
            out.append(k)
        inside = begins or (inside and alone and 0 in line)
    return out


def _counts_under(title: str, number: str) -> bool:
    """Tell whether a row's number is the first under a heading's: «2. Действуем» over «2.1»."""
    found = _HEADED.match(title)
    return bool(found and number.rstrip(".)") == f"{found[1]}.1")


def _capitals(lines: Sequence[Placed]) -> list[int]:
    """Return the headings in capitals that stand alone in the first column, and the lines behind them."""
    upper = {
        k
        for k, line in enumerate(lines)
        if set(line) == {0} and line[0].text.isupper() and len(line[0].text) >= _SHORTEST_TITLE
    }
    if 3 * len(upper) > len(lines):
        return []
    return [k for k in range(1, len(lines)) if (k in upper) != (k - 1 in upper)]


def _anew(lines: Sequence[Placed], starts: set[int], n_columns: int) -> set[int]:
    """Return the lines in which most columns begin a text anew: a row without a number, close below another."""
    rights = _rights(lines, n_columns)
    found: set[int] = set()
    seen: set[int] = set()
    for k, line in enumerate(lines):
        if k in starts or k == 0:
            seen = set(line)
            continue
        above = lines[k - 1]
        ended = [c for c in line if c in seen and c not in above]
        going = [c for c in line if c in above]
        free = all(_has_room(above[c], line[c], rights[c]) for c in going)
        opens = _opens(max((piece.text for piece in line.values()), key=len))
        if free and opens and len(ended) + len(going) >= max(n_columns - 2, 2):
            found.add(k)
            seen = set()
        seen |= set(line)
    return found


def _rights(lines: Sequence[Placed], n_columns: int) -> list[float]:
    """Return where the texts of each column may end."""
    inner = [[line[c] for line in lines if c in line] for c in range(n_columns)]
    ends = [max((piece.x1 for piece in pieces), default=0.0) for pieces in inner]
    nexts = [min((piece.x0 for piece in pieces), default=0.0) - _PADDING for pieces in (*inner[1:], [])]
    return [max(pair) for pair in zip(ends, nexts, strict=True)]


def _has_room(above: Line, line: Line, right: float) -> bool:
    """Tell whether a line ends although the first word of the next had room, and no sign leaves it open."""
    word = next((i for i, g in enumerate(line.glyphs) if g.text.isspace()), len(line.glyphs))
    needed = line.glyphs[word - 1].x1 - line.x0 + 0.35 * line.size
    return above.x1 + needed < right and above.text[-1] not in ",-–—("


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
