"""A look into a workbook's parts before the library opens it: it would allocate whatever they claim."""

from __future__ import annotations

import re

from nlp.read.archive import Archive, damaged, refuse_doctype
from nlp.read.limits import MAX_CELLS, MAX_CHARACTERS, MAX_ROWS, too_large

_ROW_OR_CELL = re.compile(rb"<(?:[^\s<>/:!?]+:)?(row|c)(?![^\s/>])([^<>]*?)(/?)>")
_REFERENCE = re.compile(rb"""\sr=["']\$?([A-Za-z]{0,3})\$?(\d{1,7})["']""")
_ANY_REFERENCE = re.compile(rb"\br\s*=")
_STYLE = re.compile(rb"""\ss=["'](\d{1,9})["']""")
_STRING = re.compile(rb"""\st=["']s["'][^<>]*>\s*<(?:[^\s<>/:]+:)?v>\s*(\d{1,9})""")
Place = tuple[int, int]


def inspect(archive: Archive, kinds: dict[str, str]) -> dict[str, dict[Place, str]]:
    """Unpack all parts within the limits and find the cells whose number format matters.

    Returns:
        Part name → place (row, column from 0) → kind of number format.
    """
    styles: dict[str, dict[Place, str]] = {}
    _refuse_strings(archive)
    for name in archive.names:
        if "/media/" in name:
            continue
        data = archive.read(name) or b""
        if name.endswith((".xml", ".rels")):
            refuse_doctype(data)
        if b"sheetData" in data:
            styles[name] = _scan(data, kinds)
    return styles


def _scan(data: bytes, kinds: dict[str, str]) -> dict[Place, str]:
    """Find the cells of one sheet whose number format matters; refuse a sheet that spans too much."""
    found: dict[Place, str] = {}
    low, high = (1 << 30, 1 << 30), (-1, -1)
    row, column = -1, -1
    n_cells = 0
    for element in _ROW_OR_CELL.finditer(data):
        reference = _reference(element[2])
        if element[1] == b"row":
            row, column = int(reference[2]) - 1 if reference else row + 1, -1
            continue
        column = _column(reference[1]) if reference else column + 1
        if element[3]:  # <c …/> is formatted but empty
            continue
        n_cells += 1
        low, high = (min(low[0], row), min(low[1], column)), (max(high[0], row), max(high[1], column))
        style = _STYLE.search(element[2])
        kind = kinds.get(style[1].decode()) if style else None
        if kind:
            found[row, column] = kind
    n_rows, n_columns = max(high[0] - low[0] + 1, 0), max(high[1] - low[1] + 1, 0)
    if n_rows > MAX_ROWS:
        raise too_large(f"в таблице больше {MAX_ROWS} строк")
    if max(n_cells, n_rows * n_columns) > MAX_CELLS:
        raise too_large(f"в таблице больше {MAX_CELLS} ячеек")
    return found


def _reference(attributes: bytes) -> re.Match[bytes] | None:
    """Find the place that a row or cell names; one written as no program writes it could hide a far corner.

    Raises:
        UnreadableFileError: there is a place that this scan cannot read.
    """
    found = _REFERENCE.search(attributes)
    odd = attributes.count(b'"') % 2 or attributes.count(b"'") % 2
    if odd or (found is None and _ANY_REFERENCE.search(attributes)):
        raise damaged("место ячейки записано так, как его не пишут табличные программы")
    return found


def _refuse_strings(archive: Archive) -> None:
    """Refuse a workbook whose cells repeat long shared strings: the library copies them into each cell.

    Raises:
        LimitError: together they are larger than a plan can be.
    """
    strings = next((archive.read(n) or b"" for n in archive.names if n.endswith("sharedstrings.xml")), b"")
    sizes = [len(piece) for piece in strings.split(b"</si>" if b"</si>" in strings else b":si>")]
    if len(strings) <= MAX_CHARACTERS and max(sizes) * MAX_CELLS <= MAX_CHARACTERS:
        return
    total = 0
    for name in archive.names:
        sheet = (archive.read(name) or b"") if "sheet" in name and name.endswith(".xml") else b""
        for string in _STRING.finditer(sheet):
            index = int(string[1])
            total += sizes[index] if index < len(sizes) else 0
            if total > 2 * MAX_CHARACTERS:
                raise too_large("текст таблиц слишком велик")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
