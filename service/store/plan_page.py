"""A plan with everything as the bytes that are sent; asked for most often, so one query and nothing parsed."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from nlp.artifacts import load_regions
from service.store.engine import Store
from service.store.listing import PlanRow
from service.store.sight import Bound
from service.store.tables import Document, Plan

_NAMES = tuple(PlanRow.__dataclass_fields__)
_OF_DOCUMENT = {"file": Document.name, "state": Document.state}
_COLUMNS = [_OF_DOCUMENT.get(name) or getattr(Plan, name) for name in _NAMES]
_REGION = _NAMES.index("region_code")
_FROM = select(*_COLUMNS, Document.uploaded_by, Plan.body).join(Document, Document.id == Plan.document_id)
_QUERY = _FROM.where(Plan.id == bindparam("plan_id"))


class PlanPage(NamedTuple):
    """The JSON of a plan and its ETag, which changes whenever the JSON does."""

    tag: str
    data: bytes


def plan_page(store: Store, plan_id: str, bound: Bound) -> PlanPage | None:
    """Return a plan with everything; None where there is none, or none that the person sees."""
    with store.engine.connect() as connection:
        row = connection.execute(_QUERY, {"plan_id": plan_id}).one_or_none()
    if row is None or (bound is not None and not bound.holds(row[_REGION], row[-2])):
        return None
    known = dict(zip(_NAMES, row, strict=False))
    head = json.dumps({**known, "region": region_name(known["region_code"])}, ensure_ascii=False, default=_text)
    packed = head.encode()
    tag = f'"{plan_id[:16]}-{known["revision"]}-{zlib.crc32(packed):08x}"'
    return PlanPage(tag, b'%s,"roadmap":%s}' % (packed[:-1], row[-1]))


def region_name(code: str | None) -> str | None:
    """Return what a region is called; None for a code that nobody knows."""
    region = load_regions().by_code.get(code) if code else None
    return region.name if region else None


def _text(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat().replace("+00:00", "Z")
