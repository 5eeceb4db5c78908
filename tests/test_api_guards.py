"""What stands before every request: hosts, origins, bodies, time, rate, headers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_world import BASE, World, world
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from nlp.errors import InputError
from service.app import check_binding
from service.guards_gate import address_key, host_name
from service.guards_rate import Buckets
from service.problems import ProblemError
from service.settings import Settings

router = APIRouter(prefix="/test")


@router.post("/length")
async def length(request: Request) -> int:
    return len(await request.body())


@router.get("/slow")
def slow() -> str:
    time.sleep(0.6)
    return "поздно"


@router.get("/long")
async def long() -> StreamingResponse:
    async def parts():
        for _ in range(4):
            yield b"x"
            await asyncio.sleep(0.15)

    return StreamingResponse(parts())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The mode without login."""
    limits = {"upload_bytes": 1_000, "request_timeout_s": 0.3}
    with world(tmp_path_factory.mktemp("alone"), router, login=False, **limits) as made:
        yield made


@pytest.fixture(scope="module")
def shared_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The mode with login."""
    limits = {"upload_bytes": 100_000, "public_url": "https://sverka.example"}
    with world(tmp_path_factory.mktemp("login"), router, base="https://sverka.example", **limits) as made:
        yield made


# Hosts and origins


@pytest.mark.parametrize("host", ["127.0.0.1:8137", "localhost", "LOCALHOST:80", "[::1]:8137", "localhost."])
def test_our_own_names_are_served(alone, host):
    assert alone.client.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]", "localhost@evil.example"])
def test_a_foreign_name_is_refused(alone, host):
    response = alone.client.get("/api/v1/health", headers={"Host": host})
    assert response.status_code == 421
    assert response.json()["type"] == "/problems/foreign-host"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_without_login_nothing_comes_through_a_proxy(alone, name):
    assert alone.client.get("/api/v1/me", headers={name: "203.0.113.7"}).status_code == 421


def test_with_login_the_public_name_is_served(shared_one):
    assert shared_one.client.get("/api/v1/health").status_code == 200
    assert shared_one.client.get("/api/v1/health", headers={"Host": "evil.example"}).status_code == 421


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "http://127.0.0.1.evil.example:8137"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
OWN = [
    {},
    {"Origin": BASE},
    {"Origin": "http://localhost:8138", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_changes_nothing_without_login(alone, headers):
    response = alone.client.post("/test/length", content=b"1", headers=headers)
    assert (response.status_code, response.json()["type"]) == (403, "/problems/foreign-origin")


@pytest.mark.parametrize("headers", OWN)
def test_our_pages_and_programs_change(alone, headers):
    assert alone.client.post("/test/length", content=b"1", headers=headers).text == "1"


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_changes_nothing_with_a_cookie(shared_one, headers):
    response = shared_one.client.post("/test/length", content=b"1", headers={**headers, **shared_one.cookie("admin")})
    assert response.status_code == 403


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_token_is_never_sent_by_a_foreign_page(shared_one, headers):
    sent = {**headers, **shared_one.bearer("admin")}
    assert shared_one.client.post("/test/length", content=b"1", headers=sent).text == "1"


def test_a_wrong_token_is_not_forgiven_without_login(alone):
    response = alone.client.get("/api/v1/me", headers={"Authorization": "Bearer sverka_wrong"})
    assert response.status_code == 401
    assert "отозван" in response.json()["detail"]


def test_secrets_of_sessions_and_tokens_do_not_stand_for_each_other(shared_one):
    swapped = {"Authorization": f"Bearer {shared_one.sessions['admin']}"}
    assert shared_one.client.get("/api/v1/me", headers=swapped).status_code == 401
    swapped = {"Cookie": f"sverka_session={shared_one.secrets['admin']}"}
    assert shared_one.client.get("/api/v1/me", headers=swapped).status_code == 401


# Bodies


@pytest.mark.parametrize("size, status", [(1_000, 200), (1_001, 413), (1_000_000, 413)])
def test_a_declared_body_is_refused_by_its_length(alone, size, status):
    response = alone.client.post("/test/length", content=b"x" * size)
    assert response.status_code == status
    if status == 413:
        assert response.json()["most_bytes"] == 1_000


@pytest.mark.parametrize("size, status", [(1_000, 200), (1_100, 413)])
def test_a_body_without_a_length_is_counted(alone, size, status):
    response = alone.client.post("/test/length", content=(b"x" * 100 for _ in range(size // 100)))
    assert response.status_code == status


def test_strangers_send_no_more_than_a_login(shared_one):
    assert shared_one.client.post("/test/length", content=b"x" * 70_000).status_code == 401
    sent = shared_one.client.post("/test/length", content=b"x" * 70_000, headers=shared_one.bearer("viewer"))
    assert sent.text == "70000"


def test_nonsense_for_a_length_is_refused(alone):
    response = alone.client.post("/test/length", content=b"x", headers={"Content-Length": "-1"})
    assert response.status_code == 400


# Time


def test_an_answer_that_does_not_begin_is_given_up(alone):
    started = time.perf_counter()
    response = alone.client.get("/test/slow")
    assert (response.status_code, response.json()["type"]) == (503, "/problems/time-limit")
    assert "retry-after" in response.headers
    assert time.perf_counter() - started < 5


def test_an_answer_that_has_begun_may_take_longer(alone):
    assert alone.client.get("/test/long").text == "xxxx"


# Rate


def test_a_bucket_runs_empty_and_fills_again():
    clock = [0.0]
    buckets = Buckets(600, lambda: clock[0])
    for _ in range(600):
        buckets.take("a", True)
    with pytest.raises(ProblemError) as caught:
        buckets.take("a", True)
    assert caught.value.headers["Retry-After"] == "1"
    buckets.take("b", True)
    clock[0] = 0.1
    buckets.take("a", True)
    for _ in range(60):
        buckets.take("stranger", False)
    with pytest.raises(ProblemError):
        buckets.take("stranger", False)


def test_the_rate_is_counted_by_token(tmp_path):
    with world(tmp_path, requests_per_minute=3) as made:
        first = [made.client.get("/api/v1/me", headers=made.bearer("viewer")).status_code for _ in range(4)]
        other = made.client.get("/api/v1/me", headers=made.bearer("expert"))
        stranger = [made.client.get("/api/v1/health") for _ in range(4)][-1]
    assert first == [200, 200, 200, 429]
    assert other.status_code == 200
    assert stranger.status_code == 429
    assert int(stranger.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "address, key",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::", "2001:0db8:0001:0002"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_network_counts_as_one(address, key):
    assert address_key(address) == key


@pytest.mark.parametrize("host, name", [("A.example:80", "a.example"), ("[::1]:80", "[::1]"), ("", ""), ("x.", "x")])
def test_the_name_in_a_host_header(host, name):
    assert host_name(host) == name


# Headers and log


@pytest.mark.parametrize("path", ["/api/v1/health", "/login", "/docs", "/api/v1/nothing", "/static/page.css"])
def test_every_answer_has_security_headers(shared_one, path):
    headers = shared_one.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert len(headers["x-request-id"]) == 16


def test_no_https_no_hsts(alone):
    assert "strict-transport-security" not in alone.client.get("/api/v1/health").headers


def test_the_log_tells_numbers_and_templates_only(shared_one, capfd):
    sent = {**shared_one.bearer("admin"), "User-Agent": "SecretAgent"}
    shared_one.client.get("/api/v1/users/" + "ab" * 16 + "?q=Орлова", headers=sent)
    shared_one.client.post("/api/v1/login", json={"login": "Орлова", "password": "тайна тайная"})
    told = capfd.readouterr().err
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["route"] for line in lines] == ["/api/v1/users/{user_id}", "/api/v1/login"]
    assert [line["status"] for line in lines] == [404, 401]
    assert lines[0]["user_id"] == shared_one.ids["admin"]
    for secret in ("Орлова", "тайна", "abab", "SecretAgent", shared_one.secrets["admin"], "127.0.0.1", "q="):
        assert secret not in told


# Where the mode without login is refused


@pytest.mark.parametrize(
    "settings, is_safe",
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "0.0.0.0"}, True),
        ({"host": "0.0.0.0", "login": False}, False),
        ({"host": "192.0.2.1", "login": False}, False),
        ({"public_url": "https://sverka.example"}, False),
        ({"public_url": "https://sverka.example", "login": True}, True),
        ({"public_url": "http://localhost:8080"}, True),
    ],
)
def test_nobody_else_can_reach_the_mode_without_login(settings, is_safe):
    if is_safe:
        check_binding(Settings(home=Path("/nowhere"), **settings))
    else:
        with pytest.raises(InputError, match="SVERKA_LOGIN"):
            check_binding(Settings(home=Path("/nowhere"), **settings))
