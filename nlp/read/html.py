"""Web pages → blocks: paragraphs, lists and tables of the content, not of the site around it."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator

from lxml import etree

from nlp.domain import Block, Cell, Paragraph, Row
from nlp.read.encoding import guess
from nlp.read.grid import Shape, columns, make_row, make_table
from nlp.read.limits import MAX_CELLS, MAX_NESTING, MAX_ROWS, MAX_SPAN, Budget, too_large
from nlp.read.lines import one_line, split_lines
from nlp.read.numbering import BULLET, in_format
from nlp.read.webpage import drop_furniture, parse_page

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset((
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "footer", "blockquote", "pre",
    "hr", "form", "fieldset", "legend", "center", "address", "figure", "figcaption", "details", "summary", "body",
    "caption", "table", "tr", "td", "th", "thead", "tbody", "tfoot", "html", "title", "nav", "aside",
))  # fmt: skip
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_Slot = tuple[int, int, etree._Element, bool]  # first line, last line, cell, covered from above


def read_html(data: bytes) -> tuple[Block, ...]:
    """Read a page's content as blocks in reading order.

    Raises:
        LimitError: larger or more deeply nested than a plan can be.
    """
    root = parse_page(decode_page(data))
    if root is None:
        return ()
    drop_furniture(root)
    return tuple(_Walker().blocks(root, 0))


def decode_page(data: bytes) -> str:
    """Decode by byte order mark, as UTF-8 where that fits, else as the page declares, else by its letters."""
    declared = _CHARSET.search(data[:4096])
    # Saved pages often keep the declaration of the site while the browser wrote UTF-8.
    for encoding in ("utf-8-sig", _known(declared[1].decode("ascii")) if declared else None):
        try:
            if encoding and b"\x00" not in data:
                return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return guess(data)


def _known(encoding: str) -> str | None:
    """Return the encoding's own name if it is one of letters; Python has «punycode», «zlib» and «undefined» too."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return None
    return name if name.startswith(("cp", "iso8859", "koi8", "mac-", "ascii", "utf-8")) else None


