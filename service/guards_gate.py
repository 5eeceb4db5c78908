"""The gate: whether a request may come in at all, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.lookup import Lookup
from service.access.principal import Principal
from service.guards_rate import Buckets
from service.problems import ProblemError, answer
from service.settings import Settings
from service.visit import Visit, visit_of

COOKIE = "sverka_session"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Rules:
    """What the gate knows of the installation; `local` is who everybody is in the mode without login, else None."""

    hosts: frozenset[str]
    origins: frozenset[str]
    local: Principal | None


def rules_of(settings: Settings, local: Principal | None) -> Rules:
    """Return the rules for an installation: the names it goes by, and the pages whose requests it takes."""
    public = urlsplit(settings.public_url)
    names = {*LOOPBACK, *_names_of(settings.host)}
    if public.hostname:
        names.add(_bracketed(public.hostname))
    origins = {f"http://{name}:{settings.ui_port}" for name in names}
    if public.hostname:
        origins.add(f"{public.scheme}://{public.netloc}".casefold())
    # With a login the installation may go by any name: a page of a foreign name gets no cookie. Without one the
    # name is what tells our own page from one whose name was pointed at this computer (DNS rebinding).
    return Rules(frozenset(names) if local is not None or public.hostname else frozenset(), frozenset(origins), local)


class Gate:
    """Checks host and origin, finds out who asks, and holds back who asks too often."""

    def __init__(self, app: ASGIApp, lookup: Lookup, rules: Rules, buckets: Buckets) -> None:
        self._app, self._lookup, self._rules, self._buckets = app, lookup, rules, buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = visit_of(scope)
        try:
            check_host(self._rules, visit)
            check_origin(self._rules, visit, scope)
            await self._identify(visit)
            self._buckets.take(rate_key(visit), visit.principal is not None)
        except ProblemError as problem:
            await answer(problem, visit)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _identify(self, visit: Visit) -> None:
        scheme, _, secret = visit.header(b"authorization").partition(" ")
        if scheme:
            visit.principal = await self._lookup.find(secret.strip()) if scheme.lower() == "bearer" else None
            if visit.principal is None or visit.principal.way != "program":
                # A session's secret is for the cookie alone, where it is guarded against foreign pages.
                visit.principal, visit.failure = None, "bad-token"
            return
        secret = cookie_of(visit)
        if secret:
            visit.principal = await self._lookup.find(secret)
            if visit.principal is not None and visit.principal.way != "session":
                visit.principal = None
        if visit.principal is None:
            visit.principal = self._rules.local


def check_host(rules: Rules, visit: Visit) -> None:
    """Refuse a request that names a host which is not ours, or that a proxy passed on in the mode without login.

    Raises:
        ProblemError: foreign-host.
    """
    if rules.local is not None and visit.proxied:
        raise ProblemError("foreign-host")
    if rules.hosts and host_name(visit.header(b"host")) not in rules.hosts:
        raise ProblemError("foreign-host")


def check_origin(rules: Rules, visit: Visit, scope: Scope) -> None:
    """Refuse a changing request which a browser sends from a foreign page, with whatever cookies it has.

    A token in the header Authorization is not sent by a browser on its own: such requests are not checked.

    Raises:
        ProblemError: foreign-origin.
    """
    if scope["method"] in _SAFE or b"authorization" in visit.headers:
        return
    origin = visit.header(b"origin").casefold()
    if origin:
        own = f"{scope.get('scheme', 'http')}://{visit.header(b'host').casefold()}"
        if origin != own and origin not in rules.origins:
            raise ProblemError("foreign-origin")
    elif visit.header(b"sec-fetch-site") not in ("", "same-origin", "none"):
        raise ProblemError("foreign-origin")


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    if host.startswith("["):
        return host.partition("]")[0].casefold() + "]"
    return host.partition(":")[0].casefold().rstrip(".")


def cookie_of(visit: Visit) -> str:
    """Return the session's secret from the cookies, empty where there is none."""
    for part in visit.header(b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')
    return ""


def rate_key(visit: Visit) -> str:
    """Return what requests are counted by: the token or session, else the address."""
    if visit.principal is not None and visit.principal.token_id is not None:
        return visit.principal.token_id
    return address_key(visit.address)


def address_key(address: str) -> str:
    """Return what stands for an address; an IPv6 subscriber owns 2^64 of them, so their network counts."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return address


def _names_of(host: str) -> set[str]:
    return set() if host in ("0.0.0.0", "::", "") else {_bracketed(host)}  # noqa: S104


def _bracketed(name: str) -> str:
    return f"[{name.casefold()}]" if ":" in name else name.casefold()
