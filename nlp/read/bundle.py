"""Zip archives of plans: which files are such, and their members unpacked under names made here."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nlp.errors import UnreadableFileError
from nlp.read.archive import Archive, damaged
from nlp.read.detect import detect
from nlp.read.encoding import russianness
from nlp.read.folders import is_plan
from nlp.read.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_UNPACKED_BYTES, too_large

# An archive in an archive, as mail programs and portals make them; deeper ones are traps.
MAX_DEPTH = 2
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UTF_8_NAME = 0x800
_LONGEST_NAME = 400
_TABLES = ("cp866", "cp1251")
_RUSSIAN = re.compile("[А-Яа-яЁё№]")
# Parts of which one stands in every office document, even in one whose text is lost.
_DOCUMENT_PARTS = {"[content_types].xml", "mimetype"}


def is_bundle(path: Path) -> bool:
    """Tell whether a file is an archive to be unpacked: a zip that is no document itself.

    Raises:
        UnreadableFileError: a zip that is damaged, encrypted or a trap.
        LimitError: a zip that unpacks to more than is allowed.
    """
    with path.open("rb") as stream:
        if not stream.read(4).startswith(_ZIP):
            return False
    if path.stat().st_size > MAX_FILE_BYTES:
        raise too_large("он больше 50 МБ")
    data = path.read_bytes()
    return detect(data) == "zip" and _DOCUMENT_PARTS.isdisjoint(Archive(data).names)


def unpack(path: Path, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Unpack the plans of an archive, and of the archives in it, into a folder.

    Returns:
        For each member that may be a plan, in the order of the archive: its name there, folders included (those of an
        inner archive behind the archive's name), and the file written, whose name is made here.

    Raises:
        UnreadableFileError: damaged, encrypted, a trap, or without a file that may be a plan.
        LimitError: too many members, or too much to unpack.
    """
    found: list[tuple[str, Path]] = []
    n_bytes = 0
    for name, data in _members(path.read_bytes(), "", 1):
        n_bytes += len(data)
        if len(found) >= MAX_ENTRIES or n_bytes > MAX_UNPACKED_BYTES:
            raise too_large("в архиве слишком много файлов")
        file = folder / f"{len(found) + 1:04}{_suffix(name)}"
        file.write_bytes(data)
        found.append((name, file))
    if not found:
        raise UnreadableFileError(
            "Архив не прочитан", "в нём нет файлов с планами", "Положите в архив документы и передайте его ещё раз."
        )
    return tuple(found)


def _members(data: bytes, place: str, depth: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the members that may be plans."""
    archive = Archive(data)
    for entry in archive.files:
        name = _shown(entry)
        if _is_trick(name):
            raise damaged("имена файлов в архиве подделаны")
        member = archive.unpack(entry) if is_plan(PurePosixPath(name)) else b""
        if member.startswith(_ZIP) and PurePosixPath(name).suffix.lower() == ".zip":
            if depth >= MAX_DEPTH:
                raise damaged("архивы вложены друг в друга слишком глубоко")
            yield from _members(member, f"{place}{name}/", depth + 1)
        elif member:
            yield f"{place}{name}", member


def _shown(entry: zipfile.ZipInfo) -> str:
    """Return a member's name; archivers on Windows write CP866 or CP1251 without saying so."""
    # The name itself ends at a zero byte and has its slashes turned.
    name = entry.orig_filename
    if not entry.flag_bits & _UTF_8_NAME:
        name = _decoded(name.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return max((name.decode(table, "replace") for table in _TABLES), key=_likeness)


def _likeness(name: str) -> float:
    """Weigh how Russian a name is: the share of Russian letters, and of frequent small ones among them."""
    beyond = [sign for sign in name if sign > "\x7f"]
    return sum(bool(_RUSSIAN.match(sign)) for sign in beyond) / max(len(beyond), 1) + russianness(name) / 2


def _is_trick(name: str) -> bool:
    """Tell whether a name leads out of the archive's folder or holds signs that hide what it is."""
    path = PurePosixPath(name)
    hidden = any(unicodedata.category(sign) in ("Cc", "Cf") for sign in name)
    return hidden or path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or len(name) > _LONGEST_NAME


def _suffix(name: str) -> str:
    """Return the extension that a file written here gets: short, of letters and digits."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""
