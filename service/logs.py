"""The log: one JSON line an event on standard error; numbers, codes and templates of addresses, never contents."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

from service.visit import Visit

_ROOT = Path(__file__).parent.parent


class _StandardError:
    """Writes to whatever standard error is at the moment."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")

    info = warning = error = msg


log: Any = structlog.wrap_logger(
    _StandardError(),
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    cache_logger_on_first_use=True,
)


def log_request(method: str, route: str, status: int, duration_s: float, visit: Visit) -> None:
    """Log an answered request: its number and kind, never its address, query or body."""
    user_id = visit.principal.user_id if visit.principal is not None else None
    duration_ms = round(duration_s * 1000, 2)
    log.info(
        "request", id=visit.id, method=method[:10], route=route, status=status, duration_ms=duration_ms, user_id=user_id
    )


def log_fault(request_id: str, fault: BaseException, slug: str) -> None:
    """Log where an unexpected exception came from: its class and our own lines, not its words, which may quote a plan."""
    log.error("fault", id=request_id, kind=type(fault).__name__, problem=slug, where=_frames(fault))


def _frames(fault: BaseException) -> list[str]:
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    is_ours = path.is_relative_to(_ROOT) and "site-packages" not in path.parts
    return str(path.relative_to(_ROOT)) if is_ours else "/".join(path.parts[-2:])
