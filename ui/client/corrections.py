"""Corrections of plans."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.domain import Edit
from service.schemas.correction import Corrected, CorrectionList
from ui.client.base import Client


def correct(client: Client, plan_id: str, edits: Sequence[Edit], revision: int | None, comment: str = "") -> Corrected:
    """Correct a plan, all edits or none; refused (`conflict`) where others corrected it since `revision`."""
    body = {"edits": [_given(edit) for edit in edits], "comment": comment, "revision": revision}
    return client.post(f"/plans/{plan_id}/corrections", Corrected, body)


def history(client: Client, plan_id: str, before: int | None = None, limit: int = 100) -> CorrectionList:
    """Return the corrections of a plan, the latest first; `before` is the end of the page before."""
    return client.get(f"/plans/{plan_id}/corrections", CorrectionList, {"before": before, "limit": limit})


def undo(client: Client, correction_id: int) -> Corrected:
    """Undo a correction."""
    return client.post(f"/corrections/{correction_id}/undo", Corrected)


def _given(edit: Edit) -> dict[str, object]:
    # A passport's field that is absent stays, and so does one that is null.
    return edit.model_dump(mode="json")
