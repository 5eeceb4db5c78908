"""The page «План»: passport, rows beside their source, deadlines, executors, profile, notices, history, versions."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.client import ServiceError, plans
from ui.parts.addressed import segments
from ui.parts.choosing import choose_plan
from ui.parts.telling import nothing
from ui.views.plan import deadlines, executors, head, history, noticed, profile, rows, saving, versions, work
from ui.views.plan.opened import Opened
from ui.visitor import api, me
from ui.wording import plan as words
from ui.wording.pages import TITLES

_TABS: dict[str, Callable[[Opened], None]] = {
    "rows": rows.show,
    "deadlines": deadlines.show,
    "roles": executors.show,
    "profile": profile.show,
    "notices": noticed.show,
    "history": history.show,
    "versions": versions.show,
}


def show() -> None:
    """Draw the page."""
    left, right = st.columns([1, 4], vertical_alignment="bottom")
    left.title(TITLES["plan"])
    wanted = st.query_params.get("id", "")
    with right:
        chosen = choose_plan()
    if chosen is None:
        saving.tell_saved()
        if wanted:
            nothing(words.GONE, words.GONE_ADVICE)
        else:
            nothing(words.CHOOSE_FIRST, words.CHOOSE_FIRST_ADVICE)
        return
    job = work.going_on(chosen.id)
    try:
        opened = Opened(plans.one(api(), chosen.id), me())
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        nothing(words.GONE, words.GONE_ADVICE)
        return
    saving.tell_saved()
    head.show(opened)
    work.show(opened, job)
    n_notices = len(opened.plan.roadmap.notices)
    names = {**words.TABS, "notices": f"{words.TABS['notices']} ({n_notices})"}
    tab = segments(words.TABS_LABEL, names, "tab")
    _TABS[tab](opened)
