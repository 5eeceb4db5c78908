"""Plans."""

from __future__ import annotations

from typing import Any

from service.schemas.plan import PlanFull, PlanList, PlanShown, PlanVersions, Reanalysis
from ui.client.base import Client

_PAGE = 200


def listed(client: Client, most: int = 2_000, **query: Any) -> list[PlanShown]:
    """Return the plans that fit, the latest upload first; `query` as of `GET /plans`."""
    found: list[PlanShown] = []
    cursor: str | None = None
    while len(found) < most:
        page = client.get("/plans", PlanList, {**query, "limit": _PAGE, "cursor": cursor})
        found += page.plans
        cursor = page.cursor
        if cursor is None:
            break
    return found[:most]


def one(client: Client, plan_id: str) -> PlanFull:
    """Return a plan with everything."""
    return client.get(f"/plans/{plan_id}", PlanFull)


def versions(client: Client, plan_id: str) -> list[PlanShown]:
    """Return the versions of a plan, the earliest first."""
    return client.get(f"/plans/{plan_id}/versions", PlanVersions).plans


def reanalyse(client: Client, plan_id: str) -> str:
    """Have the original read again; return the job's id."""
    return client.post(f"/plans/{plan_id}/reanalyse", Reanalysis).job_id
