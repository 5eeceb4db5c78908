"""Files: the originals, who may read what, room on the disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from service.jobs.intake import bytes_in_use
from service.sanity.ground import Finding, Ground, found
from service.store.erasing import erase_removed
from service.store.tables import Document, Removal
from service.whole_file import UNFINISHED

LEAST_FREE_BYTES = 1024**3
_SHA256 = re.compile(r"[0-9a-f]{64}")


def originals(ground: Ground) -> Iterable[Finding]:
    """Hold the originals against the documents, byte by byte."""
    session = ground.session
    documents = {row.sha256: row.id for row in session.execute(select(Document.sha256, Document.id))}
    files = {path.name: path for path in _files(ground)}
    broken = [sha256 for sha256 in documents if sha256 in files and not _is_sound(files[sha256])]
    missing = [sha256 for sha256 in documents if not ground.originals.has(sha256)]
    pending = bytes_in_use(session)
    stray = [
        name
        for name, path in files.items()
        if _SHA256.fullmatch(name) and name not in documents and name not in pending and _is_old(ground, path)
    ]
    unfinished = [path for path in files.values() if path.suffix == UNFINISHED and _is_old(ground, path)]
    advice = "Загрузите файл снова: план и правки останутся; либо восстановите копию: sverka restore."
    return [
        *found(
            "originals-missing", ("Нет исходных файлов документов", advice), _still_kept(ground, missing, documents)
        ),
        *found("originals-damaged", ("Исходные файлы повреждены", advice), _still_kept(ground, broken, documents)),
        *found(
            "originals-stray",
            ("Файлы, которые не принадлежат ни одному документу", "Сотрёт sverka check --repair."),
            stray,
            lambda g: _erase(g, stray),
        ),
        *found(
            "originals-unfinished",
            ("Недописанные файлы", "Сотрёт sverka check --repair."),
            (path.name for path in unfinished),
            lambda g: _unlink(unfinished),
        ),
    ]


def _files(ground: Ground) -> Iterator[Path]:
    folder = ground.originals.folder
    return (path for path in folder.glob("??/??/*")) if folder.is_dir() else iter(())


def _is_sound(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name
    except FileNotFoundError:
        return True  # deleted just now; `originals-missing` tells where it was not
    except OSError:
        return False


def _is_old(ground: Ground, path: Path) -> bool:
    try:
        return path.stat().st_mtime < ground.old.timestamp()
    except FileNotFoundError:
        return False


def _still_kept(ground: Ground, sha256s: Iterable[str], documents: dict[str, str]) -> list[str]:
    """Return the documents that have not been deleted since the moment of the snapshot."""
    ids = [documents[sha256] for sha256 in sha256s]
    with ground.store.reading() as session:
        return [id_ for id_ in ids if session.scalar(select(Document.id).where(Document.id == id_)) is not None]


def _erase(ground: Ground, sha256s: Iterable[str]) -> None:
    """Erase as deletions do: what is uploaded again meanwhile stays."""
    insert = (sqlite.insert if ground.store.is_sqlite else postgresql.insert)(Removal)
    with ground.store.writing() as session:
        pending = bytes_in_use(session)
        for sha256 in sha256s:
            if sha256 not in pending:
                session.execute(insert.values(sha256=sha256).on_conflict_do_nothing())
    erase_removed(ground.store.engine, ground.originals)


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def permissions(ground: Ground) -> Iterable[Finding]:
    """Nobody but the owner may read what is kept."""
    open_ = [path for path in _kept(ground.settings.home) if _is_open(path)]
    words = ("К хранилищу есть доступ у других учётных записей компьютера", "Закроет sverka check --repair.")
    return found("permissions", words, (_shown(ground, path) for path in open_), lambda g: _close(open_))


def _kept(home: Path) -> Iterator[Path]:
    yield home
    yield from home.glob("sverka.db*")
    for name in ("originals", "templates"):
        if (home / name).is_dir():
            yield home / name
            yield from (home / name).rglob("*")


def _is_open(path: Path) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return status.st_uid == os.geteuid() and bool(status.st_mode & 0o077)


def _shown(ground: Ground, path: Path) -> str:
    return str(path.relative_to(ground.settings.home)) if path != ground.settings.home else "."


def _close(paths: Iterable[Path]) -> None:
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)


def disk(ground: Ground) -> Iterable[Finding]:
    """There must be room for more."""
    free = shutil.disk_usage(ground.settings.home).free
    if free >= LEAST_FREE_BYTES:
        return []
    words = (f"На диске осталось {free // 1024**2} МБ", "Освободите место: новые файлы скоро нельзя будет принять.")
    return found("disk-low", words, ["."])
