"""Make a backup while the service goes on: the database as of one moment, then the originals that it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.backup.archive import MODELS, TEMPLATE, Manifest, Tell, Writer, nobody
from service.backup.tables import TABLES, dumped
from service.corrections.installed import CURRENT, own_models
from service.jobs.intake import bytes_in_use
from service.layout import layout_of
from service.own_template import own_template
from service.snapshot import snapshot
from service.store.columns import now
from service.store.engine import Store
from service.store.failures import explaining
from service.store.originals import Originals
from service.store.tables import Document
from service.whole_file import whole_file

_PIECE = 1024**2


@dataclass
class _Moment:
    """What the snapshot says that the rest of the copy needs."""

    layout: str
    rows: dict[str, int] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)  # sha256 → id
    archives: set[str] = field(default_factory=set)


def backup(store: Store, home: Path, target: Path, program: str, tell: Tell = nobody) -> Manifest:
    """Copy an installation into one new file; whoever writes meanwhile is not held up.

    Originals that are absent or damaged are named in the manifest (`lost`): the rest is worth keeping.

    Raises:
        InputError: the file exists, or its folder does not.
        StoreError: the disk is full or the database does not answer; no file is left.
    """
    if not target.parent.is_dir():
        raise InputError("Копия не сделана", f"папки {target.parent} нет", "Создайте её или назовите другую.")
    if target.exists():
        raise InputError("Копия не сделана", f"файл {target.name} уже есть", "Назовите новый файл.")
    with explaining("Копия не сделана"), whole_file(target) as file, Writer(file) as writer:
        return _written(store, home, writer, program, tell)


def _written(store: Store, home: Path, writer: Writer, program: str, tell: Tell) -> Manifest:
    at = now().isoformat()
    moment = _tables(store, writer, tell)
    originals = Originals(home / "originals")
    gone, lost = [], []
    wanted = sorted({*moment.documents, *moment.archives})
    for n, sha256 in enumerate(wanted, 1):
        if _added(writer, originals, sha256):
            pass
        elif sha256 in moment.documents and not _is_known(store, sha256):
            gone.append(moment.documents[sha256])
        else:
            lost.append(sha256)
        tell("originals", n, len(wanted))
    template = own_template(home)
    if template is not None:
        writer.add(TEMPLATE, [template], packed=False)
    _add_models(writer, home)
    manifest = Manifest(
        program=program,
        layout=moment.layout,
        made_at=at,
        rows=moment.rows,
        parts=tuple(writer.parts),
        gone=tuple(gone),
        lost=tuple(lost),
    )
    writer.finish(manifest)
    return manifest


def _tables(store: Store, writer: Writer, tell: Tell) -> _Moment:
    with snapshot(store) as connection:
        moment = _Moment(layout_of(connection) or "")
        for n, table in enumerate(TABLES, 1):
            n_lines = 0

            def counted(lines: Iterator[bytes]) -> Iterator[bytes]:
                nonlocal n_lines
                for line in lines:
                    n_lines += 1
                    yield line

            writer.add(f"database/{table.name}.jsonl", counted(dumped(connection, table)))
            moment.rows[table.name] = n_lines - 1
            tell("tables", n, len(TABLES))
        rows = connection.execute(select(Document.sha256, Document.id)).all()
        moment.documents = {row.sha256: row.id for row in rows}
        with Session(connection) as session:
            moment.archives = bytes_in_use(session)
    return moment


def _added(writer: Writer, originals: Originals, sha256: str) -> bool:
    """Copy an original if it is sound; once it is open, a deletion no longer takes it away."""
    try:
        file = originals.path(sha256).open("rb")
    except OSError:
        return False
    with file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            return False
        file.seek(0)
        writer.add(f"originals/{sha256}", iter(lambda: file.read(_PIECE), b""), packed=False)
    return True


def _add_models(writer: Writer, home: Path) -> None:
    """Copy the models that the installation trained and uses; what replaces them meanwhile lies in another folder."""
    folder = own_models(home)
    if folder is None:
        return
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            name = f"{MODELS}{folder.name}/{path.relative_to(folder).as_posix()}"
            writer.add(name, iter(partial(file.read, _PIECE), b""), packed=False)
    writer.add(f"{MODELS}{CURRENT}", [f"{folder.name}\n".encode()])


def _is_known(store: Store, sha256: str) -> bool:
    with store.reading() as session:
        return session.scalar(select(Document.id).where(Document.sha256 == sha256)) is not None
