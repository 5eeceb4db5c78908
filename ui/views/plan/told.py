"""Corrections in words. Pure; nothing is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.schemas.correction import CorrectionShown
from ui import wording
from ui.parts.known import activity_titles
from ui.wording import CATEGORIES, RELATIONS, STATUSES
from ui.wording import plan as words


def title(correction: CorrectionShown) -> str:
    """Return what was corrected: «Текст: срок»."""
    name = words.KINDS.get(correction.kind, correction.kind)
    column = str(correction.expert.get("column", "")) if correction.kind == "cell" else ""
    return words.COLUMNS.get(column, name)


def measures_of(correction: CorrectionShown) -> list[str]:
    """Return the ids of the rows concerned."""
    ids = [correction.expert.get("measure"), correction.target.get("measure"), *correction.expert.get("others", ())]
    return [str(id_) for id_ in dict.fromkeys(ids) if id_]


def value(kind: str, given: Mapping[str, Any]) -> str:
    """Return what stood there, or what was decided, in a line."""
    if kind == "passport":
        return _passport(given)
    if kind == "category":
        codes = [given.get("primary"), *given.get("secondary", ())]
        return ", ".join(str(CATEGORIES.get(code, code)) for code in codes if code) or words.NO_CATEGORY
    if kind == "activity":
        found = given.get("activity")
        code = found.get("id") if isinstance(found, Mapping) else found
        return activity_titles().get(code, str(code)) if code else words.NO_ACTIVITY
    if kind == "drop":
        return str(given.get("text", words.KINDS["drop"]))
    texts = given.get("texts") or given.get("anchors")
    if texts:
        return " / ".join(map(str, texts))
    for names in (STATUSES, RELATIONS):
        code = given.get("status") or given.get("relation")
        if code in names:
            return names[code]  # type: ignore[index]
    return str(given.get("text") or words.EMPTY)


def _passport(given: Mapping[str, Any]) -> str:
    parts = []
    for field, name in words.FIELDS.items():
        known = given.get(field)
        if known is None:
            continue
        shown = known["name"] if field == "region" else str(known)
        if field == "period":
            shown = f"{wording.date(known[0])} – {wording.date(known[1])}"
        parts.append(f"{name}: {shown}")
    return "; ".join(parts) or words.EMPTY
