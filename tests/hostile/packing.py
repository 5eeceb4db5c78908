"""Zip files that the zip module would not write, and office packages around hostile parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from read_notation import _TYPES, make_docx, par, part, row, table

HEAD = ("№ п/п", "Мероприятие", "Срок", "Ответственный")
_BOOK_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_BOOK_NS = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def plan_rows(n: int) -> list[tuple[str, ...]]:
    """Rows of a decent plan."""
    return [(f"{i}.", f"Провести опрос учителей школы № {i}", "май 2024", "РОО") for i in range(1, n + 1)]


def plan(n: int = 3) -> str:
    """A decent table as raw Word XML."""
    return table(row(*HEAD), *(row(*cells) for cells in plan_rows(n)))


def docx_files(*blocks: str, **parts: str) -> dict[str, bytes]:
    """The parts of a Word file, for adding hostile ones."""
    with zipfile.ZipFile(io.BytesIO(make_docx(*(blocks or (par("План"), plan())), **parts))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx_files(sheet: str, strings: str = "", more: dict[str, str] | None = None) -> dict[str, str]:
    """The parts of a workbook with one sheet; `sheet` is the inside of sheetData."""
    relation = f'<Relationship Id="r1" Type="{_OFFICE_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    if strings:
        relation += f'<Relationship Id="r2" Type="{_OFFICE_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    root = f'<Relationship Id="r1" Type="{_OFFICE_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    files = {
        "[Content_Types].xml": _BOOK_TYPES,
        "_rels/.rels": relations(root),
        "xl/workbook.xml": f'<workbook {_BOOK_NS}><sheets><sheet name="План" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(relation),
        "xl/worksheets/sheet1.xml": f"<worksheet {_BOOK_NS}><sheetData>{sheet}</sheetData></worksheet>",
    }
    if strings:
        files["xl/sharedStrings.xml"] = f"<sst {_BOOK_NS}>{strings}</sst>"
    return files | (more or {})


def relations(inner: str) -> str:
    """A part of relationships."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def sheet_row(number: int, *texts: str) -> str:
    """A row of inline strings."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'


def plan_sheet(n: int = 3) -> str:
    """A decent plan as the inside of sheetData."""
    return "".join(sheet_row(i, *cells) for i, cells in enumerate([HEAD, *plan_rows(n)], 1))


def repeated(head: bytes, chunk: bytes, times: int, tail: bytes) -> tuple[bytes, int, int]:
    """Deflate `head`, a chunk repeated and `tail` at the cost of one chunk: (packed, size, checksum).

    The checksum is wrong where it would take long: such a bomb must be refused before its end.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(tail) + packer.flush()
    size = len(head) + len(chunk) * times + len(tail)
    checksum = zlib.crc32(head)
    for _ in range(times if size < 100_000_000 else 0):
        checksum = zlib.crc32(chunk, checksum)
    return first + middle * times + last, size, zlib.crc32(tail, checksum)


def raw_zip(entries: list[tuple[bytes, bytes, int, int]], *, method: int = 8, flags: int = 0, lie: int = 0) -> bytes:
    """Write a zip file of entries (name, packed bytes, size, checksum); `lie` is added to the sizes in the directory."""
    body, directory = bytearray(), bytearray()
    for name, packed, size, checksum in entries:
        head = struct.pack(
            "<HHHHHIIIHH", 20, flags, method, 0, 33, checksum, len(packed), size & 0xFFFFFFFF, len(name), 0
        )
        there = struct.pack(
            "<HHHHHIIIHH", 20, flags, method, 0, 33, checksum, len(packed), (size + lie) & 0xFFFFFFFF, len(name), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + there + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + head + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def deflated(data: bytes) -> tuple[bytes, int, int]:
    """Pack data for `raw_zip`: (packed, size, checksum)."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), len(data), zlib.crc32(data)


def big_docx(chunk: bytes, times: int) -> bytes:
    """A Word file whose text is a chunk of XML repeated."""
    whole = part("document", "<w:body>|</w:body>").encode()
    head, _, tail = whole.partition(b"|")
    types = (b"[Content_Types].xml", *deflated(_TYPES.encode()))
    return raw_zip([types, (b"word/document.xml", *repeated(head, chunk, times, tail))])
