"""The guards behind a real server: what is refused is refused before it has been sent."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from api_world import World, listening, world
from fastapi import APIRouter, Request

router = APIRouter(prefix="/test")
LIMIT = 100_000


@router.post("/length")
async def length(request: Request) -> int:
    return len(await request.body())


@router.get("/slow")
def slow() -> str:
    time.sleep(1.2)
    return "поздно"


@pytest.fixture(scope="module", params=["h11", "httptools"])
def served(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, int]]:
    if request.param == "httptools":
        pytest.importorskip("httptools", reason="нет пакета httptools: pip install 'uvicorn[standard]'")
    home = tmp_path_factory.mktemp("served")
    limits = {"upload_bytes": LIMIT, "request_timeout_s": 0.8, "requests_per_minute": 10**6}
    with world(home, router, **limits) as made, listening(made.app, http=request.param) as port:
        yield made, port


def ask(port: int, head: str, body: bytes = b"", pause_s: float = 0.0) -> bytes:
    """Send a request as it stands and return what comes back first."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        time.sleep(pause_s)
        told = b""
        while b"}" not in told:
            part = connection.recv(65_536)
            if not part:
                break
            told += part
        return told


def head_of(made: World, *lines: str) -> str:
    token = f"Authorization: Bearer {made.secrets['expert']}"
    return "\n".join(("POST /test/length HTTP/1.1", "Host: 127.0.0.1", token, *lines))


def test_a_body_too_large_is_refused_before_it_is_sent(served):
    made, port = served
    told = ask(port, head_of(made, "Content-Length: 99999999"))
    assert told.startswith(b"HTTP/1.1 413")
    assert b"/problems/too-large" in told


def test_a_stranger_is_refused_before_the_body_is_sent(served):
    _, port = served
    told = ask(port, "POST /test/length HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 99999")
    assert told.startswith(b"HTTP/1.1 401")


def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_large(served):
    made, port = served
    told = ask(port, head_of(made, "Transfer-Encoding: chunked"), b"8000\r\n" + b"x" * 0x8000 + b"\r\n")  # goes on
    assert b"/problems/request-timeout" in told
    many = b"".join(b"8000\r\n" + b"x" * 0x8000 + b"\r\n" for _ in range(4))
    told = ask(port, head_of(made, "Transfer-Encoding: chunked"), many)
    assert told.startswith(b"HTTP/1.1 413")


def test_a_body_that_stalls_is_given_up(served):
    made, port = served
    started = time.monotonic()
    told = ask(port, head_of(made, "Content-Length: 10"), b"half")
    assert told.startswith(b"HTTP/1.1 408")
    assert 0.7 < time.monotonic() - started < 5


def test_a_client_that_sends_too_much_still_gets_its_answer(served):
    made, port = served
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=made.bearer("expert")) as client:
        assert client.post("/test/length", content=b"x" * (3 * LIMIT)).status_code == 413
        assert client.post("/test/length", content=b"x" * LIMIT).text == str(LIMIT)


def test_slow_routes_are_given_up_and_hold_nobody_else(served):
    made, port = served
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=made.bearer("expert")) as client:
        with ThreadPoolExecutor(4) as crowd:
            slow = [crowd.submit(client.get, "/test/slow") for _ in range(4)]
            started = time.monotonic()
            assert client.get("/api/v1/health").status_code == 200
            assert time.monotonic() - started < 0.7
        assert {answer.result().json()["type"] for answer in slow} == {"/problems/time-limit"}


def test_a_crowd_at_the_door_does_not_starve_those_inside(served):
    made, port = served
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client, ThreadPoolExecutor(32) as crowd:
        sent = {"login": "nobody", "password": "не тот пароль"}
        logins = [crowd.submit(client.post, "/api/v1/login", json=sent, timeout=30) for _ in range(32)]
        answers = [client.get("/api/v1/me", headers=made.bearer("viewer")).status_code for _ in range(10)]
        assert answers == [200] * 10
        assert {login.result().status_code for login in logins} <= {401, 429}
