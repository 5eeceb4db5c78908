"""The description of the API: OpenAPI for programs, pages for people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from service.messages import KINDS
from service.openapi import description_bytes, documentation
from service.pages import page, static
from service.problems import ProblemError
from service.routing import API

router = APIRouter(prefix=API, include_in_schema=False)
pages = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """Return the description for programs."""
    return Response(description_bytes(request.app), media_type="application/json")


@pages.get("/")
async def root() -> Response:
    """Lead whoever opens the bare address to the documentation."""
    return RedirectResponse("/docs", 303)


@pages.get("/docs")
def docs(request: Request) -> Response:
    """Show the description as a page."""
    return Response(documentation(request.app), media_type="text/html; charset=utf-8")


@pages.get("/problems/{slug}")
async def problem(slug: str) -> Response:
    """Show what a kind of problem means, to people in Russian and below it in English."""
    if slug not in KINDS:
        raise ProblemError("not-found")
    return page("problem.html", slug=slug, kind=KINDS[slug])


@pages.get("/static/{name}")
async def static_file(name: str) -> Response:
    """Return what the pages need."""
    found = static(name)
    if found is None:
        raise ProblemError("not-found")
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "public, max-age=3600"})
