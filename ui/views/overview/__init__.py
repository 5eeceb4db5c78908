"""The page «Обзор»: how much there is, what needs attention, what to go on with."""

from __future__ import annotations

import streamlit as st

from service.schemas.answer import CoverageTotals
from service.schemas.overview import OverviewShown
from ui import wording
from ui.client import overview
from ui.pages import link
from ui.parts.telling import nothing
from ui.views.overview.attention import attention
from ui.views.overview.covered import counted, covered
from ui.views.overview.made_of import made_of
from ui.views.overview.recent import recent_plans, recent_work
from ui.visitor import api, me
from ui.wording import overview as words
from ui.wording.pages import TITLES

_LEFT_PX = 500


def show() -> None:
    """Draw the page."""
    st.title(TITLES["overview"])
    is_viewer = me().role == "viewer"
    shown = overview.shown(api())
    if not shown.numbers.n_plans:
        _first_steps(is_viewer)
        if shown.attention.documents:
            attention(shown, None, is_viewer)
        return
    totals = overview.coverage(api())
    st.caption(words.LEAD)
    _numbers(shown, totals)
    # Side by side on a wide screen, below one another on a narrow one.
    with st.container(horizontal=True, gap="medium"):
        left, right = st.container(width=_LEFT_PX), st.container(width="stretch")
    with left:
        attention(shown, totals, is_viewer)
        recent_plans(shown)
    with right:
        covered(totals)
    made_of(shown)
    recent_work(shown, is_viewer)


def _first_steps(is_viewer: bool) -> None:
    if is_viewer:
        nothing(words.NO_PLANS, words.NO_PLANS_VIEWER)
        return
    with st.container(border=True):
        st.header(words.NO_PLANS)
        st.markdown(words.NO_PLANS_ADVICE)
        for number, step in enumerate(words.FIRST_STEPS, 1):
            st.markdown(f"{number}. {step}")
        link("upload", f"**{words.UPLOAD}**")


def _numbers(shown: OverviewShown, totals: CoverageTotals | None) -> None:
    numbers = shown.numbers
    counts = counted(totals)
    asked = sum(counts.values()) - counts.get("not-applicable", 0)
    found = counts.get("covered", 0) + counts.get("partial", 0)
    n_regions = sum(1 for code in numbers.plans_by_region if code)
    first, second, third, fourth = st.columns(4)
    with first, st.container(border=True):
        st.metric(words.N_PLANS, _number(numbers.n_plans), help=words.versions(numbers.n_plans, numbers.n_lineages))
        link("plan", words.ALL_PLANS)
    with second, st.container(border=True):
        st.metric(words.N_REGIONS, _number(n_regions))
        link("research", words.ALL_REGIONS)
    with third, st.container(border=True):
        st.metric(words.N_MEASURES, _number(numbers.n_measures))
        link("search", words.ALL_MEASURES)
    with fourth, st.container(border=True):
        share = wording.share(found / asked) if asked else words.NO_SHARE
        st.metric(words.N_COVERED, share, help=words.N_COVERED_HELP)
        link("gaps", words.ALL_GAPS)


def _number(n: int) -> str:
    return f"{n:,}".replace(",", "\u00a0")
