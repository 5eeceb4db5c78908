"""`sverka serve` as a process: up, asked, stopped without leaving anything behind."""

from __future__ import annotations

import signal
import time

import httpx
import programs
import pytest
from sqlalchemy import select

from service.store.opening import open_store
from service.store.tables import Catalogue

ANY_PORT = ("serve", "--port", "0")


def stopped(service: programs.Program, sign: signal.Signals) -> None:
    """Stop a service; it says so, and that nothing went wrong."""
    told = service.stop(sign)
    assert "остановлена" in told
    assert "Traceback" not in told


def test_two_serve_one_home_and_stop_without_leaving_a_process(tmp_path):
    home = tmp_path / "home"
    with programs.started(home, *ANY_PORT) as first:
        address = first.address()
        assert httpx.get(f"{address}/api/v1/health").status_code == 200
        programs.wait_until_up(f"{address}/api/v1/ready")
        assert httpx.get(f"{address}/api/v1/ready").json()["jobs"] is True
        assert len(first.members()) > 1
        with programs.started(home, *ANY_PORT, SVERKA_LOGIN="1") as second:
            assert "Войти пока некому" in second.heard("sverka user add")
            assert "уже работает другая служба" in second.said().partition("Служба работает")[0]
            stopped(second, signal.SIGINT)
        port = address.rpartition(":")[2]
        third = programs.done(tmp_path / "other", "serve", "--port", port)
        assert third.returncode == 1
        assert f"порт 127.0.0.1:{port} занят" in third.stderr
        assert len(third.stderr.splitlines()) == 1
        assert not (tmp_path / "other").exists()
        with httpx.stream("GET", f"{address}/api/v1/jobs/events", timeout=30) as events:
            assert events.status_code == 200  # a listener does not keep it from stopping
            stopped(first, signal.SIGTERM)
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store, store.reading() as session:
        assert session.scalars(select(Catalogue.name).where(Catalogue.kind == "mandates")).first() == "municipal"


@pytest.mark.parametrize(
    "arguments, settings, why",
    [
        (["--host", "0.0.0.0"], {"SVERKA_LOGIN": "0"}, "вход выключен"),
        (["--host", "203.0.113.7"], {"SVERKA_LOGIN": "1"}, "адреса 203.0.113.7 нет"),
        ([], {"SVERKA_PORT": "seven"}, "SVERKA_PORT"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_line(tmp_path, arguments, settings, why):
    service = programs.done(tmp_path / "home", "serve", *arguments, **settings)
    assert service.returncode in (1, 2)
    assert why in service.stderr
    assert len(service.stderr.splitlines()) == 1
    assert "Traceback" not in service.stderr


def test_it_can_be_stopped_while_it_starts(tmp_path):
    with programs.started(tmp_path / "home", *ANY_PORT) as service:
        until = time.monotonic() + programs.UP_WITHIN_S
        while not (tmp_path / "home" / "sverka.db").exists() and time.monotonic() < until:
            time.sleep(0.01)
        service.stop()
