"""Health, readiness, figures for Prometheus, the description of the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_world import BASE, World, world

from service.openapi import describe, kind_of
from service.routes import health
from service.store.tables_access import Job


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    with world(tmp_path_factory.mktemp("api")) as made:
        yield json.loads(made.client.get("/api/v1/openapi.json").content)


def test_health_asks_for_nothing(made):
    assert made.client.get("/api/v1/health").json()["status"] == "ok"


def test_readiness_tries_each_part(made, monkeypatch):
    monkeypatch.setattr(health, "_KEPT_S", -1.0)
    assert made.client.get("/api/v1/ready").json() == {
        "ready": True,
        "database": True,
        "originals": True,
        "models": True,
        "jobs": True,
    }
    made.app.state.service.runner.stop()
    originals: Path = made.app.state.service.settings.originals
    originals.rmdir()
    originals.write_text("не папка")
    made.store.engine.dispose()
    response = made.client.get("/api/v1/ready")
    assert response.status_code == 503
    assert response.json()["jobs"] is False
    assert response.json()["originals"] is False
    assert response.json()["database"] is True


def test_readiness_notices_a_store_that_cannot_write(made, monkeypatch):
    monkeypatch.setattr(health, "_KEPT_S", -1.0)
    with made.store.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE facts")
    assert made.client.get("/api/v1/ready").json()["database"] is False


def test_the_figures_count_requests_jobs_and_contents(made):
    made.client.get("/api/v1/me", headers=made.bearer("viewer"))
    made.client.get("/api/v1/никуда/не/ведёт")
    with made.store.writing() as session:
        session.add_all([Job(kind="probe", payload={}), Job(kind="probe", payload={}, state="done")])
    text = made.client.get("/metrics", headers=made.bearer("admin")).text
    assert 'sverka_requests_total{method="GET",route="/api/v1/me",status="200"} 1.0' in text
    assert 'sverka_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'sverka_jobs{state="queued"} 1.0' in text
    assert 'sverka_jobs{state="done"} 1.0' in text
    assert 'sverka_contents{kind="plans"} 0.0' in text
    assert re.search(r"sverka_queue_age_seconds \d", text)


@pytest.mark.parametrize(
    "person, peer, public_url, status",
    [
        (None, "127.0.0.1", "", 200),
        (None, "203.0.113.7", "", 401),
        (None, "127.0.0.1", "http://127.0.0.1:8137", 401),
        ("expert", "203.0.113.7", "", 403),
        ("admin elsewhere", "203.0.113.7", "", 403),
        ("admin", "203.0.113.7", "", 200),
    ],
)
def test_who_sees_the_figures(tmp_path, person, peer, public_url, status):
    with world(tmp_path, peer=peer, public_url=public_url) as made:
        headers = made.bearer(person) if person else {}
        assert made.client.get("/metrics", headers=headers).status_code == status


def test_the_description_tells_of_problems_and_rights(api):
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            place = f"{method} {path}"
            for status in ("401", "403", "404", "413", "422", "429", "503"):
                content = operation["responses"][status]["content"]
                assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, (
                    place
                )
            assert re.search("[а-яё]", operation["summary"]), place
            assert "security" in operation, place
    users = api["paths"]["/api/v1/users"]["get"]
    assert (users["x-sverka-action"], users["x-sverka-role"]) == ("user.manage", "admin")
    assert api["paths"]["/api/v1/health"]["get"]["security"] == []


def test_the_description_is_whole(api):
    text = json.dumps(api, ensure_ascii=False)
    for name in re.findall(r'"#/components/schemas/([^"]+)"', text):
        assert name in api["components"]["schemas"]
    ids = [operation["operationId"] for methods in api["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    assert "HTTPValidationError" not in text


def test_examples_are_of_the_kind_that_they_show(made, api):
    sent = api["paths"]["/api/v1/users"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert made.client.post("/api/v1/users", json=sent, headers=made.cookie("admin")).status_code == 201
    for methods in api["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and "application/json" in answer.get("content", {}):
                    assert answer["content"]["application/json"]["example"] != {}


def test_the_documentation_shows_every_operation_and_asks_no_foreign_host(made):
    page = made.client.get("/docs").text
    for path, methods in describe(made.app)["paths"].items():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
        assert path in page
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(link.startswith(("/", "#", "data:,")) and not link.startswith("//") for link in links)
    assert "<script" not in page
    anchors = {link[1:] for link in links if link.startswith("#")}
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize(
    "schema, words",
    [
        ({"type": "string"}, "строка"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Measure"}}, "список: Measure"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "целое или null"),
        ({"enum": ["a", "b"]}, "a, b"),
        ({}, "любое"),
    ],
)
def test_kinds_of_values_in_words(schema, words):
    assert kind_of(schema) == words


def test_the_bare_address_leads_to_the_documentation(made):
    assert made.client.get("/").headers["location"] == "/docs"
    assert made.client.get("/static/page.css").headers["content-type"].startswith("text/css")
    assert BASE.startswith("http://127.0.0.1")
