"""`sverka ui` and `sverka demo` as processes: both halves up, asked, stopped without leaving anything behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from service.settings import Settings
from ui.running import environment_of, free_port

ROOT = Path(__file__).parent.parent
DOWN_WITHIN_S = 30


@contextmanager
def started(command: str, mark: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a command with a mark in its environment; give it and the address that it tells."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SVERKA_")}
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "sverka.py"), command],
        stderr=subprocess.PIPE,
        text=True,
        env=kept | {"SVERKA_WORKERS": "1", "SVERKA_TEST_MARK": mark} | environment,
        start_new_session=True,
    )
    assert program.stderr is not None
    try:
        said = next((line for line in program.stderr if "работает: http" in line), "")
        yield program, re.search(r"http://[\d.:]+", said)[0]  # type: ignore[index]
    finally:
        program.kill()
        program.wait()
        program.stderr.close()
        left(mark, within_s=DOWN_WITHIN_S)


def left(mark: str, within_s: float) -> list[int]:
    """Return the processes that still live with a mark in their environment, after waiting for them to go."""
    until = time.monotonic() + within_s
    while (found := _marked(mark)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _marked(mark: str) -> list[int]:
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"SVERKA_TEST_MARK={mark}\0".encode() in environ.read_bytes():
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


def ports() -> dict[str, str]:
    return {name: str(free_port("127.0.0.1")) for name in ("SVERKA_PORT", "SVERKA_UI_PORT")}


def page(address: str) -> int:
    return httpx.get(address, trust_env=False, timeout=20).status_code


def test_both_halves_stop_with_ctrl_c(tmp_path):
    with started("ui", "ctrl-c", SVERKA_HOME=str(tmp_path), **ports()) as (program, address):
        assert page(address) == 200
        assert len(_marked("ctrl-c")) >= 3
        program.send_signal(signal.SIGINT)
        assert program.wait(DOWN_WITHIN_S) == 0
        assert left("ctrl-c", 5) == []


def test_nothing_outlives_a_killed_parent(tmp_path):
    with started("ui", "kill", SVERKA_HOME=str(tmp_path), **ports()) as (program, _):
        program.kill()
        program.wait()
        assert left("kill", DOWN_WITHIN_S) == []


def test_a_half_that_falls_ends_the_other_and_is_told(tmp_path):
    chosen = ports()
    with started("ui", "fall", SVERKA_HOME=str(tmp_path), **chosen) as (program, _):
        served = next(p for p in _marked("fall") if b"serve" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0"))
        os.kill(served, signal.SIGKILL)
        assert program.wait(DOWN_WITHIN_S) == 1
        assert "остановился сам: служба" in program.stderr.read()
        assert left("fall", 5) == []


@pytest.mark.parametrize("name", ["SVERKA_PORT", "SVERKA_UI_PORT"])
def test_a_port_that_is_taken_is_named(tmp_path, name):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        environment = {**os.environ, **ports(), "SVERKA_HOME": str(tmp_path), name: taken}
        done = subprocess.run(
            [sys.executable, str(ROOT / "sverka.py"), "ui"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f":{taken} занят" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_has_the_samples_and_leaves_nothing(tmp_path):
    with started("demo", "demo", **ports()) as (program, address):
        assert page(address) == 200
        api = f"http://127.0.0.1:{_port_of_service('demo')}/api/v1/plans"
        samples = [p for p in (ROOT / "corpus" / "samples").iterdir() if p.suffix not in (".json", ".md")]
        assert httpx.get(api, trust_env=False).json()["total"] >= len(samples)
        program.send_signal(signal.SIGTERM)
        assert program.wait(DOWN_WITHIN_S) == 0
        assert left("demo", 5) == []


def _port_of_service(mark: str) -> str:
    environ = Path(f"/proc/{_marked(mark)[-1]}/environ").read_bytes().split(b"\0")
    return next(entry.partition(b"=")[2].decode() for entry in environ if entry.startswith(b"SVERKA_PORT="))


def test_a_child_gets_the_settings_and_nothing_that_they_leave_empty(monkeypatch):
    monkeypatch.setenv("SVERKA_DATABASE_URL", "postgresql://elsewhere/x")
    given = environment_of(Settings(database_url="", port=8199, login=False))
    assert "SVERKA_DATABASE_URL" not in given
    assert (given["SVERKA_PORT"], given["SVERKA_LOGIN"]) == ("8199", "False")


def websocket(address: str, host: str, origin: str) -> int:
    """Return how the interface answers a browser that came by a name."""
    headers = {
        "Host": host,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c3ZlcmthLXRlc3Qta2V5IQ==",
    }
    with httpx.stream("GET", f"{address}/_stcore/stream", headers=headers, trust_env=False, timeout=20) as answer:
        return answer.status_code


def test_without_login_the_interface_answers_to_its_own_names_only(tmp_path):
    with started("ui", "names", SVERKA_HOME=str(tmp_path), **ports()) as (_, address):
        port = address.rpartition(":")[2]
        assert websocket(address, f"127.0.0.1:{port}", address) == 101
        assert websocket(address, f"evil.example:{port}", f"http://evil.example:{port}") == 403
        assert websocket(address, f"127.0.0.1:{port}", "http://evil.example") == 403


def test_behind_a_proxy_the_public_name_is_the_interfaces_own(tmp_path):
    public = {"SVERKA_PUBLIC_URL": "https://sverka.example", "SVERKA_LOGIN": "true"}
    with started("ui", "public", SVERKA_HOME=str(tmp_path), **public, **ports()) as (_, address):
        assert websocket(address, "sverka.example", "https://sverka.example") == 101
        assert websocket(address, "evil.example", "https://evil.example") == 403
