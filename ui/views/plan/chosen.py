"""The chosen measure: its card, its notices, its source, and correcting it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Measure
from ui.parts.addressed import select
from ui.parts.measure import measure_card
from ui.parts.plain import escaped
from ui.views.plan import editing, source
from ui.views.plan.opened import MEASURE, Opened, brief, go_to
from ui.wording import plan as words


def wanted(opened: Opened, found: Sequence[Measure]) -> str:
    """Return the id of the measure to show: the address's, else the first of those shown."""
    asked = st.query_params.get(MEASURE, "")
    if asked in opened.by_id:
        return asked
    return (found or opened.measures)[0].id


def show(opened: Opened, found: Sequence[Measure]) -> None:
    """Draw the chosen measure."""
    asked = st.query_params.get(MEASURE, "")
    if asked and asked not in opened.by_id:
        st.info(words.NO_SUCH_ROW)
        st.query_params.pop(MEASURE)
    measure = opened.by_id[wanted(opened, found)]
    st.query_params[MEASURE] = measure.id
    _choose(opened, found, measure)
    with st.container(border=True):
        measure_card(measure, legend=True)
        for notice in opened.notices.get(measure.id, ()):
            st.warning(escaped(notice.detail), icon=":material/flag:")
    if opened.may_correct:
        with st.expander(words.EDIT, icon=":material/edit:"):
            editing.show(opened, measure)
    source.show(opened, measure)


def _choose(opened: Opened, found: Sequence[Measure], measure: Measure) -> None:
    """Draw the list that does the same as a click on a row, and steps to the neighbours."""
    names = {m.id: brief(m) for m in found}
    if measure.id not in names:
        st.caption(words.FILTERED_OUT)
        names = {measure.id: brief(measure), **names}
    ids = list(names)
    at = ids.index(measure.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _step(words.EARLIER, "chevron_left", ids[at - 1] if at else "")
        select(words.CHOSEN, names, MEASURE)
        _step(words.LATER, "chevron_right", ids[at + 1] if at + 1 < len(ids) else "")


def _step(label: str, icon: str, measure_id: str) -> None:
    st.button(
        f":material/{icon}:",
        key=f"plan-step-{icon}",
        help=label,
        disabled=not measure_id,
        on_click=go_to,
        args=("rows", measure_id),
    )
