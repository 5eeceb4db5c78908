"""Names that promise another format, locked Office files, legacy formats that are damaged."""

# ruff: noqa: E501 (lines of markup)

from __future__ import annotations

import random
import struct

from read_notation import make_docx, make_zip, par

from hostile.case import several
from hostile.links import odt_files
from hostile.packing import plan, plan_sheet, xlsx_files
from hostile.pages import TABLE, page

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = "Дорожная карта\n\n№\tМероприятие\tСрок\n1\tПровести опрос\tмай\n2\tПровести семинар\tиюнь\n".encode()


def ole(*streams: str, sectors: int = 8) -> bytes:
    """A compound file whose directory names streams; all else is noise."""
    head = (
        _OLE
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 10
        + struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    )
    head += b"\xff" * (512 - len(head))
    table = struct.pack("<I", 0xFFFFFFFD) + struct.pack("<I", 0xFFFFFFFE) + b"\xff" * 504
    entries = b""
    for name in ("Root Entry", *streams):
        wide = name.encode("utf-16-le")
        entries += (
            wide.ljust(64, b"\0")
            + struct.pack("<H", len(wide) + 2)
            + bytes([5 if name == "Root Entry" else 2, 1])
            + b"\xff" * 12
            + b"\0" * 36
            + struct.pack("<III", 0, 4096, 0)
        )
    return head + table + entries.ljust(512, b"\0") + random.Random(10).randbytes(512 * sectors)


_DOCX, _XLSX = lambda: make_docx(par("Дорожная карта"), plan()), lambda: make_zip(xlsx_files(plan_sheet()))
_HTML = lambda: page(TABLE)  # noqa: E731
several(
    {
        "really-docx.pdf": _DOCX,
        "really-docx.xlsx": _DOCX,
        "really-docx.txt": _DOCX,
        "really-xlsx.docx": _XLSX,
        "really-xlsx.png": _XLSX,
        "really-html.doc": _HTML,
        "really-html.xls": _HTML,
        "really-text.docx": lambda: TEXT,
        "really-text.pdf": lambda: TEXT,
        "really-text.zip": lambda: TEXT,
        "no-extension": lambda: TEXT,
    },
    "ok partial",
)
several(
    {
        "locked.docx": lambda: ole("EncryptionInfo", "EncryptedPackage"),
        "locked.xlsx": lambda: ole("EncryptionInfo", "EncryptedPackage"),
        "really-a-program.docx": lambda: b"MZ\x90\0" + random.Random(11).randbytes(9_000),
        "really-a-picture.docx": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(12).randbytes(9_000),
        "really-an-archive.docx": lambda: b"Rar!\x1a\x07\0" + random.Random(13).randbytes(900),
        "really-a-zip.docx": lambda: make_zip({"план.txt": "План"}),
        "really-zipped.docx": lambda: b"\x1f\x8b\x08\0" + random.Random(14).randbytes(900),
    },
    "rejected",
)
several(
    {
        "noise-behind-the-head.doc": lambda: ole("WordDocument", "1Table"),
        "head-alone.doc": lambda: _OLE + "WordDocument".encode("utf-16-le"),
        "noise-behind-the-head.xls": lambda: ole("Workbook"),
        "groups-without-end.rtf": lambda: b"{\\rtf1" + b"{" * 100_000,
        "binary-of-4-gb.rtf": lambda: b"{\\rtf1\\ansi\\bin4294967295 abc",
        "object-inside.rtf": lambda: (
            b"{\\rtf1{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata " + b"0105000002000000" * 2_000 + b"}}}"
        ),
        "numbers-of-6000-digits.rtf": lambda: b"{\\rtf1\\trowd\\cellx" + b"9" * 6_000 + b" a\\cell\\row}",
        "tables-deep.odt": lambda: make_zip(
            odt_files(
                "<table:table><table:table-row><table:table-cell>" * 150
                + "<text:p>дно</text:p>"
                + "</table:table-cell></table:table-row></table:table>" * 150
            )
        ),
        "repeated-2-billion-times.odt": lambda: make_zip(
            odt_files(
                '<table:table><table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:number-columns-repeated="16000"><text:p>а</text:p></table:table-cell></table:table-row></table:table>'
            )
        ),
        "a-billion-blanks.odt": lambda: make_zip(odt_files('<text:p>План<text:s text:c="1000000000"/></text:p>')),
        "parts-of-zeros.odt": lambda: make_zip(
            odt_files("<text:p>План</text:p>") | {"Pictures/a.png": b"\0" * 300_000_000}
        ),
        "content-broken.odt": lambda: make_zip(odt_files("<text:p>План")),
    },
    "rejected ok partial",
    slow=True,
)
