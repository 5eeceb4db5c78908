"""Open the database: SQLite (WAL, synchronous FULL) or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_S = 30


def open_engine(url: str) -> Engine:
    """Return an engine for a URL; `postgresql://` goes through psycopg 3, a SQLite file's folder is made."""
    address = make_url(url)
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
    else:
        if address.database and not address.database.startswith((":memory:", "file:")):  # «file:» is an address
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # pysqlite's own BEGIN comes too late for a transaction that reads first; ours is sent by _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _set_wal(cursor)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
            "cache_size=-65536",
            "mmap_size=268435456",
        ):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _set_wal(cursor: sqlite3.Cursor) -> None:
    # Two processes that open a new file at once: one of them is told «locked» at once, whatever the timeout.
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    # A transaction that will write says so from the start («writes» in its options): it waits for its turn,
    # where one that began as a reader could only fail with «database is locked».
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """The database of an installation with its two ways in: to read, and to read and write.

    Usage: `with store.reading() as session: …`, `with store.writing() as session: …` (commits, or rolls back on error).
    `service.store.failures.explained` says what a full disk, a read-only file or a lost server mean to a person.
    """

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.writer: Engine = self.engine.execution_options(writes=True)
        self._turn = Lock()
        self._reading: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)
        self._writing: sessionmaker[Session] = sessionmaker(self.writer, expire_on_commit=False)

    def reading(self) -> Session:
        """Return a session for reading; close it."""
        return self._reading()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that reads and writes in one transaction."""
        with self._turn_to_write(), self._writing.begin() as session:
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        # SQLite has whoever waits ask again ever more seldom: among many threads some would wait for ever, each with
        # a connection in its hands. Whoever has waited too long asks SQLite all the same.
        has_turn = self.is_sqlite and self._turn.acquire(timeout=BUSY_TIMEOUT_S)
        try:
            yield
        finally:
            if has_turn:
                self._turn.release()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
