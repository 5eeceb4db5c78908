"""What somebody who is bound to regions sees of plans and documents: one rule, for queries and for single records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from service.store.tables import Document, Plan


@dataclass(frozen=True)
class Sight:
    """A person bound to regions: the regions' plans are theirs to see, and what they uploaded until its region is known.

    `None` in the place of a sight stands for somebody who sees everything.
    """

    regions: frozenset[str]
    user_id: str | None = None

    def holds(self, region_code: str | None, uploaded_by: str | None) -> bool:
        """Tell whether a plan of a region, or of none known, is seen."""
        if region_code is None:
            return uploaded_by is not None and uploaded_by == self.user_id
        return region_code in self.regions


Bound = Sight | None


def plans_seen(bound: Bound, plan: Any = Plan) -> ColumnElement[bool]:
    """Return the condition on `Plan`, or on an alias of it, that it is seen; good in any query."""
    if bound is None:
        return true()
    own = select(Document.id).where(Document.uploaded_by == bound.user_id).correlate(None)
    return or_(plan.region_code.in_(sorted(bound.regions)), plan.region_code.is_(None) & plan.document_id.in_(own))


def documents_seen(bound: Bound) -> ColumnElement[bool]:
    """Return the condition on `Document` that it is seen: the person's own, and those with a plan of their regions."""
    if bound is None:
        return true()
    of_regions = select(Plan.document_id).where(Plan.region_code.in_(sorted(bound.regions))).correlate(None)
    return or_(Document.uploaded_by == bound.user_id, Document.id.in_(of_regions))


def all_seen(bound: Bound, region_codes: Iterable[str | None], uploaded_by: str | None) -> bool:
    """Tell whether all plans of a document are seen."""
    return bound is None or all(bound.holds(code, uploaded_by) for code in region_codes)
