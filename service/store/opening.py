"""Open a store: bring its layout up to date, one process at a time, and finish what a crash left half done."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import service.store.tables_access  # noqa: F401 — the tables that the others refer to
from nlp.errors import StoreError
from service.store.engine import Store
from service.store.erasing import erase_removed
from service.store.failures import explaining
from service.store.originals import Originals

# Any number that nobody else takes for a lock of the same database.
_LOCK = 5_138_813_700


def open_store(url: str, home: Path) -> Store:
    """Open the store of an installation; its layout is brought up to date under a lock.

    Args:
        url: SQLAlchemy URL of the database.
        home: folder of the installation; made, for its owner alone, where it is absent.

    Raises:
        StoreError: the database cannot be opened or written, or a newer version of the program made it.
    """
    with explaining(f"Хранилище {home} не открыто"):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with explaining("Хранилище не открыто"):
        store = Store(url)
        try:
            migrate(store)
            erase_removed(store.engine, Originals(home / "originals"))
        except BaseException:
            store.close()
            raise
    if store.is_sqlite:
        _for_owner_alone(store.engine.url.database)
    return store


def migrate(store: Store) -> None:
    """Bring the layout up to date; a layout that is up to date is only read.

    Raises:
        StoreError: the layout is of a newer version, or the database cannot be written.
    """
    if _is_current(store):
        return
    with store.writer.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        _refuse_newer(connection)
        command.upgrade(config, "head")


def _is_current(store: Store) -> bool:
    with store.engine.connect() as connection:
        return _refuse_newer(connection) == _script().get_current_head()


def _refuse_newer(connection: Connection) -> str | None:
    """Return the revision of the layout; one that this version does not know is an error."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in _script().walk_revisions()}:
        raise StoreError(
            "Хранилище не открыто",
            f"его записала более новая версия программы (раскладка {revision})",
            "Обновите программу или восстановите копию, сделанную этой версией: sverka restore.",
            "newer",
        )
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _for_owner_alone(database: str | None) -> None:
    for path in (Path(f"{database}{end}") for end in ("", "-wal", "-shm")) if database else ():
        if path.is_file() and path.stat().st_uid == os.geteuid():
            path.chmod(0o600)
