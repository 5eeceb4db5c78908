"""The API put together: parts, guards, routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from fastapi import FastAPI

from nlp.errors import InputError
from service import guards, guards_body, guards_gate, guards_rate, guards_time, problems
from service.access import users
from service.access.login import Access
from service.access.lookup import Lookup
from service.access.passwords import Passwords
from service.metrics import Metrics
from service.routes import ROUTERS
from service.routes.health import program_version
from service.settings import Settings
from service.state import Runner, Service
from service.store.engine import Store
from service.tidying import every_day


@dataclass(frozen=True)
class Parts:
    """What a service may have besides its store: a runner of jobs, a searcher, other parameters of hashing (tests)."""

    runner: Runner | None = None
    search: Any = None
    passwords: Passwords | None = None


def create_app(store: Store, originals: Any, settings: Settings, parts: Parts | None = None) -> FastAPI:
    """Return the application; whoever opened the store closes it.

    Raises:
        InputError: the installation could be reached by others, and nobody would have to log in.
    """
    check_binding(settings)
    given = parts or Parts()
    access = Access(Lookup(store), given.passwords or Passwords())
    service = Service(store, settings, access, Metrics(store), originals, given.runner, given.search)
    app = FastAPI(
        title="Сверка",
        version=program_version(),
        openapi_url=None,  # our own routes show it, without foreign hosts
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.service = service
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    problems.install(app)
    _guard(app, service)
    return app


def check_binding(settings: Settings) -> None:
    """Refuse the mode without login where others could reach the port.

    Raises:
        InputError: with what to set.
    """
    name = urlsplit(settings.public_url).hostname
    is_public = name is not None and name not in guards_gate.LOOPBACK
    if settings.asks_login or (settings.host in guards_gate.LOOPBACK and not is_public):
        return
    raise InputError(
        "Служба не запущена",
        f"вход выключен, а к адресу {name or settings.host} могут обратиться другие",
        "Включите вход (SVERKA_LOGIN=1) или слушайте 127.0.0.1 без SVERKA_PUBLIC_URL.",
    )


def _guard(app: FastAPI, service: Service) -> None:
    settings = service.settings
    local = None if settings.asks_login else users.ensure_local(service.store)
    rules = guards_gate.rules_of(settings, local)
    buckets = guards_rate.Buckets(settings.requests_per_minute)
    # The one added last stands outermost.
    app.add_middleware(guards_body.BodyCap, most_bytes=settings.upload_bytes)
    app.add_middleware(guards_time.TimeLimit, limit_s=settings.request_timeout_s)
    app.add_middleware(guards_gate.Gate, lookup=service.access.lookup, rules=rules, buckets=buckets)
    app.add_middleware(guards.Watch, metrics=service.metrics, https=settings.public_url.startswith("https://"))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    if service.runner is not None:
        service.runner.start()
    tidying = asyncio.create_task(every_day(service.store))
    try:
        yield
    finally:
        tidying.cancel()
        if service.runner is not None:
            await run_sync(service.runner.stop)
        await run_sync(service.access.close)
