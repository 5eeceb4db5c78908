"""What the workbooks share: looks, sheets of rows, the sheet with the stamp, bytes at the end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from nlp.domain import CoverageStatus
from nlp.labels import date
from service.reports.cells import harmless
from service.reports.inputs import Stamp
from service.reports.packing import repacked

Value = str | int | float | None
FONT, INK, LINE, HEAD = "Arial", "1F3A5F", "C6CFD8", "E9EEF4"
# Blue, yellow, orange and violet differ in lightness too, so they are told apart without colour vision and in print.
STATUS_FILLS: dict[CoverageStatus, str] = {
    "covered": "9CC5E3",
    "partial": "FBF0C4",
    "missing": "F2A983",
    "undecided": "DCCFE8",
    "not-applicable": "F2F2F2",
}
LINE_POINTS, HIGHEST_POINTS = 13, 400
INFORMATION = "Сведения"


class Look(NamedTuple):
    """How a cell looks; cells of one look share one style."""

    bold: bool = False
    italic: bool = False
    fill: str = ""
    centre: bool = False
    turned: bool = False
    colour: str = ""
    percent: bool = False


PLAIN, TITLE, HEADER = Look(), Look(bold=True, colour=INK), Look(bold=True, fill=HEAD, colour=INK)


@lru_cache(maxsize=200)
def _style(look: Look) -> tuple[Any, Any, Any, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color=LINE)
    middle = "center" if look.centre or look.turned else None
    return (
        Font(name=FONT, size=10, bold=look.bold, italic=look.italic, color=look.colour or "222222"),
        PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        Alignment(
            horizontal=middle,
            vertical="bottom" if look.turned else "center",
            wrap_text=True,
            text_rotation=90 if look.turned else 0,
        ),
        Border(left=side, right=side, top=side, bottom=side),
    )


def workbook() -> Any:
    """Return an empty workbook without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.looks = {}
    return book


def put(sheet: Any, row: int, column: int, value: Value, look: Look = PLAIN) -> None:
    """Write one cell; a text is a text whatever it begins with, a number a number."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = harmless(value)
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    known = sheet.parent.looks
    if look not in known:
        cell.font, cell.fill, cell.alignment, cell.border = _style(look)
        cell.number_format = "0%" if look.percent else "General"
        known[look] = cell._style
    # Sharing a style's numbers is ten times faster than asking openpyxl to find them again for each cell.
    cell._style = known[look]


def put_row(sheet: Any, row: int, values: Iterable[Value], look: Look = PLAIN) -> None:
    """Write cells side by side from the first column."""
    for column, value in enumerate(values, 1):
        put(sheet, row, column, value, look)


def listing(book: Any, title: str, head: Sequence[tuple[str, float]], rows: Iterable[Sequence[Value]]) -> Any:
    """Add a sheet of rows under a frozen, filtered head of names and widths; return it."""
    sheet = book.create_sheet(title)
    room = [width for _, width in head]
    put_row(sheet, 1, [name for name, _ in head], HEADER)
    fit(sheet, 1, [name for name, _ in head], room)
    n = 1
    for n, values in enumerate(rows, 2):
        put_row(sheet, n, values)
        fit(sheet, n, values, room)
    widths(sheet, room)
    frozen(sheet, "A2", (1, n, len(head)))
    printed(sheet, "1:1")
    return sheet


def widths(sheet: Any, values: Sequence[float]) -> None:
    """Set the widths of the columns from the first on, in characters."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(values, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def fit(sheet: Any, row: int, values: Iterable[Value], room: Sequence[float]) -> None:
    """Make a row as high as its longest text needs in columns of these widths; not every program does so by itself."""
    lines = 1
    for value, width in zip(values, room, strict=False):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = max(lines, sum(ceil(len(line) / width) or 1 for line in value.split("\n")))
    if lines > 1:
        sheet.row_dimensions[row].height = min(LINE_POINTS * lines + 4, HIGHEST_POINTS)


def frozen(sheet: Any, corner: str, table: tuple[int, int, int]) -> None:
    """Freeze what stands above and left of `corner`; filter a table given by head row, last row and last column."""
    from openpyxl.utils import get_column_letter

    head, last, column = table
    sheet.freeze_panes = corner
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(column)}{max(last, head)}"


def printed(sheet: Any, rows: str, columns: str | None = None, pages: int = 1) -> None:
    """Print on A4 across, so many pages wide, the head rows and columns on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = rows
    if columns:
        sheet.print_title_cols = columns
    sheet.oddFooter.center.text = "&A · страница &P из &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def information(book: Any, what: str, stamp: Stamp, remarks: Iterable[str] = ()) -> None:
    """Add the sheet that says what the workbook is and what made it."""
    sheet = book.create_sheet(INFORMATION)
    lines: list[tuple[str, str]] = [
        ("Что это", what),
        ("Программа", f"Сверка {stamp.program}"),
        ("Дата", date(stamp.date)),
        ("Каталог ожидаемых мероприятий", f"{stamp.catalogue}, версия {stamp.catalogue_version}"),
        ("Модели, sha256", stamp.model_sha256),
        *(("Пояснение", remark) for remark in remarks),
        *((f"Исходный файл {original.name}", f"sha256: {original.sha256}") for original in stamp.originals),
    ]
    for n, (label, text) in enumerate(lines, 1):
        put(sheet, n, 1, label, TITLE)
        put(sheet, n, 2, text)
        fit(sheet, n, (label, text), (42, 80))
    widths(sheet, (42, 80))
    printed(sheet, "1:1")


def packed(book: Any, title: str, stamp: Stamp) -> bytes:
    """Return the workbook's bytes: the same for the same contents and stamp."""
    from openpyxl.writer.excel import ExcelWriter

    properties = book.properties
    properties.creator = properties.lastModifiedBy = "Сверка"
    properties.title, properties.created = title, datetime.fromisoformat(stamp.date)
    target = io.BytesIO()
    # Stored: `repacked` compresses.
    ExcelWriter(book, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)).save()
    return repacked(target.getvalue(), stamp.date)
