"""Formulations out of the store for a plan that is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from nlp.domain import Coverage, Roadmap
from service.access.visible import PlanHead
from service.commands.telling import is_there, opened
from service.composing.conclusion import borrowed
from service.reports.inputs import Borrowed
from service.settings import Settings
from service.store.lineage import alone, place_of
from service.store.tables import Catalogue


def from_store(
    settings: Settings, roadmap: Roadmap, coverage: Sequence[Coverage], catalogue: str
) -> tuple[Borrowed, ...]:
    """Return how stored plans of other municipalities word what a plan lacks; nothing where there is no store."""
    if not is_there(settings):
        return ()
    query = select(Catalogue.id).where(
        Catalogue.kind == "mandates", Catalogue.name == catalogue, Catalogue.active.is_(True)
    )
    with opened(settings) as store, store.reading() as session:
        catalogue_id = session.scalar(query)
        if catalogue_id is None:
            return ()
        return borrowed(session, _head(roadmap), catalogue_id, (coverage, None))


def _head(roadmap: Roadmap) -> PlanHead:
    start, end = roadmap.period or (None, None)
    return PlanHead(
        id=roadmap.id,
        document_id="",
        file=roadmap.source.name,
        title=roadmap.title,
        region_code=roadmap.region.code if roadmap.region else None,
        municipality=roadmap.municipality,
        period_start=start,
        period_end=end,
        place=place_of(roadmap),
        lineage_id=alone(roadmap.id),
        previous_id=None,
        n_measures=len(roadmap.measures),
        revision=1,
    )
