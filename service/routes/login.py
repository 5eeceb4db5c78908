"""Logging in and out, by page and by API; one's own account."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from service.access import login as entering
from service.access import passwords, tokens, users
from service.access.policy import require
from service.access.principal import Principal
from service.guards import CONTENT_POLICY
from service.guards_gate import COOKIE, address_key, host_name
from service.messages import KINDS
from service.pages import page
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.account import Credentials, Me, PasswordChange
from service.state import Held, Service
from service.store.audit import note
from service.visit import visit_of

router = api_router("Вход и учётная запись")
pages = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("account.read"))]
Changer = Annotated[Principal, Depends(require("account.change"))]
_LONGEST_NEXT = 500


@router.post("/login", summary="Войти по паролю")
async def log_in(service: Held, request: Request, given: Credentials, response: Response) -> Me:
    """Ставит cookie `sverka_session` (HttpOnly); программам удобнее токен."""
    entered = await _enter(service, request, (given.login, given.password))
    _set_cookie(service, request, response, entered.secret)
    user = entered.user
    told = {"user_id": user.id, "login": user.login, "role": user.role, "regions": user.regions, "way": "session"}
    return Me.model_validate(told)


@router.post("/logout", status_code=204, summary="Выйти")
def log_out(service: Held, request: Request, response: Response) -> None:
    """Кончает сеанс, из которого пришёл запрос; без сеанса не делает ничего."""
    _end_session(service, request)
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", summary="Кто я")
async def me(principal: Reader) -> Me:
    """Учётная запись, от имени которой идёт запрос."""
    p = principal
    return Me(user_id=p.user_id, login=p.login, role=p.role, regions=sorted(p.regions), way=p.way)


@router.post("/me/password", status_code=204, summary="Сменить свой пароль")
async def change_password(service: Held, principal: Changer, given: PasswordChange) -> None:
    """Прочие сеансы кончаются; токены программ остаются."""
    if principal.way != "session":
        raise ProblemError("forbidden", "interactive-only" if principal.way == "program" else "login-off")
    passwords.check_strength(principal.login, given.new)
    if service.access.accounts.wait_s(principal.login):
        raise ProblemError("conflict", "wrong-password")
    service.access.accounts.failed(principal.login)
    await service.access.passwords.run(lambda: _change_password(service, principal, given))
    service.access.accounts.succeeded(principal.login)


def _change_password(service: Service, principal: Principal, given: PasswordChange) -> None:
    with service.store.reading() as session:
        kept = users.user_of(session, principal.user_id).password_hash
    if not service.access.passwords.matches(kept, given.present):
        raise ProblemError("conflict", "wrong-password")
    renewed = service.access.passwords.hash(given.new)
    with service.store.writing() as session:
        users.user_of(session, principal.user_id).password_hash = renewed
        tokens.revoke_sessions(session, principal.user_id, but=principal.token_id)
        note(session, principal.user_id, "user.password", principal.user_id)


@pages.get("/login")
async def login_page(service: Held, request: Request, next: str = "") -> Response:
    """Show the page «Вход»."""
    target = _target(service, request, next)
    if not service.settings.asks_login:
        return RedirectResponse(target, 303)
    notice = "Вы вошли. Чтобы сменить учётную запись, войдите под другой." if visit_of(request.scope).principal else ""
    return _login_page(target, 200, notice=notice)


@pages.post("/login")
async def login_by_page(
    service: Held,
    request: Request,
    login: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=_LONGEST_NEXT)] = "",
) -> Response:
    """Log in by the page's form and go on to where the person came from."""
    target = _target(service, request, next)
    try:
        entered = await _enter(service, request, (login, password))
    except ProblemError as problem:
        kind = KINDS[problem.slug]
        failure = {"title": kind.title.ru, "detail": kind.detail.ru, "advice": kind.advice.ru}
        response = _login_page(target, kind.status, failure=failure, login=login)
        response.headers.update(problem.headers or {})
        response.background = problem.later
        return response
    response = RedirectResponse(target, 303)
    _set_cookie(service, request, response, entered.secret)
    return response


@pages.post("/logout")
def log_out_by_page(service: Held, request: Request) -> Response:
    """End the session and show the page «Вход»."""
    _end_session(service, request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


async def _enter(service: Service, request: Request, given: tuple[str, str]) -> entering.Entered:
    if not service.settings.asks_login:
        raise ProblemError("conflict", "login-off")
    address = address_key(visit_of(request.scope).address)
    outcome = await entering.log_in(service.access, service.store, address, given)
    if isinstance(outcome, entering.Entered):
        return outcome
    problem = ProblemError("login-failed")
    if outcome.user_id is not None:
        problem.later = BackgroundTask(entering.note_failure, service.access, service.store, outcome.user_id)
    raise problem


def _set_cookie(service: Service, request: Request, response: Response, secret: str) -> None:
    is_https = request.url.scheme == "https" or service.settings.public_url.startswith("https://")
    life_s = int(tokens.SESSION_LIFE.total_seconds())
    response.set_cookie(COOKIE, secret, max_age=life_s, path="/", secure=is_https, httponly=True, samesite="lax")


def _end_session(service: Service, request: Request) -> None:
    principal = visit_of(request.scope).principal
    if principal is not None and principal.way == "session" and principal.token_id is not None:
        with service.store.writing() as session:
            tokens.revoke(session, principal.token_id)
            note(session, principal.user_id, "user.logout", principal.user_id)


def _login_page(target: str, status: int, **values: object) -> Response:
    shown = {"failure": None, "notice": "", "login": "", "next": target, **values}
    response = page("login.html", status, **shown)
    # Chromium applies form-action to where the form's answer redirects, too.
    place = urlsplit(target)
    if place.netloc:
        policy = CONTENT_POLICY.replace("form-action 'self'", f"form-action 'self' {place.scheme}://{place.netloc}")
        response.headers["Content-Security-Policy"] = policy
    return response


def _target(service: Service, request: Request, wanted: str) -> str:
    """Return where to go after the login: a path of ours or the web interface, never another site."""
    home = _home(service, request)
    if wanted.startswith(home) or (wanted.startswith("/") and not wanted.startswith(("//", "/\\"))):
        plain = wanted.isprintable() and len(wanted) <= _LONGEST_NEXT and "\\" not in wanted
        return wanted if plain else home
    return home


def _home(service: Service, request: Request) -> str:
    if service.settings.public_url:
        return service.settings.public_url.rstrip("/") + "/"
    name = host_name(visit_of(request.scope).header(b"host")) or "127.0.0.1"
    safe = all(sign.isalnum() or sign in ".-:[]" for sign in name)
    return f"http://{name if safe else '127.0.0.1'}:{service.settings.ui_port}/"
