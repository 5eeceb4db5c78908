"""The numbers of the start page."""

from __future__ import annotations

from service.schemas.answer import CoverageTotals
from service.schemas.overview import OverviewShown
from ui.client.base import Client
from ui.client.errors import ServiceError


def shown(client: Client) -> OverviewShown:
    """Return how much there is, what needs attention, what was done last."""
    return client.get("/overview", OverviewShown)


def coverage(client: Client) -> CoverageTotals | None:
    """Return how often what is expected is covered; None where no catalogue is in use."""
    try:
        return client.get("/coverage", CoverageTotals)
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        return None
