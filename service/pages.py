"""The few pages that the API serves itself: login, documentation, kinds of problems; no script, nothing from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

_FOLDER = Path(__file__).parent
_STATIC = {"page.css": "text/css; charset=utf-8"}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(_FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: str, **values: Any) -> str:
    """Return a page as text; every value is escaped."""
    return _templates().get_template(template).render(**values)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page as a response."""
    return HTMLResponse(render(template, **values), status)


@lru_cache(maxsize=8)
def static(name: str) -> tuple[bytes, str] | None:
    """Return a file that pages use and its media type; None if there is no such file."""
    if name not in _STATIC:
        return None
    return (_FOLDER / "static" / name).read_bytes(), _STATIC[name]
