"""Correcting a measure: each kind of correction is a form that is saved on request."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nlp.domain import AddRow, DropRow, JoinRows, Measure, SplitRow
from ui import wording
from ui.views.plan import cells
from ui.views.plan.opened import Opened, brief
from ui.views.plan.seen import forget, keep, seen
from ui.wording import plan as words


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
        st.button(words.RELOAD, on_click=forget)
    _FORMS[kind or "cells"](opened, measure)


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
    "cells": cells.show,
    "split": _split,
    "join": _join,
    "add": _add,
    "drop": _drop,
}
