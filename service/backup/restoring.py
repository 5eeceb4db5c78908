"""Put a backup into the place of an installation: checked first, built beside it, then exchanged at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, delete, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from nlp.errors import InputError, StoreError
from service.backup.archive import TEMPLATE, Manifest, Reader, Tell, nobody, verified
from service.backup.tables import TABLES, load, set_counters
from service.claim import is_served
from service.layout import bring_to, is_known, newest_layout
from service.own_template import keep_template
from service.settings import Settings
from service.store.columns import now
from service.store.engine import Store
from service.store.failures import explaining
from service.store.lineage import relink
from service.store.originals import Originals
from service.store.tables import Catalogue, Document, Plan
from service.whole_file import whole_file

WHAT = "Копия не восстановлена"


@dataclass(frozen=True)
class Restored:
    """What was put back, and where the former home was moved to."""

    manifest: Manifest
    former: Path | None


def restore(source: Path, settings: Settings, force: bool = False, tell: Tell = nobody) -> Restored:
    """Make an installation what it was when the backup was made, on either database.

    Args:
        source: the backup.
        settings: where the installation is.
        force: whether an installation that is there may be replaced; its folder is moved aside, never deleted.
        tell: called with how far the work is.

    Raises:
        StoreError: the backup is damaged or newer, or the disk or the database fails; the installation is as before.
        InputError: there is an installation already, or a service works on it.
    """
    manifest = verified(source, tell)
    if not is_known(manifest.layout):
        raise StoreError(
            WHAT, f"её сделала более новая версия программы ({manifest.program})", "Обновите программу.", "newer"
        )
    home = settings.home.resolve()
    _refuse_unfit(settings, home, force)
    with explaining(WHAT), _fresh(home) as fresh, Reader(source) as reader:
        _put_files(reader, manifest, fresh, tell)
        if _is_sqlite(settings):
            url = f"sqlite:///{fresh / 'sverka.db'}"
            with Store(url) as store, store.writer.begin() as connection:
                _put_rows(connection, reader, manifest, tell)
            _close_to_others(fresh)
            return Restored(manifest, _exchange(home, fresh))
        return Restored(manifest, _into_server(settings, reader, manifest, fresh, tell))


def _into_server(settings: Settings, reader: Reader, manifest: Manifest, fresh: Path, tell: Tell) -> Path | None:
    """Fill the server's database and exchange the folder just before its commit; back, should that fail."""
    home = settings.home.resolve()
    former: Path | None = None
    exchanged = False
    try:
        with Store(settings.url) as store, store.writer.begin() as connection:
            _drop_tables(connection)
            _put_rows(connection, reader, manifest, tell)
            former, exchanged = _exchange(home, fresh), True
    except BaseException:
        if exchanged:
            home.rename(fresh)
            if former is not None:
                former.rename(home)
        raise
    return former


def _put_rows(connection: Connection, reader: Reader, manifest: Manifest, tell: Tell) -> None:
    bring_to(connection, manifest.layout)
    for table in reversed(TABLES):
        connection.execute(delete(table))  # a new layout comes with rows of its own
    for n, table in enumerate(TABLES, 1):
        if table.name in manifest.rows:
            load(connection, table, reader.lines(f"database/{table.name}.jsonl"))
        tell("tables", n, len(TABLES))
    set_counters(connection)
    bring_to(connection, newest_layout())
    with Session(connection) as session:
        _delete_again(session, manifest.gone)
        session.flush()


def _delete_again(session: Session, document_ids: tuple[str, ...]) -> None:
    """Delete the documents that were deleted while the backup was made; their bytes are not in it."""
    for document_id in document_ids:
        plans = session.execute(select(Plan.id, Plan.place).where(Plan.document_id == document_id)).all()
        made_of = Catalogue.plan_id.in_([plan.id for plan in plans])
        session.execute(delete(Catalogue).where(Catalogue.origin == "plan", made_of))
        session.execute(delete(Document).where(Document.id == document_id))
        for place in {plan.place for plan in plans if plan.place}:
            relink(session, place)


def _put_files(reader: Reader, manifest: Manifest, fresh: Path, tell: Tell) -> None:
    originals = Originals(fresh / "originals")
    for n, sha256 in enumerate(manifest.originals, 1):
        path = originals.path(sha256)
        for folder in (originals.folder, path.parent.parent, path.parent):
            folder.mkdir(exist_ok=True, mode=0o700)
        _put_file(reader, f"originals/{sha256}", path)
        tell("originals", n, len(manifest.originals))
    if any(part.name == TEMPLATE for part in manifest.parts):
        keep_template(fresh, b"".join(reader.pieces(TEMPLATE)))
    for name in manifest.models:
        (fresh / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _put_file(reader, name, fresh / name)


def _put_file(reader: Reader, name: str, path: Path) -> None:
    with whole_file(path) as file:
        file.writelines(reader.pieces(name))


def _refuse_unfit(settings: Settings, home: Path, force: bool) -> None:
    if is_served(home):
        raise InputError(WHAT, f"над хранилищем {home} работает служба", "Остановите её и повторите.")
    if home.exists() and not home.is_dir():
        raise InputError(WHAT, f"{home} – не папка", "Назовите другую в SVERKA_HOME.")
    url = make_url(settings.url)
    is_elsewhere = _is_sqlite(settings) and Path(url.database or "").resolve() != home / "sverka.db"
    if is_elsewhere:
        raise InputError(
            WHAT, "SVERKA_DATABASE_URL называет файл вне SVERKA_HOME", "Уберите SVERKA_DATABASE_URL и повторите."
        )
    if not force and ((home.exists() and any(home.iterdir())) or _holds_rows(settings)):
        raise InputError(
            WHAT,
            f"хранилище {home} не пусто",
            "Назовите пустую папку в SVERKA_HOME или добавьте --force: прежняя папка будет отложена, не удалена.",
        )


def _is_sqlite(settings: Settings) -> bool:
    return make_url(settings.url).get_backend_name() == "sqlite"


def _holds_rows(settings: Settings) -> bool:
    if _is_sqlite(settings):
        return False
    with explaining(WHAT), Store(settings.url) as store, store.engine.connect() as connection:
        there = inspect(connection).has_table
        return any(
            there(table.name) and connection.execute(select(table).limit(1)).first() is not None
            for table in TABLES
            if table.name in ("documents", "users", "audit")
        )


def _drop_tables(connection: Connection) -> None:
    for name in [*(table.name for table in reversed(TABLES)), "alembic_version"]:
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))


@contextmanager
def _fresh(home: Path) -> Iterator[Path]:
    """Yield a new folder beside the home; whatever of it is left goes."""
    home.parent.mkdir(parents=True, exist_ok=True)
    fresh = home.with_name(f".{home.name}.restoring-{uuid4().hex[:8]}")
    fresh.mkdir(mode=0o700)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(home: Path, fresh: Path) -> Path | None:
    """Put the new folder into the place of the home; return where the former one lies."""
    former: Path | None = None
    if home.exists():
        if any(home.iterdir()):
            former = home.with_name(f"{home.name}.before-{now():%Y%m%d-%H%M%S}-{uuid4().hex[:4]}")
            home.rename(former)
        else:
            home.rmdir()
    try:
        fresh.rename(home)
    except OSError:
        if former is not None:
            former.rename(home)
        raise
    handle = os.open(home.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return former


def _close_to_others(folder: Path) -> None:
    for path in folder.glob("sverka.db*"):
        path.chmod(0o600)
