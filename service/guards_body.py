"""The largest body that is read; more is refused before it is read, or as soon as it has been counted."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import ProblemError, answer
from service.visit import Visit, visit_of

_STRANGERS_BYTES = 64 * 1024  # who is not logged in has nothing to send but a login
# A body refused by its length is let run into nothing up to this many times the limit: a client that is still sending
# when the connection closes often never sees the answer.
_DRAINED = 4


class BodyCap:
    """Refuses bodies above a limit by their declared length, and counts those that declare none."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = visit_of(scope)
        declared = visit.headers.get(b"content-length")
        if declared is None and b"transfer-encoding" not in visit.headers:
            await self._app(scope, receive, send)
            return
        most = self._most_bytes if visit.principal is not None else min(_STRANGERS_BYTES, self._most_bytes)
        if declared is not None and (not declared.isdigit() or int(declared) > most):
            slug = "too-large" if declared.isdigit() else "bad-request"
            is_long = not declared.isdigit() or int(declared) > most * _DRAINED
            await answer(_refusal(slug, most, visit, is_long), visit)(scope, receive, send)
            return
        await self._app(scope, _counting(receive, most, visit), send)


def _counting(receive: Receive, most: int, visit: Visit) -> Receive:
    n_bytes = 0

    async def counted() -> Message:
        nonlocal n_bytes
        message = await receive()
        if message["type"] == "http.request":
            n_bytes += len(message.get("body", b""))
            if n_bytes > most:
                raise _refusal("too-large", most, visit, True)
        return message

    return counted


def _refusal(slug: str, most: int, visit: Visit, hangs_up: bool) -> ProblemError:
    if slug == "too-large" and visit.principal is None:
        slug = "not-authenticated"
    problem = ProblemError(slug) if slug != "too-large" else ProblemError(slug, most_bytes=most)
    if hangs_up:
        problem.headers = {**dict(problem.headers or {}), "Connection": "close"}
    return problem
