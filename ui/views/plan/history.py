"""What people corrected in the plan: what the machine said, what they decided, who, when; undone on request."""

from __future__ import annotations

import streamlit as st

from service.schemas.correction import CorrectionShown
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts.plain import escaped
from ui.parts.telling import nothing, tell
from ui.views.plan import passport, seen, told
from ui.views.plan.opened import MEASURE, Opened, brief, go_to
from ui.views.plan.saving import noted
from ui.visitor import api
from ui.wording import plan as words

_PAGE = 50
_FROM = "plan-history-limit"


def show(opened: Opened) -> None:
    """Draw the tab."""
    limit = min(200, st.session_state.get(_FROM, _PAGE))
    page = corrections.history(api(), opened.plan.id, limit=limit)
    if not page.corrections:
        nothing(words.NO_HISTORY, words.NO_HISTORY_ADVICE)
        return
    st.caption(words.HISTORY_TOLD)
    chosen = opened.by_id.get(st.query_params.get(MEASURE, ""))
    shown = page.corrections
    if chosen is not None and st.toggle(words.ONLY_CHOSEN, key="own", bind="query-params"):
        st.caption(escaped(brief(chosen)))
        shown = [c for c in shown if chosen.id in told.measures_of(c)]
    for correction in shown:
        _entry(opened, correction)
    if not shown:
        nothing(words.NO_HISTORY, words.NO_HISTORY_ADVICE)
    if page.before is not None and limit < 200:
        st.button(words.EARLIER_EDITS, on_click=_widen)


def _entry(opened: Opened, correction: CorrectionShown) -> None:
    with st.container(border=True):
        with st.container(horizontal=True):
            with st.container(width="stretch"):
                _heading(opened, correction)
            if correction.undone_at is None and opened.may_correct:
                _undo_button(opened, correction)
        was, now = st.columns(2)
        for column, label, value in (
            (was, words.WAS, told.value(correction.kind, correction.machine)),
            (now, words.IS, told.value(correction.kind, correction.expert)),
        ):
            column.markdown(f":gray[:small[{label}]]  \n{escaped(value)}")
        if correction.comment:
            st.caption(f"{wording.COMMENT}: {escaped(correction.comment)}")
        if not correction.placed and correction.undone_at is None:
            st.warning(words.UNPLACED, icon=":material/link_off:")


def _heading(opened: Opened, correction: CorrectionShown) -> None:
    who = correction.author or (words.BY_LOCAL if opened.person.way == "local" else words.BY_NOBODY)
    title = told.title(correction)
    undone = f" :gray-badge[{words.UNDONE}]" if correction.undone_at else ""
    st.markdown(f"**{escaped(title)}** :gray[{escaped(who)}, {wording.moment(correction.made_at)}]{undone}")
    if correction.undone_at:
        by = correction.undone_by or who
        st.caption(words.UNDONE_BY.format(who=escaped(by), when=wording.moment(correction.undone_at)))
    measure = next((opened.by_id[id_] for id_ in told.measures_of(correction) if id_ in opened.by_id), None)
    if measure is not None:
        st.button(
            escaped(brief(measure)),
            key=f"history-row-{correction.id}",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=go_to,
            args=("rows", measure.id),
        )


def _undo_button(opened: Opened, correction: CorrectionShown) -> None:
    if not st.button(words.UNDO, key=f"undo-{correction.id}", icon=":material/undo:"):
        return
    try:
        made = corrections.undo(api(), correction.id)
    except ServiceError as error:
        tell(error)
        return
    seen.forget()
    passport.forget()
    noted(opened.plan.id, made, words.UNDONE)
    st.rerun()


def _widen() -> None:
    st.session_state[_FROM] = st.session_state.get(_FROM, _PAGE) + _PAGE
