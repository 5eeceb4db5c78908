"""Documents of older and other office programs (doc, rtf, odt; xls, ods, xlsb) → blocks, by way of docx and xlsx."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from nlp.errors import UnreadableFileError
from nlp.read.archive import Archive, damaged, refuse_doctype
from nlp.read.legacyoffice import MAX_OUTPUT_BYTES, convert
from nlp.read.legacyrepair import closed, is_encrypted
from nlp.read.limits import too_large
from nlp.read.watch import Found


@dataclass(frozen=True, slots=True)
class _Way:
    """LibreOffice's name of the filter that reads a format, and the format that comes out."""

    source: str
    target: str = "docx"


WAYS: dict[str, _Way] = {
    "doc": _Way("MS Word 97"),
    "rtf": _Way("Rich Text Format"),
    "odt": _Way("writer8"),
    "fodt": _Way("OpenDocument Text Flat XML"),
    "xls": _Way("MS Excel 97", "xlsx"),
    "ods": _Way("calc8", "xlsx"),
    "xlsb": _Way("Calc MS Excel 2007 Binary", "xlsx"),
}


def read_legacy(data: bytes, kind: str) -> Found:
    """Read a document of a kind in WAYS as the docx or xlsx that LibreOffice makes of it; automatic numbers are kept.

    Raises:
        UnreadableFileError: damaged or encrypted.
        UnsupportedFormatError: LibreOffice is not installed.
        LimitError: larger than a plan can be, or not opened in time.
    """
    _refuse(data, kind)
    made = as_ooxml(closed(data) if kind == "doc" else data, kind)
    if WAYS[kind].target == "xlsx":
        from nlp.read.sheet import read_sheet

        return read_sheet(made), ()
    from nlp.read.docx import read_docx

    return read_docx(made)


def as_ooxml(data: bytes, kind: str) -> bytes:
    """Return a document of a kind in WAYS as docx or xlsx.

    Raises:
        UnreadableFileError: LibreOffice cannot open it.
        UnsupportedFormatError: LibreOffice is not installed.
        LimitError: not opened in time, or the result is too large.
    """
    way = WAYS[kind]
    with tempfile.TemporaryDirectory(prefix="sverka-legacy-") as private:
        folder = Path(private)
        source = folder / f"plan.{kind}"
        source.write_bytes(data)
        (folder / "made").mkdir()
        made = convert([source], folder / "made", way.target, way.source)[0]
        if made is None:
            raise damaged("LibreOffice не смог его открыть: файл повреждён или зашифрован")
        if made.stat().st_size > MAX_OUTPUT_BYTES:
            raise too_large(f"в виде {way.target} он слишком велик")
        return made.read_bytes()


def _refuse(data: bytes, kind: str) -> None:
    """Refuse what LibreOffice would ask a password for, and archives and XML that are traps."""
    if kind == "doc" and is_encrypted(data):
        raise _encrypted()
    if kind in ("odt", "ods", "xlsb"):
        archive = Archive(data)
        if b"encryption-data" in (archive.read("META-INF/manifest.xml") or b""):
            raise _encrypted()
        for name in archive.names:
            part = archive.read(name) or b""
            if name.endswith((".xml", ".rels", ".rdf")):
                refuse_doctype(part)
    if kind == "fodt":
        refuse_doctype(data)


def _encrypted() -> UnreadableFileError:
    return UnreadableFileError("Файл не прочитан", "он зашифрован паролем", "Снимите пароль и сохраните файл заново.")
