"""The database itself: its pages, its references, its index of words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, exists, select, text, update
from sqlalchemy.exc import DBAPIError

from service.sanity.ground import Finding, Ground, found
from service.store.tables import Base

_MOST = 20
_CODES = {
    ("vectors", "measures"): ("orphan-vectors", "Векторы без мероприятий"),
    ("coverage", "catalogues"): ("coverage-without-catalogue", "Покрытие каталогов, которых больше нет"),
}
_WORDS_CHECK = "INSERT INTO measure_words(measure_words, rank) VALUES ('integrity-check', 1)"
_WORDS_REBUILD = "INSERT INTO measure_words(measure_words) VALUES ('rebuild')"


def pages(ground: Ground) -> Iterable[Finding]:
    """Let SQLite examine its own file; a server does so itself."""
    if not ground.store.is_sqlite:
        return []
    told = ground.session.connection().exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
    faults = [line for line in told if line != "ok" and "measure_words" not in line]
    words = ("Файл базы повреждён", "Сделайте копию папки, затем восстановите хранилище: sverka restore.")
    return found("database-damaged", words, faults[:1])


def references(ground: Ground) -> Iterable[Finding]:
    """Look for rows that refer to rows which are not there."""
    findings: list[Finding] = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            dangling = _dangling(table, key)
            ids = ground.session.scalars(select(next(iter(table.primary_key.columns))).where(dangling).limit(_MOST))
            code, what = _CODES.get((table.name, key.column.table.name), ("orphan-rows", ""))
            what = what or f"Строки таблицы {table.name} ссылаются на то, чего нет в {key.column.table.name}"
            words = (what, "Исправит sverka check --repair.")
            findings += found(code, words, list(ids), partial(_drop, table=table, key=key))
    return findings


def _dangling(table: Table, key: ForeignKey) -> ColumnElement[bool]:
    parent = key.column.table.alias("referred")
    return key.parent.is_not(None) & ~exists(
        select(parent.c[key.column.name]).where(parent.c[key.column.name] == key.parent)
    )


def _drop(ground: Ground, table: Table, key: ForeignKey) -> None:
    dangling = _dangling(table, key)
    statement: Any = delete(table).where(dangling)
    if key.ondelete == "SET NULL":
        statement = update(table).where(dangling).values({key.parent.name: None})
    with ground.store.writing() as session:
        session.execute(statement)


def words(ground: Ground) -> Iterable[Finding]:
    """Hold SQLite's index of words against the measures; a server's index cannot differ from its rows."""
    if not ground.store.is_sqlite:
        return []
    try:
        with ground.store.writer.begin() as connection:
            connection.execute(text(_WORDS_CHECK))
    except DBAPIError as error:
        if "SQLITE_CORRUPT" not in str(getattr(error.orig, "sqlite_errorname", "")):
            raise
        told = ("Указатель слов не сходится с мероприятиями", "Построит заново sverka check --repair.")
        return found("words-differ", told, ["measure_words"], _rebuild)
    return []


def _rebuild(ground: Ground) -> None:
    with ground.store.writer.begin() as connection:
        connection.execute(text(_WORDS_REBUILD))
