"""What stands before every request, as plain ASGI: number, log, headers, and an answer even to a fault.

From outside in: `Watch` (here), `Gate` (guards_gate), `TimeLimit` (guards_time), `BodyCap` (guards_body), the routes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import log_fault, log_request
from service.metrics import Metrics
from service.problems import answer
from service.problems_store import of_fault
from service.visit import visit_of

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # with no referrer Chromium hides the origin of our own form, too
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-site"),  # the web interface on its own port shows page pictures
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class Watch:
    """Gives a request its number, adds security headers, logs and counts; turns an unexpected fault into a problem."""

    def __init__(self, app: ASGIApp, metrics: Metrics, https: bool) -> None:
        self._app, self._metrics, self._https = app, metrics, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit, started, status = visit_of(scope), time.perf_counter(), 0
        https = self._https or scope.get("scheme") == "https"

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_security(message.get("headers", ()), visit.id, https)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as fault:  # the last place: what passes here would be an empty answer and a trace in the log
            problem = of_fault(fault)
            log_fault(visit.id, fault, problem.slug)
            if not status:
                await answer(problem, visit)(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "")
            duration_s = time.perf_counter() - started
            self._metrics.count(scope["method"], route, status, duration_s)
            log_request(scope["method"], route, status, duration_s, visit)


def _with_security(headers: Iterable[tuple[bytes, bytes]], request_id: str, https: bool) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    names = {name for name, _ in given}
    given.extend(pair for pair in _HEADERS if pair[0] not in names)
    given.append((b"x-request-id", request_id.encode()))
    if https:
        given.append(_HSTS)
    return given
