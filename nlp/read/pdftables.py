"""Tables of a page → rows with cells: ruled grids and aligned text alike."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.domain import Cell
from nlp.read.grid import columns
from nlp.read.pdfalign import Aligned, n_roles
from nlp.read.pdfgrid import Box, Grid
from nlp.read.pdflines import RISE, Line, around, cell_text, joined, lines_of
from nlp.read.pdfpage import Glyph, Rule
from nlp.read.pdfplaces import Frame
from nlp.read.pdfrows import Placed, gap_starts, item_number, row_starts

Cells = tuple[Cell, ...]
_TWIPS = 20  # a point
# Rules shorter than this share of a table's width underline words.
_LONG = 0.4
_CUT_NUMBER = re.compile(r"^(?:\d{1,2}\.)+$")


class Band(NamedTuple):
    """A row and where it stands."""

    cells: Cells
    frame: Frame


def ruled_rows(grid: Grid, glyphs: Iterable[Glyph]) -> list[Band]:
    """Return the rows of a ruled table; a cell merged over rows is repeated in each, marked as continued.

    A row whose first column numbers several items, drawn without lines between them, is taken apart.
    """
    owner = {(i, j): b for b in grid.boxes for i in range(b.top, b.bottom) for j in range(b.left, b.right)}
    inside: dict[Box, list[Glyph]] = {box: [] for box in grid.boxes}
    for glyph in glyphs:
        inside[owner[grid.slot(glyph)]].append(glyph)
    n_rows = len(grid.ys) - 1
    rows = [sorted({owner[i, j] for j in range(len(grid.xs) - 1)}, key=lambda b: b.left) for i in range(n_rows)]
    widths = [round((b - a) * _TWIPS) for a, b in zip(grid.xs, grid.xs[1:], strict=False)]
    filled = [[b for b in boxes if inside[b] or b.right - b.left < 2] or boxes for boxes in rows]
    places = columns([[(b.left, b.right) for b in boxes] for boxes in filled], widths)
    for line in range(len(grid.xs)):
        places.lines.setdefault(line, line)
    texts = {box: cell_text(found) for box, found in inside.items()}
    out: list[Band] = []
    begins = [i for i, boxes in enumerate(rows) if any(box.top == i for box in boxes)]
    for i, end in zip(begins, [*begins[1:], n_rows], strict=True):
        boxes, top = rows[i], grid.ys[i]
        single = all(b.bottom - b.top == 1 for b in boxes)
        parts = _parts(boxes, inside, n_rows, top) if single else [(top, texts)]
        bottoms = [*(y for y, _ in parts[1:]), grid.ys[end]]
        for (y, part), bottom in zip(parts, bottoms, strict=True):
            cells = _distinct(Cell(
                text=part.get(box, ""),
                column=(at := places.place(box.left, box.right))[0],
                colspan=at[1],
                continued=box.top < i,
            ) for box in boxes)  # fmt: skip
            out.append(Band(cells, Frame(grid.xs[0], y, grid.xs[-1], bottom)))
    return out


def _distinct(cells: Iterable[Cell]) -> Cells:
    """Join cells that fell into one column when careless lines were made one."""
    out: list[Cell] = []
    for cell in cells:
        if out and cell.column < out[-1].column + out[-1].colspan:
            text = f"{out[-1].text} {cell.text}".strip()
            out[-1] = out[-1].model_copy(update={"text": text})
        else:
            out.append(cell)
    return tuple(out)


def _parts(
    boxes: Sequence[Box], inside: dict[Box, list[Glyph]], n_rows: int, top: float
) -> list[tuple[float, dict[Box, str]]]:
    """Take apart a grid's row, which begins at `top`: where each of the table's rows in it begins, its texts by box."""
    by_column = {k: lines_of(g for g in inside[box] if g.turn == 0) for k, box in enumerate(boxes)}
    placed = _healed(_level(by_column))
    whole = [(top, {box: cell_text(inside[box]) for box in boxes})]
    if len(boxes) < 3 or len(placed) < 4 or sum(bool(c) for c in by_column.values()) < 3:
        return whole
    numbered = [p for p in placed if 0 in p and item_number(p[0].text)]
    if len(numbered) < 2 and (n_rows > 2 or len(gap_starts(placed)) < 2):
        return whole
    if len(numbered) >= 2 and not _grow([p[0].text for p in numbered]):
        return whole
    if n_rows > 2 and not _counts([p[0].text for p in numbered], [len(p) for p in numbered]):
        return whole
    starts = row_starts(placed, len(boxes))
    tops = [top, *(min(line.base - RISE * line.size for line in placed[k].values()) for k in starts[1:])]
    rows = [{boxes[k]: text for k, text in texts.items()} for texts in _column_texts(placed, starts)]
    return list(zip(tops, rows, strict=True))


def _grow(numbers: Sequence[str]) -> bool:
    """Tell whether any number follows a smaller one: «1» over «0» is a «10» that a narrow column cut."""
    parts = [[int(n) for n in re.findall(r"\d+", number)] for number in numbers]
    return any(b > a for a, b in itertools.pairwise(parts)) or len({*numbers}) == 1


def _counts(numbers: Sequence[str], n_pieces: Sequence[int]) -> bool:
    """Tell whether numbers count rows: «1.», «2.», «3.» with texts beside them, not «1.» and «12» of a cut «1.12»."""
    last = [int(re.findall(r"\d+", n)[-1]) for n in numbers]
    alike = len({n.endswith((".", ")")) for n in numbers}) == 1
    steps = sum(b - a == 1 for a, b in itertools.pairwise(last))
    return alike and 2 * steps >= len(last) - 1 and 2 * sum(n >= 3 for n in n_pieces) > len(n_pieces)


def _healed(placed: list[Placed]) -> list[Placed]:
    """Put together numbers that a narrow first column cut over two lines: «1.» over «12»."""
    cut = [
        k
        for k, (line, below) in enumerate(itertools.pairwise(placed))
        if 0 in line and 0 in below and _CUT_NUMBER.match(line[0].text) and item_number(below[0].text)
    ]
    if 3 * len(cut) < sum(0 in line for line in placed):
        return placed
    for k in (k for k in cut if k - 1 not in cut):
        first, second = placed[k][0], placed[k + 1].pop(0)
        placed[k][0] = first._replace(glyphs=(*first.glyphs, *second.glyphs))
    return [line for line in placed if line]


def _level(by_column: dict[int, list[Line]]) -> list[Placed]:
    """Put the lines of several columns side by side where their baselines agree."""
    out: list[tuple[float, Placed]] = []
    for base, column, line in sorted((line.base, k, line) for k, lines in by_column.items() for line in lines):
        if out and base - out[-1][0] < 0.4 * line.size and column not in out[-1][1]:
            out[-1][1][column] = line
        else:
            out.append((base, {column: line}))
    return [placed for _, placed in out]


def _column_texts(placed: Sequence[Placed], starts: Sequence[int]) -> list[dict[int, str]]:
    texts = []
    for start, end in zip(starts, [*starts[1:], len(placed)], strict=True):
        by_column: dict[int, list[str]] = {}
        for line in placed[start:end]:
            for column, piece in line.items():
                by_column.setdefault(column, []).append(piece.text)
        texts.append({column: joined(lines) for column, lines in by_column.items()})
    return texts


def aligned_rows(table: Aligned, lines: Sequence[Line], rules: Sequence[Rule]) -> list[Band]:
    """Return the rows of a table without vertical lines; lines across columns become rows of one merged cell.

    Args:
        table: where it stands.
        lines: the lines first..last of the page that it takes.
        rules: the page's horizontal lines, which part rows where they are drawn.
    """
    n_columns = len(table.boundaries) + 1
    left, _, right, _ = around(lines)
    drawn = [r.at for r in rules if r.end - r.start > _LONG * (right - left)]
    out: list[Band] = []

    def band(cells: Cells, lines: Iterable[Line]) -> Band:
        return Band(cells, around(lines)._replace(x0=left, x1=right))

    for group in _groups(table, lines, drawn):
        placed = [p for k in group if (p := table.lines[k]) is not None]
        if not placed:
            across = [lines[k] for k in group]
            whole = Cell(text=joined(line.text for line in across), column=0, colspan=n_columns)
            out.append(band((whole,), across))
            continue
        starts = [0] if _are_rows(drawn, table, lines) else row_starts(placed, n_columns)
        if 1 not in starts and _heads_numbered(placed):
            starts = [0, 1, *starts[1:]]
        head = [] if out else _double_head(placed[: [*starts, len(placed)][1]], n_columns)
        ends = [*starts[1:], len(placed)]
        for texts, start, end in zip(_column_texts(placed, starts), starts, ends, strict=True):
            plain = tuple(Cell(text=texts.get(column, ""), column=column) for column in range(n_columns))
            pieces = [piece for line in placed[start:end] for piece in line.values()]
            out.extend(band(cells, pieces) for cells in (head if start == 0 and head else [plain]))
    return out


def _heads_numbered(lines: Sequence[Placed]) -> bool:
    """Tell whether the first line names columns and an item's number stands right below it."""
    return (
        len(lines) > 1
        and n_roles(piece.text for piece in lines[0].values()) >= 3
        and 0 in lines[1]
        and item_number(lines[1][0].text)
    )


