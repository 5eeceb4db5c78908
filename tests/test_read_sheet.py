import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from read_notation import shown

from nlp.errors import LimitError, UnreadableFileError
from nlp.read import read_bytes
from nlp.read.sheetformats import kind_of_format
from nlp.read.sheetformats import shown as shown_value

HEAD = ["№", "Мероприятие", "Срок"]


def book(*rows, top=1, left=1, merges=(), formats=(), extra=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "План"
    for r, values in enumerate(rows, top):
        for c, value in enumerate(values, left):
            sheet.cell(r, c, value)
    for place in merges:
        sheet.merge_cells(place)
    for place, code in formats:
        sheet[place].number_format = code
    if extra:
        extra(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read(*rows, **how):
    return shown(read_bytes(book(*rows, **how), "план.xlsx").blocks)


CASES = {
    "plain": ({"rows": [HEAD, [1, "Опрос", "май"]]}, ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май"]),
    "titles are paragraphs": (
        {"rows": [["УТВЕРЖДАЮ"], [], ["Дорожная карта"], HEAD, [1, "Опрос", "май"]], "merges": ["A3:C3"]},
        ["УТВЕРЖДАЮ", "Дорожная карта", "= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май"],
    ),
    "sections are rows": (
        {"rows": [HEAD, ["Раздел I"], [1, "Опрос", "май"], ["Раздел II"], [2, "Анализ", "июнь"]], "merges": ["A4:C4"]},
        ["= 3 План", "№ | Мероприятие | Срок", "Раздел I |  | ", "1 | Опрос | май", "Раздел II>3", "2 | Анализ | июнь"],
    ),
    "empty rows and columns around and between": (
        {"rows": [["№", None, "Мероприятие", "Срок"], [], [1, None, "Опрос", "май"]], "top": 4, "left": 3},
        ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май"],
    ),
    "merged down": (
        {"rows": [HEAD, [1, "Опрос", "май"], [2, "Анализ"], [3, "Отчёт", "июль"]], "merges": ["C2:C3"]},
        ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май", "2 | Анализ | ^май", "3 | Отчёт | июль"],
    ),
    "columns merged in every row are one": (
        {"rows": [["№", "Мероприятие", None, "Срок"], [1, "Опрос", None, "май"]], "merges": ["B1:C1", "B2:C2"]},
        ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май"],
    ),
    "text under a merge does not show": (
        {"rows": [HEAD, [1, "Опрос", "май"], [2, "Анализ", ""]], "merges": []},
        ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май", "2 | Анализ | "],
    ),
    "a title merged over the whole width of a sheet": (
        {"rows": [["План"], HEAD, [1, "Опрос", "май"]], "merges": ["A1:XFD1"]},
        ["План", "= 3 План", "№ | Мероприятие | Срок", "1 | Опрос | май"],
    ),
    "line breaks in a cell": (
        {"rows": [HEAD, [1, "Опрос\nАнализ", "май"]]},
        ["= 3 План", "№ | Мероприятие | Срок", "1 | Опрос Анализ | май"],
    ),
    "values as shown": (
        {
            "rows": [
                HEAD,
                [1.0, dt.date(2022, 4, 15), dt.datetime(2022, 4, 15, 10, 30)],
                [1.1, 0.7, True],
                [0.1 + 0.2, dt.time(9, 5), 12345678],
            ],
            "formats": [("B3", "0%")],
        },
        [
            "= 3 План",
            "№ | Мероприятие | Срок",
            "1 | 15.04.2022 | 15.04.2022 10:30",
            "1.1 | 70% | да",
            "0.3 | 09:05 | 12345678",
        ],
    ),
    "dates whose day is not shown": (
        {
            "rows": [
                HEAD,
                [1, dt.date(2022, 4, 1), dt.date(2022, 5, 1)],
                [2, dt.date(2022, 9, 15), dt.date(2023, 1, 1)],
            ],
            "formats": [("B2", "mmmm yyyy"), ("C2", "[$-419]mmmm\\ yyyy;@"), ("B3", "d\\ mmmm"), ("C3", "yyyy")],
        },
        ["= 3 План", "№ | Мероприятие | Срок", "1 | апрель 2022 | май 2022", "2 | 15 сентября | 2023"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_sheet(name):
    how, expected = CASES[name]
    assert read(*how["rows"], **{key: value for key, value in how.items() if key != "rows"}) == expected


def test_text_under_a_merge_from_other_programs_does_not_show():
    data = book(HEAD, [1, "Опрос", "май"], [2, "Анализ", "июнь"])
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>'
    patched = edit(data, "xl/worksheets/sheet1.xml", "</sheetData>", merge)
    assert shown(read_bytes(patched, "a.xlsx").blocks)[2:] == ["1 | Опрос>2", "2 | ^Опрос>2"]


def test_rows_carry_the_numbers_of_the_sheet():
    document = read_bytes(book(["План"], [], HEAD, [], [1, "Опрос", "май"]), "a.xlsx")
    assert document.blocks[0].row == 1
    assert [r.row for r in document.blocks[1].rows] == [3, 5]


def test_several_sheets_hidden_ones_skipped():
    def extra(workbook):
        for name, state in (
            ("Скрытый", "hidden"),
            ("Очень", "veryHidden"),
            ("Школы", "visible"),
            ("Пустой", "visible"),
        ):
            sheet = workbook.create_sheet(name)
            sheet.sheet_state = state
            if name != "Пустой":
                sheet.append(["Школа", "Директор"])

    document = read_bytes(book(HEAD, extra=extra), "a.xlsx")
    assert [(b.table, b.name) for b in document.blocks] == [(1, "План"), (2, "Школы")]


def edit(data, name, old, new):
    """Replace a text in one part of a zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(entry, content)
    return stream.getvalue()


def test_cells_without_references_are_read():
    data = book(HEAD, [1, "Опрос", "май"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    bare = re.sub(r'(<(?:row|c)) r="\w+"', r"\1", sheet)
    assert bare != sheet
    assert (
        shown(read_bytes(edit(data, "xl/worksheets/sheet1.xml", sheet, bare), "a.xlsx").blocks)[-1] == "1 | Опрос | май"
    )


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


def test_one_far_cell_does_not_allocate_the_sheet():
    with pytest.raises(LimitError):
        read_bytes(edit(book(HEAD), "xl/worksheets/sheet1.xml", "</sheetData>", FAR), "a.xlsx")


def test_a_far_cell_that_is_only_formatted_is_nothing():
    far = FAR.replace("><v>1</v></c>", ' s="0"/>')
    data = edit(book(HEAD), "xl/worksheets/sheet1.xml", "</sheetData>", far)
    assert shown(read_bytes(data, "a.xlsx").blocks) == ["= 3 План", "№ | Мероприятие | Срок"]


def test_entities_are_refused():
    data = edit(book(HEAD), "xl/workbook.xml", "<workbook", '<!DOCTYPE a [<!ENTITY b "c">]><workbook')
    with pytest.raises(UnreadableFileError, match="DOCTYPE"):
        read_bytes(data, "a.xlsx")


def test_damaged_sheet_is_told():
    data = edit(book(HEAD), "xl/worksheets/sheet1.xml", "</sheetData>", "")
    with pytest.raises(UnreadableFileError):
        read_bytes(data, "a.xlsx")


def test_empty_workbook_is_told():
    with pytest.raises(UnreadableFileError, match="нет текста"):
        read_bytes(book(), "a.xlsx")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""),
        ("0.00%", "percent"),
        ("mmm\\-yy", "month-year"),
        ("[$-FC19]mmmm\\ yyyy\\ \\г\\.;@", "month-year"),
        ("dd.mm.yyyy", ""),
        ('d" "mmmm', "day-month"),
        ("yyyy", "year"),
        ("h:mm", ""),
        ('# ##0"%"', ""),
        ("0.00", ""),
        ("@", ""),
    ],
)
def test_kinds_of_format(code, kind):
    assert kind_of_format(code) == kind


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (-0.5, "-0.5"), (1e6, "1000000"), ("п. 1", "п. 1"), (False, "нет")]
)
def test_plain_values(value, text):
    assert shown_value(value) == text


def test_dimension_is_not_trusted():
    data = book(HEAD, [1, "Опрос", "май"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = re.search(r'<dimension ref="[^"]*" ?/>', archive.read("xl/worksheets/sheet1.xml").decode())[0]
    patched = edit(data, "xl/worksheets/sheet1.xml", old, '<dimension ref="A1:XFD1048576"/>')
    assert shown(read_bytes(patched, "a.xlsx").blocks)[-1] == "1 | Опрос | май"
