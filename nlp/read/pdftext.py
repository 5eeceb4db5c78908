"""Lines outside tables → paragraphs in reading order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from nlp.domain import Block, Paragraph, Table
from nlp.read.pdflines import Line, around, chunks_of, joined, starts_item
from nlp.read.pdfplaces import Frame

# A paragraph ends before a gap of this many usual ones.
_GAP = 1.2
# Shares of the size: pieces of lines so far apart may stand in columns side by side; an indent; a blank.
_SIDE, _INDENT, _BLANK = 2.0, 0.8, 0.35
_LONGEST_HEAD = 150
_GOES_ON = re.compile(r"[a-zа-яё(,;]|\d+(?![\d.)])")
_OPEN_END = re.compile(r"[,(«–—-]$|\b(?:и|или|по|в|с|на|о|об|от|для|за|к)$", re.I)
_LABEL = re.compile(r"^(?:.{0,60}:|[-–—•▪●*]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXІХ]+[.)]?|№.{0,6})$")
_STRONG = re.compile(
    r"^[\dIVX.]+[.)]?\s*[«А-ЯЁ]|^(?:Раздел|РАЗДЕЛ|Этап|ЭТАП|Направление|НАПРАВЛЕНИЕ|Блок|Модуль|Приложение)\s"
)
_ENDED = re.compile(r"[.;:!?]$")
_CLOSED = re.compile(r"[.;:!?»)]$")


class Style(NamedTuple):
    """How a paragraph is printed."""

    bold: bool
    size: float


class Flowed(NamedTuple):
    """A paragraph's text and place, with its first and last line, which show whether it goes on over the page's end."""

    text: str
    first: Line
    last: Line
    right: float
    frame: Frame

    @property
    def style(self) -> Style:
        """How its first line is printed."""
        return Style(_is_bold(self.first), round(self.first.size, 1))

    @property
    def is_open(self) -> bool:
        """Tell whether the last line is full and ends inside a sentence."""
        return not _CLOSED.search(self.text) and self.last.x1 > self.right - 6 * self.last.size


def paragraphs(lines: Sequence[Line], right: float) -> list[Flowed]:
    """Join wrapped lines.

    Args:
        lines: from top to bottom.
        right: where the page's text ends on the right.
    """
    out: list[Flowed] = []
    for flow, alone in _flows(lines):
        edge = right if alone else max(line.x1 for line in flow)
        out.extend(_joined(flow, edge))
    return out


def _flows(lines: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """Yield the lines that read on from each other; columns side by side one after the other.

    The flag tells whether a flow has the page's whole width.
    """
    flow: list[Line] = []
    k = 0
    while k < len(lines):
        end, edge = _side_by_side(lines, k)
        if end > k:
            if flow:
                yield flow, True
                flow = []
            pieces = [chunk for line in lines[k:end] for chunk in chunks_of(line, _BLANK)]
            yield _rejoined([piece for piece in pieces if piece.x0 < edge]), False
            yield _rejoined([piece for piece in pieces if piece.x0 >= edge]), False
            k = end
        else:
            flow.append(lines[k])
            k += 1
    if flow:
        yield flow, True


def _rejoined(pieces: Sequence[Line]) -> list[Line]:
    out: list[Line] = []
    for piece in pieces:
        if out and abs(out[-1].base - piece.base) < 0.4 * piece.size:
            old = out[-1]
            out[-1] = Line(old.x0, piece.x1, old.base, old.size, (*old.glyphs, *piece.glyphs))
        else:
            out.append(piece)
    return out


def _side_by_side(lines: Sequence[Line], start: int) -> tuple[int, float]:
    """Return the end of the lines that stand in two columns from `start` on, and where the right one begins.

    The end is `start` where there are no columns; a list's numbers and labels make none.
    """
    pieces = chunks_of(lines[start], _SIDE)
    if len(pieces) != 2 or _LABEL.match(pieces[0].text):
        return start, 0.0
    left, right = pieces[0].x1, pieces[1].x0
    end, n_double = start + 1, 1
    pitch = 2.2 * lines[start].size
    while end < len(lines) and lines[end].base - lines[end - 1].base < pitch:
        parts = chunks_of(lines[end], _BLANK)
        before, behind = [p for p in parts if p.x0 < right - 1], [p for p in parts if p.x0 >= right - 1]
        new_left = max([left, *(p.x1 for p in before)])
        new_right = min([right, *(p.x0 for p in behind)])
        if new_right - new_left < lines[end].size:
            break
        n_double += bool(before and behind)
        left, right, end = new_left, new_right, end + 1
    return (end, right) if n_double >= 2 else (start, 0.0)


def _joined(lines: Sequence[Line], right: float) -> Iterator[Flowed]:
    pitches = sorted(b.base - a.base for a, b in itertools.pairwise(lines))
    usual = next((p for p in pitches if p > 0.9 * lines[0].size), 0.0)
    left = min(line.x0 for line in lines)
    group: list[Line] = []
    for line in lines:
        if group and _begins(line, group, (left, right), usual):
            yield Flowed(joined(x.text for x in group), group[0], group[-1], right, around(group))
            group = []
        group.append(line)
    yield Flowed(joined(x.text for x in group), group[0], group[-1], right, around(group))


def _begins(line: Line, group: Sequence[Line], margins: tuple[float, float], usual: float) -> bool:
    """Tell whether a line begins a new paragraph behind the lines of `group`."""
    above = group[-1]
    if line.base - above.base > _GAP * usual and line.base - above.base > _GAP * line.size:
        return True
    if abs(line.size - above.size) > 0.12 * above.size or _is_bold(line) != _is_bold(above):
        return True
    text, before = line.text, above.text
    if before.isupper() != text.isupper() and len(before) > 3 and not _OPEN_END.search(before):
        return True  # «УТВЕРЖДАЮ» over «Начальник отдела»
    short = _is_short(above, line, margins)
    if starts_item(text) and (short or _ENDED.search(before) or _STRONG.match(text)):
        return before[-1:] not in "-–,"
    goes_on = bool(_GOES_ON.match(text) or _OPEN_END.search(before))
    aside = above.x0 - margins[0] > 5 * above.size
    if short:
        return not (goes_on and aside)
    indent = line.x0 - above.x0
    hanging = len(group) == 1 and starts_item(before)
    return indent > _INDENT * line.size and not hanging and not goes_on


def _is_short(above: Line, line: Line, margins: tuple[float, float]) -> bool:
    """Tell whether the line above ends although the next word had room."""
    word = next((i for i, g in enumerate(line.glyphs) if g.text.isspace()), len(line.glyphs))
    width = line.glyphs[word - 1].x1 - line.x0 + 2 * _BLANK * line.size
    left, right = margins
    middle = median((left, right))
    centred = abs((above.x0 + above.x1) / 2 - middle) < line.size and above.x0 - left > line.size
    return above.x1 - above.x0 + width < right - left if centred else above.x1 + width < right


def _is_bold(line: Line) -> bool:
    return all(g.bold for g in line.glyphs if not g.text.isspace())


def headings(blocks: Sequence[Block], styles: Mapping[int, Style]) -> list[int]:
    """Return the indices of the paragraphs that head tables: short, marked by their print, in one style at least twice.

    Args:
        blocks: of the whole document.
        styles: of the paragraphs, by index.
    """
    if not styles:
        return []
    usual = median(style.size for style in styles.values())
    found: dict[Style, list[int]] = {}
    for i, style in styles.items():
        marked = style.bold or style.size > 1.08 * usual
        block, following = blocks[i], blocks[i + 1] if i + 1 < len(blocks) else None
        if (
            marked
            and isinstance(following, Table)
            and isinstance(block, Paragraph)
            and len(block.text) <= _LONGEST_HEAD
        ):
            found.setdefault(style, []).append(i)
    return [i for indices in found.values() if len(indices) >= 2 for i in indices]
