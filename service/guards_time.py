"""How long an answer may take to begin: `def` routes run in threads that cannot be stopped, so the answer leaves them behind."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import ProblemError, answer
from service.visit import visit_of

_LONGEST_BODY_S = 900.0


class TimeLimit:
    """Answers 503 when a route has not begun to answer in time, 408 when the body does not come.

    Each part of the body that arrives starts the time anew, up to a quarter of an hour in all. Once the answer has
    begun it may take as long as it needs (large files, events).
    """

    def __init__(self, app: ASGIApp, limit_s: float) -> None:
        self._app, self._limit_s = app, limit_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        timing = _Timing(scope, receive, send, self._limit_s)
        try:
            await self._app(scope, timing.receive, timing.send)
        finally:
            timing.stop()
            if timing.answering is not None:
                await timing.answering


class _Timing:
    """One request under its limit."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit_s: float) -> None:
        self._scope, self._receive, self._send, self._limit_s = scope, receive, send, limit_s
        self._loop = asyncio.get_running_loop()
        self._last_start = self._loop.time() + _LONGEST_BODY_S
        self._handle = self._loop.call_later(limit_s, self._expire)
        self._is_reading = False
        self._has_begun = False
        self.answering: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """End the measuring."""
        self._handle.cancel()

    async def receive(self) -> Message:
        """Return the next part of the body."""
        if self.answering is not None:
            return {"type": "http.disconnect"}
        self._is_reading = not self._has_begun
        message = await self._receive()
        self._is_reading = False
        if message["type"] == "http.request" and not self._has_begun and self._loop.time() < self._last_start:
            self._handle.cancel()
            self._handle = self._loop.call_later(self._limit_s, self._expire)
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, unless the time is over: then its parts go nowhere."""
        if self.answering is not None:
            return
        if not self._has_begun:
            self._has_begun = True
            self._handle.cancel()
        await self._send(message)

    def _expire(self) -> None:
        problem = ProblemError("request-timeout") if self._is_reading else ProblemError("time-limit", retry_after_s=10)
        problem.headers = {**dict(problem.headers or {}), "Connection": "close"}
        response = answer(problem, visit_of(self._scope))
        self.answering = self._loop.create_task(response(self._scope, self._receive, self._send))
