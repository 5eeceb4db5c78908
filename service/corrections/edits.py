"""Corrections as the database holds them ↔ edits as `nlp.amend` replays them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter

from nlp.amend import Amended, amend
from nlp.classify import Classifier
from nlp.domain import (
    AddRow,
    Edit,
    JoinRows,
    Measure,
    Region,
    Roadmap,
    SetActivity,
    SetCategory,
    SetCell,
    SetPassport,
)
from nlp.errors import InputError
from nlp.text import fold
from service.store.tables import Correction

_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
# Corrections of answers about plans, not of the plan's own rows.
ANSWER_KINDS = frozenset({"match", "coverage"})


def edit_of(correction: Correction) -> Edit:
    """Return the edit that a correction of a plan's rows keeps."""
    return _EDIT.validate_python(correction.expert)


def replayed(machine: Roadmap, corrections: Sequence[Correction], classifier: Classifier | None) -> Amended:
    """Replay the corrections that are in force, oldest first; those of answers are no business of the rows."""
    kept = [c for c in corrections if c.undone_at is None and c.kind not in ANSWER_KINDS]
    return amend(machine, [edit_of(c) for c in kept], classifier)


def with_own_ids(edits: Sequence[Edit]) -> list[Edit]:
    """Give rows that are added ids that no other plan's row has; later edits of the same list follow them."""
    own: dict[str, str] = {}
    found: list[Edit] = []
    for edit in edits:
        update: dict[str, Any] = {}
        if not isinstance(edit, SetPassport) and edit.measure in own:
            update["measure"] = own[edit.measure]
        if isinstance(edit, JoinRows):
            update["others"] = tuple(own.get(id_, id_) for id_ in edit.others)
        if isinstance(edit, AddRow):
            update["id"] = own[edit.id] = uuid4().hex[:24]
        found.append(edit.model_copy(update=update) if update else edit)
    return found


def anchored(edit: Edit, roadmap: Roadmap) -> Edit:
    """Return the edit with the text that its row has now, by which it is found after a new analysis.

    Raises:
        InputError: the roadmap has no such row, or another text stands there than the one that was seen.
    """
    if isinstance(edit, SetPassport) or not edit.measure:
        return edit
    rows = {m.id: m for m in roadmap.measures}
    others = edit.others if isinstance(edit, JoinRows) else ()
    seen = (edit.anchor, *(edit.anchors if isinstance(edit, JoinRows) else ()))
    for id_, text in zip_longest((edit.measure, *others), seen[: 1 + len(others)], fillvalue=""):
        if id_ not in rows:
            raise _refused("такой строки в плане уже нет")
        if text and fold(text) != fold(rows[id_].text):
            raise _refused("в этой строке теперь другой текст")
    update: dict[str, Any] = {"anchor": rows[edit.measure].text}
    if others:
        update["anchors"] = tuple(rows[id_].text for id_ in others)
    return edit.model_copy(update=update)


def check_known(edit: Edit, activities: Container[str], regions: Mapping[str, Region]) -> Edit:
    """Return the edit with the region called as everywhere else.

    Raises:
        InputError: it names an activity or a region that nobody knows.
    """
    if isinstance(edit, SetActivity) and edit.activity is not None and edit.activity not in activities:
        raise _refused("такого типового мероприятия нет")
    if isinstance(edit, SetPassport) and edit.region is not None:
        if edit.region.code not in regions:
            raise _refused("региона с таким кодом нет")
        return edit.model_copy(update={"region": regions[edit.region.code]})
    return edit


def _refused(why: str) -> InputError:
    return InputError("Правка не принята", why, "Обновите страницу и повторите правку.")


def machine_answer(edit: Edit, roadmap: Roadmap) -> dict[str, Any]:
    """Return what stood there before the edit, to be kept beside it."""
    if isinstance(edit, SetPassport):
        now = roadmap.model_dump(mode="json", include={"title", "region", "municipality", "period"})
        return {k: v for k, v in now.items() if getattr(edit, k) is not None}
    measure = next((m for m in roadmap.measures if m.id == edit.measure), None)
    return _answer(edit, measure) if measure else {}


def _answer(edit: Edit, measure: Measure) -> dict[str, Any]:
    if isinstance(edit, SetCell):
        value = getattr(measure, edit.column)
        return {"text": value.text if edit.column in ("deadline", "executors", "outcome") else value}
    if isinstance(edit, SetCategory):
        return measure.category.model_dump(mode="json")
    if isinstance(edit, JoinRows):
        return {"texts": [measure.text, *edit.anchors]}
    if isinstance(edit, SetActivity):
        return {"activity": measure.activity.model_dump(mode="json") if measure.activity else None}
    return {"text": measure.text}
