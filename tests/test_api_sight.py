"""A plan of no known region: only whoever uploaded it and those who see everything see it, until it has a passport."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World, world
from store_samples import analysed_file, roadmap

from service.store import documents, plans
from service.store.originals import Originals
from service.store.tables import Plan

PLAN = roadmap("без паспорта", region=None, municipality=None)
OWNER, STRANGER = "admin at home", "admin elsewhere"
PAGES = ("", "/machine", "/versions", "/document", "/coverage", "/corrections", "/changes", "/report.docx")
LISTS = {"/plans": "plans", "/matrix": "plans", "/search?q=ВПР": "hits"}


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with world(tmp_path) as made:
        originals = Originals(tmp_path / "originals")
        document, _ = documents.keep(made.store, originals, b"bytes", "план.docx", made.ids[OWNER])
        with made.store.writing() as session:
            from service.store.catalogues import ensure_builtin

            ensure_builtin(session)
            plans.save_analysis(session, document.id, analysed_file(PLAN))
        yield made


def statuses(made: World, person: str) -> set[int]:
    return {made.client.get(f"/api/v1/plans/{PLAN.id}{p}", headers=made.bearer(person)).status_code for p in PAGES}


def listed(made: World, person: str) -> list[int]:
    return [
        len(made.client.get(f"/api/v1{path}", headers=made.bearer(person)).json()[key]) for path, key in LISTS.items()
    ]


def give_passport(made: World, person: str, code: str, name: str) -> int:
    edit = {"kind": "passport", "region": {"code": code, "name": name}, "municipality": "Заозёрный район"}
    path = f"/api/v1/plans/{PLAN.id}/corrections"
    return made.client.post(path, json={"edits": [edit]}, headers=made.bearer(person)).status_code


def test_who_uploaded_it_sees_it_everywhere(made):
    assert statuses(made, OWNER) == {200} and listed(made, OWNER) == [1, 1, 1]
    told = made.client.get("/api/v1/overview", headers=made.bearer(OWNER)).json()
    assert [plan["id"] for plan in told["attention"]["plans"]] == [PLAN.id]


def test_another_bound_person_does_not_see_it(made):
    assert statuses(made, STRANGER) == {404} and listed(made, STRANGER) == [0, 0, 0]
    assert give_passport(made, STRANGER, "01", "Республика Адыгея") == 404


def test_who_is_bound_to_nothing_sees_it(made):
    assert statuses(made, "viewer") == {200} and listed(made, "viewer") == [1, 1, 1]


def test_whoever_uploaded_it_gives_it_a_passport_of_their_regions_only(made):
    assert give_passport(made, OWNER, "01", "Республика Адыгея") == 403
    category = {"kind": "category", "measure": PLAN.measures[0].id, "primary": "community"}
    body, path = {"edits": [category]}, f"/api/v1/plans/{PLAN.id}/corrections"
    assert made.client.post(path, json=body, headers=made.bearer(OWNER)).status_code == 201
    assert give_passport(made, OWNER, "28", "Амурская область") == 201
    assert statuses(made, OWNER) == {200} and statuses(made, STRANGER) == {404}


def test_a_document_with_a_plan_of_a_foreign_region_is_not_deleted_by_its_uploader(made):
    with made.store.writing() as session:
        plan = session.get_one(Plan, PLAN.id)
        plan.region_code, document_id = "01", plan.document_id
    path = f"/api/v1/documents/{document_id}"
    assert made.client.delete(path, headers=made.bearer(OWNER)).status_code == 403
    with made.store.writing() as session:
        session.get_one(Plan, PLAN.id).region_code = None
    assert made.client.delete(path, headers=made.bearer(OWNER)).status_code == 204
