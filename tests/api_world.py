"""A service with people of every role, for tests of the API; nothing of it outlives the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from service.access import tokens, users
from service.access.passwords import Passwords
from service.app import Parts, create_app
from service.guards_gate import COOKIE
from service.settings import Settings
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals

BASE = "http://127.0.0.1:8137"
HOME_REGION, FOREIGN_REGION = "28", "01"
PASSWORD = "тихий-пруд-и-фонарь"
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "viewer": ("viewer", ()),
    "expert": ("expert", ()),
    "admin": ("admin", ()),
    "admin at home": ("admin", (HOME_REGION,)),
    "admin elsewhere": ("admin", (FOREIGN_REGION,)),
}


class StillRunner:
    """Stands for the runner of jobs and does nothing."""

    alive = False
    trouble = None
    n_wakes = 0

    def wake(self) -> None:
        self.n_wakes += 1

    def start(self) -> None:
        self.alive = True

    def stop(self) -> None:
        self.alive = False


@dataclass
class World:
    """A running service; `sessions` and `secrets` by person: what the cookie and a program's token hold."""

    app: FastAPI
    client: TestClient
    store: Store
    ids: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def bearer(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secrets[person]}"}

    def cookie(self, person: str) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.sessions[person]}"}

    def new_session(self, person: str) -> dict[str, str]:
        with self.store.writing() as session:
            return {"Cookie": f"{COOKIE}={tokens.open_session(session, self.ids[person])}"}


def get(made: World, path: str, person: str = "viewer", status: int = 200, **params: Any) -> Any:
    """Return what the API answers a person, who gets an answer of this status."""
    response = made.client.get(f"/api/v1{path}", params=params, headers=made.bearer(person))
    assert response.status_code == status, response.text
    return response.json()


@contextmanager
def listening(app: FastAPI, **config: Any) -> Iterator[int]:
    """Have a real server answer for a service whose lifespan runs already; give its port on the loopback."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False, **config))
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def world(
    home: Path, router: APIRouter | None = None, base: str = BASE, peer: str = "127.0.0.1", **settings: Any
) -> Iterator[World]:
    """Open a service in an empty folder; with `login` (the default) there are people of every role.

    Args:
        home: an empty folder.
        router: routes of the test's own.
        base: the address that the client types.
        peer: the address that it comes from.
        settings: fields of `Settings`.
    """
    chosen = Settings(home=home, **{"login": True, "public_url": "", **settings})
    with open_store(chosen.url, home) as store:
        quick = Passwords(time_cost=1, memory_kib=64)
        app = create_app(store, Originals(chosen.originals), chosen, Parts(runner=StillRunner(), passwords=quick))
        if router is not None:
            app.router.routes[:0] = router.routes
        made = World(app, TestClient(app, base, client=(peer, 50_000), follow_redirects=False), store)
        if chosen.asks_login:
            _people(made, quick)
        with made.client:
            yield made


def _people(made: World, quick: Passwords) -> None:
    kept = quick.hash(PASSWORD)
    with made.store.writing() as session:
        for person, (role, regions) in PEOPLE.items():
            login = person.replace(" ", "-")
            user = users.create_user(session, users.Account(login, role, "", regions, kept))  # type: ignore[arg-type]
            made.ids[person] = user.id
            made.sessions[person] = tokens.open_session(session, user.id)
            made.secrets[person] = tokens.issue(session, user.id, "проверка", None)[1]
