"""Parts of zip-based files, unpacked under limits and parsed without DTDs and entities."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from lxml import etree

from nlp.errors import UnreadableFileError
from nlp.read.limits import MAX_ENTRIES, MAX_RATIO, MAX_TAGS, MAX_UNPACKED_BYTES, RATIO_GRACE_BYTES, too_large

_CHUNK = 1 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/", b"http://schemas.openxmlformats.org/spreadsheetml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


def damaged(why: str) -> UnreadableFileError:
    """Build the error for a file that cannot be opened; `why` is Russian."""
    return UnreadableFileError(
        "Файл не прочитан",
        why,
        "Откройте его в редакторе, сохраните заново и повторите; если не открывается — запросите другой.",
    )


class Archive:
    """A zip-based document; part names are compared without regard to case.

    Raises:
        UnreadableFileError: no zip file, damaged, encrypted, or with overlapping or linked parts.
        LimitError: too many parts, or parts too large.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged("файл повреждён или передан не полностью") from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise too_large(f"внутри больше {MAX_ENTRIES} частей")
        _refuse_tricks(entries)
        self._entries = {_key(e.filename): e for e in entries if not e.filename.endswith("/")}
        if len({_key(e.filename) for e in entries}) < len(entries):
            # Another reader of the same file may take the other one, which nobody inspected.
            raise damaged("две части файла носят одно имя")
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, lower-case, in the order of the file."""
        return tuple(self._entries)

    @property
    def files(self) -> tuple[zipfile.ZipInfo, ...]:
        """The parts as the file lists them, those of one name too."""
        return tuple(entry for entry in self._zip.infolist() if not entry.filename.endswith("/"))

    def read(self, name: str) -> bytes | None:
        """Unpack one part, counting; None where there is no such part."""
        entry = self._entries.get(_key(name))
        return None if entry is None else self.unpack(entry)

    def unpack(self, entry: zipfile.ZipInfo) -> bytes:
        """Unpack one of `files`, counting."""
        pieces, size = [], 0
        # The zip module unpacks no more than the directory promises.
        _refuse_bomb(entry.file_size, entry.compress_size, self._unpacked + entry.file_size)
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    self._unpacked += len(piece)
                    _refuse_bomb(size, entry.compress_size, self._unpacked)
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ) as error:
            raise damaged("часть файла повреждена или зашифрована") from error
        return b"".join(pieces)

    def xml(self, name: str) -> etree._Element | None:
        """Parse one part; None where there is no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_tricks(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse links, encryption and parts that overlap (the zip module of Python 3.11.7 lets them pass)."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise damaged("части файла перекрываются")
        end = entry.header_offset + 30 + entry.compress_size
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise damaged("внутри файла есть ссылки")
        if entry.flag_bits & 0x1:
            raise damaged("файл зашифрован паролем")


def _refuse_bomb(size: int, packed: int, total: int) -> None:
    if total > MAX_UNPACKED_BYTES:
        raise too_large("в распакованном виде он больше 500 МБ")
    if size > RATIO_GRACE_BYTES and size > MAX_RATIO * max(packed, 1):
        raise too_large("часть файла сжата подозрительно сильно")


def refuse_doctype(data: bytes) -> None:
    """Refuse XML that declares a document type: entities would come with it.

    Raises:
        UnreadableFileError: there is a DOCTYPE.
    """
    if any(mark in data for mark in _DOCTYPES):
        raise damaged("в нём есть описание типа документа (DOCTYPE), которого офисные программы не пишут")


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML without network, DTD or entities; strict OOXML names become transitional ones.

    Raises:
        UnreadableFileError: not well-formed, or with a DOCTYPE.
        LimitError: nested too deeply.
    """
    refuse_doctype(data)
    if data.count(b"<") > MAX_TAGS:
        raise too_large("разметка документа слишком велика")
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            raise too_large("вложенность слишком велика") from error
        raise damaged("разметка документа повреждена") from error
    if root is None:
        raise damaged("разметка документа повреждена")
    if "purl.oclc.org/ooxml" in f"{root.tag}{root.nsmap}":
        text = etree.tostring(root, encoding="utf-8")
        for strict, transitional in _STRICT:
            text = text.replace(strict, transitional)
        root = etree.fromstring(text, _parser())
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
