"""How the built-in template is drawn: page, styles, tables with thin lines, rows that repeat."""

from __future__ import annotations

from typing import Any

FONT, INK, QUIET, LINE, BAND = "Times New Roman", "1F3A5F", "5F6B7A", "B8C4D0", "E9EEF4"
Widths = tuple[float, ...]


def set_page(document: Any) -> None:
    """Set A4 with room for binding on the left."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(18), Mm(18)
    section.footer_distance = Mm(9)


def set_styles(document: Any) -> None:
    """Set the fonts and distances; every look of the document is one of these styles."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    # name, parent, size, bold, italic, colour, points before and after
    table = (
        ("Normal", None, 12, False, False, None, 0, 6),
        ("Title", None, 19, True, False, INK, 0, 2),
        ("Subtitle", None, 13, False, False, QUIET, 0, 12),
        ("Heading 1", None, 14, True, False, INK, 16, 6),
        ("Heading 2", None, 11.5, True, False, INK, 10, 2),
        ("Cell", "Normal", 10, False, False, None, 1.5, 1.5),
        ("Cell head", "Cell", 9.5, True, False, INK, 2.5, 2.5),
        ("Cell note", "Cell", 8.5, False, False, QUIET, 0, 1.5),
        ("Note", "Normal", 10.5, False, False, QUIET, 0, 4),
        ("Quote line", "Normal", 11.5, False, False, None, 0, 3),
        ("Small", "Normal", 8.5, False, False, QUIET, 0, 1),
    )
    for name, parent, size, bold, italic, colour, before, after in table:
        known = name in [s.name for s in document.styles]
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if parent:
            style.base_style = document.styles[parent]
        _font(style)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.08 if name == "Normal" else 1.0
    document.styles["Quote line"].paragraph_format.left_indent = Pt(14)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True


def _font(style: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for side in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{side}"), FONT)
    child(style.element.get_or_add_rPr(), "w:lang", val="ru-RU", eastAsia="ru-RU")
    for tag in ("w:pBdr", "w:spacing", "w:kern", "w:contextualSpacing"):
        for element in style.element.findall(".//" + qn(tag)):
            element.getparent().remove(element)


def child(parent: Any, tag: str, **attributes: str) -> Any:
    """Add an XML element to `parent`; tag and attributes are Word's own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def say(place: Any, text: str, style: str = "Normal") -> Any:
    """Add a paragraph; what stands between asterisks is bold."""
    paragraph = place.add_paragraph(style=style)
    for i, piece in enumerate(text.split("*")):
        if piece:
            paragraph.add_run(piece).bold = True if i % 2 else None
    return paragraph


def add_table(document: Any, widths: Widths, head: tuple[str, ...] = ()) -> Any:
    """Add a table with thin horizontal lines; widths in centimetres; the head repeats on every page."""
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    properties = table._tbl.tblPr
    borders = child(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        child(borders, f"w:{side}", val="single", sz="4", space="0", color=LINE)
    margins = child(properties, "w:tblCellMar")
    for side in ("left", "right"):
        child(margins, f"w:{side}", w="85", type="dxa")
    if head:
        row = add_row(table, widths, *head, style="Cell head")
        child(row._tr.get_or_add_trPr(), "w:tblHeader")
        for cell in row.cells:
            shade(cell, BAND)
    return table


def add_row(table: Any, widths: Widths, *texts: str, style: str = "Cell") -> Any:
    """Add a row that no page break cuts; a text of several lines gives a paragraph for each, «~» makes it a note."""
    from docx.shared import Cm

    row = table.add_row()
    child(row._tr.get_or_add_trPr(), "w:cantSplit")
    for cell, width, text in zip(row.cells, widths, texts, strict=True):
        cell.width = Cm(width)
        cell._tc.remove(cell.paragraphs[0]._p)
        for line in text.split("\n"):
            say(cell, line.lstrip("~"), "Cell note" if line.startswith("~") else style)
    return row


def add_band(table: Any, widths: Widths, text: str) -> None:
    """Add a shaded row over the whole width that stays with what follows."""
    row = add_row(table, widths, text, *[""] * (len(widths) - 1), style="Cell head")
    merged = row.cells[0].merge(row.cells[-1])
    for paragraph in merged.paragraphs[1:]:
        merged._tc.remove(paragraph._p)
    merged.paragraphs[0].paragraph_format.keep_with_next = True
    shade(merged, "F5F7FA")


def shade(cell: Any, fill: str) -> None:
    """Give a cell a background."""
    child(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=fill)


def add_loop(table: Any, widths: Widths, opening: str, closing: str, *texts: str) -> None:
    """Add a row that repeats: docxtpl removes the two rows that hold the commands."""
    add_row(table, widths, opening, *[""] * (len(widths) - 1))
    add_row(table, widths, *texts)
    add_row(table, widths, closing, *[""] * (len(widths) - 1))


def centre(table: Any, first: int) -> None:
    """Centre the columns from `first` on."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for row in table.rows:
        for cell in row.cells[first:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_field(paragraph: Any, code: str) -> None:
    """Add a field that Word works out: a page number, the count of pages."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()._r
        if kind:
            child(run, "w:fldChar", fldCharType=kind)
        else:
            child(run, "w:instrText").text = code
