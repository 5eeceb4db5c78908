"""The form of a measure's cells, category and typical activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from nlp.domain import CategoryId, Column, Edit, Measure, SetActivity, SetCategory, SetCell
from ui import wording
from ui.parts.known import activity_titles
from ui.views.plan.opened import Opened
from ui.views.plan.seen import Seen, keep, seen
from ui.wording import CATEGORIES
from ui.wording import measure as measure_words
from ui.wording import plan as words

_COLUMNS: tuple[Column, ...] = get_args(Column)
_LONG_PX, _SHORT_PX = 120, 70


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    cells: Mapping[Column, str]
    category: CategoryId | None
    further: tuple[CategoryId, ...]
    activity: str | None


def show(opened: Opened, measure: Measure) -> None:
    """Draw the form; keep what was changed."""
    known = seen(opened, measure)
    with st.form(f"plan-cells-{measure.id}-{known.form}", border=False):
        typed = _typed(known)
        comment = st.text_input(words.WHY, key=_key(known, "comment"))
        sent = st.form_submit_button(wording.SAVE, type="primary")
    if not sent:
        return
    if not typed.cells["text"].strip():
        st.error(words.EMPTY_TEXT)
        return
    edits = changed(known.measure, typed)
    if not edits:
        st.info(words.NOTHING_CHANGED)
        return
    keep(opened, measure, edits, comment.strip())


def cells_of(measure: Measure) -> dict[Column, str]:
    """Return the texts of a row's cells."""
    return {
        "number": measure.number or "",
        "text": measure.text,
        "deadline": measure.deadline.text,
        "executors": measure.executors.text,
        "outcome": measure.outcome.text,
    }


def changed(measure: Measure, typed: Typed) -> list[Edit]:
    """Return the edits that make a row what was typed; the row's text last, by which the others find it."""
    before = cells_of(measure)
    order = sorted(_COLUMNS, key=lambda column: column == "text")
    edits: list[Edit] = []
    if typed.category and (typed.category, typed.further) != (measure.category.primary, measure.category.secondary):
        edits.append(
            SetCategory(measure=measure.id, anchor=measure.text, primary=typed.category, secondary=typed.further)
        )
    if typed.activity != (measure.activity.id if measure.activity else None):
        edits.append(SetActivity(measure=measure.id, anchor=measure.text, activity=typed.activity))
    for column in order:
        text = typed.cells[column].strip()
        if text != before[column].strip():
            edits.append(SetCell(measure=measure.id, anchor=measure.text, column=column, text=text))
    return edits


def _typed(known: Seen) -> Typed:
    measure = known.measure
    cells: dict[Column, str] = {}
    for column, text in cells_of(measure).items():
        if column == "number":
            cells[column] = st.text_input(words.COLUMNS[column], text, key=_key(known, column), width=160)
        else:
            px = _LONG_PX if column == "text" else _SHORT_PX
            cells[column] = st.text_area(words.COLUMNS[column], text, height=px, key=_key(known, column))
    codes, category = list(CATEGORIES), measure.category
    primary = st.selectbox(
        wording.CATEGORY,
        codes,
        index=codes.index(category.primary) if category.primary else None,
        format_func=lambda code: CATEGORIES.get(code, ""),
        placeholder=words.NO_CATEGORY,
        key=_key(known, "category"),
    )
    further = st.multiselect(
        words.FURTHER,
        codes,
        default=list(category.secondary),
        format_func=lambda code: CATEGORIES.get(code, ""),
        placeholder=wording.CHOOSE,
        key=_key(known, "further"),
    )
    return Typed(cells, primary, tuple(code for code in further if code != primary), _activity(known))


def _activity(known: Seen) -> str | None:
    now = known.measure.activity.id if known.measure.activity else None
    titles = dict(sorted(activity_titles().items(), key=lambda item: item[1]))
    if now is not None:
        titles.setdefault(now, now)
    return st.selectbox(
        measure_words.ACTIVITY,
        list(titles),
        index=list(titles).index(now) if now else None,
        format_func=lambda code: titles.get(code, ""),
        placeholder=words.NO_ACTIVITY,
        key=_key(known, "activity"),
    )


def _key(known: Seen, name: str) -> str:
    return f"plan-cell-{name}-{known.measure.id}-{known.form}"
