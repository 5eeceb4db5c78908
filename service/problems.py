"""Errors of the API as problem details (RFC 9457), in Russian or English, without anything of the program's inside."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nlp.errors import LimitError, ModelError, StoreError, SverkaError, UnsupportedFormatError
from service.messages import KINDS
from service.messages_detail import DETAILS, FIELDS, OTHER_FIELD
from service.visit import Visit, visit_of

MEDIA_TYPE = "application/problem+json"
_MOST_FIELDS = 50


class ProblemError(HTTPException):
    """A request cannot be answered; raise it anywhere in a route.

    Args:
        slug: the kind of problem, a key of `messages.KINDS`.
        detail: a key of `messages_detail.DETAILS`; empty: the kind's own words.
        retry_after_s: when to try again; becomes the header Retry-After.
        more: further members of the answer (codes, never contents).
    """

    def __init__(self, slug: str, detail: str = "", *, retry_after_s: float | None = None, **more: Any) -> None:
        kind = KINDS[slug]
        headers = {"Retry-After": str(max(1, round(retry_after_s)))} if retry_after_s is not None else {}
        if kind.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        super().__init__(kind.status, kind.title.en, headers)
        self.slug, self.detail_key, self.more = slug, detail, more
        self.later: BackgroundTask | None = None  # done after the answer, so that it takes no visible time


def answer(error: ProblemError, visit: Visit) -> Response:
    """Return a problem as a response in the language of whoever asked."""
    headers = {**(error.headers or {}), "Content-Language": visit.language, "Cache-Control": "no-store"}
    body = json.dumps(members(error, visit), ensure_ascii=False).encode()
    return Response(body, KINDS[error.slug].status, headers, MEDIA_TYPE, error.later)


def members(error: ProblemError, visit: Visit) -> dict[str, Any]:
    """Return the members of a problem: what is answered, or stands within an answer for a part of the request."""
    kind, language = KINDS[error.slug], visit.language
    detail = DETAILS[error.detail_key] if error.detail_key else kind.detail
    return {
        "type": f"/problems/{error.slug}",
        "title": kind.title.given(language),
        "status": kind.status,
        "detail": detail.given(language),
        "instance": f"urn:sverka:request:{visit.id}",
        "advice": kind.advice.given(language),
        **error.more,
    }


def of_sverka_error(error: SverkaError) -> ProblemError:
    """Return the problem of an error that the user may see, with what, why and advice as they are."""
    if isinstance(error, StoreError):
        from service.problems_store import of_store_error

        return of_store_error(error)
    if isinstance(error, ModelError):  # its words name files of the installation
        return ProblemError("models-unavailable")
    slug = next((slug for kind, slug in _SVERKA if isinstance(error, kind)), "unprocessable")
    return ProblemError(slug, what=error.what, why=error.why, advice=error.advice)


_SVERKA = ((LimitError, "too-large"), (UnsupportedFormatError, "unsupported-media-type"))


def of_validation(error: RequestValidationError, language: str) -> ProblemError:
    """Return the problem of values that do not fit: which fields, in plain words, never the values."""
    errors = error.errors()
    if any(e["type"] == "json_invalid" for e in errors):
        return ProblemError("bad-request")
    fields = []
    for e in errors[:_MOST_FIELDS]:
        words = FIELDS.get(e["type"], OTHER_FIELD).given(language)
        fields.append({"field": _place(e["loc"]), "message": words.format_map(_bounds(e.get("ctx") or {}, language))})
    return ProblemError("invalid-input", fields=fields)


def of_http(error: HTTPException) -> ProblemError:
    """Return the problem of an error that the framework raised by its status."""
    if isinstance(error, ProblemError):
        return error
    slug = _BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
    problem = ProblemError(slug)
    problem.headers = {**dict(problem.headers or {}), **dict(error.headers or {})}
    return problem


_BY_STATUS = {
    401: "not-authenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "request-timeout",
    409: "conflict",
    412: "precondition-failed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-input",
    429: "too-many-requests",
    503: "unavailable",
}


def _bounds(context: dict[str, Any], language: str) -> _Bounds:
    """Return the numbers and names that a message may quote; the framework joins names by an English «or»."""
    expected = str(context.get("expected", ""))
    if language == "ru":
        expected = expected.replace("' or '", "' или '")
    return _Bounds({**context, "expected": expected.replace("'", "")} if expected else context)


class _Bounds(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _place(loc: tuple[int | str, ...]) -> str:
    # The name of an unknown field is the client's own text: cut, so that an answer cannot be blown up.
    return ".".join(str(part)[:60] for part in loc[:8]).encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _methods(app: FastAPI, path: str) -> str:
    # The framework names those of the first route that fits the address only.
    fitting = [route for route in app.routes if isinstance(route, APIRoute) and route.path_regex.match(path)]
    return ", ".join(sorted({method for route in fitting for method in route.methods or ()}))


def install(app: FastAPI) -> None:
    """Make an application answer the errors that a route may raise on purpose with problems."""

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problem = of_http(error)
        if problem.slug == "method-not-allowed":
            problem.headers = {**dict(problem.headers or {}), "Allow": _methods(app, request.scope["path"])}
        return answer(problem, visit_of(request.scope))

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        visit = visit_of(request.scope)
        return answer(of_validation(error, visit.language), visit)

    async def on_sverka(request: Request, error: Exception) -> Response:
        assert isinstance(error, SverkaError)
        return answer(of_sverka_error(error), visit_of(request.scope))

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(SverkaError, on_sverka)
