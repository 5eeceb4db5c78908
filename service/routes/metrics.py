"""Figures for Prometheus."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import APIRouter, Request, Response

from service.access.policy import may
from service.problems import ProblemError
from service.settings import Settings
from service.state import Held
from service.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(service: Held, request: Request) -> Response:
    """Return the figures; for this computer itself or an administrator's token."""
    visit = visit_of(request.scope)
    is_admin = visit.principal is not None and may(visit.principal, "service.read")
    if not is_admin and not is_from_here(visit, service.settings):
        raise ProblemError("forbidden" if visit.principal else "not-authenticated")
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def is_from_here(visit: Visit, settings: Settings) -> bool:
    """Tell whether a request comes from this computer; behind a proxy everybody's seems to, so nobody's counts."""
    if settings.public_url or visit.proxied:
        return False
    try:
        return ip_address(visit.address).is_loopback
    except ValueError:
        return False
