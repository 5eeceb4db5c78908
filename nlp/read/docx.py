"""Word documents (docx, docm, dotx) → blocks, by an own walk over the parts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from lxml import etree

from nlp.domain import Block, Cell, Notice, Paragraph, Row
from nlp.errors import UnsupportedFormatError
from nlp.read.archive import Archive, damaged
from nlp.read.grid import columns, make_row, make_table
from nlp.read.limits import MAX_NESTING, Budget, too_large
from nlp.read.lines import one_line, split_lines
from nlp.read.numbering import BULLET, Numbering, W, read_lists
from nlp.read.printed import INK, P_PR, PAGE_BREAK, TBL, TC, TR, VAL, P, T, to_printed
from nlp.read.styles import PLAIN, Style, is_outline, level_number, read_styles
from nlp.read.wordgrid import Merges, distinct, grid_widths, inks_of, merges_of, printed_text, row_slots, shape

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NOTES = (("footnotes", f"{W}footnoteReference"), ("endnotes", f"{W}endnoteReference"))
_ID = f"{W}id"


def read_docx(data: bytes) -> tuple[tuple[Block, ...], tuple[Notice, ...]]:
    """Read a Word document as it would be printed with all tracked changes accepted.

    Returns:
        Blocks in reading order, footnotes last; notices about what was decided on the way.

    Raises:
        UnreadableFileError: damaged, or with a document type declaration.
        UnsupportedFormatError: images only.
        LimitError: larger than a plan can be.
    """
    archive = Archive(data)
    main = _main_part(archive)
    root = archive.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise damaged("в нём нет текста документа")
    parts = _related(archive, main)
    # Parsing the styles costs more than the text of most plans; a document that names none needs none.
    styled = next(root.iter(f"{W}pStyle", f"{W}rStyle"), None) is not None
    styles, hidden, style_lists = read_styles(archive.xml(parts["styles"]) if styled else None)
    changed = to_printed(root, hidden)
    _refuse_depth(root)
    walker = _Walker(styles, Numbering(read_lists(archive.xml(parts["numbering"]), style_lists)))
    walker.inks, walker.merges = inks_of(root), merges_of(root)
    walker.page = 1 if PAGE_BREAK in walker.inks else None
    blocks = [*walker.blocks(body)]
    for notes, wanted in _notes(archive, parts, root):
        changed |= to_printed(notes, hidden)
        by_id = {n.get(_ID): n for n in notes}
        blocks += [b for i in dict.fromkeys(wanted) if i in by_id for b in walker.note(by_id[i])]
    if not blocks and any("/media/" in name for name in archive.names):
        raise UnsupportedFormatError(
            "Файл не прочитан",
            "в документе нет текста, только изображения",
            "Распознайте его и сохраните текст в .docx.",
        )
    detail = "В документе есть исправления, которые не приняты; он прочитан так, как если бы их приняли."
    return tuple(blocks), ((Notice(kind="tracked-changes", detail=detail),) if changed else ())


def _notes(
    archive: Archive, parts: dict[str, str], root: etree._Element
) -> Iterator[tuple[etree._Element, list[str | None]]]:
    """Yield the parts of footnotes and endnotes with the ids that the text refers to, in its order."""
    for kind, reference in _NOTES:
        wanted = [r.get(_ID) for r in root.iter(reference)]
        notes = archive.xml(parts[kind]) if wanted else None
        if notes is not None:
            yield notes, wanted


def _main_part(archive: Archive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in relations.iterchildren(_RELATIONS) if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _related(archive: Archive, main: str) -> dict[str, str]:
    """Return the names of the parts that the main part refers to, by kind; usual names where it refers to none."""
    folder, _, name = main.rpartition("/")
    parts = {kind: f"{folder}/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes")}
    relations = archive.xml(f"{folder}/_rels/{name}.rels")
    for relation in relations.iterchildren(_RELATIONS) if relations is not None else ():
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join(f"/{folder}", target))
            parts[relation.get("Type", "").rpartition("/")[2]] = path
    return parts


def _refuse_depth(root: etree._Element) -> None:
    depths: dict[etree._Element, int] = {}
    for table in root.iter(TBL):
        outer = next(table.iterancestors(TBL), None)
        depths[table] = 1 + (depths[outer] if outer is not None else 0)
        if depths[table] > MAX_NESTING:
            raise too_large(f"таблицы вложены глубже {MAX_NESTING} уровней")


class _Walker:
    """Walks through a printed tree once, in reading order, because lists count on the way."""

    def __init__(self, styles: dict[str, Style], numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._budget = Budget()
        self._n_tables = 0
        self._n_paragraphs = 0
        self.page: int | None = None
        self.inks: tuple[str, ...] = INK
        self.merges: Merges = {}

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Yield the blocks of a body, a cell of a layout table or a note."""
        for child in container:
            if child.tag == P:
                yield from self._paragraph(child)
            elif child.tag == TBL:
                yield from self._table(child)

    def note(self, note: etree._Element) -> Iterator[Block]:
        """Yield a footnote as one paragraph."""
        text = " ".join(part for p in note.iter(P) if (part := one_line(printed_text(p))))
        if text:
            yield Paragraph(text=text)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Paragraph]:
        style, label = self._style_and_label(paragraph)
        page = self._turn([paragraph])
        if style.contents or style.hidden:
            return
        self._n_paragraphs += 1
        for i, line in enumerate(split_lines(printed_text(paragraph, self.inks))):
            number = (label or None) if i == 0 else None
            heading = style.heading and i == 0
            self._budget.paragraph(len(line))
            yield Paragraph(text=line, number=number, heading=heading, page=page, row=self._n_paragraphs)

    def _style_and_label(self, paragraph: etree._Element) -> tuple[Style, str]:
        """Return a paragraph's style, and its automatic number, which is counted."""
        properties = paragraph[0] if len(paragraph) and paragraph[0].tag == P_PR else None
        style_id, list_id, level, outline = "", None, None, None
        for child in properties if properties is not None else ():
            if child.tag == f"{W}pStyle":
                style_id = child.get(VAL, "")
            elif child.tag == f"{W}numPr":
                for part in child:
                    if part.tag == f"{W}numId":
                        list_id = part.get(VAL)
                    elif part.tag == f"{W}ilvl":
                        level = level_number(part.get(VAL))
            elif child.tag == f"{W}outlineLvl":
                outline = child.get(VAL)
        style = self._styles.get(style_id, PLAIN)
        if outline is not None and is_outline(outline) != style.heading:
            style = Style(
                is_outline(outline), style.contents, style.hidden, style.list_id, style.level, style.list_style
            )
        if list_id is None and style.list_id is not None:
            list_id = style.list_id
            if level is None:
                level = self._numbering.level_of_style(list_id, style.list_style or "")
            level = style.level if level is None else level
        return style, self._numbering.label(list_id, level or 0) if list_id is not None else ""

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [row_slots(tr, self.merges) for tr in table.iterchildren(TR)]
        places = columns([[(s[0], s[1]) for s in slots] for slots in rows], grid_widths(table))
        if shape(rows, places.n_columns).is_layout:
            for slots in rows:
                for slot in slots:
                    if slot[2] != "continue":
                        yield from self.blocks(slot[3])
            return
        out: list[Row] = []
        merged: dict[int, str] = {}
        for number, slots in enumerate(rows, 1):
            above, merged = merged, {}
            cells = []
            page = self._turn([slot[3] for slot in slots])
            for start, end, merge, tc in slots:
                column, span = places.place(start, end)
                continued = merge == "continue" and column in above
                text = above[column] if continued else self._cell_text(tc)
                if merge:
                    merged[column] = text
                cells.append(Cell(text=text, column=column, colspan=span, continued=continued))
            if cells:
                out.append(make_row(distinct(cells), number, page, self._budget))
        made = make_table(out, self._n_tables + 1)
        if made is not None:
            self._n_tables += 1
            yield made

    def _cell_text(self, cell: etree._Element) -> str:
        """Return a cell's text on one line, list numbers before their paragraphs."""
        parts, spare = [], ""
        for child in cell.iterchildren(P, TBL):
            if child.tag == P:
                style, label = self._style_and_label(child)
                text = "" if style.hidden else one_line(printed_text(child, self.inks))
                if text:
                    parts.append(f"{label} {text}" if label else text)
                elif label and label != BULLET:
                    spare = spare or label
            elif child.tag == TBL:
                parts.extend(
                    text for tc in child.iterchildren(TR) for c in tc.iterchildren(TC) if (text := self._cell_text(c))
                )
        return " ".join(parts) or spare

    def _turn(self, columns_of_text: Iterable[etree._Element]) -> int | None:
        """Turn pages by the rendered breaks in texts that stand side by side; return the page they begin on."""
        if self.page is None:
            return None
        n_most, at_start = 0, 0
        for element in columns_of_text:
            n_breaks, seen_text = 0, False
            for ink in element.iter(PAGE_BREAK, T):
                if ink.tag == T:
                    seen_text = seen_text or bool((ink.text or "").strip())
                else:
                    n_breaks += 1
                    at_start = max(at_start, 0 if seen_text else n_breaks)
            n_most = max(n_most, n_breaks)
        begins = self.page + at_start
        self.page += n_most
        return begins
