"""Corrections in a person's words: what was changed, from what, to what, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from nlp.domain import Roadmap
from nlp.labels import CATEGORIES, NO_VALUE, STATUSES, date
from service.answers.shown import said
from service.corrections.keeping import in_force
from service.reports.cells import shortened
from service.reports.inputs import Correction
from service.reports.rows import row_names
from service.store.catalogues import mandates_of
from service.store.tables import Catalogue
from service.store.tables import Correction as Kept

COLUMNS = {
    "number": "номер",
    "text": "мероприятие",
    "deadline": "срок",
    "executors": "исполнители",
    "outcome": "результат",
}
_CATEGORIES = {str(code): words for code, words in CATEGORIES.items()}
_STATUSES = {str(code): words for code, words in STATUSES.items()}
_LONGEST = 300


class _Change(NamedTuple):
    what: str
    before: str
    after: str


def corrections(session: Session, roadmap: Roadmap, catalogue: Catalogue) -> tuple[Correction, ...]:
    """Return the corrections of a plan that are in force, oldest first.

    Words on matches belong to comparisons, words on other catalogues to their conclusions: both are left out.
    """
    kept = [c for c in in_force(session, roadmap.id) if _is_told(c, catalogue)]
    by = said(session, kept)
    titles = {mandate.id: mandate.title for mandate in mandates_of(catalogue)}
    names = row_names(roadmap)
    found = []
    for correction in kept:
        change = _change(correction, names, titles)
        found.append(
            Correction(
                what=change.what,
                before=shortened(change.before, _LONGEST),
                after=shortened(change.after, _LONGEST),
                comment=correction.comment,
                who=by[correction.id].user_name,
                date=correction.made_at.date().isoformat(),
            )
        )
    return tuple(found)


def _is_told(kept: Kept, catalogue: Catalogue) -> bool:
    if kept.kind == "coverage":
        return bool(kept.target.get("catalogue_id") == catalogue.id)
    return kept.kind != "match"


def _change(kept: Kept, names: Mapping[str, str], titles: Mapping[str, str]) -> _Change:
    old, new = kept.machine, kept.expert
    if kept.kind == "coverage":
        mandate = str(kept.target.get("mandate"))
        return _Change(titles.get(mandate, mandate), _status(old), _status(new))
    if kept.kind == "passport":
        return _Change("Паспорт плана", _passport(old), _passport(new))
    row = names.get(str(kept.target.get("measure")), f"строка «{shortened(kept.anchor, 60)}»")
    if kept.kind == "cell":
        column = COLUMNS.get(str(new.get("column")), "ячейка")
        return _Change(f"{row}: {column}", str(old.get("text") or NO_VALUE), str(new.get("text") or NO_VALUE))
    if kept.kind == "category":
        return _Change(f"{row}: категория", _category(old), _category(new))
    if kept.kind == "activity":
        before = (old.get("activity") or {}).get("id")
        return _Change(f"{row}: типовое мероприятие", before or NO_VALUE, new.get("activity") or NO_VALUE)
    return _rows_change(kept.kind, row, old, new)


def _rows_change(kind: str, row: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> _Change:
    text = str(old.get("text") or NO_VALUE)
    if kind == "split":
        return _Change(f"{row}: разделена", text, " | ".join(new.get("texts", ())))
    if kind == "join":
        return _Change(f"{row}: объединена", text, f"вместе с другими: {len(new.get('others', ()))}")
    if kind == "drop":
        return _Change(f"{row}: убрана", text, "не мероприятие")
    return _Change("Добавлена строка", NO_VALUE, str(new.get("text") or NO_VALUE))


def _status(said_: Mapping[str, Any]) -> str:
    return _STATUSES.get(str(said_.get("status")), NO_VALUE)


def _category(said_: Mapping[str, Any]) -> str:
    return _CATEGORIES.get(str(said_.get("primary")), NO_VALUE)


def _passport(fields: Mapping[str, Any]) -> str:
    region, period = fields.get("region"), fields.get("period")
    told = [fields.get("title"), region["name"] if region else None, fields.get("municipality")]
    if period:
        told.append(" – ".join(date(day) for day in period))
    return "; ".join(filter(None, told)) or NO_VALUE
