"""Correcting a measure: each kind of correction is a form that is saved on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from nlp.domain import (
    AddRow,
    CategoryId,
    Column,
    DropRow,
    Edit,
    JoinRows,
    Measure,
    SetActivity,
    SetCategory,
    SetCell,
    SplitRow,
)
from ui import wording
from ui.parts.known import activity_titles
from ui.views.plan.opened import Opened, brief
from ui.views.plan.saving import Seen, forget_row, keep, seen
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
    """Draw the choice of a kind of correction and its form."""
    kind = st.segmented_control(
        words.EDIT_LABEL,
        list(words.EDITS),
        default="cells",
        format_func=words.EDITS.__getitem__,
        required=True,
        key="plan-edit",
        label_visibility="collapsed",
    )
    if seen(opened, measure).measure != measure:
        st.warning(words.ROW_MOVED, icon=":material/group:")
        st.button(words.RELOAD, on_click=forget_row)
    _FORMS[kind or "cells"](opened, measure)


def _cells(opened: Opened, measure: Measure) -> None:
    """Draw the form; keep what was changed."""
    known = seen(opened, measure)
    with st.form(f"plan-cells-{measure.id}-{known.form}", border=False):
        typed = _typed(known)
        comment = st.text_input(words.WHY, key=_cell_key(known, "comment"))
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
            cells[column] = st.text_input(words.COLUMNS[column], text, key=_cell_key(known, column), width=160)
        else:
            px = _LONG_PX if column == "text" else _SHORT_PX
            cells[column] = st.text_area(words.COLUMNS[column], text, height=px, key=_cell_key(known, column))
    codes, category = list(CATEGORIES), measure.category
    primary = st.selectbox(
        wording.CATEGORY,
        codes,
        index=codes.index(category.primary) if category.primary else None,
        format_func=lambda code: CATEGORIES.get(code, ""),
        placeholder=words.NO_CATEGORY,
        key=_cell_key(known, "category"),
    )
    further = st.multiselect(
        words.FURTHER,
        codes,
        default=list(category.secondary),
        format_func=lambda code: CATEGORIES.get(code, ""),
        placeholder=wording.CHOOSE,
        key=_cell_key(known, "further"),
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
        key=_cell_key(known, "activity"),
    )


def _cell_key(known: Seen, name: str) -> str:
    return f"plan-cell-{name}-{known.measure.id}-{known.form}"


def _split(opened: Opened, measure: Measure) -> None:
    st.caption(words.SPLIT_TOLD)
    with st.form(_key(opened, measure, "split"), border=False):
        typed = st.text_area(words.SPLIT_LABEL, measure.text, height=180, key=_key(opened, measure, "texts"))
        sent = st.form_submit_button(words.SPLIT_SAVE, type="primary")
    if not sent:
        return
    texts = tuple(" ".join(line.split()) for line in typed.splitlines() if line.strip())
    if len(texts) < 2:
        st.error(words.SPLIT_FEW)
        return
    keep(opened, measure, [SplitRow(measure=measure.id, anchor=seen(opened, measure).measure.text, texts=texts)])


def _join(opened: Opened, measure: Measure) -> None:
    st.caption(words.JOIN_TOLD)
    others = sorted(
        (m for m in opened.measures if m.id != measure.id), key=lambda m: (abs(m.index - measure.index), m.index)
    )
    names = {m.id: brief(m) for m in others}
    with st.form(_key(opened, measure, "join"), border=False):
        chosen = st.multiselect(
            words.JOIN_LABEL,
            list(names),
            format_func=lambda id_: names.get(id_, ""),
            placeholder=wording.CHOOSE,
            key=_key(opened, measure, "others"),
        )
        sent = st.form_submit_button(words.JOIN_SAVE, type="primary")
    if not sent:
        return
    joined = sorted((opened.by_id[id_] for id_ in chosen if id_ in opened.by_id), key=lambda m: m.index)
    if not joined:
        st.error(words.JOIN_NONE)
        return
    ids, anchors = tuple(m.id for m in joined), tuple(m.text for m in joined)
    keep(opened, measure, [JoinRows(measure=measure.id, anchor=measure.text, others=ids, anchors=anchors)])


def _add(opened: Opened, measure: Measure) -> None:
    st.caption(words.ADD_TOLD)
    with st.form(_key(opened, measure, "add"), border=False):
        text = st.text_area(wording.MEASURE, height=100, key=_key(opened, measure, "new-text"))
        when = st.text_input(wording.DEADLINE, key=_key(opened, measure, "new-deadline"))
        who = st.text_input(wording.EXECUTORS, key=_key(opened, measure, "new-executors"))
        what = st.text_input(wording.OUTCOME, key=_key(opened, measure, "new-outcome"))
        sent = st.form_submit_button(words.ADD_SAVE, type="primary")
    if not sent:
        return
    if not text.strip():
        st.error(words.EMPTY_TEXT)
        return
    new = AddRow(measure=measure.id, anchor=measure.text, id="new", text=text.strip())
    cells_given = {"deadline": when.strip(), "executors": who.strip(), "outcome": what.strip()}
    keep(opened, measure, [new.model_copy(update=cells_given)])


def _drop(opened: Opened, measure: Measure) -> None:
    st.caption(words.DROP_TOLD)
    if st.button(words.DROP_SAVE, icon=":material/delete:"):
        _ask_drop(opened, measure)


@st.dialog(words.DROP_ASK)
def _ask_drop(opened: Opened, measure: Measure) -> None:
    st.text(brief(measure, 300))
    st.caption(words.DROP_TOLD)
    with st.container(horizontal=True):
        if st.button(words.DROP_YES, type="primary"):
            edit = DropRow(measure=measure.id, anchor=seen(opened, measure).measure.text)
            others = sorted(
                (m for m in opened.measures if m is not measure), key=lambda m: abs(m.index - measure.index)
            )
            keep(opened, measure, [edit], then=others[0].id if others else "")
        if st.button(wording.CANCEL):
            st.rerun()


def _key(opened: Opened, measure: Measure, name: str) -> str:
    return f"plan-{name}-{measure.id}-{seen(opened, measure).form}"


_FORMS: dict[str, Callable[[Opened, Measure], None]] = {
    "cells": _cells,
    "split": _split,
    "join": _join,
    "add": _add,
    "drop": _drop,
}
