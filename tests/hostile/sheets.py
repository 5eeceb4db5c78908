"""Workbooks: far cells, endless strings, lying references."""

from __future__ import annotations

from read_notation import make_zip

from hostile.case import case, several
from hostile.packing import deflated, plan_sheet, raw_zip, repeated, sheet_row, xlsx_files


def book(sheet, strings="", more=None):
    return make_zip(xlsx_files(sheet, strings, more))


@case("far-corner.xlsx", "rejected", "строк")
def far_corner():
    return book('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


@case("cells-turn-back.xlsx", "rejected ok partial")
def turning_back():
    return book('<row r="9"><c r="B9"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')


@case("column-beyond-the-last.xlsx", "rejected")
def beyond():
    return book('<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZZZ1"><v>1</v></c></row>')


@case("row-number-of-30-digits.xlsx", "rejected ok partial")
def long_row_number():
    return book(f'<row r="{"9" * 30}"><c r="A{"9" * 30}"><v>1</v></c></row>' + plan_sheet())


@case("far-cell-in-single-quotes.xlsx", "rejected")
def single_quotes():
    return book("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>")


@case("far-cell-with-spaces.xlsx", "rejected")
def spaced():
    return book('<row r = "1"><c r = "A1"><v>1</v></c></row><row><c\nr\t=\n"XFD1048576" ><v>2</v></c></row>')


@case("far-cell-behind-an-angle.xlsx", "rejected")
def behind_an_angle():
    return book('<row r="1"><c r="A1"><v>1</v></c></row><row><c x=">" r="XFD1048576"><v>2</v></c></row>')


@case("far-cell-in-letters-of-xml.xlsx", "rejected")
def escaped():
    return book('<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD&#49;048576"><v>2</v></c></row>')


@case("far-cell-in-utf-16.xlsx", "rejected")
def wide():
    files = xlsx_files('<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>')
    sheet = files["xl/worksheets/sheet1.xml"]
    return make_zip(files | {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})


@case("a-million-rows.xlsx", "rejected")
def million_rows():
    whole = xlsx_files("|")["xl/worksheets/sheet1.xml"].encode()
    head, _, tail = whole.partition(b"|")
    entries = [
        (name.encode(), *deflated(text.encode())) for name, text in xlsx_files("").items() if "sheet1" not in name
    ]
    chunk = b"<row><c><v>1</v></c></row>" * 10_000
    return raw_zip([*entries, (b"xl/worksheets/sheet1.xml", *repeated(head, chunk, 101, tail))])


@case("4-mb-string-in-every-cell.xlsx", "rejected", "велик")
def shared_giant():
    cells = "".join(f'<row r="{i}"><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' for i in range(1, 1_000))
    return book(cells, f"<si><t>{'слово ' * 400_000}</t></si>")


@case("two-million-shared-strings.xlsx", "ok partial rejected")
def many_strings():
    return book(plan_sheet(), "<si><t>а</t></si>" * 2_000_000)


@case("string-number-out-of-range.xlsx", "ok partial rejected")
def no_such_string():
    return book(
        '<row r="1"><c t="s"><v>99999999999</v></c></row><row r="2"><c t="s"><v>-1</v></c></row>', "<si><t>а</t></si>"
    )


def _merged(*places):
    files = xlsx_files(plan_sheet())
    sheet = files["xl/worksheets/sheet1.xml"]
    merges = "".join(f'<mergeCell ref="{place}"/>' for place in places)
    return make_zip(
        files
        | {"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")}
    )


several(
    {
        "merged-to-the-far-corner.xlsx": lambda: _merged("A1:XFD1048576"),
        "merged-backwards.xlsx": lambda: _merged("D4:A1"),
        "merged-nonsense.xlsx": lambda: _merged("A1:", ":", "1A:B", "ZZZZZZ1:ZZZZZZ2"),
        "merged-into-each-other.xlsx": lambda: _merged("A1:D4", "A1:D4", "B2:C3", "A2:D2"),
        "merged-a-hundred-thousand-times.xlsx": lambda: _merged(*["A1:D4"] * 100_000),
    },
    "ok partial rejected",
)


def _styled(styles, values):
    row = "".join(f'<row r="{i}"><c s="1"><v>{v}</v></c><c><v>{v}</v></c></row>' for i, v in enumerate(values, 1))
    root = f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{styles}</styleSheet>'
    return book(row, more={"xl/styles.xml": root})


_XFS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
several(
    {
        "dates-beyond-the-calendar.xlsx": lambda: _styled(
            _XFS, ["1e300", "-1e300", "NaN", "inf", "99999999999", "-1", "0.5"]
        ),
        "format-of-6000-digits.xlsx": lambda: _styled(
            f'<numFmts><numFmt numFmtId="{"9" * 6_000}" formatCode="d"/></numFmts><cellXfs><xf numFmtId="{"9" * 6_000}"/></cellXfs>',
            [1],
        ),
        "format-superscript.xlsx": lambda: _styled('<cellXfs><xf numFmtId="²"/><xf numFmtId="٣"/></cellXfs>', [1]),
        "format-code-of-a-megabyte.xlsx": lambda: _styled(
            f'<numFmts><numFmt numFmtId="165" formatCode="{"[" * 1_000_000}"/></numFmts><cellXfs><xf numFmtId="165"/></cellXfs>',
            [1],
        ),
    },
    "ok partial rejected",
)


@case("sheet-is-a-part-of-itself.xlsx", "ok partial rejected")
def recursive():
    files = xlsx_files(plan_sheet())
    target = files["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "../xl/workbook.xml")
    return make_zip(files | {"xl/_rels/workbook.xml.rels": target})


@case("four-thousand-sheets-of-one-part.xlsx", "ok partial rejected")
def many_sheets():
    files = xlsx_files(plan_sheet(50))
    sheets = "".join(f'<sheet name="Л{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, 4_000))
    text = files["xl/workbook.xml"]
    start, end = text.index("<sheets>"), text.index("</sheets>")
    return make_zip(files | {"xl/workbook.xml": text[: start + 8] + sheets + text[end:]})


@case("cell-of-30-mb.xlsx", "ok partial rejected")
def long_cell():
    return book(sheet_row(1, "№", "Мероприятие", "Срок") + sheet_row(2, "1", "опрос " * 3_000_000, "май"))


@case("empty-cells-without-end.xlsx", "ok partial rejected")
def styled_nothing():
    return book("<row>" + '<c s="1"/>' * 1_500_000 + "</row>" + plan_sheet())
