"""How routers are made: one prefix, one set of documented problems."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from service.messages import KINDS

API = "/api/v1"
_REFERENCE = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _responses() -> dict[int | str, dict[str, Any]]:
    by_status: dict[int, list[str]] = {}
    for kind in KINDS.values():
        by_status.setdefault(kind.status, []).append(kind.title.ru)
    return {
        status: {"description": "; ".join(by_status[status]), "content": _REFERENCE} for status in sorted(by_status)
    }


RESPONSES = _responses()


def api_router(tag: str, prefix: str = "") -> APIRouter:
    """Return a router of the API for one resource; `tag` is its heading in the documentation (Russian)."""
    return APIRouter(prefix=API + prefix, tags=[tag], responses=RESPONSES, generate_unique_id_function=operation_id)


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation: that of its function."""
    return route.name
