"""What people corrected in the plan: what the machine said, what they decided, who, when; undone on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from service.schemas.correction import CorrectionShown
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts.known import activity_titles
from ui.parts.plain import escaped
from ui.parts.telling import nothing, tell
from ui.views.plan.opened import MEASURE, Opened, brief, row_button
from ui.views.plan.saving import forget, noted
from ui.visitor import api
from ui.wording import CATEGORIES, RELATIONS, STATUSES
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
        shown = [c for c in shown if chosen.id in _measures_of(c)]
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
            (was, words.WAS, _value(correction.kind, correction.machine)),
            (now, words.IS, _value(correction.kind, correction.expert)),
        ):
            column.markdown(f":gray[:small[{label}]]  \n{escaped(value)}")
        if correction.comment:
            st.caption(f"{wording.COMMENT}: {escaped(correction.comment)}")
        if not correction.placed and correction.undone_at is None:
            st.warning(words.UNPLACED, icon=":material/link_off:")


def _heading(opened: Opened, correction: CorrectionShown) -> None:
    who = correction.author or (words.BY_LOCAL if opened.person.way == "local" else words.BY_NOBODY)
    title = _title(correction)
    undone = f" :gray-badge[{words.UNDONE}]" if correction.undone_at else ""
    st.markdown(f"**{escaped(title)}** :gray[{escaped(who)}, {wording.moment(correction.made_at)}]{undone}")
    if correction.undone_at:
        by = correction.undone_by or who
        st.caption(words.UNDONE_BY.format(who=escaped(by), when=wording.moment(correction.undone_at)))
    measure = next((opened.by_id[id_] for id_ in _measures_of(correction) if id_ in opened.by_id), None)
    if measure is not None:
        row_button(measure, f"history-row-{correction.id}")


def _undo_button(opened: Opened, correction: CorrectionShown) -> None:
    if not st.button(words.UNDO, key=f"undo-{correction.id}", icon=":material/undo:"):
        return
    try:
        made = corrections.undo(api(), correction.id)
    except ServiceError as error:
        tell(error)
        return
    forget(opened.plan.id)
    noted(opened.plan.id, made, words.UNDONE)
    st.rerun()


def _widen() -> None:
    st.session_state[_FROM] = st.session_state.get(_FROM, _PAGE) + _PAGE


def _title(correction: CorrectionShown) -> str:
    """Return what was corrected: «Текст: срок»."""
    name = words.KINDS.get(correction.kind, correction.kind)
    column = str(correction.expert.get("column", "")) if correction.kind == "cell" else ""
    return words.COLUMNS.get(column, name)


def _measures_of(correction: CorrectionShown) -> list[str]:
    """Return the ids of the rows concerned."""
    ids = [correction.expert.get("measure"), correction.target.get("measure"), *correction.expert.get("others", ())]
    return [str(id_) for id_ in dict.fromkeys(ids) if id_]


def _value(kind: str, given: Mapping[str, Any]) -> str:
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
