"""A full disk and a read-only database: said clearly, nothing lost, the work goes on when the cause is gone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs_samples import LIGHT, begin_light_worker, hand_in, light_read, light_runner, sqlite_store, text
from sqlalchemy import event, func, select

from nlp.errors import StoreError
from service.jobs import computing, executors
from service.jobs import runner as running
from service.jobs.watching import look, wait
from service.store.engine import Store
from service.store.tables import Document

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(computing.FUNCTIONS, "document.read", light_read)
    monkeypatch.setattr(executors, "PRELOADED", LIGHT)
    monkeypatch.setattr(executors, "begin_worker", begin_light_worker)
    monkeypatch.setattr(running, "notice_models", lambda session: None)


class Disk:
    """A disk that can be made full or read-only for the database, on each of its connections."""

    def __init__(self, store: Store) -> None:
        self._pragma = ""
        event.listen(store.engine, "checkout", self._prepare)

    def fill(self) -> None:
        self._pragma = "PRAGMA max_page_count=1"  # below what is used: not a page more

    def lock(self) -> None:
        self._pragma = "PRAGMA query_only=ON"

    def mend(self) -> None:
        self._pragma = ""

    def _prepare(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1000000000")
        connection.execute("PRAGMA query_only=OFF")
        if self._pragma:
            connection.execute(self._pragma)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_store(tmp_path) as opened:
        yield opened


def large(i: int, *orders: str) -> bytes:
    """Return a file whose plan needs new pages of the database."""
    return text(i, *orders) + ("\n" + "Длинное мероприятие " * 2_000).encode()


@pytest.mark.parametrize("how, why", [("fill", "на диске нет места"), ("lock", "только для чтения")])
def test_a_result_waits_until_the_store_takes_it(store, tmp_path, how, why):
    disk = Disk(store)
    with light_runner(store, tmp_path, lease_s=0.6) as runner:
        accepted = hand_in(runner, store, large(1, "sleep 0.6"))
        end = time.monotonic() + PATIENCE_S
        while look(store, accepted.job_id).state != "running" and time.monotonic() < end:
            time.sleep(0.02)
        getattr(disk, how)()
        while runner.trouble is None and time.monotonic() < end:
            time.sleep(0.02)
        assert why in runner.trouble.why
        time.sleep(1.0)  # longer than the lease
        assert look(store, accepted.job_id).state == "running"
        disk.mend()
        assert wait(store, accepted.job_id, PATIENCE_S).state == "done"
        assert runner.trouble is None


@pytest.mark.parametrize("how, why", [("fill", "на диске нет места"), ("lock", "только для чтения")])
def test_what_cannot_be_kept_is_not_acknowledged(store, tmp_path, how, why):
    disk = Disk(store)
    with light_runner(store, tmp_path) as runner:
        kept = hand_in(runner, store, large(1))
        wait(store, kept.job_id, PATIENCE_S)
        getattr(disk, how)()
        n_refused = 0
        for i in range(2, 40):  # a page may have room for a few rows more
            try:
                hand_in(runner, store, large(i))
            except StoreError as error:
                assert why in error.why
                n_refused += 1
                break
        assert n_refused == 1
        disk.mend()
        with store.reading() as session:
            n_before = session.scalar(select(func.count()).select_from(Document))
        again = hand_in(runner, store, large(i))
        assert wait(store, again.job_id, PATIENCE_S).state == "done"
        assert wait(store, kept.job_id, PATIENCE_S).state == "done"
        with store.reading() as session:
            assert session.scalar(select(func.count()).select_from(Document)) == n_before + 1


def test_a_full_disk_refuses_the_bytes_themselves(store, tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with light_runner(store, tmp_path) as runner:
        import signal

        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
        try:
            with pytest.raises(StoreError, match="нет места"):
                runner.originals.put(b"x" * (1 << 21))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
        assert list(runner.originals) == []
        assert not list(runner.originals.folder.rglob("*.part"))
