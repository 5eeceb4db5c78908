"""Search over all measures."""

from __future__ import annotations

from typing import Any

from service.schemas.search import MeasureShown, SearchShown, SimilarShown
from ui.client.base import Client


def found(client: Client, q: str, **filters: Any) -> SearchShown:
    """Return the measures nearest to a query, best first; `filters` as of `GET /search`."""
    return client.get("/search", SearchShown, {"q": q, **filters})


def similar(client: Client, measure_id: str, limit: int = 10) -> SimilarShown:
    """Return the measures of other plans most similar to one."""
    return client.get(f"/measures/{measure_id}/similar", SimilarShown, {"limit": limit})


def measure(client: Client, measure_id: str) -> MeasureShown:
    """Return a measure with everything, and its plan."""
    return client.get(f"/measures/{measure_id}", MeasureShown)
