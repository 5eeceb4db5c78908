"""What is computed of a file or a plan: complete, the same every time, with the experts' edits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nlp.domain import Mandate, MandatePhrases, SetCategory, SetCell
from nlp.errors import ModelError
from service import analysis

PLAN = """План мероприятий («дорожная карта») Светлоборского района Пермского края на 2024 год
№\tМероприятие\tСроки\tОтветственные\tОжидаемый результат
1.\tАнализ результатов ВПР\tдо 15.09.2024\tОтдел образования\tСправка
2.\tСеминар для учителей математики\tмай 2024 г.\tРуководитель РМО\t80 % педагогов
"""
MANDATES = (
    Mandate(id="vpr", title="Анализ ВПР", phrases=MandatePhrases(covers=("Анализ результатов ВПР",))),
    Mandate(id="parents", title="Родители", phrases=MandatePhrases(covers=("Родительское собрание",))),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> analysis.AnalysedFile:
    path = tmp_path_factory.mktemp("analysis") / "a1b2"
    path.write_text(PLAN, "utf-8")
    told: list[str] = []
    found = analysis.analyse_file(path, "план.txt", {"c": MANDATES}, lambda stage, *_: told.append(stage))
    assert told[0] == "reading"
    assert told[-1] == "answering"
    return found


def test_a_file_is_read_and_answered_for(file):
    assert file.reading.state == "ok"
    assert file.reading.name == "план.txt"
    (plan,) = file.plans
    assert [m.text for m in plan.roadmap.measures] == ["Анализ результатов ВПР", "Семинар для учителей математики"]
    assert all(m.category.primary for m in plan.roadmap.measures)
    assert plan.vectors.shape[0] == 2
    assert plan.vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(plan.vectors, axis=1), 1.0, atol=1e-5)
    assert [c.mandate for c in plan.coverage["c"]] == ["vpr", "parents"]
    assert plan.coverage["c"][0].status == "covered"
    assert plan.stamp == file.stamp == analysis.stamp()
    assert file.catalogue_ids == ("c",)


def test_what_cannot_be_read_is_an_answer_too(tmp_path):
    path = tmp_path / "empty"
    path.write_bytes(b"")
    found = analysis.analyse_file(path, "пусто.docx", {"c": MANDATES})
    assert found.reading.state == "rejected"
    assert found.reading.message
    assert found.plans == ()


def test_answers_given_again_are_the_same(file):
    (plan,) = file.plans
    again = analysis.answers(plan.machine, {"c": MANDATES})
    assert again.roadmap == plan.roadmap
    assert again.vectors.tobytes() == plan.vectors.tobytes()
    assert again.coverage == plan.coverage


def test_edits_stay_over_new_answers(file):
    machine = file.plans[0].machine
    first, second = machine.measures
    edits = (
        SetCategory(measure=first.id, anchor=first.text, primary="community"),
        SetCell(measure=second.id, anchor=second.text, column="text", text="Родительское собрание"),
    )
    found = analysis.answers(machine, {"c": MANDATES}, edits)
    assert found.machine == machine
    assert found.roadmap.measures[0].category.primary == "community"
    assert found.roadmap.measures[0].category.origin == "expert"
    assert found.roadmap.measures[1].text == "Родительское собрание"
    assert [c.mandate for c in found.coverage["c"]] == ["vpr", "parents"]
    assert not np.array_equal(found.vectors[1], file.plans[0].vectors[1])


def test_other_models_have_another_stamp(monkeypatch, tmp_path):
    usual = analysis.stamp()
    analysis.stamp.cache_clear()
    monkeypatch.setenv("SVERKA_MODELS", str(tmp_path))
    with pytest.raises(ModelError):
        analysis.stamp()
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "sha256": {}}), "utf-8")
    assert analysis.stamp() != usual
    analysis.stamp.cache_clear()
    monkeypatch.undo()
    assert analysis.stamp() == usual


def test_a_catalogue_is_prepared_once(monkeypatch):
    calls = []
    prepare = analysis.gaps.prepare
    monkeypatch.setattr(analysis, "_prepared", {})
    monkeypatch.setattr(analysis.gaps, "prepare", lambda *given: calls.append(1) or prepare(*given))
    for _ in range(3):
        analysis._catalogue(tuple(m.model_copy() for m in MANDATES))
    assert len(calls) == 1


def test_the_path_may_be_any(file, tmp_path: Path):
    found = analysis.analyse_file(tmp_path / "absent", "нет.txt", {})
    assert found.plans == ()
    assert found.reading.state != "ok"
