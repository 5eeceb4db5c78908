"""Requests to the service on behalf of one person, and their typed answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel

from ui.client.errors import refused, unanswered

Shown = TypeVar("Shown", bound=BaseModel)
Query = Mapping[str, Any]
Files = Sequence[tuple[str, tuple[str, bytes]]]
TIMEOUT_S = 70.0  # longer than the service gives a request
COOKIE = "sverka_session"


class Client:
    """The API as one person sees it.

    Args:
        http: pooled connections to the service, shared by all sessions; its `base_url` ends in `/api/v1/`.
        session: the secret of the person's session cookie; empty in the mode without login.

    Every method raises `ServiceError` when the service refuses or does not answer.
    """

    def __init__(self, http: httpx.Client, session: str = "") -> None:
        self._http = http
        self._headers = {"Accept-Language": "ru"} | ({"Cookie": f"{COOKIE}={session}"} if session else {})

    def get(self, path: str, shown: type[Shown], query: Query | None = None) -> Shown:
        """Return a resource."""
        return shown.model_validate_json(self._send("GET", path, query=query).content)

    def data(self, path: str, query: Query | None = None) -> bytes:
        """Return the bytes of a file, a picture, an export."""
        return self._send("GET", path, query=query).content

    def post(self, path: str, shown: type[Shown], body: BaseModel | Query | None = None) -> Shown:
        """Ask for something new; return what came of it."""
        return shown.model_validate_json(self._send("POST", path, body=body).content)

    def put(self, path: str, shown: type[Shown], body: BaseModel | Query | None = None) -> Shown:
        """Set something; return it as it is now."""
        return shown.model_validate_json(self._send("PUT", path, body=body).content)

    def patch(self, path: str, shown: type[Shown], body: BaseModel | Query) -> Shown:
        """Change a part of something; return it as it is now."""
        return shown.model_validate_json(self._send("PATCH", path, body=body).content)

    def delete(self, path: str, query: Query | None = None) -> None:
        """Take something away."""
        self._send("DELETE", path, query=query)

    def upload(self, path: str, shown: type[Shown], files: Files, headers: Mapping[str, str] | None = None) -> Shown:
        """Send files as a form does."""
        return shown.model_validate_json(self._send("POST", path, files=files, headers=headers).content)

    def replace(self, path: str, shown: type[Shown], files: Files) -> Shown:
        """Send files that take the place of others."""
        return shown.model_validate_json(self._send("PUT", path, files=files).content)

    def send(self, method: str, path: str, content: bytes, headers: Mapping[str, str]) -> bytes:
        """Send bytes as they are; return the answer's."""
        return self._send(method, path, content=content, headers=headers).content

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: BaseModel | Query | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        if body is not None:
            more["json"] = (
                body.model_dump(mode="json", exclude_unset=True) if isinstance(body, BaseModel) else dict(body)
            )
        given = {name: value for name, value in (query or {}).items() if value is not None and value != ""}
        try:
            response = self._http.request(
                method, path.lstrip("/"), params=given, headers={**self._headers, **(headers or {})}, **more
            )
        except httpx.TransportError as error:
            raise unanswered(error) from error
        if response.is_error:
            raise refused(response)
        return response
