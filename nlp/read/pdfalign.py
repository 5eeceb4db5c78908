"""Tables without ruling lines: columns are told by the blank strips between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from nlp.read.pdflines import Line, chunks_of
from nlp.read.pdfrows import Placed, item_number, place
from nlp.segment.header import header_weights
from nlp.segment.layout import ROLES

# A blank strip between columns is at least so wide (points); gaps between words are narrower than _WORD (× size).
_STRIP = 5.0
_WORD = 0.6
# What a long piece leaves free of a strip; letters' own margins make columns begin at places up to 1 apart.
_LEFT_FREE = 7.0
# Pieces of a line farther apart than this (× size) begin a table or stand in different cells.
_CELL = 1.0
# More lines in a row than this that run across all columns end the table: they are ordinary text.
_MAX_ACROSS = 4
_MAX_PITCHES = 5.0
_HEADER_LINES = 6

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table told by its alignment: lines first..last (not included) of the page.

    `lines` are its lines by column, None for a line that runs across columns; `inked` is the ground that
    its columns cover, for the next page's table.
    """

    first: int
    last: int
    boundaries: tuple[float, ...]
    lines: tuple[Placed | None, ...]
    inked: tuple[Interval, ...]


def find_aligned(lines: Sequence[Line], known: Sequence[Interval] = ()) -> list[Aligned]:
    """Find the tables among a page's lines.

    Args:
        lines: from top to bottom.
        known: the ground covered by the columns of the table that ended the page before.
    """
    found: list[Aligned] = []
    start = 0
    while start < len(lines):
        table = None
        several = len(chunks_of(lines[start], _CELL)) >= 2
        if known and (several or start == 0) and not _has_more(lines[start], known):
            table = _table(lines, start, known)
        if table is None and several and not _stands_alone(lines, start):
            table = _table(lines, start, ())
        if table is None:
            start += 1
            continue
        found.append(table)
        known = table.inked
        start = table.last
    return found


def _has_more(line: Line, known: Sequence[Interval]) -> bool:
    """Tell whether a line names a plan's columns, more than a table before had."""
    return len(chunks_of(line, _CELL)) > len(_strips(known)) + 1 and _is_head(line)


def _table(lines: Sequence[Line], start: int, known: Sequence[Interval]) -> Aligned | None:
    """Grow a table from a line downwards; None when what grows is no table."""
    grown = _grown(lines, start, known)
    strips = _strips(grown.inked)
    if len(strips) < 2 or len(grown.inside) < 2:
        return None
    # Columns are mostly flush left: a piece may reach almost to the next column's beginning.
    boundaries = tuple(b - 1 for _, b in strips)
    first, last = start, max(grown.inside) + 1
    placed = {k: place(chunks_of(lines[k], _WORD), boundaries) for k in grown.inside}
    if not known:
        head = _header(placed, first)
        if head is None and not _is_regular([p for p in placed.values() if p]):
            return None
        first = first if head is None else head
        # The strips of lines above the header (stamps) may be narrower than the table's own.
        if first != start:
            return _table(lines, first, ())
    last = _trimmed(placed, first, last)
    return Aligned(first, last, boundaries, tuple(placed.get(k) for k in range(first, last)), tuple(grown.inked))


def _trimmed(placed: dict[int, Placed | None], first: int, last: int) -> int:
    """Return the end without the lines of ordinary text that only happen to fit into the first column."""
    numbered = sum(bool(p and 0 in p and item_number(p[0].text)) for p in placed.values()) >= 2
    while last > first + 2:
        line = placed.get(last - 1)
        if line is not None and not (numbered and set(line) == {0} and not item_number(line[0].text)):
            break
        last -= 1
    return last


@dataclass
class _Grown:
    inked: list[Interval]
    inside: list[int]


