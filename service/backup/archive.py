"""The file of a backup: a zip of parts, each with its sha256 in the manifest."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

from pydantic import ValidationError

from nlp.domain import Record
from nlp.errors import StoreError

MANIFEST = "manifest.json"
TEMPLATE = "template.docx"
MODELS = "models/"
_MODEL_FILE = r"models/(?:[A-Za-z0-9_][\w.-]*/){1,3}[A-Za-z0-9_][\w.-]*"
_NAME = re.compile(
    rf"database/[a-z_]+\.jsonl|originals/[0-9a-f]{{64}}|template\.docx|models/current|{_MODEL_FILE}", re.ASCII
)
_PIECE = 1024**2
_MOST_MANIFEST_BYTES = 500 * 1024**2
Tell = Callable[[str, int, int], None]  # part of the work («tables», «originals»), done, total


class Part(Record):
    """A member of the file."""

    name: str
    sha256: str
    size_bytes: int


class Manifest(Record):
    """What a backup holds.

    `layout` is the revision of the tables; `gone` are documents that were deleted while the copy was made (to be deleted
    again), `lost` the originals that were absent or damaged already.
    """

    format: Literal[1] = 1
    program: str
    layout: str
    made_at: str
    rows: dict[str, int]
    parts: tuple[Part, ...]
    gone: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def originals(self) -> tuple[str, ...]:
        """The sha256 of the uploaded files."""
        return tuple(part.name.partition("/")[2] for part in self.parts if part.name.startswith("originals/"))

    @property
    def models(self) -> tuple[str, ...]:
        """The files of the models that the installation has trained itself, by their place in its folder."""
        return tuple(part.name for part in self.parts if part.name.startswith(MODELS))


def nobody(what: str, done: int, total: int) -> None:
    """Tell nobody how far the work is."""


class Writer:
    """Writes a backup part by part; nothing is in memory but the list of parts."""

    def __init__(self, file: BinaryIO) -> None:
        self.parts: list[Part] = []
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes], packed: bool = True) -> Part:
        """Write a part; `packed` where compressing is worth its time."""
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        part = Part(name=name, sha256=digest.hexdigest(), size_bytes=size)
        self.parts.append(part)
        return part

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, the last part."""
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))


class Reader:
    """Reads a backup; use `verified` before anything of it is believed."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise StoreError("Копия не открыта", "нет такого файла", "Проверьте путь.", "absent") from error
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise _damaged("это не копия «Сверки» или файл обрезан") from error

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            with self._zip.open(name) as source:
                while piece := source.read(_PIECE):
                    yield piece
        except (OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, ValueError, RuntimeError) as error:
            raise _damaged(f"часть {name[:40]} не читается") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a part line by line."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def manifest(self) -> Manifest:
        """Return the manifest, as far as it can be checked without the parts.

        Raises:
            StoreError: it is absent, damaged, or of a later format.
        """
        names = self._zip.namelist()
        if MANIFEST not in names or self._zip.getinfo(MANIFEST).file_size > _MOST_MANIFEST_BYTES:
            raise _damaged("в ней нет описи")
        try:
            found = Manifest.model_validate_json(b"".join(self.pieces(MANIFEST)))
        except ValidationError as error:
            raise _damaged("опись не разобрана") from error
        told = [part.name for part in found.parts]
        if sorted([*told, MANIFEST]) != sorted(names) or not all(map(_NAME.fullmatch, told)):
            raise _damaged("её части не сходятся с описью")
        return found


def verified(path: Path, tell: Tell = nobody) -> Manifest:
    """Return the manifest of a backup of which every byte has been checked.

    Raises:
        StoreError: it is absent or damaged.
    """
    with Reader(path) as reader:
        manifest = reader.manifest()
        for n, part in enumerate(manifest.parts, 1):
            digest, size = hashlib.sha256(), 0
            for piece in reader.pieces(part.name):
                digest.update(piece)
                size += len(piece)
            is_named_so = not part.name.startswith("originals/") or part.name.endswith(part.sha256)
            if digest.hexdigest() != part.sha256 or size != part.size_bytes or not is_named_so:
                raise _damaged(f"часть {part.name[:40]} не сходится с описью")
            tell("checking", n, len(manifest.parts))
        return manifest


def _damaged(why: str) -> StoreError:
    return StoreError("Копия не принята", why, "Возьмите другую копию; в хранилище ничего не изменено.", "damaged")
