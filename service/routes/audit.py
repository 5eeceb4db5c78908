"""The audit log: for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy import select

from service.access.policy import require
from service.access.principal import Principal
from service.routing import api_router
from service.schemas.audit import AuditPage, AuditQuery, AuditShown
from service.state import Held
from service.store.audit import AuditFilter, entries
from service.store.tables_access import User

router = api_router("Журнал действий", "/audit")
Auditor = Annotated[Principal, Depends(require("audit.read"))]


@router.get("", summary="Кто, что и когда сделал")
def list_audit(service: Held, principal: Auditor, asked: Annotated[AuditQuery, Query()]) -> AuditPage:
    """Последние записи — первыми; записи не меняются и переживают то, о чём говорят."""
    wanted = AuditFilter(user_id=asked.user, action=asked.action, object_id=asked.object)
    with service.store.reading() as session:
        found = entries(session, wanted, asked.before, asked.limit + 1)
        logins = {row.id: row.login for row in session.execute(select(User.id, User.login))}
    shown = [
        AuditShown(
            id=entry.id,
            at=entry.at,
            user_id=entry.user_id,
            login=logins.get(entry.user_id or ""),
            action=entry.action,
            object_id=entry.object_id,
            detail=entry.detail,
        )
        for entry in found[: asked.limit]
    ]
    return AuditPage(entries=shown, before=shown[-1].id if len(found) > asked.limit else None)
