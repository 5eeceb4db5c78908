"""The runner with real worker processes: workers that die, jobs that are cancelled, files handed in twice."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs_samples import (
    LIGHT,
    begin_light_worker,
    hand_in,
    light_read,
    light_runner,
    light_settings,
    sqlite_store,
    text,
)
from sqlalchemy import select

from nlp.errors import InputError
from service.jobs import computing, executors, queue
from service.jobs import runner as running
from service.jobs.computing import Piece, ReadArgs, work
from service.jobs.intake import Upload, bytes_in_use, intake
from service.jobs.runner import Runner
from service.jobs.watching import look, wait
from service.store.documents import delete_document
from service.store.engine import Store
from service.store.originals import Originals
from service.store.plans import roadmap_of
from service.store.tables import Document, Plan

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(computing.FUNCTIONS, "document.read", light_read)
    monkeypatch.setattr(executors, "PRELOADED", LIGHT)
    monkeypatch.setattr(executors, "begin_worker", begin_light_worker)
    monkeypatch.setattr(queue, "FIRST_DELAY_S", 0.05)
    monkeypatch.setattr(running, "notice_models", lambda session: None)
    monkeypatch.setattr(running, "_TICK_S", 0.05)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def runner(store: Store, tmp_path: Path) -> Iterator[Runner]:
    with light_runner(store, tmp_path) as started:
        yield started


def until(true, patience_s: float = PATIENCE_S):
    end = time.monotonic() + patience_s
    while not (found := true()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)
    return found


def test_a_file_becomes_a_plan(store, runner):
    accepted = hand_in(runner, store, text(1))
    job = wait(store, accepted.job_id, PATIENCE_S)
    assert job.state == "done", job
    with store.reading() as session:
        (plan_id,) = job.result["plan_ids"]
        assert [m.text for m in roadmap_of(session, plan_id).measures] == text(1).decode().split("\n")[1:]
        assert session.get(Document, accepted.document_id).state == "ok"


def test_the_same_bytes_are_one_document_and_one_job(store, runner):
    first, second = hand_in(runner, store, text(1)), hand_in(runner, store, text(1))
    assert (second.document_id, second.job_id, second.is_duplicate) == (first.document_id, first.job_id, True)
    assert wait(store, first.job_id, PATIENCE_S).state == "done"
    assert hand_in(runner, store, text(1)).job_id == first.job_id
    assert look(store, first.job_id).state == "done"


def test_an_upload_may_be_repeated_under_its_key_but_the_key_is_for_one_file(store, runner):
    first = hand_in(runner, store, text(1), key="k")
    assert hand_in(runner, store, text(1), key="k") == first
    with pytest.raises(InputError, match="другой файл"):
        hand_in(runner, store, text(2), key="k")


def test_a_reading_that_failed_is_tried_anew_when_the_file_comes_again(store, runner, monkeypatch):
    first = hand_in(runner, store, text(1, "refuse"))
    job = wait(store, first.job_id, PATIENCE_S)
    assert (job.state, job.error["why"]) == ("failed", "в нём нет плана")
    with store.reading() as session:
        assert "в нём нет плана" in session.get(Document, first.document_id).message
    assert hand_in(runner, store, text(1, "refuse")).job_id == first.job_id
    until(lambda: look(store, first.job_id).version > job.version)


def test_a_fault_tells_its_type_and_nothing_of_the_file(store, runner):
    job = wait(store, hand_in(runner, store, text(1, "crash")).job_id, PATIENCE_S)
    assert job.state == "failed"
    assert "RuntimeError" in job.error["why"]
    assert "Орлова" not in str(job.error)


def test_a_file_that_kills_its_worker_ends_and_takes_no_other_with_it(store, runner):
    good = [hand_in(runner, store, text(i, "sleep 0.1")).job_id for i in range(6)]
    bad = hand_in(runner, store, text(99, "die"))
    more = [hand_in(runner, store, text(i, "sleep 0.1")).job_id for i in range(6, 12)]
    assert {wait(store, job_id, PATIENCE_S).state for job_id in good + more} == {"done"}
    job = wait(store, bad.job_id, PATIENCE_S)
    assert (job.state, job.error["code"]) == ("failed", "killed")
    with store.reading() as session:
        assert session.get(Document, bad.document_id).state == "crash"


def test_a_worker_that_is_killed_loses_nothing(store, runner):
    jobs = [hand_in(runner, store, text(i, "sleep 0.3")).job_id for i in range(6)]
    killed: set[int] = set()
    for _ in range(2):
        victim = until(lambda: next(iter(runner.computing.pids() - killed), None))
        os.kill(victim, signal.SIGKILL)
        killed.add(victim)
    assert {wait(store, job_id, PATIENCE_S).state for job_id in jobs} == {"done"}


def test_a_running_job_is_cancelled_and_its_result_thrown_away(store, runner):
    accepted = hand_in(runner, store, text(1, "sleep 1"))
    until(lambda: look(store, accepted.job_id).stage == "sleep")
    with store.writing() as session:
        assert queue.cancel(session, accepted.job_id) == "running"
    assert wait(store, accepted.job_id, PATIENCE_S).state == "cancelled"
    with store.reading() as session:
        assert session.scalars(select(Plan)).all() == []
        assert session.get(Document, accepted.document_id).message == "Чтение отменено."


def test_a_worker_learns_that_nobody_waits_and_the_job_may_come_again(store, runner, tmp_path):
    for name in ("first", "second"):
        accepted = hand_in(runner, store, text(1, f"linger {tmp_path / 'left'}"))
        until(lambda: look(store, accepted.job_id).stage == "linger")  # noqa: B023  (called at once)
        assert not (tmp_path / "left").exists(), name
        with store.writing() as session:
            queue.cancel(session, accepted.job_id)
        until((tmp_path / "left").exists)
        assert wait(store, accepted.job_id, PATIENCE_S).state == "cancelled"
        (tmp_path / "left").unlink()


def test_a_runner_is_alive_from_its_start_to_its_end(store, tmp_path):
    runner = Runner(store, Originals(tmp_path / "originals"), light_settings(tmp_path, workers=1))
    assert not runner.alive
    runner.start()
    assert runner.alive
    runner.stop(grace_s=0.1)
    assert not runner.alive


def test_a_document_deleted_while_it_is_read_stays_deleted(store, runner):
    accepted = hand_in(runner, store, text(1, "sleep 0.5"))
    until(lambda: look(store, accepted.job_id).stage == "sleep")
    with store.writing() as session:
        assert delete_document(session, runner.originals, accepted.document_id)
    assert wait(store, accepted.job_id, PATIENCE_S).state == "cancelled"
    with store.reading() as session:
        assert session.scalars(select(Plan)).all() == []


def test_a_runner_that_stops_gives_its_jobs_to_the_next(store, tmp_path):
    with light_runner(store, tmp_path) as first:
        accepted = hand_in(first, store, text(1, "sleep 1.2"))
        until(lambda: look(store, accepted.job_id).stage == "sleep")
    assert look(store, accepted.job_id).state == "queued"
    with light_runner(store, tmp_path):
        assert wait(store, accepted.job_id, PATIENCE_S).state == "done"


def test_bytes_that_are_damaged_on_the_disk_are_no_fault_of_the_file(store, tmp_path):
    with light_runner(store, tmp_path) as runner:
        late = hand_in(runner, store, text(1, "sleep 0.1"))
        wait(store, late.job_id, PATIENCE_S)
    accepted = intake(store, runner.originals, Upload(text(2), "план.txt"))
    path = runner.originals.path(hashlib.sha256(text(2)).hexdigest())
    path.write_bytes(b"damaged")
    with light_runner(store, tmp_path):
        job = wait(store, accepted.job_id, PATIENCE_S)
    assert (job.state, job.error["why"]) == ("failed", "он повреждён на диске")


def test_an_archive_that_waits_keeps_its_bytes(store, tmp_path):
    accepted = intake(store, Originals(tmp_path / "originals"), Upload(b"PK\x03\x04....", "планы.zip"))
    assert accepted.document_id is None
    with store.reading() as session:
        assert bytes_in_use(session) == set(Originals(tmp_path / "originals"))


def test_a_worker_that_is_told_of_a_fault_goes_on_with_the_next_piece(tmp_path):
    for name, data in (("a", text(1, "crash")), ("b", text(2))):
        (tmp_path / name).write_bytes(data)
    pieces = [Piece(name, "document.read", ReadArgs(tmp_path / name, name, ())) for name in "ab"]
    first, second = work(pieces)
    assert first.failure.code == "fault"
    assert second.failure is None
