"""Catalogues through the API: versions, YAML, from a plan, the work that follows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World, world
from store_samples import keep, roadmap

from nlp.domain import Region
from service.store.catalogue_records import builtin, parse, written
from service.store.originals import Originals
from service.store.tables_access import Job

YAML = "- id: audit\n  title: Аудит библиотеки\n  covers: Проверка фондов школьной библиотеки\n"
PLAN = roadmap("region", region=Region(code="01", name="Республика Адыгея"))


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with world(tmp_path) as made:
        keep(made.store, Originals(tmp_path / "originals"), PLAN)
        yield made


def call(made: World, method: str, path: str = "", status: int = 200, person: str = "admin", **send: object) -> dict:
    response = made.client.request(method, f"/api/v1/catalogues{path}", headers=made.bearer(person), **send)
    assert response.status_code == status, response.text
    return response.json()


def add(made: World, yaml: str = YAML, status: int = 201, **more: object) -> dict:
    return call(made, "POST", json={"kind": "mandates", "name": "Ожидания", "yaml": yaml, **more}, status=status)


def test_a_catalogue_of_mandates_comes_into_use_and_plans_are_answered_for(made):
    first = add(made)
    assert (first["version"], first["active"], first["n_records"]) == (1, True, 1)
    with made.store.reading() as session:
        job = session.get(Job, first["job_id"])
        assert (job.kind, job.subject_id) == ("catalogue.cover", first["id"])
    assert made.app.state.service.runner.n_wakes == 1
    assert call(made, "GET", f"/{first['id']}", person="viewer")["records"][0]["title"] == "Аудит библиотеки"
    second = add(made, YAML.replace("Аудит", "Осмотр"))
    listed = call(made, "GET", params={"kind": "mandates"}, person="viewer")["catalogues"]
    assert [(c["id"], c["active"]) for c in listed] == [(second["id"], True), (first["id"], False)]
    assert add(made, YAML.replace("Аудит", "Осмотр"))["id"] == second["id"]


def test_versions_are_brought_into_use_and_out_of_it(made):
    first, second = add(made), add(made, YAML.replace("Аудит", "Осмотр"))
    assert call(made, "POST", f"/{first['id']}/activate")["job_id"]
    assert call(made, "GET", f"/{second['id']}")["active"] is False
    assert call(made, "POST", f"/{first['id']}/deactivate")["job_id"] is None
    assert not any(c["active"] for c in call(made, "GET")["catalogues"])


def test_a_plan_becomes_a_catalogue(made):
    given = {"plan_id": PLAN.id, "name": "План региона"}
    shown = call(made, "POST", "/from-plan", 201, json=given)
    assert (shown["origin"], shown["plan_id"], shown["n_records"]) == ("plan", PLAN.id, 3)
    assert call(made, "GET", f"/{shown['id']}", person="admin at home")["plan_id"] is None
    assert call(made, "GET", f"/{shown['id']}", person="admin elsewhere")["plan_id"] == PLAN.id
    call(made, "POST", "/from-plan", 404, json={**given, "plan_id": "0" * 64})


def test_a_glossary_brings_no_work(made):
    assert add(made, "- {abbr: ВПР, expansion: работа}", kind="glossary")["job_id"] is None


@pytest.mark.parametrize(
    "yaml, slug",
    [("", "invalid-input"), ("нет", "unprocessable"), ("- a: &x 1\n  b: *x", "unprocessable"), ("[[", "unprocessable")],
)
def test_what_is_no_catalogue_is_refused(made, yaml, slug):
    assert add(made, yaml, 422)["type"] == f"/problems/{slug}"
    assert call(made, "GET")["catalogues"] == []


def test_an_unknown_catalogue_is_not_found(made):
    for path in ("/activate", "/deactivate"):
        call(made, "POST", f"/{'0' * 32}{path}", 404)
    call(made, "GET", f"/{'0' * 32}", 404)


def test_a_catalogue_is_checked_before_it_is_brought_in(made):
    first = add(made)
    longer = YAML.replace("Аудит", "Осмотр") + "- {id: desk, title: Стол справок, covers: Стол справок школы}\n"
    given = {"kind": "mandates", "name": "Ожидания", "yaml": longer}
    told = call(made, "POST", "/check", json=given)
    assert (told["since"], told["since_version"], told["version"], told["n_records"]) == (first["id"], 1, 2, 2)
    assert [(c["kind"], c["id"]) for c in told["changes"]] == [("added", "desk"), ("changed", "audit")]
    assert told["changes"][1]["fields"] == [
        {"field": "title", "before": "Аудит библиотеки", "after": "Осмотр библиотеки"}
    ]
    assert len(call(made, "GET")["catalogues"]) == 1
    unchanged = call(made, "POST", "/check", json={**given, "yaml": YAML})
    assert (unchanged["version"], unchanged["changes"], unchanged["n_same"]) == (1, [], 1)
    fresh = call(made, "POST", "/check", json={**given, "name": "Другое"})
    assert (fresh["since"], fresh["version"], len(fresh["changes"])) == (None, 1, 2)
    refused = call(made, "POST", "/check", 422, json={**given, "yaml": "- id: a\n  title: [\n"})
    assert "строке 3" in refused["why"]


def test_versions_are_compared(made):
    first, second = add(made), add(made, "- {id: desk, title: Стол справок, covers: Стол}")
    told = call(made, "GET", f"/{second['id']}/changes", params={"earlier": first["id"]}, person="viewer")
    assert [(c["kind"], c["title"]) for c in told["changes"]] == [
        ("added", "Стол справок"),
        ("removed", "Аудит библиотеки"),
    ]
    other = add(made, "- {abbr: ВПР, expansion: работа}", kind="glossary")
    call(made, "GET", f"/{second['id']}/changes", 422, params={"earlier": other["id"]})


@pytest.mark.parametrize("kind, name, title, records", list(builtin()))
def test_a_catalogue_written_as_yaml_is_read_as_the_same(kind, name, title, records):
    assert parse(kind, written(kind, records), name) == records


def test_a_catalogue_is_taken_away_as_yaml(made):
    kept = add(made)
    response = made.client.get(f"/api/v1/catalogues/{kept['id']}/yaml", headers=made.bearer("viewer"))
    assert response.headers["content-disposition"].startswith("attachment")
    assert add(made, response.text)["id"] == kept["id"]


def test_phrasings_of_a_typical_activity(made):
    response = made.client.get("/api/v1/phrasings/families-risk", headers=made.bearer("viewer"))
    assert len(response.json()["phrasings"]) > 10
    assert made.client.get("/api/v1/phrasings/none", headers=made.bearer("viewer")).status_code == 404
