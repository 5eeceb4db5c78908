"""Corrections over HTTP: kept beside the machine's answer, refused whole, undone, told of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World
from corrections_samples import (
    FOREIGN,
    IDS,
    PLAN,
    category,
    cell,
    correct,
    corrected,
    corrected_world,
    history,
    rows,
    shown,
    split,
    undo,
    work_off,
)
from sqlalchemy import select
from store_samples import keep

from service.corrections import keeping
from service.store.audit import AuditFilter, entries
from service.store.tables import Correction, Plan


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with corrected_world(tmp_path) as made:
        yield made


def test_a_correction_is_kept_beside_the_machines_answer(made):
    before = rows(made)[0]["category"]
    told = corrected(made, category(IDS[0]), comment="Это о родителях", revision=1)
    assert told["revision"] == 2
    (kept,) = told["corrections"]
    assert (kept["machine"], kept["expert"]["primary"]) == (before, "community")
    assert (kept["author"], kept["comment"], kept["placed"]) == ("expert", "Это о родителях", True)
    assert rows(made)[0]["category"] == {
        "primary": "community",
        "probability": 1.0,
        "secondary": [],
        "origin": "expert",
    }
    machine = made.client.get(f"/api/v1/plans/{PLAN.id}/machine", headers=made.bearer("viewer")).json()
    assert machine["measures"][0]["category"] == before
    job = made.client.get(f"/api/v1/jobs/{told['job_id']}", headers=made.bearer("expert")).json()
    assert (job["kind"], job["subject_id"], job["state"]) == ("plan.refresh", PLAN.id, "queued")
    assert made.app.state.service.runner.n_wakes == 1
    with made.store.reading() as session:
        (entry,) = entries(session, AuditFilter(action="plan.correct"))
    assert entry.detail == {"kind": "category", "correction": kept["id"], "revision": 2}


def test_undone_is_as_before_and_stays_in_the_history(made):
    before = shown(made)["roadmap"]
    first, second = (corrected(made, edit)["corrections"][0]["id"] for edit in (category(IDS[0]), category(IDS[1])))
    told = undo(made, first, "admin").json()
    assert told["revision"] == 4
    assert told["corrections"][0]["undone_by"] == "admin"
    assert [row["category"]["origin"] for row in rows(made)] == ["model", "expert", "model"]
    undo(made, second)
    assert shown(made)["roadmap"] == before
    assert [c["id"] for c in history(made)] == [second, first]
    assert all(c["undone_at"] for c in history(made))
    again = undo(made, first)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    work_off(made)
    assert shown(made)["roadmap"] == before


@pytest.mark.parametrize("later", ["the part", "the row"])
def test_what_later_corrections_build_on_is_not_undone(made, later):
    first = corrected(made, split(IDS[0], "Анализ ВПР", "Справка о ВПР"))["corrections"][0]["id"]
    part = rows(made)[1 if later == "the part" else 0]["id"]
    second = corrected(made, cell(part, "Справка о ВПР и ОГЭ"))["corrections"][0]["id"]
    refused = undo(made, first)
    assert (refused.status_code, refused.json()["advice"]) == (422, "Отмените сначала их.")
    assert undo(made, second).status_code == 200
    assert undo(made, first).status_code == 200
    assert [row["id"] for row in rows(made)] == IDS


def test_a_row_is_split_twice_and_joined(made):
    corrected(made, split(IDS[0], "Один два", "Три"))
    corrected(made, split(IDS[0], "Один", "Два"))
    found = rows(made)
    assert [row["text"] for row in found[:3]] == ["Один", "Два", "Три"]
    assert len({row["id"] for row in found}) == 5
    told = corrected(made, {"kind": "join", "measure": IDS[0], "others": [found[1]["id"], found[2]["id"]]})
    assert told["corrections"][0]["machine"] == {"texts": ["Один", "Два", "Три"]}
    assert rows(made)[0]["text"] == "Один Два Три"


def test_an_added_row_gets_an_id_of_its_own_and_later_edits_follow_it(made):
    keep(made.store, made.app.state.service.originals, FOREIGN)
    taken = FOREIGN.measures[0].id
    added = {"kind": "add", "measure": IDS[0], "id": taken, "text": "Создание рабочей группы"}
    corrected(made, added, category(taken))
    row = rows(made)[1]
    assert row["id"] != taken
    assert (row["text"], row["category"]["primary"]) == ("Создание рабочей группы", "community")
    corrected(made, {"kind": "drop", "measure": row["id"]})
    assert [row["id"] for row in rows(made)] == IDS


def test_all_edits_or_none(made):
    refused = correct(made, category(IDS[0]), category("нет такой"))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unprocessable")
    assert history(made) == []
    assert shown(made)["revision"] == 1


def test_whoever_saw_another_text_is_told(made):
    corrected(made, cell(IDS[0], "Опрос родителей"))
    seen = {**category(IDS[0]), "anchor": PLAN.measures[0].text}
    assert correct(made, seen).json()["why"] == "в этой строке теперь другой текст"
    assert correct(made, {**seen, "anchor": "опрос  родителей".replace("  ", " ")}).status_code == 201


def test_who_comes_second_is_told_of_the_first(made):
    assert correct(made, category(IDS[0]), revision=1).status_code == 201
    refused = correct(made, category(IDS[1]), person="admin", revision=1)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert correct(made, category(IDS[1]), person="admin", revision=2).status_code == 201


@pytest.mark.parametrize("revision", [2, 10**30])
def test_who_saw_a_revision_that_is_not_there_yet_saw_another_plan(made, revision):
    refused = correct(made, category(IDS[0]), revision=revision)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert history(made) == []


def test_the_passport_is_confirmed_and_released(made):
    told = corrected(made, {"kind": "passport", "municipality": "Новый район", "region": {"code": "28", "name": "x"}})
    plan = shown(made)
    assert (plan["municipality"], plan["region"], plan["passport_confirmed"]) == (
        "Новый район",
        "Амурская область",
        True,
    )
    assert told["corrections"][0]["machine"]["municipality"] == "Заозёрный район"
    undo(made, told["corrections"][0]["id"])
    plan = shown(made)
    assert (plan["municipality"], plan["passport_confirmed"]) == ("Заозёрный район", False)


def test_nobody_moves_a_plan_out_of_their_own_sight(made):
    away = {"kind": "passport", "region": {"code": "01", "name": ""}}
    refused = correct(made, away, person="admin at home")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
    moved = corrected(made, away, person="expert")["corrections"][0]["id"]
    assert correct(made, category(IDS[0]), person="admin at home").status_code == 404
    assert undo(made, moved, "admin at home").status_code == 404
    assert undo(made, moved, "admin elsewhere").status_code == 403
    assert undo(made, moved).status_code == 200


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "passport", "period": ["2024", "2023"]},
        {"kind": "passport", "period": ["2024-12-31", "2024-01-01"]},
        {"kind": "passport", "region": {"code": "999", "name": "Нигде"}},
        {"kind": "passport", "title": "я" * 1001},
        {"kind": "activity", "measure": IDS[0], "activity": "нет такого"},
        cell(IDS[0], "я" * 10_001),
        cell(IDS[0], "\x00"),
        cell(IDS[0], "текст", "чужая"),
        category(IDS[0], "чужая"),
        split(IDS[0], "один"),
        split(IDS[0], *["часть"] * 301),
        {"kind": "drop", "measure": ""},
        {"kind": "join", "measure": IDS[0], "others": [IDS[0]]},
        {"kind": "неведомое"},
    ],
)
def test_what_cannot_be_kept_is_refused(made, edit):
    response = correct(made, edit)
    assert response.status_code == 422, response.text
    assert history(made) == []


def test_half_a_character_is_refused(made):
    body = b'{"edits": [{"kind": "cell", "measure": "%s", "column": "text", "text": "\\ud800"}]}' % IDS[0].encode()
    headers = {"content-type": "application/json", **made.bearer("expert")}
    refused = made.client.post(f"/api/v1/plans/{PLAN.id}/corrections", content=body, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-input")
    assert history(made) == []


def test_the_history_comes_page_by_page(made):
    ids = [corrected(made, category(IDS[0], primary))["corrections"][0]["id"] for primary in ("staffing", "students")]
    headers = made.bearer("viewer")
    first = made.client.get(f"/api/v1/plans/{PLAN.id}/corrections?limit=1", headers=headers).json()
    assert ([c["id"] for c in first["corrections"]], first["before"]) == ([ids[1]], ids[1])
    rest = made.client.get(f"/api/v1/plans/{PLAN.id}/corrections?limit=1&before={ids[1]}", headers=headers).json()
    assert ([c["id"] for c in rest["corrections"]], rest["before"]) == ([ids[0]], None)


def test_an_experts_word_on_an_answer_is_undone_like_any_other(made):
    with made.store.writing() as session:
        target = {"catalogue": "c", "mandate": "m"}
        word = Correction(plan_id=PLAN.id, kind="coverage", target=target, machine={}, expert={"status": "covered"})
        correction_id = keeping.keep_answer(session, word, keeping.Author(made.ids["expert"], "видно из текста")).id
    told = undo(made, correction_id).json()
    assert (told["revision"], told["job_id"]) == (1, None)
    assert told["corrections"][0]["undone_at"] is not None
    assert undo(made, correction_id).status_code == 409


def test_a_deleted_plan_takes_its_corrections_along(made):
    corrected(made, category(IDS[0]))
    made.client.delete(f"/api/v1/documents/{made.ids['document']}", headers=made.bearer("admin"))
    with made.store.reading() as session:
        assert session.scalars(select(Correction.id)).all() == []
        assert session.get(Plan, PLAN.id) is None
    work_off(made)
