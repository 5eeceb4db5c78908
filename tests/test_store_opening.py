"""Opening: the layout is made and brought up to date, by one process at a time; what fails says why."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pg
import pytest
import store_samples
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_samples import keep, roadmap

from nlp.errors import StoreError
from service.store import documents, listing
from service.store.failures import explained, explaining
from service.store.opening import migrate, open_store
from service.store.originals import Originals
from service.store.tables import Base, Document

ROOT = Path(__file__).parent.parent
store, originals = store_samples.store, store_samples.originals


def is_ours(name, type_, parent_names):
    return not (type_ in ("table", "index") and name.startswith("measure_words"))


def test_tables_and_migrations_tell_the_same(store):
    options = {"compare_type": True, "include_name": is_ours}
    with store.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert found == []


def test_a_planted_difference_is_seen(store):
    with store.writer.begin() as connection:
        connection.execute(text("ALTER TABLE plans ADD COLUMN surplus INTEGER"))
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        found = [change[0] for change in compare_metadata(context, Base.metadata)]
    with store.writer.begin() as connection:
        connection.execute(text("ALTER TABLE plans DROP COLUMN surplus"))
    assert found == ["remove_column"]


def test_a_second_opening_changes_nothing(store):
    migrate(store)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM turns")).scalars().all() == [0]


def test_a_newer_layout_is_refused(store):
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="более новая версия") as refused:
        migrate(store)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    assert refused.value.kind == "newer"


OPEN = """
import sys
from pathlib import Path
from service.store.opening import open_store
sys.stdin.readline()
open_store(sys.argv[1], Path(sys.argv[2])).close()
"""


def version(url, home):
    with open_store(url, home) as opened, opened.engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()


def test_two_processes_may_start_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'sverka.db'}"
    command = [sys.executable, "-c", OPEN, url, str(tmp_path / "new")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert version(url, tmp_path) == ["0002"]


def test_four_may_start_at_once_on_one_server(tmp_path):
    name = pg.new_database()
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(open_store, pg.url(name), tmp_path) for _ in range(4)]
    for future in opened:
        future.result().close()
    assert version(pg.url(name), tmp_path) == ["0002"]
    pg.drop_database(name)


def test_files_are_for_the_owner_alone(tmp_path):
    home = tmp_path / "home"
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as opened:
        assert (home / "sverka.db").stat().st_mode & 0o777 == 0o600
        assert home.stat().st_mode & 0o777 == 0o700
        with opened.engine.connect() as connection:
            told = [
                connection.exec_driver_sql(f"PRAGMA {p}").scalar()
                for p in ("journal_mode", "synchronous", "secure_delete")
            ]
    assert told == ["wal", 2, 1]


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, originals):
    with open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path) as opened:
        keep(opened, originals, roadmap("before"))
        with opened.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        with (
            pytest.raises(StoreError, match="нет места") as refused,
            explaining("Не сохранено"),
            opened.writing() as session,
        ):
            session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
            session.add_all(Document(sha256=f"{i:064}", name="x" * 4000, size_bytes=1) for i in range(500))
        assert refused.value.kind == "full"
        with opened.reading() as session:
            assert [row.title for row in listing.plans(session).rows] == ["Дорожная карта"]


def test_a_read_only_sqlite_is_told(tmp_path, originals):
    with open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path) as opened:
        keep(opened, originals, roadmap("before"))
    url = f"sqlite:///file:{tmp_path / 'sverka.db'}?mode=ro&uri=true"
    with open_store(url, tmp_path) as opened:
        with pytest.raises(StoreError) as refused, explaining("Не сохранено"):
            documents.keep(opened, originals, b"new", "new.docx", None)
        assert refused.value.kind == "read-only"
        with opened.reading() as session:
            assert listing.count_plans(session) == 1


def test_a_read_only_postgresql_is_told(tmp_path, originals):
    name = pg.new_database()
    open_store(pg.url(name), tmp_path).close()
    with open_store(pg.url(name, default_transaction_read_only="on"), tmp_path) as opened:
        with pytest.raises(StoreError) as refused, explaining("Не сохранено"):
            documents.keep(opened, originals, b"new", "new.docx", None)
        assert refused.value.kind == "read-only"
    pg.drop_database(name)


def test_what_is_no_database_is_told(tmp_path):
    (tmp_path / "sverka.db").write_bytes(b"no database at all " * 100)
    with pytest.raises(StoreError) as refused:
        open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path)
    assert refused.value.kind == "damaged"


def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match="сервер базы данных не отвечает"):
        open_store(f"postgresql://nobody@/nothing?host={tmp_path}", tmp_path)


def test_a_fault_of_the_program_is_no_trouble_of_the_disk():
    assert explained(sqlite3.IntegrityError("UNIQUE")) is None
    assert explained(ValueError("no")) is None


def test_originals_of_a_disk_that_is_full(tmp_path, monkeypatch):
    kept = Originals(tmp_path / "originals")
    first = kept.put(b"first")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as refused:
        kept.put(b"second")
    monkeypatch.undo()
    assert refused.value.kind == "full"
    assert list(kept) == [first]
    assert [path.name for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [first]
