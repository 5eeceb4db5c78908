"""A roadmap as the columns of a plan's row."""

from __future__ import annotations

from typing import Any

from nlp.domain import Roadmap
from nlp.text import fold
from service.store.columns import now
from service.store.lineage import place_of
from service.store.tables import Plan


def to_json(roadmap: Roadmap) -> bytes:
    """Return a roadmap as the bytes that are kept and sent."""
    return roadmap.model_dump_json().encode()


def columns_of(body: Roadmap, file_name: str) -> dict[str, Any]:
    """Return what people filter plans by, and the body itself."""
    start, end = body.period or (None, None)
    region = body.region.name if body.region else ""
    return {
        "title": body.title,
        "region_code": body.region.code if body.region else None,
        "municipality": body.municipality,
        "period_start": start,
        "period_end": end,
        "year_from": int(start[:4]) if start else None,
        "year_to": int(end[:4]) if end else None,
        "place": place_of(body),
        "n_measures": len(body.measures),
        "n_notices": len(body.notices),
        "words": fold(" ".join((body.title, region, body.municipality or "", file_name))),
        "body": to_json(body),
    }


def next_revision(turn: int) -> dict[str, Any]:
    """Return what changes with each change of a plan."""
    return {"revision": Plan.revision + 1, "change": turn, "updated_at": now()}
