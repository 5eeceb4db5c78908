"""Tables of which a converter left each cell on a line of its own: the header's lines tell how many make a row."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.read.pdfalign import n_roles
from nlp.segment.header import header_weights
from nlp.segment.numbering import follows, is_heading_like, is_roman, split_number

_FEWEST_ROLES = 3
_LONGEST_TITLE = 60
_FEWEST_ROWS = 3


def unstacked(lines: Sequence[str]) -> list[str] | None:
    """Put the cells of each row on one line, between tabs; None for a text that is no such table.

    Rows begin with the number that follows the one before, alone on its line or glued to the measure; what stands
    between a row whose cells are complete and the next number, a heading, stays a line. Line numbers are kept by
    empty lines in the place of those that were joined.
    """
    start, width = _header(lines)
    if not width:
        return None
    out = [*lines[:start], "\t".join(line.strip() for line in lines[start : start + width]), *[""] * (width - 1)]
    number: str | None = None
    n_rows = 0
    i = start + width
    while i < len(lines):
        own, rest = _number(lines[i], number)
        if own is None:
            out.append(lines[i])
            i += 1
            continue
        cells, end = _row(lines, i, own, rest, width)
        out += ["\t".join(cells), *[""] * (end - i - 1)]
        number, n_rows, i = own, n_rows + 1, end
    return out if n_rows >= _FEWEST_ROWS else None


def _header(lines: Sequence[str]) -> tuple[int, int]:
    """Return where the names of columns stand, each on its line, and how many there are; 0 columns where they do not."""
    for i, line in enumerate(lines):
        if "number" not in header_weights(line) or len(line) > _LONGEST_TITLE:
            continue
        end = i
        while end < len(lines) and header_weights(lines[end]) and len(lines[end]) <= _LONGEST_TITLE:
            end += 1
        if n_roles(lines[i:end]) >= _FEWEST_ROLES:
            return i, end - i
    return 0, 0


def _number(line: str, before: str | None) -> tuple[str | None, str]:
    """Return the number with which a line begins, if it is the next one, and the rest of the line."""
    text = line.strip()
    own, rest = split_number(text)
    if own is None:
        digits = len(text) - len(text.lstrip("0123456789."))
        own, rest = text[:digits], text[digits:].strip()
    if not own or is_roman(own) or (rest and not (rest[0].isupper() or rest[0] in '«"')):
        return None, text
    first = own.rstrip(".)") in ("1", "1.1")
    return (own, rest) if first or follows(before, own) else (None, text)


def _row(lines: Sequence[str], start: int, number: str, rest: str, width: int) -> tuple[list[str], int]:
    """Return the cells of the row that begins at a line, and the line behind it."""
    cells, i = [number, *([rest] if rest else [])], start + 1
    while i < len(lines) and len(cells) < width and lines[i].strip():
        if len(cells) > 1 and (_number(lines[i], number)[0] or _is_heading(lines[i])):
            break
        cells.append(lines[i].strip())
        i += 1
    return cells, i


def _is_heading(line: str) -> bool:
    own, rest = split_number(line.strip())
    return is_roman(own) and is_heading_like(rest)
