"""One moment of the database, seen by as many queries as are needed, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from service.store.engine import Store
from service.store.tables import Turn


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """Yield a connection whose queries all see the database as it is now; `Session(connection)` for records."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        transaction = connection.begin()
        try:
            connection.execute(select(Turn.value)).all()  # the first query fixes the moment
            yield connection
        finally:
            transaction.rollback()
