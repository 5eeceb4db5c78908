"""The page «Качество»: how far the answers can be believed, what is to be judged, how far people agree."""

from __future__ import annotations

import streamlit as st

from ui.parts.addressed import segments
from ui.views.quality import agreement, figures, review
from ui.wording import quality as words
from ui.wording.pages import TITLES

_TABS = {"figures": figures.show, "review": review.show, "agreement": agreement.show}


def show() -> None:
    """Draw the page."""
    st.title(TITLES["quality"])
    _TABS[segments(words.TAB, words.TABS, "tab")]()
