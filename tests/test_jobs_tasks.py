"""Each kind of job from its row to what it leaves in the store, computed in this process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs_samples import sqlite_store, take_one
from sqlalchemy import func, select

from service.analysis import stamp
from service.jobs import tasks
from service.jobs.clerk import Clerk
from service.jobs.computing import Outcome, work
from service.jobs.intake import Upload, intake
from service.jobs.watching import look
from service.store import catalogues
from service.store.engine import Store
from service.store.originals import Originals
from service.store.tables import CoverageRow, Document, Plan
from service.store.tables_access import Job

PLAN = """План мероприятий («дорожная карта») {0} района Пермского края на 2024 год
№\tМероприятие\tСроки\tОтветственные\tОжидаемый результат
1.\tАнализ результатов ВПР\tдо 15.09.2024\tОтдел образования\tСправка
2.\tСеминар для учителей математики\tмай 2024 г.\tРуководитель РМО\t80 % педагогов
"""
CATALOGUE = """
- id: vpr
  title: Анализ результатов ВПР
  phrases: {covers: [Анализ результатов ВПР]}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def run_all(store: Store, originals: Originals) -> list[str]:
    """Work on everything that is queued; returns the kinds in their order."""
    clerk, kinds = Clerk(store, originals, "me"), []
    while job := take_one(store, "me", 60):
        kinds.append(job.kind)
        piece = clerk.prepare(job)
        if piece is not None:
            computes = tasks.TASKS[job.kind].computes
            clerk.finish(job, work([piece])[0] if computes else Outcome(job.id, piece.args, None, 0.0))
    with store.reading() as session:
        assert set(session.scalars(select(Job.state))) <= {"done"}
    return kinds


def hand_in(store: Store, originals: Originals, n: int) -> list[str]:
    names = ("Светлоборского", "Тихореченского", "Верхнеталского", "Белогорского", "Сосновского", "Заречного")
    uploads = [Upload(PLAN.format(name).encode(), f"{i}.txt") for i, name in enumerate(names[:n])]
    return [intake(store, originals, upload).job_id for upload in uploads]


def add_catalogue(store: Store) -> str:
    with store.writing() as session:
        return catalogues.import_yaml(session, "mandates", "own", CATALOGUE, None).id


def n_covered(store: Store, catalogue_id: str) -> int:
    with store.reading() as session:
        return session.scalar(
            select(func.count()).select_from(CoverageRow).where(CoverageRow.catalogue_id == catalogue_id)
        )


def test_a_document_is_read_and_answered_for(store, originals):
    catalogue = add_catalogue(store)
    (job_id,) = hand_in(store, originals, 1)
    run_all(store, originals)
    assert look(store, job_id).result["n_measures"] == 2
    assert n_covered(store, catalogue) == 1


def test_a_new_catalogue_is_answered_by_all_plans_in_steps(store, originals):
    hand_in(store, originals, 6)
    run_all(store, originals)
    catalogue = add_catalogue(store)
    with store.reading() as session:
        before = session.execute(select(Plan.id, Plan.revision, Plan.body)).all()
    with store.writing() as session:
        job = tasks.cover(session, catalogue)
        assert tasks.cover(session, catalogue).id == job.id
    assert run_all(store, originals) == ["catalogue.cover"] * 3
    assert n_covered(store, catalogue) == 6
    assert look(store, job.id).result == {"n_plans": 6}
    with store.reading() as session:  # who looks at a plan meanwhile may go on correcting it
        assert session.execute(select(Plan.id, Plan.revision, Plan.body)).all() == before


def test_other_models_answer_for_all_plans_anew(store, originals):
    hand_in(store, originals, 5)
    run_all(store, originals)
    with store.writing() as session:
        session.query(Plan).update({"stamp": "old"})
        assert tasks.notice_models(session) is not None
    kinds = run_all(store, originals)
    assert kinds[0] == "models.refresh"
    assert set(kinds[1:]) == {"plan.refresh"}
    with store.writing() as session:
        assert set(session.execute(select(Plan.stamp, Plan.stale))) == {(stamp(), False)}
        assert tasks.notice_models(session) is None


def test_a_plan_that_an_expert_changed_meanwhile_is_answered_for_again(store, originals):
    hand_in(store, originals, 1)
    run_all(store, originals)
    with store.writing() as session:
        plan = session.scalars(select(Plan)).one()
        tasks.refresh(session, (plan.id,))
    clerk, job = Clerk(store, originals, "me"), take_one(store, "me", 60)
    piece = clerk.prepare(job)
    with store.writing() as session:
        session.query(Plan).update({"revision": Plan.revision + 1})
    clerk.finish(job, work([piece])[0])
    assert look(store, job.id).state == "queued"
    assert run_all(store, originals) == ["plan.refresh"]


def test_an_archive_of_plans_becomes_documents(store, originals):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("Светлоборского", "Тихореченского"):
            archive.writestr(f"{name}.txt", PLAN.format(name))
    accepted = intake(store, originals, Upload(packed.getvalue(), "планы.zip"))
    assert accepted.document_id is None
    assert run_all(store, originals) == ["archive.unpack", "document.read", "document.read"]
    result = look(store, accepted.job_id).result
    with store.reading() as session:
        names = {session.get(Document, id_).name for id_ in result["document_ids"]}
        assert names == {"планы.zip/Светлоборского.txt", "планы.zip/Тихореченского.txt"}
        assert session.scalar(select(func.count()).select_from(Plan)) == 2


def test_a_refused_archive_says_why(store, originals):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("план.txt", "План")
        archive.writestr("../../чужое.txt", "x")
    accepted = intake(store, originals, Upload(packed.getvalue(), "планы.zip"))
    assert run_all(store, originals) == ["archive.unpack"]
    (document_id,) = look(store, accepted.job_id).result["document_ids"]
    with store.reading() as session:
        document = session.get(Document, document_id)
        assert document.state == "rejected"
        assert "имена файлов в архиве подделаны" in document.message


def test_what_is_no_archive_after_all_becomes_a_document_with_its_state(store, originals):
    accepted = intake(store, originals, Upload(b"PK\x03\x04 damaged", "планы.zip"))
    run_all(store, originals)
    (document_id,) = look(store, accepted.job_id).result["document_ids"]
    with store.reading() as session:
        document = session.get(Document, document_id)
        assert document.state == "rejected"
        assert document.message
