"""Ruling lines → grids: where a page's tables stand and which of their cells are merged."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.read.pdfpage import Glyph, Ink, Rule

# Points. Lines nearer than this are one line (Word draws a double border 1.5 apart, cells drawn side by side differ by 1).
_NEAR = 2.5
# Lines of a grid that differ by less are one row or column boundary: no cell is that small.
_THIN = 4.0
# A line may stop this short of the one it meets.
_TOUCH = 3.0
_SHORTEST = 5.0
# A text outside the outermost line by more than this stands in a column whose outer side is not drawn.
_OPEN_SIDE = 8.0
# A merged row between two parts of a table is no higher.
_MERGED_ROW = 60.0
MAX_RULES = 3_000
MAX_SLOTS = 50_000


_Part = tuple[list[Rule], list[Rule]]  # horizontal and vertical lines that meet


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as a rectangle of the grid: rows top..bottom and columns left..right, the last ones not included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its column and row boundaries and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    def holds(self, glyph: Glyph) -> bool:
        """Tell whether a glyph stands inside the table."""
        return self.xs[0] <= glyph.x <= self.xs[-1] and self.ys[0] <= glyph.y <= self.ys[-1]

    def slot(self, glyph: Glyph) -> tuple[int, int]:
        """Return the row and column at a glyph's middle."""
        row = min(max(bisect_right(self.ys, glyph.y) - 1, 0), len(self.ys) - 2)
        return row, min(max(bisect_right(self.xs, glyph.x) - 1, 0), len(self.xs) - 2)


def grids_of(ink: Ink) -> list[Grid]:
    """Find the ruled tables of a page from top to bottom; a box around the page or a text is none."""
    across, down = merged(ink.horizontal), merged(ink.vertical)
    if len(across) > MAX_RULES or len(down) > MAX_RULES:
        return []
    glyphs = [g for g in ink.glyphs if not g.text.isspace()]
    found = [g for h, v in _stacked(_components(across, down)) if (g := _grid(h, v, glyphs)) is not None]
    return sorted(found, key=lambda g: (g.ys[0], g.xs[0]))


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Join pieces of one line: dashes, cells' sides drawn one by one, double lines."""
    bands: list[list[Rule]] = []
    for rule in sorted(rules):
        if not bands or rule.at - bands[-1][0].at > _NEAR:
            bands.append([])
        bands[-1].append(rule)
    out: list[Rule] = []
    for band in bands:
        pieces: list[list[Rule]] = []
        end = 0.0
        for rule in sorted(band, key=lambda r: (r.start, r.end)):
            if not pieces or rule.start - end > _TOUCH:
                pieces.append([])
                end = rule.end
            pieces[-1].append(rule)
            end = max(end, rule.end)
        for piece in pieces:
            whole = Rule(_weighted(piece), piece[0].start, max(r.end for r in piece))
            if whole.end - whole.start >= _SHORTEST:
                out.append(whole)
    return out


def _weighted(piece: Sequence[Rule]) -> float:
    total = sum(r.end - r.start for r in piece)
    return sum(r.at * (r.end - r.start) for r in piece) / total if total else piece[0].at


