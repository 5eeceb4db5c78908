"""A Dask cluster computes the same bytes as own processes do, and leaves nothing open."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.domain import Mandate, MandatePhrases
from nlp.errors import InputError
from service.jobs.computing import Outcome, Piece, ReadArgs, pack
from service.jobs.executors import Computing, OwnProcesses, open_computing, units_of
from service.settings import Settings

PLAN = """План мероприятий («дорожная карта») Светлоборского района Пермского края на 2024 год
№\tМероприятие\tСроки\tОтветственные\tОжидаемый результат
1.\tАнализ результатов ВПР\tдо 15.09.{0}\tОтдел образования, Орлова Ю.Ю.\tСправка
2.\tСеминар для учителей-предметников по теме № {0}\tмай {0} г.\tРуководитель РМО\t80 % педагогов
"""
MANDATES = (
    Mandate(id="vpr", title="Анализ ВПР", phrases=MandatePhrases(covers=("Анализ результатов ВПР",))),
    Mandate(id="parents", title="Родители", phrases=MandatePhrases(covers=("Родительское собрание",))),
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="нет Dask: pip install 'sverka[cluster]'")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="tcp://"
    ) as cluster:
        yield cluster.scheduler_address


def pieces(folder: Path) -> list[Piece]:
    found = []
    for year in (2023, 2024, 2025):
        path = folder / f"{year}.txt"
        path.write_bytes(PLAN.format(year).encode())
        found.append(Piece(f"job-{year}", "document.read", ReadArgs(path, path.name, (("c", pack(MANDATES)),))))
    return found


def computed(computing: Computing, given: list[Piece]) -> list[Outcome]:
    futures = [computing.submit([piece]) for piece in given]
    return [outcome for future in futures for outcome in future.result(120)]


def as_bytes(outcome: Outcome) -> list[bytes]:
    assert outcome.failure is None, outcome.failure
    file = outcome.result
    found = [file.reading.model_dump_json(exclude={"document"}).encode(), file.reading.document, file.stamp.encode()]
    for plan in file.plans:
        found += [plan.roadmap.model_dump_json().encode(), plan.vectors.tobytes(), plan.encoder.encode()]
        found += [c.model_dump_json().encode() for listed in plan.coverage.values() for c in listed]
    return found


def test_a_cluster_and_own_processes_give_the_same_bytes(address, tmp_path):
    given, told = pieces(tmp_path), []
    own = OwnProcesses(1, lambda *said: told.append(said))
    try:
        expected = computed(own, given)
    finally:
        own.close()
    assert {(job, stage) for job, stage, _, _ in told} >= {(p.job_id, "answering") for p in given}
    heard: list[tuple] = []
    cluster = open_computing(Settings(dask_scheduler=address), lambda *said: heard.append(said))
    try:
        assert cluster.n_workers == 2
        found = computed(cluster, given)
        end = time.monotonic() + 20
        while len({job for job, stage, *_ in heard if stage == "answering"}) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        assert cluster.n_together >= 1
    finally:
        cluster.close()
    assert [as_bytes(o) for o in found] == [as_bytes(o) for o in expected]
    assert len(as_bytes(found[0])) > 6
    assert {job for job, stage, *_ in heard if stage == "answering"} == {p.job_id for p in given}


def test_a_unit_is_worth_sending():
    assert [units_of(s) for s in (0.0, 0.01, 0.1, 0.5, 3.0)] == [1, 16, 5, 1, 1]


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="sverka\\[cluster\\]"):
        open_computing(Settings(dask_scheduler="tcp://127.0.0.1:1"), lambda *_: None)
