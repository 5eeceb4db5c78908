"""Whether the service lives, and whether it is ready to work."""

from __future__ import annotations

import tempfile
import time
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError

from nlp.errors import SverkaError
from service.routing import api_router
from service.schemas.health import Health, Readiness
from service.state import Held, Service
from service.store.columns import now
from service.store.tables_access import Fact

router = api_router("Состояние службы")
_KEPT_S = 5.0


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return the program's version; «0» where it runs without being installed."""
    try:
        return version("sverka")
    except PackageNotFoundError:
        return "0"


@router.get("/health", summary="Жива ли служба")
async def health() -> Health:
    """Отвечает без входа, ничего не проверяя."""
    return Health(version=program_version())


@router.get("/ready", summary="Готова ли служба к работе")
def ready(service: Held, response: Response) -> Readiness:
    """Отвечает без входа; 503 и то же тело, если чего-то нет. Проверка повторяется не чаще раза в пять секунд."""
    kept: tuple[float, Readiness] | None = service.extras.get("ready")
    if kept is None or time.monotonic() - kept[0] > _KEPT_S:
        kept = (time.monotonic(), examine(service))
        service.extras["ready"] = kept
    if not kept[1].ready:
        response.status_code = 503
    return kept[1]


def examine(service: Service) -> Readiness:
    """Return what of the service works: each part is tried, not asked."""
    parts = {
        "database": _database_writes(service),
        "originals": _originals_write(service),
        "models": _models_load(service),
        "jobs": service.runner is not None and service.runner.alive and service.runner.trouble is None,
    }
    return Readiness(ready=all(parts.values()), **parts)


def _database_writes(service: Service) -> bool:
    try:
        with service.store.writing() as session:
            session.merge(Fact(key="ready", value={"at": now().isoformat()}))
    except SQLAlchemyError:
        return False
    return True


def _originals_write(service: Service) -> bool:
    folder = service.settings.originals
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
    except OSError:
        return False
    return True


def _models_load(service: Service) -> bool:
    try:
        _ = service.models
    except (SverkaError, OSError, ValueError):
        return False
    return True
