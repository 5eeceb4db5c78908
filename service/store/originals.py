"""The bytes of uploaded files by their sha256, in a folder that nothing serves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from nlp.errors import StoreError
from service.store.failures import of_disk
from service.whole_file import make_folders, sync_names, whole_file

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Originals:
    """Files by sha256 in folders of two levels; names are made here, nobody's file name reaches the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep bytes and return their sha256; on return they are on the disk, identical bytes once.

        A damaged file of the same name is written anew.

        Raises:
            StoreError: the disk is full or not writable; nothing half-written stays.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            if not (path.is_file() and _is_sound(path, sha256)):
                make_folders(path.parent, self.folder)
                with whole_file(path) as file:
                    file.write(data)
        except OSError as error:
            raise of_disk("Файл не сохранён", error) from error
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where bytes lie or would lie.

        Raises:
            ValueError: this is no sha256.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError("no sha256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes are there, sound or not."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """Return the bytes, checked.

        Raises:
            StoreError: they are absent or damaged.
        """
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise of_disk(f"Исходный файл {sha256[:12]} не прочитан", error) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(
                f"Исходный файл {sha256[:12]} не прочитан",
                "он повреждён на диске",
                "Загрузите его снова или восстановите копию: sverka restore.",
                "damaged",
            )
        return data

    def remove(self, sha256: str) -> bool:
        """Remove the bytes for good; return whether they were there.

        Raises:
            StoreError: the disk does not let them go.
        """
        path = self.path(sha256)
        try:
            path.unlink()
            sync_names(path.parent)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise of_disk("Исходный файл не стёрт", error) from error
        return True

    def __iter__(self) -> Iterator[str]:
        """Yield the sha256 of everything that lies here, in order."""
        found = self.folder.glob("??/??/*") if self.folder.is_dir() else iter(())
        return iter(sorted(path.name for path in found if _SHA256.fullmatch(path.name)))


def _is_sound(path: Path, sha256: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
