"""`sverka serve` as a process: up, asked, stopped without leaving anything behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from service.store.opening import open_store
from service.store.tables import Catalogue

ROOT = Path(__file__).parent.parent
UP_WITHIN_S, DOWN_WITHIN_S = 60, 20


def start(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SVERKA_")}
    known = {"SVERKA_HOME": str(home), "SVERKA_WORKERS": "1"}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "sverka.py"), "serve", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=kept | known | environment,
        start_new_session=True,
    )


def heard(service: subprocess.Popen[str], wanted: str) -> tuple[str, list[str]]:
    """Read what a service says until a line holds what is wanted; return that line and those before."""
    before: list[str] = []
    assert service.stderr is not None
    for line in service.stderr:
        if wanted in line:
            return line, before
        before.append(line)
    raise AssertionError(before)


@contextmanager
def served(home: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    service = start(home, "--port", "0", **environment)
    try:
        line, before = heard(service, "Служба работает")
        yield service, re.search(r"http://\S+", line)[0], before  # type: ignore[index]
    finally:
        if service.poll() is None:
            service.kill()
        service.wait()
        service.stderr.close()  # type: ignore[union-attr]


def members(session: int) -> list[int]:
    """The processes of a session, those that have ended left out."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, *fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


def stopped(service: subprocess.Popen[str], sign: signal.Signals) -> None:
    """Stop a service; it ends well, and none of its processes lives on."""
    service.send_signal(sign)
    assert service.wait(DOWN_WITHIN_S) == 0
    until = time.monotonic() + 5
    while members(service.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert members(service.pid) == []
    told = service.stderr.read()  # type: ignore[union-attr]
    assert "остановлена" in told
    assert "Traceback" not in told


def test_two_serve_one_home_and_stop_without_leaving_a_process(tmp_path):
    home = tmp_path / "home"
    with served(home) as (first, address, _):
        assert httpx.get(f"{address}/api/v1/health").status_code == 200
        until = time.monotonic() + UP_WITHIN_S
        while httpx.get(f"{address}/api/v1/ready").status_code != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert httpx.get(f"{address}/api/v1/ready").json()["jobs"] is True
        assert len(members(first.pid)) > 1
        with served(home, SVERKA_LOGIN="1") as (second, _, before):
            assert any("уже работает другая служба" in line for line in before)
            assert "Войти пока некому" in heard(second, "sverka user add")[0]
            stopped(second, signal.SIGINT)
        port = address.rpartition(":")[2]
        third = start(tmp_path / "other", "--port", port)
        _, told = third.communicate(timeout=UP_WITHIN_S)
        assert third.returncode == 1
        assert f"порт 127.0.0.1:{port} занят" in told
        assert len(told.splitlines()) == 1
        assert not (tmp_path / "other").exists()
        with httpx.stream("GET", f"{address}/api/v1/jobs/events", timeout=30) as events:
            assert events.status_code == 200  # a listener does not keep it from stopping
            stopped(first, signal.SIGTERM)
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store, store.reading() as session:
        assert session.scalars(select(Catalogue.name).where(Catalogue.kind == "mandates")).first() == "municipal"


@pytest.mark.parametrize(
    "arguments, environment, why",
    [
        (["--host", "0.0.0.0"], {"SVERKA_LOGIN": "0"}, "вход выключен"),
        (["--host", "203.0.113.7"], {"SVERKA_LOGIN": "1"}, "адреса 203.0.113.7 нет"),
        ([], {"SVERKA_PORT": "seven"}, "SVERKA_PORT"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_line(tmp_path, arguments, environment, why):
    service = start(tmp_path / "home", *arguments, **environment)
    _, told = service.communicate(timeout=UP_WITHIN_S)
    assert service.returncode in (1, 2)
    assert why in told
    assert len(told.splitlines()) == 1
    assert "Traceback" not in told


def test_it_can_be_stopped_while_it_starts(tmp_path):
    service = start(tmp_path / "home", "--port", "0")
    until = time.monotonic() + UP_WITHIN_S
    while not (tmp_path / "home" / "sverka.db").exists() and time.monotonic() < until:
        time.sleep(0.01)
    service.terminate()
    service.communicate(timeout=DOWN_WITHIN_S)
    assert service.returncode == 0
    assert members(service.pid) == []
