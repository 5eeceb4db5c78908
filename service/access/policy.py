"""Who may do what: one table of actions with the least role for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request

from service.access.principal import Principal, Role
from service.problems import ProblemError
from service.store.sight import Bound, Sight
from service.visit import visit_of

LEAST_ROLE: dict[str, Role] = {
    "account.read": "viewer",  # one's own
    "account.change": "viewer",  # one's own password and tokens
    "plan.read": "viewer",
    "plan.compare": "viewer",
    "plan.search": "viewer",
    "plan.export": "viewer",
    "plan.export-names": "expert",  # a dataset with people's names
    "analytics.read": "viewer",
    "catalogue.read": "viewer",
    "job.read": "viewer",
    "correction.read": "viewer",
    "document.upload": "expert",
    "document.original": "viewer",
    "job.cancel": "expert",
    "correction.make": "expert",
    "correction.undo": "expert",
    "opinion.give": "expert",
    "document.delete": "admin",
    "catalogue.change": "admin",
    "template.change": "admin",
    "user.manage": "admin",
    "audit.read": "admin",
    "service.read": "admin",  # metrics
}
# What concerns the whole installation: not for people bound to regions, whatever their role; else a bound administrator
# could free themselves.
EVERYWHERE = frozenset({"user.manage", "audit.read", "service.read", "template.change", "catalogue.change"})
_RANK: dict[Role, int] = {"viewer": 0, "expert": 1, "admin": 2}


def may(principal: Principal, action: str) -> bool:
    """Tell whether a principal's role suffices for an action, and their regions where it concerns all of them.

    Raises:
        KeyError: the action is not in the table.
    """
    if action in EVERYWHERE and principal.regions:
        return False
    return _RANK[principal.role] >= _RANK[LEAST_ROLE[action]]


def sight_of(principal: Principal) -> Bound:
    """Return what the principal sees of plans and documents; None: all."""
    return Sight(principal.regions, principal.user_id) if principal.regions else None


class Required:
    """A route's dependency: the principal, whose role suffices for `action`.

    Usage: `principal: Annotated[Principal, Depends(require("plan.read"))]`.

    Raises:
        ProblemError: not-authenticated, forbidden.
    """

    def __init__(self, action: str) -> None:
        if action not in LEAST_ROLE:
            raise KeyError(action)
        self.action = action

    async def __call__(self, request: Request) -> Principal:
        """Return who asks."""
        visit = visit_of(request.scope)
        if visit.principal is None:
            raise ProblemError("not-authenticated", visit.failure)
        if not may(visit.principal, self.action):
            is_bound = bool(visit.principal.regions) and self.action in EVERYWHERE
            raise ProblemError("forbidden", "bound-account" if is_bound else "", action=self.action)
        return visit.principal


def require(action: str) -> Callable[[Request], Awaitable[Principal]]:
    """Return the dependency of routes that do `action`."""
    return Required(action)
