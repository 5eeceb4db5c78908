"""Rows of all tables as lines of JSON, the same from either database, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, func, insert, select, text, update

import service.store.tables_access  # noqa: F401 — the tables that the others refer to
from nlp.errors import StoreError
from service.store.columns import Moment
from service.store.tables import Base

TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)
_ROWS_AT_ONCE = 200


def dumped(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield a line with the names of the columns, then a line for each row, by key."""
    yield _line([column.name for column in table.columns])
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query) as rows:
        for row in rows:
            yield _line([_plain(value) for value in row])


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Put rows into an empty table and return how many; rows may refer to later ones of the same table.

    Raises:
        StoreError: the lines are no rows of the table.
    """
    rest = iter(lines)
    names = _names(table, next(rest, b"[]"))
    own = [c.name for c in table.columns if c.name in names and _refers_to(c, table)]
    links: list[dict[str, Any]] = []
    key = next(iter(table.primary_key.columns))
    n_rows = 0
    while batch := [_row(table, names, line) for line in islice(rest, _ROWS_AT_ONCE)]:
        for row in batch:
            later = {name: row[name] for name in own if row[name] is not None}
            if later:
                links.append({"of_row": row[key.name]} | later)
                row.update(dict.fromkeys(later))
        connection.execute(insert(table), batch)
        n_rows += len(batch)
    for link in links:
        row_key = link.pop("of_row")
        connection.execute(update(table).where(key == row_key).values(link))
    return n_rows


def set_counters(connection: Connection) -> None:
    """Let a server number new rows behind those that were put in; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in TABLES:
        key = table.autoincrement_column
        if key is None or isinstance(key.type, LargeBinary) or key.foreign_keys:
            continue
        last = connection.scalar(select(func.max(key)))
        if last is not None:
            counter = "SELECT setval(pg_get_serial_sequence(:table, :key), :last)"
            connection.execute(text(counter), {"table": table.name, "key": key.name, "last": last})


def _refers_to(column: Column[Any], table: Table) -> bool:
    return any(reference.column.table is table for reference in column.foreign_keys)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _names(table: Table, line: bytes) -> list[str]:
    names = json.loads(line)
    unknown = set(names) - set(table.columns.keys())
    if unknown or not names:
        raise StoreError(
            "Копия не принята",
            f"таблица {table.name} устроена в ней иначе",
            "Восстановите её той версией программы, которой она сделана.",
            "newer",
        )
    return list(names)


def _row(table: Table, names: list[str], line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    return {name: _typed(table.columns[name], value) for name, value in zip(names, values, strict=True)}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    return datetime.fromisoformat(value) if isinstance(column.type, Moment) else value
