"""Single elements of a Word tree: the text of a paragraph, the cells of a row, the shape of a table."""

from __future__ import annotations

from lxml import etree

from nlp.domain import Cell
from nlp.read.grid import Shape
from nlp.read.limits import MAX_SPAN
from nlp.read.numbering import W, whole_number
from nlp.read.printed import BR, CR, INK, MATH_TEXT, NO_BREAK_HYPHEN, PAGE_BREAK, SYM, TBL, TC, TR_PR, VAL, P, T

_GRID_SPAN, _V_MERGE, _H_MERGE = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"
# First and last grid line, vMerge ("", "restart" or "continue"), the w:tc element.
Slot = tuple[int, int, str, etree._Element]
# A w:tc with its gridSpan, vMerge and hMerge.
Merges = dict[etree._Element, list[etree._Element]]


def inks_of(root: etree._Element) -> tuple[str, ...]:
    """Return the tags of a part that print something; asking each paragraph for all takes twice the time."""
    return tuple(tag for tag in INK if next(root.iter(tag), None) is not None)


def printed_text(paragraph: etree._Element, inks: tuple[str, ...] = INK) -> str:
    """Return a paragraph's text with newlines for manual breaks.

    Args:
        paragraph: a w:p of a printed tree.
        inks: the tags to collect, from `inks_of`.
    """
    if not inks:
        return ""
    pieces = []
    for ink in paragraph.iter(*inks):
        tag = ink.tag
        if tag == T:
            pieces.append(ink.text or "")
        elif tag in (BR, CR):
            pieces.append("\n")
        elif tag == NO_BREAK_HYPHEN:
            pieces.append("-")
        elif tag == MATH_TEXT:
            pieces.append(ink.text or "")
        elif tag == SYM:
            pieces.append(_symbol(ink.get(f"{W}char", "")))
        elif tag != PAGE_BREAK:
            pieces.append(" ")
    return "".join(pieces)


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 else ""


def merges_of(root: etree._Element) -> Merges:
    """Collect the span and merge properties of all cells; most cells have none, so they need not be asked."""
    merges: Merges = {}
    for mark in root.iter(_GRID_SPAN, _V_MERGE, _H_MERGE):
        properties = mark.getparent()
        cell = None if properties is None else properties.getparent()
        if cell is not None:
            merges.setdefault(cell, []).append(mark)
    return merges


def row_slots(tr: etree._Element, merges: Merges) -> list[Slot]:
    """Return a row's cells with the grid lines that they lie between."""
    properties = tr.find(TR_PR)
    line = 0 if properties is None else _number(properties.find(f"{W}gridBefore"), 0)
    slots: list[Slot] = []
    for tc in tr.iterchildren(TC):
        span, merge, swallowed = 1, "", False
        for mark in merges.get(tc, ()):
            if mark.tag == _GRID_SPAN:
                span = max(_number(mark, 1), 1)
            elif mark.tag == _V_MERGE:
                merge = "restart" if mark.get(VAL) == "restart" else "continue"
            else:
                swallowed = mark.get(VAL) != "restart"
        if swallowed and slots:
            slots[-1] = (slots[-1][0], line + span, *slots[-1][2:])
        else:
            slots.append((line, line + span, merge, tc))
        line += span
    return slots


def _number(element: etree._Element | None, default: int) -> int:
    number = None if element is None else whole_number(element.get(VAL))
    return default if number is None else min(number, MAX_SPAN)


def grid_widths(table: etree._Element) -> list[int]:
    """Return the widths of the grid's columns in twips; unreadable ones as 0."""
    grid = table.find(f"{W}tblGrid")
    widths = [] if grid is None else [c.get(f"{W}w", "0") for c in grid.iterchildren(f"{W}gridCol")]
    return [whole_number(w.partition(".")[0]) or 0 for w in widths]


def distinct(cells: list[Cell]) -> list[Cell]:
    """Join cells that fell into one column when careless grid lines were made one."""
    out: list[Cell] = []
    for cell in cells:
        if out and cell.column < out[-1].column + out[-1].colspan:
            text = f"{out[-1].text} {cell.text}".strip()
            end = max(cell.column + cell.colspan, out[-1].column + out[-1].colspan)
            out[-1] = out[-1].model_copy(update={"text": text, "colspan": end - out[-1].column})
        else:
            out.append(cell)
    return out


def shape(rows: list[list[Slot]], n_columns: int) -> Shape:
    """Measure a table for the decision whether it only places text on the page."""
    cells = [slot[3] for slots in rows for slot in slots]
    nested = [t for c in cells for t in c.iterchildren(TBL)]
    if not nested and n_columns > 2:
        return Shape(len(rows), n_columns, 0, 0, 0)
    n_own = sum(any(_has_text(p) for p in c.iterchildren(P)) for c in cells)
    n_nested = max((sum(_has_text(c) for c in t.iter(TC)) for t in nested), default=0)
    n_paragraphs = max((sum(_has_text(p) for p in c.iterchildren(P)) for c in cells), default=0)
    return Shape(len(rows), n_columns, n_own, n_nested, n_paragraphs)


def _has_text(element: etree._Element) -> bool:
    return any(t.text and not t.text.isspace() for t in element.iter(T))
