"""Open the database: SQLite (WAL, synchronous FULL) or PostgreSQL, with its layout brought up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_S = 30


def open_engine(url: str) -> Engine:
    """Return an engine for a URL; `postgresql://` goes through psycopg 3, a SQLite file's folder is made."""
    address = make_url(url)
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]
    # pysqlite's own BEGIN comes too late for a transaction that reads first; ours is sent by _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection) -> None:  # type: ignore[no-untyped-def]
    # A transaction that will write says so from the start («write» in its options): it waits for its turn,
    # where one that began as a reader could only fail with «database is locked».
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """The database of an installation with its two ways in: to read, and to read and write.

    Usage: `with store.reading() as session: …`, `with store.writing() as session: …` (commits, or rolls back on error).
    """

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    def reading(self) -> Session:
        """Return a session for reading; close it."""
        return self._reading()

    def writing(self):  # type: ignore[no-untyped-def]
        """Return a context in which a session reads and writes in one transaction."""
        return self._writing.begin()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
