"""Cells written inside the measure's own cell: «Издание приказа. Результат: приказ» under «Мероприятие, результат»."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.segment.list_items import split_labels
from nlp.segment.table import Draft

_ROLES = ("deadline", "executors", "outcome")


def spread(drafts: Sequence[Draft]) -> None:
    """Move labelled parts of the texts into the cells that no row of the plan has; most rows must label them."""
    lacking = {role for role in _ROLES if not any(d.cells.get(role) for d in drafts)}
    if not lacking:
        return
    split = [split_labels(d.cells.get("text", "")) for d in drafts]
    for role in lacking:
        if 2 * sum(role in dict(cells) for _, cells in split) <= len(drafts):
            lacking = lacking - {role}
    for draft, (own, cells) in zip(drafts, split, strict=True):
        if own and cells and {role for role, _ in cells} <= lacking:
            draft.cells |= {"text": own, **dict(cells)}
