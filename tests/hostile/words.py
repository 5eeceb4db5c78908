"""Word files: absurd spans, nesting, merges and numbers."""

from __future__ import annotations

from read_notation import (
    CONTINUE,
    RESTART,
    cell,
    item,
    level,
    make_docx,
    make_zip,
    numbering,
    par,
    part,
    row,
    run,
    span,
    table,
)

from hostile.case import case, several
from hostile.packing import big_docx, docx_files, plan

_MANY_DIGITS = "9" * 6_000


@case("span-of-200-million.docx", "ok partial")
def wide_span():
    return make_docx(table(row(cell("План", span(200_000_000)), "а"), row("1", "Провести опрос")))


@case("four-hundred-tables-deep.docx", "rejected", "вложен")
def deep_tables():
    return make_docx("<w:tbl><w:tr><w:tc>" * 400 + par("дно") + "</w:tc></w:tr></w:tbl>" * 400)


@case("eighty-tables-deep.docx", "ok partial rejected")
def nested_tables():
    return make_docx("<w:tbl><w:tr><w:tc>" * 80 + par("дно") + "</w:tc></w:tr></w:tbl>" * 80)


@case("runs-ten-thousand-deep.docx", "rejected", "вложен")
def deep_runs():
    return make_docx("<w:p>" + "<w:ins><w:r>" * 10_000 + "</w:r></w:ins>" * 10_000 + "</w:p>")


@case("merged-down-with-much-text.docx", "rejected", "велик")
def merged_down():
    long = cell("слово " * 2_000, RESTART)
    return make_docx(table(row(long, "1"), *(row(cell("", CONTINUE), "2") for _ in range(20_000))))


@case("half-a-million-rows.docx", "rejected")
def many_rows():
    chunk = ("<w:tbl>" + row("1", "Опрос", "май") * 2_000 + "</w:tbl>").encode()
    return big_docx(chunk, 250)


@case("a-row-of-3-million-cells.docx", "rejected")
def many_cells():
    return make_docx("<w:tbl><w:tr>" + "<w:tc/>" * 3_000_000 + "</w:tr></w:tbl>")


def _with_number(properties):
    return lambda: make_docx(par("План", properties), plan())


several(
    {
        "level-of-6000-digits.docx": _with_number(
            f'<w:numPr><w:ilvl w:val="{_MANY_DIGITS}"/><w:numId w:val="1"/></w:numPr>'
        ),
        "outline-of-6000-digits.docx": _with_number(f'<w:outlineLvl w:val="{_MANY_DIGITS}"/>'),
        "span-of-6000-digits.docx": lambda: make_docx(table(row(cell("а", span(_MANY_DIGITS)), "б"), row("в", "г"))),
        "span-below-zero.docx": lambda: make_docx(table(row(cell("а", span(-5)), "б"), row("в", "г"))),
        "span-in-arabic-digits.docx": lambda: make_docx(table(row(cell("а", span("٣")), "б"), row("в", "г"))),
        "grid-of-6000-digits.docx": lambda: make_docx(
            table(row("а", "б"), row("в", "г"), widths=(_MANY_DIGITS, "1.5"))
        ),
        "superscript-two.docx": lambda: make_docx(
            table(row(cell("а", span("²")), "б"), row("в", "г"), widths=("²", "½"))
        ),
        "list-begins-at-6000-digits.docx": lambda: make_docx(
            item("Опрос"), numbering=numbering(level("%1.", start=_MANY_DIGITS))
        ),
        "list-begins-below-zero.docx": lambda: make_docx(
            item("Опрос"), item("Семинар"), numbering=numbering(level("%1.", "upperRoman", start=-7))
        ),
        "list-of-a-billion-letters.docx": lambda: make_docx(
            item("Опрос"), numbering=numbering(level("%1.", "lowerLetter", start=10**12))
        ),
        "symbol-beyond-unicode.docx": lambda: make_docx(par('<w:r><w:sym w:char="FFFFFFFFFF"/></w:r>' + run("План"))),
        "symbol-half-of-a-pair.docx": lambda: make_docx(par('<w:r><w:sym w:char="D800"/></w:r>' + run("План"))),
    },
    "ok partial",
)


@case("style-based-on-itself.docx", "ok partial")
def style_loop():
    styles = (
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    return make_docx(par("План", '<w:pStyle w:val="A"/>'), plan(), styles=styles)


@case("fifty-thousand-styles.docx", "ok partial rejected")
def many_styles():
    styles = "".join(f'<w:style w:styleId="{i}"><w:basedOn w:val="{i + 1}"/></w:style>' for i in range(50_000))
    return make_docx(par("План", '<w:pStyle w:val="1"/>'), plan(), styles=styles)


@case("deleted-marks-by-the-ten-thousand.docx", "ok partial rejected")
def deleted_marks():
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    return make_docx(*(par(run("а ") * 3, mark) for _ in range(20_000)))


@case("boxes-in-boxes.docx", "ok partial rejected")
def boxes():
    opened, closed = "<w:p><w:r><w:pict><v:textbox><w:txbxContent>", "</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    return make_docx((opened * 40 + par("дно") + closed * 40) * 200)


@case("alternatives-by-the-ten-thousand.docx", "ok partial rejected")
def alternatives():
    one = "<mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>а</w:t></mc:Fallback></mc:AlternateContent>"
    return make_docx(par("<w:r>" + one * 50_000 + "</w:r>"))


@case("fields-never-closed.docx", "ok partial rejected")
def open_fields():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>а</w:t></w:r>'
    return make_docx(par(begin * 5_000), plan())


@case("million-breaks-in-one-paragraph.docx", "ok partial rejected")
def many_breaks():
    return make_docx(par("<w:r>" + "<w:t>а</w:t><w:br/>" * 300_000 + "</w:r>"))


@case("main-part-is-itself-a-relation.docx", "rejected ok partial")
def odd_main_part():
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/officeDocument" Target="../../../etc/passwd"/></Relationships>'
    )
    return make_zip(docx_files() | {"_rels/.rels": relation})


@case("no-body.docx", "rejected")
def no_body():
    return make_docx(raw=part("document", ""))


@case("million-attributes.docx", "ok partial rejected")
def many_attributes():
    return make_docx("<w:p " + " ".join(f'a{i}="1"' for i in range(300_000)) + "/>", plan())


@case("40-mb-attribute.docx", "ok partial rejected")
def long_attribute():
    return make_docx(par("План", f'<w:pStyle w:val="{"я" * 20_000_000}"/>'), plan())


@case("notes-refer-to-one-note.docx", "ok partial")
def one_note():
    refer = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    return make_docx(
        *(par(run("а") + refer) for _ in range(5_000)), footnotes=f'<w:footnote w:id="1">{par("б" * 99)}</w:footnote>'
    )
