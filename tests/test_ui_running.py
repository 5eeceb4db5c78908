"""`sverka ui` and `sverka demo` as processes: both halves up, asked, stopped without leaving anything behind."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import httpx
import programs
import pytest
import ui_world
from programs import DOWN_WITHIN_S, started

from service.settings import Settings
from ui.running import environment_of, free_port


def ports() -> dict[str, str]:
    return {name: str(free_port("127.0.0.1")) for name in ("SVERKA_PORT", "SVERKA_UI_PORT")}


def page(address: str) -> int:
    return httpx.get(address, trust_env=False, timeout=20).status_code


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


def test_without_login_the_interface_answers_to_its_own_names_only_and_stops_with_ctrl_c(tmp_path):
    with started(tmp_path, "ui", **ports()) as program:
        address = program.address()
        port = address.rpartition(":")[2]
        assert page(address) == 200
        assert len(program.members()) >= 3
        assert websocket(address, f"127.0.0.1:{port}", address) == 101
        assert websocket(address, f"evil.example:{port}", f"http://evil.example:{port}") == 403
        assert websocket(address, f"127.0.0.1:{port}", "http://evil.example") == 403
        program.stop(signal.SIGINT)


def test_behind_a_proxy_the_public_name_is_its_own_and_nothing_outlives_a_killed_parent(tmp_path):
    public = {"SVERKA_PUBLIC_URL": "https://sverka.example", "SVERKA_LOGIN": "true"}
    with started(tmp_path, "ui", **public, **ports()) as program:
        address = program.address()
        assert websocket(address, "sverka.example", "https://sverka.example") == 101
        assert websocket(address, "evil.example", "https://evil.example") == 403
        program.process.kill()
        program.process.wait()
        assert program.left(DOWN_WITHIN_S) == []


def test_a_half_that_falls_ends_the_other_and_is_told(tmp_path):
    with started(tmp_path, "ui", **ports()) as program:
        program.address()
        served = next(p for p in program.members() if b"serve" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0"))
        os.kill(served, signal.SIGKILL)
        assert program.process.wait(DOWN_WITHIN_S) == 1
        assert "остановился сам: служба" in program.said()
        assert program.left(5) == []


@pytest.mark.parametrize("name", ["SVERKA_PORT", "SVERKA_UI_PORT"])
def test_a_port_that_is_taken_is_named(tmp_path, name):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        done = programs.done(tmp_path, "ui", **{**ports(), name: taken})
    assert done.returncode == 1
    assert f":{taken} занят" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_has_the_samples_and_leaves_nothing(tmp_path):
    chosen = ports()
    with started(tmp_path, "demo", **chosen) as program:
        assert page(program.address()) == 200
        api = f"http://127.0.0.1:{chosen['SVERKA_PORT']}/api/v1/plans"
        samples = [p for p in ui_world.SAMPLES.iterdir() if p.suffix not in (".json", ".md")]
        assert httpx.get(api, trust_env=False).json()["total"] >= len(samples)
        program.stop()


def test_a_child_gets_the_settings_and_nothing_that_they_leave_empty(monkeypatch):
    monkeypatch.setenv("SVERKA_DATABASE_URL", "postgresql://elsewhere/x")
    given = environment_of(Settings(database_url="", port=8199, login=False))
    assert "SVERKA_DATABASE_URL" not in given
    assert (given["SVERKA_PORT"], given["SVERKA_LOGIN"]) == ("8199", "False")
