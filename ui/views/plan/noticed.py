"""What a person should look at in the plan."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Notice
from ui.parts.noticing import READING_KINDS
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.plan.opened import Opened, brief, go_to
from ui.wording import plan as words

_MOST = 40  # shown at once, for each draws a button


def show(opened: Opened) -> None:
    """Draw the tab."""
    found = opened.plan.roadmap.notices
    if not found:
        nothing(words.NO_NOTICES, words.NO_NOTICES_ADVICE)
        return
    reading = [n for n in found if n.kind in READING_KINDS]
    own = [n for n in found if n.kind not in READING_KINDS]
    groups = [
        (words.NOTICES_READING, words.NOTICES_READING_TOLD, reading, "reading"),
        (words.NOTICES_PLAN, words.NOTICES_PLAN_TOLD, own, "plan"),
    ]
    for column, group in zip(st.columns(2, gap="large"), [group for group in groups if group[2]], strict=False):
        with column:
            _group(opened, *group)


def _group(opened: Opened, title: str, told: str, found: Sequence[Notice], key: str) -> None:
    st.subheader(f"{title}: {len(found)}")
    st.caption(told)
    most = len(found) if st.session_state.get(f"notices-all-{key}") else _MOST
    for i, notice in enumerate(found[:most]):
        with st.container(border=True, gap="small"):
            st.markdown(escaped(notice.detail or notice.kind))
            measure = opened.by_id.get(notice.measure or "")
            if measure is None:
                st.caption(words.WHOLE_PLAN)
                continue
            st.button(
                escaped(brief(measure)),
                key=f"notice-{key}-{i}",
                icon=":material/arrow_forward:",
                type="tertiary",
                on_click=go_to,
                args=("rows", measure.id),
            )
    if len(found) > most:
        st.checkbox(words.NOTICES_ALL.format(n=len(found)), key=f"notices-all-{key}")
