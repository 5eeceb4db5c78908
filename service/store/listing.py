"""Lists of plans and documents, page by page in a stable order, and the numbers of the whole store."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from nlp.errors import InputError
from service.store.filters import PlanFilter, plan_conditions
from service.store.sight import Bound, documents_seen, plans_seen
from service.store.tables import Document, Plan

Row = TypeVar("Row")


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list."""

    id: str
    document_id: str
    file: str
    part: int
    title: str
    region_code: str | None
    municipality: str | None
    period_start: str | None
    period_end: str | None
    lineage_id: str
    version: int
    previous_id: str | None
    passport_confirmed: bool
    n_measures: int
    n_notices: int
    revision: int
    stale: bool
    state: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class DocumentRow:
    """A document in a list."""

    id: str
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    n_pages: int | None
    state: str | None
    message: str
    uploaded_by: str | None
    uploaded_at: datetime
    n_plans: int


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list; `cursor` asks for the next one, `None` after the last."""

    rows: tuple[Row, ...]
    cursor: str | None


_FROM_DOCUMENT = {"file": Document.name, "state": Document.state}
_PLAN_COLUMNS = [_FROM_DOCUMENT.get(name) or getattr(Plan, name) for name in PlanRow.__dataclass_fields__]


def plans(
    session: Session, wanted: PlanFilter | None = None, cursor: str | None = None, limit: int = 50
) -> Page[PlanRow]:
    """Return plans, latest upload first.

    Plans that come while somebody turns the pages stand before the first one: no page shows a plan twice or skips one.

    Raises:
        InputError: the cursor is none of ours.
    """
    query = select(*_PLAN_COLUMNS).join(Document, Document.id == Plan.document_id)
    query = query.where(*plan_conditions(session, wanted or PlanFilter()))
    found = [PlanRow(*row) for row in session.execute(_paged(query, (Plan.created_at, Plan.id), cursor, limit))]
    return _page(found, limit, lambda row: (row.created_at, row.id))


def documents(
    session: Session,
    bound: Bound = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DocumentRow]:
    """Return documents, latest upload first; a person bound to regions sees those with a plan of them, and their own.

    Raises:
        InputError: the cursor is none of ours.
    """
    rows = session.execute(_paged(_of_documents(bound), (Document.uploaded_at, Document.id), cursor, limit))
    return _page([DocumentRow(*row) for row in rows], limit, lambda row: (row.uploaded_at, row.id))


def document(session: Session, document_id: str) -> DocumentRow | None:
    """Return a document as lists show it."""
    row = session.execute(_of_documents(None).where(Document.id == document_id)).one_or_none()
    return DocumentRow(*row) if row else None


def troubled_documents(session: Session, bound: Bound = None, limit: int = 10) -> tuple[DocumentRow, ...]:
    """Return documents that were not read, or not wholly, the latest upload first."""
    query = _of_documents(bound).where(Document.state.is_not(None), Document.state != "ok")
    rows = session.execute(query.order_by(Document.uploaded_at.desc(), Document.id.desc()).limit(limit))
    return tuple(DocumentRow(*row) for row in rows)


def unknown_plans(session: Session, bound: Bound = None, limit: int = 10) -> tuple[PlanRow, ...]:
    """Return plans whose region, municipality or period is not known, the latest upload first."""
    lacking = or_(Plan.region_code.is_(None), Plan.municipality.is_(None), Plan.year_from.is_(None))
    query = select(*_PLAN_COLUMNS).join(Document, Document.id == Plan.document_id).where(lacking)
    query = query.where(plans_seen(bound))
    rows = session.execute(query.order_by(Plan.created_at.desc(), Plan.id.desc()).limit(limit))
    return tuple(PlanRow(*row) for row in rows)


def _of_documents(bound: Bound) -> Select[Any]:
    n_plans = select(func.count()).where(Plan.document_id == Document.id).scalar_subquery()
    fields = [name for name in DocumentRow.__dataclass_fields__ if name != "n_plans"]
    return select(*(getattr(Document, name) for name in fields), n_plans).where(documents_seen(bound))


def count_plans(session: Session, wanted: PlanFilter | None = None) -> int:
    """Return the number of plans that a filter lets through."""
    conditions = plan_conditions(session, wanted or PlanFilter())
    return session.scalars(select(func.count()).select_from(Plan).where(*conditions)).one()


def lineage(session: Session, plan_id: str, bound: Bound = None) -> tuple[PlanRow, ...]:
    """Return the versions that a plan belongs to and that somebody sees, earliest first, itself included."""
    same = select(Plan.lineage_id).where(Plan.id == plan_id).scalar_subquery()
    query = (
        select(*_PLAN_COLUMNS)
        .join(Document, Document.id == Plan.document_id)
        .where(Plan.lineage_id == same, plans_seen(bound))
    )
    order = (Plan.year_from, Plan.year_to, Plan.version)
    return tuple(PlanRow(*row) for row in session.execute(query.order_by(*order)))


def _paged(query: Select[Any], order: tuple[Any, Any], cursor: str | None, limit: int) -> Select[Any]:
    if cursor is not None:
        moment, id_ = _decoded(cursor)
        query = query.where(tuple_(*order) < tuple_(moment, id_))
    return query.order_by(order[0].desc(), order[1].desc()).limit(limit + 1)


def _page(found: Sequence[Row], limit: int, key: Any) -> Page[Row]:
    rows = tuple(found[:limit])
    return Page(rows, _encoded(*key(rows[-1])) if rows and len(found) > limit else None)


def _encoded(moment: datetime, id_: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), id_]).encode()).decode().rstrip("=")


def _decoded(cursor: str) -> tuple[datetime, str]:
    try:
        moment, id_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not isinstance(id_, str):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise InputError(
            "Страница списка не показана", "указатель страницы повреждён", "Откройте список с начала."
        ) from error
    return at, id_
