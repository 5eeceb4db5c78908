"""Deleted for good: the bytes of deleted documents, and what a database keeps of deleted rows."""

from __future__ import annotations

from sqlalchemy import Engine, delete, event, select
from sqlalchemy.orm import Session

from service.store.originals import Originals
from service.store.tables import Document, Removal

_PATIENCE_MS = 2_000


def erase_after_commit(session: Session, originals: Originals) -> None:
    """Erase once the session's transaction is certain; should the process die before, the next start erases."""
    engine = session.get_bind().engine

    def erase(_: Session) -> None:
        erase_removed(engine, originals)

    event.listen(session, "after_commit", erase, once=True)


def erase_removed(engine: Engine, originals: Originals) -> int:
    """Erase the bytes of deleted documents, then what SQLite still holds of their rows; return how many files.

    Bytes that have been uploaded again since stay.

    Raises:
        StoreError: a file cannot be erased; it is tried again at the next start.
    """
    with engine.connect() as reader:
        waiting = list(reader.scalars(select(Removal.sha256)))
    if not waiting:
        return 0
    erased = 0
    with engine.execution_options(writes=True).begin() as connection:
        # The lock holds back whoever uploads the same bytes just now (`documents.keep`).
        for sha256 in connection.scalars(select(Removal.sha256).with_for_update()).all():
            known = connection.scalar(select(Document.id).where(Document.sha256 == sha256))
            erased += known is None and originals.remove(sha256)
            connection.execute(delete(Removal).where(Removal.sha256 == sha256))
    scrub(engine)
    return erased


def scrub(engine: Engine) -> None:
    """Make SQLite forget deleted rows: in the index of words, in free pages, in the write-ahead log.

    A reader who is busy for longer keeps the log; it is overwritten later.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("INSERT INTO measure_words(measure_words) VALUES ('optimize')")
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={usual}")
        cursor.close()
    finally:
        raw.close()
