"""What a person should look at in the plan."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Notice
from ui.parts.noticing import READING_KINDS
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.plan.opened import Opened, row_button
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
    present = [group for group in groups if group[2]]
    for column, group in zip(st.columns(len(present), gap="large"), present, strict=True):
        with column:
            _group(opened, *group)


def _group(opened: Opened, title: str, told: str, found: Sequence[Notice], key: str) -> None:
    st.subheader(f"{title}: {len(found)}")
    st.caption(told)
    most = len(found) if st.session_state.get(f"notices-all-{key}") else _MOST
    alike: dict[str, list[Notice]] = {}  # what is said of several rows is said once
    for notice in found[:most]:
        alike.setdefault(notice.detail or notice.kind, []).append(notice)
    for i, (detail, notices) in enumerate(alike.items()):
        with st.container(border=True, gap="xsmall"):
            st.markdown(escaped(detail))
            for j, notice in enumerate(notices):
                measure = opened.by_id.get(notice.measure or "")
                if measure is None:
                    st.caption(words.WHOLE_PLAN)
                else:
                    row_button(measure, f"notice-{key}-{i}-{j}")
    if len(found) > most:
        st.checkbox(words.NOTICES_ALL.format(n=len(found)), key=f"notices-all-{key}")
