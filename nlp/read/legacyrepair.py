"""Word 97 documents that end with a table, as LibreOffice writes them: the paragraph behind it is put back.

Word always writes that paragraph; without it LibreOffice cannot tell that the text stands in a table. Offsets are those
of [MS-DOC]: the FIB, the piece table and the pages of paragraph properties.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_FIB = b"\xec\xa5"  # begins the stream of a Word document, at the beginning of a sector
_SECTOR = 512
_CELL_END = b"\x07\x00"
_PARAGRAPH_END = b"\r\x00"
# Offsets in the FIB.
_FLAGS, _END, _LENGTHS, _PLACES, _PAPX, _CLX = 0x0B, 0x1C, 0x4C, 0x9A, 13, 33
_ENCRYPTED = 0x01
_LONGEST_FIB = 1_500
_BX = 13  # bytes that lead from a run to its properties; zeros stand for plain ones


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the parts of a document with one piece of text stand in its file."""

    fib: int
    end: int
    clx: int
    n_characters: int
    runs_end: int
    page: int


def is_encrypted(data: bytes) -> bool:
    """Tell whether a Word 97 document asks for a password."""
    fib = _find_fib(data)
    return fib is not None and bool(data[fib + _FLAGS] & _ENCRYPTED)


def closed(data: bytes) -> bytes:
    """Return a Word 97 document with a paragraph behind its last table; others come back as they are."""
    found = _text(data)
    if found is None:
        return data
    page = data[found.page : found.page + _SECTOR]
    n_runs = page[-1]
    ends, places = 4 * (n_runs + 1), 4 * (n_runs + 1) + _BX * n_runs
    taken = [2 * page[k] for k in range(ends, places, _BX) if page[k]]
    end = struct.unpack_from("<I", page, ends - 4)[0]
    head = page[:ends] + struct.pack("<I", end + 2) + page[ends:places] + bytes(_BX)
    if n_runs > 20 or len(head) > min(taken, default=_SECTOR - 1):
        return data
    out = bytearray(data)
    out[found.page : found.page + len(head)] = head
    out[found.page + _SECTOR - 1] = n_runs + 1
    out[found.end : found.end + 2] = _PARAGRAPH_END
    for at, value in (
        (found.runs_end, end + 2),
        (found.fib + _END, end + 2),
        (found.fib + _LENGTHS, found.n_characters + 1),
        (found.clx + 9, found.n_characters + 1),
    ):
        struct.pack_into("<I", out, at, value)
    return bytes(out)


def _find_fib(data: bytes) -> int | None:
    places = range(_SECTOR, len(data) - _LONGEST_FIB, _SECTOR)
    return next((at for at in places if data.startswith(_FIB, at)), None)


def _text(data: bytes) -> _Text | None:
    """Find the parts of a document whose text ends with a table; None where anything is not as LibreOffice writes it."""
    fib = _find_fib(data)
    if fib is None:
        return None
    length = struct.unpack_from("<I", data, fib + _END)[0]
    counts = struct.unpack_from("<8I", data, fib + _LENGTHS)
    end = fib + length
    clx = data.find(struct.pack("<BIII", 2, 16, 0, counts[0]))
    if data[end - 4 : end] != 2 * _CELL_END or any(counts[1:]) or clx < 0 or length % _SECTOR in (0, _SECTOR - 1):
        return None
    # Both offsets count from the beginning of one stream.
    papx, size = struct.unpack_from("<II", data, fib + _PLACES + 8 * _PAPX)
    bins = clx - struct.unpack_from("<I", data, fib + _PLACES + 8 * _CLX)[0] + papx
    n_pages = (size - 4) // 8
    if n_pages < 1 or not 0 <= bins <= len(data) - size:
        return None
    runs_end = bins + 4 * n_pages
    last, page = struct.unpack_from("<I", data, runs_end)[0], struct.unpack_from("<I", data, bins + size - 4)[0]
    at = fib + _SECTOR * page
    if last != length or at + _SECTOR > len(data) or not _ends_at(data, at, length):
        return None
    return _Text(fib, end, clx, counts[0], runs_end, at)


def _ends_at(data: bytes, page: int, length: int) -> bool:
    """Tell whether the runs of a page of properties end where the text ends."""
    last = page + 4 * data[page + _SECTOR - 1]
    return last + 4 <= len(data) and struct.unpack_from("<I", data, last)[0] == length
