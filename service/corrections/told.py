"""Corrections as people are shown them: with names instead of numbers, and whether their row was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.schemas.correction import CorrectionShown
from service.store.tables import Correction
from service.store.tables_access import User


def told(session: Session, corrections: Iterable[Correction], lost: Collection[int] = ()) -> list[CorrectionShown]:
    """Return corrections with their authors; `lost` are the ids of those whose row is no longer found."""
    rows = list(corrections)
    ids = {id_ for row in rows for id_ in (row.user_id, row.undone_by) if id_}
    query = select(User.id, User.name, User.login).where(User.id.in_(ids))
    names = {user.id: user.name or user.login for user in session.execute(query)}
    return [_shown(row, names, row.id not in lost) for row in rows]


def _shown(row: Correction, names: dict[str, str], placed: bool) -> CorrectionShown:
    same = ("id", "plan_id", "kind", "target", "machine", "expert", "comment", "user_id", "made_at", "undone_at")
    return CorrectionShown(
        **{name: getattr(row, name) for name in same},
        author=names.get(row.user_id or "", ""),
        undone_by=names.get(row.undone_by or "", ""),
        placed=placed,
    )
