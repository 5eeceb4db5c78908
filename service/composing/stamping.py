"""The stamp of a report: what made it, so that it can be made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.reports.inputs import Original, Stamp
from service.store.columns import now
from service.store.tables import Catalogue, Document, Plan

NO_CATALOGUE = "–"


@lru_cache(maxsize=1)
def program() -> str:
    """Return the program's version; «0» where it runs without being installed."""
    try:
        return version("sverka")
    except PackageNotFoundError:
        return "0"


def stamp_of(session: Session, plan_ids: Sequence[str], catalogue: Catalogue | None, day: date | None) -> Stamp:
    """Return the stamp of a report on some plans; the models are those that answered for them.

    Args:
        session: to read with.
        plan_ids: the plans that the report rests on.
        catalogue: what they were held against.
        day: of the report; today where none is named.
    """
    query = select(Plan.stamp, Document.name, Document.sha256).join(Document, Document.id == Plan.document_id)
    rows = session.execute(query.where(Plan.id.in_(plan_ids)).order_by(Document.name, Document.sha256)).all()
    originals = dict.fromkeys(Original(name=row.name, sha256=row.sha256) for row in rows)
    return stamp(
        (row.stamp for row in rows),
        (catalogue.title, str(catalogue.version)) if catalogue else (NO_CATALOGUE, NO_CATALOGUE),
        day,
        tuple(originals),
    )


def stamp(
    models: Iterable[str], catalogue: tuple[str, str], day: date | None, originals: tuple[Original, ...] = ()
) -> Stamp:
    """Return a stamp of parts that are known; `catalogue` is its title and version."""
    return Stamp(
        program=program(),
        model_sha256=", ".join(sorted(set(models))) or NO_CATALOGUE,
        catalogue=catalogue[0],
        catalogue_version=catalogue[1],
        date=(day or now().date()).isoformat(),
        originals=originals,
    )
