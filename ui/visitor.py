"""Who sits at the screen, and their way to the service."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

import httpx
import streamlit as st

from service.schemas.account import Me
from service.settings import Settings
from ui.client.base import COOKIE, TIMEOUT_S, Client

# To the service, shared by all sessions of this process.
connections: dict[str, httpx.Client] = {}


def api() -> Client:
    """Return the service as the person of this session sees it."""
    return Client(http(Settings().api), st.context.cookies.get(COOKIE, ""))


def me() -> Me:
    """Return who the person is; asked anew each time, so that a revoked account loses its pages at once.

    Raises:
        ServiceError: nobody is logged in (`not-authenticated`), or the service does not answer.
    """
    return api().get("/me", Me)


def login_address() -> str:
    """Return the address of the page «Вход», which leads back to the page of now."""
    here = st.context.url or ""
    asked = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    here += f"?{asked}" if here and asked else ""
    return f"{_api_of_browser(here)}/login?next={quote(here, safe='')}"


def _api_of_browser(here: str) -> str:
    # The browser reaches the service by the public name, else by the name that it reached us by.
    settings = Settings()
    if settings.public_url:
        return settings.public_url.rstrip("/")
    name = urlsplit(here).hostname or settings.host
    return f"http://{f'[{name}]' if ':' in name else name}:{settings.port}"


def http(address: str) -> httpx.Client:
    """Return the pool of connections to a service."""
    if address not in connections:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        new = httpx.Client(base_url=f"{address}/api/v1/", timeout=TIMEOUT_S, limits=limits, trust_env=False)
        if connections.setdefault(address, new) is not new:
            new.close()  # another session was first
    return connections[address]
