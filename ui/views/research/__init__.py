"""The page «Исследование»: what many plans show together, and what must not be concluded from it."""

from __future__ import annotations

import streamlit as st

from ui.parts.addressed import segments
from ui.parts.facets import facets
from ui.parts.telling import nothing
from ui.views.research import caution, copies, dataset, frequency, regions, unusual
from ui.wording import research as words
from ui.wording.pages import TITLES

_SECTIONS = {
    "frequency": frequency.show,
    "map": regions.show,
    "copies": copies.show,
    "unusual": unusual.show,
    "data": dataset.show,
}


def show() -> None:
    """Draw the page."""
    st.title(TITLES["research"])
    st.caption(words.INTRO)
    tab = segments(words.TAB, words.TABS, "tab")
    if tab == "caution":
        caution.show()
        return
    present = facets()
    if not present.years.n_plans:
        nothing(words.NOTHING, words.NOTHING_ADVICE)
        return
    _SECTIONS[tab](present)
