"""Files on their way in: sent, listed, with their plans."""

from __future__ import annotations

from datetime import datetime

from service.schemas.document import DocumentList, DocumentShown, Upload
from service.schemas.plan import PlanShown
from ui.client import plans
from ui.client.base import Client, Files

_PAGE = 200


def send(client: Client, files: Files, key: str) -> Upload:
    """Send files; the same key for the same files counts once, however often it is sent."""
    return client.upload("/documents", Upload, files, {"Idempotency-Key": key})


def own(client: Client, user_id: str, since: datetime, most: int = 1_000) -> list[DocumentShown]:
    """Return the documents that a person has uploaded since a moment, the latest first."""
    found: list[DocumentShown] = []
    cursor: str | None = None
    n_seen = 0
    while n_seen < most:
        page = client.get("/documents", DocumentList, {"limit": _PAGE, "cursor": cursor})
        found += [d for d in page.documents if d.uploaded_by == user_id and d.uploaded_at >= since]
        n_seen += len(page.documents)
        cursor = page.cursor
        if cursor is None or page.documents[-1].uploaded_at < since:
            break
    return found


def plans_of(client: Client, document_id: str) -> list[PlanShown]:
    """Return the plans of a file in their order."""
    return sorted(plans.listed(client, document=document_id), key=lambda plan: plan.part)
