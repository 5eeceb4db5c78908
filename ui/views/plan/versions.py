"""The versions of the plan, and ways to compare them."""

from __future__ import annotations

import streamlit as st

from service.schemas.plan import PlanShown
from ui import wording
from ui.client import plans
from ui.pages import link
from ui.parts.passport import period_told
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.plan.opened import Opened
from ui.visitor import api
from ui.wording import plan as words


def show(opened: Opened) -> None:
    """Draw the tab."""
    found = plans.versions(api(), opened.plan.id)
    if len(found) < 2:
        nothing(words.VERSIONS_ONE, words.VERSIONS_ONE_ADVICE)
    for version in reversed(found):
        _version(opened.plan.id, version)
    with st.container(horizontal=True):
        link("compare", words.COMPARE_ANY, plans=[opened.plan.id])
        link("gaps", words.GAPS, plans=[opened.plan.id])


def _version(opened_id: str, version: PlanShown) -> None:
    with st.container(border=True):
        is_open = version.id == opened_id
        badge = f" :blue-badge[{words.THIS_VERSION}]" if is_open else ""
        st.markdown(f"**{words.VERSION_N.format(n=version.version)}**{badge}")
        facts = (
            version.file,
            period_told(version.period_start, version.period_end),
            wording.measures(version.n_measures),
            f"{words.UPLOADED}: {wording.moment(version.created_at)}",
        )
        st.caption(" · ".join(escaped(fact) for fact in facts))
        if not is_open:
            with st.container(horizontal=True):
                link("plan", words.OPEN, id=version.id)
                link("compare", words.COMPARE, plans=[opened_id, version.id])
