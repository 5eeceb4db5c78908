"""Workbooks (xlsx, xlsm) → blocks: one table a sheet, its title lines before it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from nlp.domain import Block, Cell, Paragraph, Row
from nlp.read.archive import Archive, damaged
from nlp.read.grid import Columns, columns, make_row, make_table
from nlp.read.limits import Budget
from nlp.read.lines import one_line
from nlp.read.sheetformats import Value, cell_formats, shown
from nlp.read.sheetscan import Place, inspect


def read_sheet(data: bytes) -> tuple[Block, ...]:
    """Read the visible sheets of a workbook; values stand as Excel shows them.

    Rows carry the sheet's own row numbers. Leading rows with one filled cell (titles, approvals)
    become paragraphs.

    Raises:
        UnreadableFileError: damaged or encrypted.
        LimitError: larger than a plan can be; found before the workbook is opened, because one far
            cell makes the library allocate the whole rectangle.
    """
    archive = Archive(data)
    kinds = cell_formats(archive.xml("xl/styles.xml"))
    styles = inspect(archive, kinds)
    budget = Budget()
    blocks: list[Block] = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            part_of = _sheet_parts(archive)
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                    formats = styles.get(part_of.get(sheet.name, ""), {})
                    grid = _Grid(book.get_sheet_by_name(sheet.name), formats)
                    n_tables = sum(block.kind == "table" for block in blocks)
                    blocks.extend(grid.blocks(sheet.name, n_tables + 1, budget))
    except PasswordError as error:
        raise damaged("он зашифрован паролем") from error
    except (CalamineError, ValueError, OSError) as error:
        raise damaged("таблица повреждена") from error
    except BaseException as error:
        # A panic of the library (a date of −10³⁰⁰ days) is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged("в таблице есть значение, которого не может быть") from error
    return tuple(blocks)


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    workbook, relations = archive.xml("xl/workbook.xml"), archive.xml("xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        return {}
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    parts = {}
    for sheet in workbook.iter("{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(str(link), "")
        parts[sheet.get("name", "")] = (target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()
    return parts


class _Grid:
    """The filled cells of one sheet with its merged ranges; places are (row, column) from 0."""

    def __init__(self, sheet: CalamineSheet, formats: dict[Place, str]) -> None:
        top, left = sheet.start or (0, 0)
        self._texts: dict[Place, str] = {}
        for r, values in enumerate(sheet.to_python(), top):
            for c, value in enumerate(values, left):
                text = _text(value, formats.get((r, c), ""))
                if text:
                    self._texts[r, c] = text
        self._bottom = max((r for r, _ in self._texts), default=-1)
        self._right = max((c for _, c in self._texts), default=-1)
        self._origins = dict(self._covered(sheet.merged_cell_ranges or []))

    def _covered(self, ranges: list[tuple[Place, Place]]) -> Iterator[tuple[Place, tuple[Place, int]]]:
        """Yield for each row of a filled merged range its first place, with the origin and the last column."""
        for (top, left), (bottom, right) in ranges:
            if (top, left) in self._texts:
                for r in range(top, min(bottom, self._bottom) + 1):
                    yield (r, left), ((top, left), right)

    def blocks(self, name: str, number: int, budget: Budget) -> Iterator[Block]:
        """Yield the sheet's leading title lines as paragraphs, then its table."""
        rows = self._rows()
        n_titles = 0
        for r, slots in rows:
            if len(slots) > 1 or slots[0][3]:
                break
            n_titles += 1
            yield Paragraph(text=slots[0][2], row=r + 1)
        rows = rows[n_titles:]
        places = columns([[(start, end) for start, end, _, _ in slots] for _, slots in rows])
        made = make_table([_row(r, slots, places, budget) for r, slots in rows], number, name) if rows else None
        if made is not None:
            yield made

    def _rows(self) -> list[tuple[int, list[tuple[int, int, str, bool]]]]:
        """Return the rows with text: (row, [(first line, last line, text, continued)])."""
        by_row: dict[int, list[tuple[int, int, str, bool]]] = {}
        for r, c in sorted({*self._texts, *self._origins}):
            origin, right = self._origins.get((r, c), ((r, c), c))
            slots = by_row.setdefault(r, [])
            if not slots or c >= slots[-1][1]:
                slots.append((c, min(right, self._right) + 1, self._texts[origin], origin[0] < r))
        return [(r, slots) for r, slots in by_row.items() if not all(slot[3] for slot in slots)]


def _text(value: Value, kind: str) -> str:
    return one_line(shown(value, kind)) if value != "" else ""


def _row(r: int, slots: list[tuple[int, int, str, bool]], places: Columns, budget: Budget) -> Row:
    """Build a row with a cell for every column; empty ones between and after the filled ones too."""
    cells: list[Cell] = []
    column = 0
    for start, end, text, continued in slots:
        first, span = places.place(start, end)
        cells.extend(Cell(text="", column=i) for i in range(column, first))
        cells.append(Cell(text=text, column=first, colspan=span, continued=continued))
        column = first + span
    cells.extend(Cell(text="", column=i) for i in range(column, places.n_columns))
    return make_row(cells, r + 1, None, budget)