def _components(across: Sequence[Rule], down: Sequence[Rule]) -> list[_Part]:
    """Group the lines that meet."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, v in enumerate(down, len(across)):
        for i, h in enumerate(across):
            if _within(v.at, h) and _within(h.at, v):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    return list(groups.values())


def _stacked(parts: Sequence[_Part]) -> list[_Part]:
    """Unite the parts of a table without outer sides that merged rows, in which no line runs down, keep apart."""
    out: list[_Part] = []
    for part in sorted((p for p in parts if p[0] and p[1]), key=lambda p: min(r.at for r in p[0])):
        if out and _goes_on(out[-1], part):
            out[-1] = ([*out[-1][0], *part[0]], [*out[-1][1], *part[1]])
        else:
            out.append(part)
    return out


def _goes_on(above: _Part, below: _Part) -> bool:
    """Tell whether two parts have the same columns and only a merged row between them."""
    bottom, top = max(r.at for r in above[0]), min(r.at for r in below[0])
    closed = max(r.end for r in above[1]) < bottom + _TOUCH and min(r.start for r in below[1]) > top - _TOUCH
    same = [round(x / _THIN) for x in _boundaries(above[1])] == [round(x / _THIN) for x in _boundaries(below[1])]
    return 0 < top - bottom < _MERGED_ROW and closed and same and _is_open(above) and _is_open(below)


def _is_open(part: _Part) -> bool:
    """Tell whether neither outer side is drawn."""
    left, right = min(r.start for r in part[0]), max(r.end for r in part[0])
    return min(r.at for r in part[1]) - left > _OPEN_SIDE and right - max(r.at for r in part[1]) > _OPEN_SIDE


def _within(at: float, rule: Rule) -> bool:
    return rule.start - _TOUCH <= at <= rule.end + _TOUCH


def _grid(across: Sequence[Rule], down: Sequence[Rule], glyphs: Sequence[Glyph]) -> Grid | None:
    if not across or not down:
        return None
    xs, ys = _boundaries(down), _boundaries(across)
    left, right = min(r.start for r in across), max(r.end for r in across)
    top, bottom = min(r.start for r in down), max(r.end for r in down)
    inside = [g for g in glyphs if left <= g.x <= right and top <= g.y <= bottom]
    xs = _with_sides(xs, (left, right), [g.x for g in inside])
    ys = _with_sides(ys, (top, bottom), [g.y for g in inside])
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    if n_rows < 1 or n_columns < 1 or n_rows * n_columns == 1 or n_rows * n_columns > MAX_SLOTS:
        return None
    boxes = _boxes(xs, ys, across, down)
    return Grid(tuple(xs), tuple(ys), tuple(boxes)) if len(boxes) > 1 else None


def _boundaries(rules: Iterable[Rule]) -> list[float]:
    """Return the places of the lines, those too near each other for a cell between them as one."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if not groups or rule.at - groups[-1][0].at > _THIN:
            groups.append([])
        groups[-1].append(rule)
    return [_weighted(group) for group in groups]


def _with_sides(places: list[float], ends: tuple[float, float], texts: Sequence[float]) -> list[float]:
    """Add the outer sides that are not drawn, where a text stands beyond the last line drawn."""
    first, last = places[0], places[-1]
    if first - ends[0] > _OPEN_SIDE and any(ends[0] < t < first - 1 for t in texts):
        places = [ends[0], *places]
    if ends[1] - last > _OPEN_SIDE and any(last + 1 < t < ends[1] for t in texts):
        places = [*places, ends[1]]
    return places


def _boxes(xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]) -> list[Box]:
    """Unite the slots between which no line is drawn."""
    upright, level = [_near(x, down) for x in xs], [_near(y, across) for y in ys]
    walls = [[_is_drawn(y0, y1, rules) for rules in upright] for y0, y1 in itertools.pairwise(ys)]
    floors = [[_is_drawn(x0, x1, rules) for x0, x1 in itertools.pairwise(xs)] for rules in level]
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    owner: dict[tuple[int, int], int] = {}
    groups: list[list[tuple[int, int]]] = []
    for slot in ((i, j) for i in range(n_rows) for j in range(n_columns)):
        if slot in owner:
            continue
        owner[slot] = len(groups)
        group, i = [slot], 0
        while i < len(group):
            row, column = group[i]
            around = (
                (row, column + 1, walls[row][column + 1]),
                (row, column - 1, walls[row][column]),
                (row + 1, column, floors[row + 1][column]),
                (row - 1, column, floors[row][column]),
            )
            for r, c, wall in around:
                if not wall and 0 <= r < n_rows and 0 <= c < n_columns and (r, c) not in owner:
                    owner[r, c] = len(groups)
                    group.append((r, c))
            i += 1
        groups.append(group)
    return sorted((box for group in groups for box in _rectangles(group)), key=lambda b: (b.top, b.left))


def _near(at: float, rules: Iterable[Rule]) -> list[Rule]:
    return [r for r in rules if abs(r.at - at) <= _THIN]


def _is_drawn(start: float, end: float, rules: Iterable[Rule]) -> bool:
    """Tell whether more than half of a slot's side is drawn."""
    return 2 * sum(max(min(r.end, end) - max(r.start, start), 0.0) for r in rules) > end - start


def _rectangles(group: Iterable[tuple[int, int]]) -> list[Box]:
    """Cut united slots into rectangles; a missing piece of a line makes angular shapes."""
    runs: list[Box] = []
    for row, column in sorted(group):
        if runs and runs[-1].top == row and runs[-1].right == column:
            runs[-1] = Box(row, row + 1, runs[-1].left, column + 1)
        else:
            runs.append(Box(row, row + 1, column, column + 1))
    out: list[Box] = []
    for run in runs:
        above = next((b for b in out if (b.bottom, b.left, b.right) == (run.top, run.left, run.right)), None)
        if above is None:
            out.append(run)
        else:
            out[out.index(above)] = Box(above.top, run.bottom, run.left, run.right)
    return out