class _Walker:
    """Gathers inline text until a block begins or ends."""

    def __init__(self) -> None:
        self._budget = Budget()
        self._n_tables = 0
        self._n_paragraphs = 0
        self._text: list[str] = []
        self._number: str | None = None
        self._labels = _Labels()

    def blocks(self, root: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the blocks inside an element; `depth` counts the layout tables around it."""
        if depth > MAX_NESTING:
            raise too_large(f"таблицы вложены глубже {MAX_NESTING} уровней")
        heading = False
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _BLOCKS:
                    yield from self._flush(heading)
                    heading = heading or tag in _HEADINGS
                if tag == "table" and element is not root:
                    yield from self._table(element, depth)
                    walk.skip_subtree()
                    continue
                self._start(element)
            else:
                if tag in _BLOCKS:
                    yield from self._flush(heading)
                    heading = heading and tag not in _HEADINGS
                    # The label of an item without words must not go to what follows.
                    self._number = None if tag == "li" else self._number
                if element is not root and element.tail:
                    self._text.append(_spaced(element.tail))
        yield from self._flush(heading)

    def _start(self, element: etree._Element) -> None:
        if element.tag == "br":
            self._text.append("\n")
        elif element.tag == "li":
            self._number = self._labels.label(element)
        if element.text:
            self._text.append(element.text if element.tag == "pre" else _spaced(element.text))

    def _flush(self, heading: bool) -> Iterator[Paragraph]:
        lines = split_lines("".join(self._text))
        self._text.clear()
        if lines:
            self._n_paragraphs += 1
        for line in lines:
            number, self._number = self._number, None
            self._budget.paragraph(len(line))
            yield Paragraph(text=line, number=number, heading=heading, row=self._n_paragraphs)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        for caption in table.findall("caption"):
            yield from self.blocks(caption, depth + 1)
        rows = _placed(_rows(table))
        places = columns([[(start, end) for start, end, _, _ in slots] for slots in rows])
        if _shape(table, rows, places.n_columns).is_layout:
            for slots in rows:
                for _, _, cell, covered in slots:
                    if not covered:
                        yield from self.blocks(cell, depth + 1)
            return
        texts: dict[etree._Element, str] = {}
        out: list[Row] = []
        for number, slots in enumerate(rows, 1):
            cells = []
            for start, end, cell, covered in slots:
                if cell not in texts:
                    texts[cell] = _cell_text(cell, self._labels)
                column, span = places.place(start, end)
                cells.append(Cell(text=texts[cell], column=column, colspan=span, continued=covered))
            if cells:
                out.append(make_row(cells, number, None, self._budget))
        made = make_table(out, self._n_tables + 1)
        if made is not None:
            self._n_tables += 1
            yield made


def _cell_text(cell: etree._Element, labels: _Labels) -> str:
    """Return a cell's text on one line: blocks and breaks part words, list items keep their labels."""
    pieces = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        block = element.tag in _BLOCKS or element.tag == "br"
        if block:
            pieces.append(" ")
        if event == "start":
            if element.tag == "li":
                pieces.append(f"{labels.label(element)} ")
            pieces.append(element.text or "")
        elif element is not cell:
            pieces.append(element.tail or "")
    return one_line("".join(pieces))


def _spaced(text: str) -> str:
    """Return a text node as a browser prints it: its line ends are spaces."""
    return re.sub(r"[\r\n\t]+", " ", text)


class _Labels:
    """Numbers list items; every item must be asked for once, in reading order."""

    def __init__(self) -> None:
        self._next: dict[etree._Element, int] = {}

    def label(self, item: etree._Element) -> str:
        """Return the printed number of an item, «-» in a bulleted list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return BULLET
        own, first = item.get("value", ""), parent.get("start", "1")
        number = self._next.get(parent, int(first) if _is_number(first) else 1)
        number = int(own) if _is_number(own) else number
        self._next[parent] = number + 1
        return in_format(number, _LIST_TYPES.get(parent.get("type", ""), "decimal")) + "."


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6


def _rows(table: etree._Element) -> list[list[list[etree._Element]]]:
    """Return the cells of each row by row group; the head stands first and the foot last."""
    groups: dict[str, list[list[list[etree._Element]]]] = {tag: [] for tag in _ROW_GROUPS}
    loose: list[list[etree._Element]] = []
    for child in table:
        if child.tag in groups:
            groups[str(child.tag)].append([_cells(tr) for tr in child.iterchildren("tr")])
        elif child.tag == "tr":
            loose.append(_cells(child))
        elif child.tag in ("td", "th"):
            loose.append([child])
    return [*groups["thead"], *([loose] if loose else []), *groups["tbody"], *groups["tfoot"]]


def _cells(tr: etree._Element) -> list[etree._Element]:
    return [cell for cell in tr if cell.tag in ("td", "th")]


def _placed(groups: list[list[list[etree._Element]]]) -> list[list[_Slot]]:
    """Place the cells on the grid; a rowspan ends with its row group."""
    _refuse_size(groups)
    placed: list[list[_Slot]] = []
    n_slots = 0
    for rows in groups:
        hanging: list[tuple[int, int, etree._Element, int]] = []  # first line, last line, cell, rows left
        for n_left, cells in zip(range(len(rows), 0, -1), rows, strict=True):
            slots: list[_Slot] = [(start, end, cell, True) for start, end, cell, _ in hanging]
            taken = deque(sorted((start, end) for start, end, _, _ in hanging))
            following = [(s, e, c, left - 1) for s, e, c, left in hanging if left > 1]
            line = 0
            for cell in cells:
                span = _span(cell, "colspan")
                while taken and taken[0][0] <= line:
                    line = taken.popleft()[1]
                end = line + (min(span, taken[0][0] - line) if taken else span)
                slots.append((line, end, cell, False))
                down = min(_span(cell, "rowspan") or n_left, n_left)
                if down > 1:
                    following.append((line, end, cell, down - 1))
                line = end
            n_slots += len(slots)
            if n_slots > MAX_CELLS:
                raise too_large(f"в таблицах больше {MAX_CELLS} ячеек")
            placed.append(sorted(slots, key=lambda slot: slot[0]))
            hanging = following
    return placed


def _refuse_size(groups: list[list[list[etree._Element]]]) -> None:
    if sum(map(len, groups)) > MAX_ROWS:
        raise too_large(f"в таблицах больше {MAX_ROWS} строк")
    if sum(len(cells) for rows in groups for cells in rows) > MAX_CELLS:
        raise too_large(f"в таблицах больше {MAX_CELLS} ячеек")


def _span(cell: etree._Element, name: str) -> int:
    """Return a span within the limits; rowspan="0" stays 0, for «to the end of the group»."""
    text = cell.get(name, "1").strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 1
    return max(min(number, MAX_SPAN), 0 if name == "rowspan" else 1)


def _shape(table: etree._Element, rows: list[list[_Slot]], n_columns: int) -> Shape:
    cells = [cell for slots in rows for _, _, cell, covered in slots if not covered]
    nested = [t for t in table.iter("table") if t is not table]
    if not nested and n_columns > 2:
        return Shape(len(rows), n_columns, 0, 0, 0)
    n_own = sum(any(not _inside_table(t, c) for t in _texts(c)) for c in cells)
    n_nested = max((sum(next(_texts(c), None) is not None for c in t.iter("td", "th")) for t in nested), default=0)
    n_paragraphs = max((_n_paragraphs(c) for c in cells), default=0)
    return Shape(len(rows), n_columns, n_own, n_nested, n_paragraphs)


def _texts(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that hold a text node inside an element."""
    for inner in element.iter():
        if inner.text and not inner.text.isspace():
            yield inner
        if (
            inner is not element
            and inner.tail
            and not inner.tail.isspace()
            and (parent := inner.getparent()) is not None
        ):
            yield parent


def _inside_table(holder: etree._Element, cell: etree._Element) -> bool:
    for element in (holder, *holder.iterancestors()):
        if element is cell:
            return False
        if element.tag == "table":
            return True
    return False


def _n_paragraphs(cell: etree._Element) -> int:
    found = [e for e in cell.iter("p", "div", "li", "h1", "h2", "h3", "h4") if e.text and e.text.strip()]
    return len(found) + sum(1 for _ in cell.iter("br")) // 2