def _grown(lines: Sequence[Line], start: int, known: Sequence[Interval]) -> _Grown:
    grown = _Grown(list(known), [])
    across = 0
    pitch = median([b.base - a.base for a, b in itertools.pairwise(lines)] or [0.0])
    for k in range(start, len(lines)):
        line = lines[k]
        if k > start and line.base - lines[k - 1].base > _MAX_PITCHES * max(pitch, line.size):
            break
        if k > start and _is_head(line) and not _is_head(lines[k - 1], 1):
            break  # the header of another table
        pieces = _clipped([(c.x0, c.x1) for c in chunks_of(line, _WORD)], _strips(grown.inked))
        union = _united([*grown.inked, *pieces])
        n_before, n_after = len(_strips(grown.inked)), len(_strips(union))
        forming = not known and len(grown.inside) < 3 and len(chunks_of(line, _CELL)) >= 2
        if n_after >= max(n_before, 1) or (forming and n_after >= 2) or (not grown.inside and not known):
            grown.inked = union
            grown.inside.append(k)
            across = 0
        elif len(chunks_of(line, _CELL)) > 2:
            break  # columns that stand elsewhere: another table
        else:
            across += 1
            if across > _MAX_ACROSS or (known and not grown.inside and across > 1):
                break
    return grown


def _is_head(line: Line, least: int = 3) -> bool:
    """Tell whether a line of several pieces names at least so many of a plan's columns."""
    pieces = chunks_of(line, _CELL)
    return len(pieces) > 1 and n_roles(piece.text for piece in pieces) >= least


def n_roles(titles: Iterable[str]) -> int:
    """Count which of a plan's columns titles name."""
    weights = [header_weights(title) for title in titles]
    return len({max(w, key=lambda r: w[r]) for w in weights if w}.intersection(ROLES))


def _stands_alone(lines: Sequence[Line], start: int) -> bool:
    """Tell whether a line that names no columns is followed by ordinary lines, as a signature is."""
    following = lines[start + 1 : start + 3]
    return not _is_head(lines[start], 1) and all(len(chunks_of(line, _CELL)) == 1 for line in following)


def _clipped(pieces: Sequence[Interval], strips: Sequence[Interval]) -> list[Interval]:
    """Let pieces of a line reach into the strip on their right, so far as they leave the next column's beginning free."""
    if len(pieces) < 2:
        return list(pieces)
    out = []
    for start, end in pieces:
        reached = next(((a, b) for a, b in strips if start < a and b - _LEFT_FREE < end < b - 1), None)
        out.append((start, end if reached is None else max(reached[0], reached[1] - _LEFT_FREE)))
    return out


def _united(pieces: Sequence[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for start, end in sorted(pieces):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _strips(inked: Sequence[Interval]) -> list[Interval]:
    return [(a[1], b[0]) for a, b in itertools.pairwise(inked) if b[0] - a[1] >= _STRIP]


def _header(placed: dict[int, Placed | None], start: int) -> int | None:
    """Return the line with which a header begins that names at least three of a plan's columns."""
    keys = [k for k, p in placed.items() if p and k < start + 3 * _HEADER_LINES]
    for k in keys:
        titles: dict[int, list[str]] = {}
        best = 0
        for below in [x for x in keys if k <= x < k + _HEADER_LINES]:
            for column, piece in (placed[below] or {}).items():
                titles.setdefault(column, []).append(piece.text)
            best = max(best, n_roles(" ".join(words) for words in titles.values()))
        first = [header_weights(piece.text) for piece in (placed[k] or {}).values()]
        if best >= 3 and any(first):
            return k
    return None


def _is_regular(lines: Sequence[Placed]) -> bool:
    """Tell whether lines without a header read like a table: many fill two columns, pieces begin flush left."""
    full = [line for line in lines if len(line) >= 2]
    if len(full) < 4 or 3 * len(full) < len(lines) or sum(len(line) >= 3 for line in full) < 3:
        return False
    starts: dict[int, list[float]] = {}
    for line in lines:
        for column, piece in line.items():
            starts.setdefault(column, []).append(piece.x0)
    flush = sum(sum(abs(x - median(xs)) < 3 for x in xs) for xs in starts.values())
    return 2 * flush > sum(map(len, starts.values()))
