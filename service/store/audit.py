"""The audit log: who did what and when; entries are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import AuditEntry


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; `None` asks for all. `action` may be a beginning: «document.»."""

    user_id: str | None = None
    action: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def note(session: Session, user_id: str | None, action: str, object_id: str, **detail: Any) -> None:
    """Add an entry in the transaction of what it tells of.

    Args:
        session: a writing session.
        user_id: who; `None`: the service itself.
        action: «document.upload», «plan.correct» …
        object_id: id of what it was done to.
        detail: codes, ids and numbers, never a plan's words or a person's name.
    """
    session.add(AuditEntry(user_id=user_id, action=action, object_id=object_id, detail=detail))


def entries(
    session: Session, wanted: AuditFilter | None = None, before: int | None = None, limit: int = 100
) -> tuple[AuditEntry, ...]:
    """Return entries, latest first; `before` is the id of the last entry of the page before."""
    asked = wanted or AuditFilter()
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    if asked.user_id is not None:
        query = query.where(AuditEntry.user_id == asked.user_id)
    if asked.action is not None:
        query = query.where(AuditEntry.action.startswith(asked.action, autoescape=True))
    if asked.object_id is not None:
        query = query.where(AuditEntry.object_id == asked.object_id)
    if asked.since is not None:
        query = query.where(AuditEntry.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditEntry.at < asked.until)
    return tuple(session.scalars(query))