def _double_head(lines: Sequence[Placed], n_columns: int) -> list[Cells]:
    """Return the two rows of a header some of whose titles stand over several columns: «Срок» over «начало», «конец»."""
    if n_roles(piece.text for piece in lines[0].values()) < 2:
        return []
    below = [column for column in range(1, n_columns) if column not in lines[0]]
    level = next((k for k, line in enumerate(lines) if k and any(column in line for column in below)), 0)
    owners = {column: max(c for c in lines[0] if c < column) for column in below if min(lines[0]) < column}
    parted = {*owners, *owners.values()}
    if not level or not below or len(owners) < len(below) or any(column not in lines[level] for column in parted):
        return []
    upper, lower = _column_texts(lines, [0, level])
    whole = _column_texts(lines, [0])[0]
    first = [
        Cell(text=upper[c] if c in parted else whole[c], column=c, colspan=1 + list(owners.values()).count(c))
        for c in sorted(lines[0])
    ]
    second = [
        Cell(text=(lower if c in parted else whole).get(c, ""), column=c, continued=c not in parted)
        for c in range(n_columns)
    ]
    return [tuple(first), tuple(second)]


def _groups(table: Aligned, lines: Sequence[Line], drawn: Sequence[float]) -> list[list[int]]:
    """Part the lines at drawn rules and where lines across columns begin and end."""
    groups: list[list[int]] = []
    for k in range(len(lines)):
        across = table.lines[k] is None
        if groups:
            above = lines[k - 1]
            ruled = any(above.base - 0.3 * above.size < at < lines[k].base - 0.3 * lines[k].size for at in drawn)
            if not ruled and across == (table.lines[groups[-1][-1]] is None):
                groups[-1].append(k)
                continue
        groups.append([k])
    return groups


def _are_rows(drawn: Sequence[float], table: Aligned, lines: Sequence[Line]) -> bool:
    """Tell whether the rules part all rows, not only the header from the rest."""
    n_bands = sum(lines[0].base < at < lines[-1].base for at in drawn)
    return n_bands >= 4 and 8 * n_bands > len(lines)
