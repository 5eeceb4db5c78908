"""What is known of a request while it is answered: its number, who asks, in what language."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from service.access.principal import Principal

KEY = "sverka.visit"


class Visit:
    """A request on its way through the guards; `headers` are the raw ones, the last of a name counts."""

    __slots__ = ("address", "failure", "headers", "id", "principal")

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self.id = secrets.token_hex(8)
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        client = scope.get("client")
        self.address: str = client[0] if client else ""
        self.principal: Principal | None = None
        self.failure = ""  # why a request that carried a token has no principal: a key of DETAILS

    def header(self, name: bytes) -> str:
        """Return a header's value, empty where it is absent."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def language(self) -> str:
        """The language of messages: «en» where the client prefers it to Russian, else «ru»."""
        return preferred_language(self.header(b"accept-language"))

    @property
    def proxied(self) -> bool:
        """Whether a reverse proxy says that it passed the request on."""
        return any(name in self.headers for name in (b"forwarded", b"x-forwarded-for", b"x-real-ip"))


def visit_of(scope: MutableMapping[str, Any]) -> Visit:
    """Return the visit of a request's scope; made where no guard has made it."""
    visit = scope.get(KEY)
    if visit is None:
        visit = scope[KEY] = Visit(scope)
    return visit


def preferred_language(accepted: str) -> str:
    """Return «en» if an Accept-Language weighs English above Russian, else «ru»; nonsense counts as absent."""
    weights = {"ru": 0.0, "en": 0.0}
    for item in accepted.split(",")[:20]:
        tag, _, parameter = item.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameter))
    return "en" if weights["en"] > weights["ru"] else "ru"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
