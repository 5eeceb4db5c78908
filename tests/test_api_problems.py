"""Every failure is a problem of a registered kind, in the language asked for, and tells nothing of the inside."""

from __future__ import annotations

import ast
import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from api_world import World, world
from fastapi import APIRouter, Query
from sqlalchemy.exc import OperationalError

from nlp.errors import InputError, LimitError, ModelError, StoreError, UnsupportedFormatError
from service.messages import KINDS
from service.messages_detail import DETAILS, FIELDS
from service.problems import ProblemError
from service.schemas.base import Line, Question
from service.schemas.problem import Problem
from service.visit import preferred_language

SERVICE = Path(__file__).parent.parent / "service"
FAULTS = {
    "secret": ValueError("Орлова Ю.Ю. в /home/anna/план.docx"),
    "full": OSError(errno.ENOSPC, "No space left", "/srv/sverka/originals/ab"),
    "input": InputError("Не то", "потому", "сделайте"),
    "limit": LimitError("Велик", "много строк", "разделите"),
    "format": UnsupportedFormatError("Не читается", "это видео", "дайте docx"),
    "model": ModelError("Не загружена", "нет /srv/models/x", "восстановите"),
    "store": StoreError("Хранилище /srv/sverka не открыто", "…", "…", "read-only"),
    "database": OperationalError("INSERT INTO users VALUES (?)", ("Орлова",), Exception("near «Орлова»")),
    "precondition": ProblemError("precondition-failed"),
    "busy": ProblemError("unavailable", "login-busy", retry_after_s=5),
}
SLUGS = {
    "secret": (500, "internal"),
    "full": (503, "storage-full"),
    "input": (422, "unprocessable"),
    "limit": (413, "too-large"),
    "format": (415, "unsupported-media-type"),
    "model": (503, "models-unavailable"),
    "store": (503, "storage-read-only"),
    "database": (500, "internal"),
    "precondition": (412, "precondition-failed"),
    "busy": (503, "unavailable"),
}
router = APIRouter(prefix="/test")


class Given(Question):
    name: Line
    count: int = 0


@router.get("/faults/{name}")
def fault(name: str) -> None:
    raise FAULTS[name]


@router.post("/given")
def given(body: Given, limit: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, int]:
    return {"limit": limit}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("problems"), router, login=False) as made:
        yield made


def check(response, status: int, slug: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"/problems/{slug}"
    assert problem["instance"].endswith(response.headers["x-request-id"])
    assert Problem.model_validate(problem).status == status
    return problem


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_an_exception_becomes_its_problem(made, name, capfd):
    response = made.client.get(f"/test/faults/{name}")
    check(response, *SLUGS[name])
    told = response.text + capfd.readouterr().err
    for secret in ("Орлова", "/home", "/srv", "Traceback", "план.docx", "INSERT"):
        assert secret not in told


def test_an_unexpected_fault_leaves_its_place_in_the_log(made, capfd):
    number = made.client.get("/test/faults/secret").json()["instance"].rpartition(":")[2]
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    told = next(line for line in lines if line["event"] == "fault")
    assert (told["id"], told["kind"], told["problem"]) == (number, "ValueError", "internal")
    assert any(place.startswith("tests/test_api_problems.py") for place in told["where"])


def test_what_a_user_may_see_keeps_its_words(made):
    problem = made.client.get("/test/faults/input").json()
    assert (problem["what"], problem["why"], problem["advice"]) == ("Не то", "потому", "сделайте")


@pytest.mark.parametrize(
    "method, path, status, slug",
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/nothing/../../etc/passwd", 404, "not-found"),
        ("PUT", "/api/v1/me", 405, "method-not-allowed"),
        ("OPTIONS", "/api/v1/me", 405, "method-not-allowed"),
        ("GET", "/problems/unheard-of", 404, "not-found"),
        ("GET", "/static/..%2Fpage.css", 404, "not-found"),
        ("GET", "/api/v1/users/xyz", 422, "invalid-input"),
        ("GET", f"/api/v1/users/{'0' * 32}", 404, "not-found"),
    ],
)
def test_the_frameworks_own_failures_are_problems(made, method, path, status, slug):
    response = made.client.request(method, path)
    check(response, status, slug)
    if status == 405:
        assert "GET" in response.headers["allow"]


def test_all_methods_of_an_address_are_named(made):
    assert made.client.put("/api/v1/users").headers["allow"] == "GET, POST"
    assert made.client.put(f"/api/v1/users/{'0' * 32}").headers["allow"] == "GET, PATCH"


@pytest.mark.parametrize(
    "language, title",
    [
        ("", "Не найдено"),
        ("ru", "Не найдено"),
        ("en", "Not found"),
        ("en-GB,en;q=0.9,ru;q=0.8", "Not found"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "Не найдено"),
        ("de", "Не найдено"),
        ("*;q=0.1,en;q=x", "Не найдено"),
    ],
)
def test_the_language_is_the_clients(made, language, title):
    response = made.client.get("/api/v1/nothing", headers={"Accept-Language": language})
    assert check(response, 404, "not-found")["title"] == title
    assert response.headers["content-language"] == preferred_language(language)


@pytest.mark.parametrize(
    "body, field, message",
    [
        ({}, "body.name", "нужно указать"),
        ({"name": "я" * 201}, "body.name", "не длиннее 200 знаков"),
        ({"name": "a\x00b"}, "body.name", "не того вида"),
        ({"name": "a\nb"}, "body.name", "не того вида"),
        ({"name": 5}, "body.name", "должно быть строкой"),
        ({"name": "a", "count": "много"}, "body.count", "должно быть целым числом"),
        ({"name": "a", "Орлова": 1}, "body.Орлова", "такого поля нет"),
        ([], "body", "должно быть объектом"),
    ],
)
def test_values_that_do_not_fit_are_named(made, body, field, message):
    problem = check(made.client.post("/test/given", json=body), 422, "invalid-input")
    assert {"field": field, "message": message} in problem["fields"]


def test_bounds_of_a_query_are_told(made):
    problem = check(made.client.post("/test/given?limit=9", json={"name": "a"}), 422, "invalid-input")
    assert problem["fields"] == [{"field": "query.limit", "message": "не больше 5"}]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"name": "\\ud800"}', b"[" * 100_000, b'{"count": 1e999}'])
def test_a_body_that_is_no_json_is_the_clients_fault(made, body):
    response = made.client.post("/test/given", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_values_are_not_echoed(made):
    response = made.client.post("/test/given", json={"name": 1, "count": "Орлова"})
    assert "Орлова" not in response.text


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_every_kind_has_its_page(made, slug):
    response = made.client.get(f"/problems/{slug}", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert KINDS[slug].title.ru in response.text and KINDS[slug].title.en in response.text
    assert '<html lang="ru">' in response.text


def raised() -> list[tuple[str, str, str]]:
    """Every ProblemError("slug", "detail") that is written in the service."""
    found = []
    for path in sorted(SERVICE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProblemError":
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                found.append((path.name, *[*words, "", ""][:2]))
    return found


def test_every_raised_problem_is_registered():
    assert len(raised()) > 20
    for place, slug, detail in raised():
        assert not slug or slug in KINDS, place
        assert not detail or detail in DETAILS, place


def test_messages_are_whole():
    texts = [text for kind in KINDS.values() for text in kind[1:]] + list(DETAILS.values()) + list(FIELDS.values())
    for text in texts:
        assert text.ru.strip()
        assert text.en.strip().isascii() or "…" in text.en or "«" in text.en
    for slug, kind in KINDS.items():
        assert 400 <= kind.status <= 599
        assert slug.replace("-", "").isalpha()
