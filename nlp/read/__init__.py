"""Source files → Document; the only opener of source files."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from nlp.domain import Document, Notice
from nlp.errors import UnreadableFileError
from nlp.read.detect import FORMATS, detect, disguise, refusal
from nlp.read.encoding import guess
from nlp.read.limits import MAX_FILE_BYTES, too_large
from nlp.read.watch import UNWATCHED, Found, Watch

__all__ = ["as_document", "read", "read_bytes"]

MAX_PARTS = 100
# Notices that tell of a part of the file that was not read.
LOSSES = frozenset({"scanned-pages", "unread-pages"})


def _plain(data: bytes, _: Watch) -> Found:
    from nlp.read.plain import read_plain

    return read_plain(data), ()


def _docx(data: bytes, _: Watch) -> Found:
    from nlp.read.docx import read_docx

    return read_docx(data)


def _html(data: bytes, _: Watch) -> Found:
    from nlp.read.html import read_html

    return read_html(data), ()


def _xlsx(data: bytes, _: Watch) -> Found:
    from nlp.read.sheet import read_sheet

    return read_sheet(data), ()


def _pdf(data: bytes, watch: Watch) -> Found:
    from nlp.read.pdf import read_pdf

    return read_pdf(data, watch)


def _legacy(kind: str) -> Callable[[bytes, Watch], Found]:
    def reader(data: bytes, _: Watch) -> Found:
        from nlp.read.legacy import read_legacy

        return read_legacy(data, kind)

    return reader


def _picture(kind: str) -> Callable[[bytes, Watch], Found]:
    def reader(data: bytes, watch: Watch) -> Found:
        from nlp.read.scanfiles import read_picture

        return read_picture(data, kind, watch)

    return reader


# A format of FORMATS without a reader is refused with its advice; a new reader needs one line here.
READERS: dict[str, Callable[[bytes, Watch], Found]] = {
    "plain": _plain,
    "docx": _docx,
    "html": _html,
    "xlsx": _xlsx,
    "pdf": _pdf,
    **{kind: _picture(kind) for kind in ("png", "jpeg", "tiff")},
    **{kind: _legacy(kind) for kind in ("doc", "rtf", "odt", "fodt", "xls", "ods", "xlsb")},
}


def read(path: Path | str, watch: Watch = UNWATCHED, name: str | None = None) -> Document:
    """Read a file from disk; `name` is what its owner calls it, where it lies under another.

    Raises:
        UnreadableFileError: absent, a folder, empty, damaged or encrypted.
        UnsupportedFormatError: a format that is recognised but not read yet.
        LimitError: larger than a plan can be.
    """
    path = Path(path)
    try:
        data = _bytes_of(path)
    except (OSError, ValueError) as error:
        why = "нет такого файла" if isinstance(error, FileNotFoundError) else "он не открывается"
        why = "это папка, а не файл" if isinstance(error, IsADirectoryError) else why
        raise UnreadableFileError("Файл не прочитан", why, "Проверьте путь и права доступа.") from error
    # Archives from Windows unpack to names in CP866 or CP1251.
    return read_bytes(data, guess(os.fsencode(path.name)) if name is None else name, watch)


def _bytes_of(path: Path) -> bytes:
    """Read a regular file; a pipe would be waited for, and a device or a growing file has no end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError if stat.S_ISDIR(status.st_mode) else OSError
    with path.open("rb") as stream:
        data = b"" if status.st_size > MAX_FILE_BYTES else stream.read(MAX_FILE_BYTES + 1)
    if max(status.st_size, len(data)) > MAX_FILE_BYTES:
        raise too_large("он больше 50 МБ")
    return data


def read_bytes(data: bytes, name: str, watch: Watch = UNWATCHED) -> Document:
    """Read a file's bytes; the format is found by content, `name` is only recorded.

    Returns:
        The document with at least one block; a name that promises another format gives a notice.

    Raises:
        UnreadableFileError: empty, damaged, encrypted or without text.
        UnsupportedFormatError: a format that is recognised but not read yet.
        LimitError: larger than a plan can be.
    """
    if len(data) > MAX_FILE_BYTES:
        raise too_large("он больше 50 МБ")
    kind = detect(data)
    if kind not in READERS:
        raise refusal(kind, name)
    blocks, notices = READERS[kind](data, watch)
    if not blocks:
        raise UnreadableFileError(
            "Файл не прочитан", "в нём нет текста", "Проверьте, тот ли это файл, и передайте его ещё раз."
        )
    return as_document(data, name, kind, (blocks, notices))


def as_document(data: bytes, name: str, kind: str, found: Found) -> Document:
    """Make the document of what was found, all or the first pages of it, in a file of a format of FORMATS."""
    blocks, notices = found
    promised = disguise(kind, name)
    if promised is not None:
        detail = f"По имени это {promised}, по содержанию — {FORMATS[kind].title}; прочитано содержание."
        notices = (Notice(kind="wrong-extension", detail=detail), *notices)
    return Document(
        name=name,
        media_type=FORMATS[kind].media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        part_ids=_part_ids(data),
        blocks=blocks,
        notices=notices,
        state="partial" if any(n.kind in LOSSES for n in notices) else "ok",
    )


def _part_ids(data: bytes) -> tuple[str, ...]:
    """Return the ids that plans in one file get (contract): of the bytes, of bytes + «#2», «#3» and so on."""
    whole = hashlib.sha256(data)
    ids = [whole.hexdigest()]
    for part in range(2, MAX_PARTS + 1):
        own = whole.copy()
        own.update(f"#{part}".encode())
        ids.append(own.hexdigest())
    return tuple(ids)
