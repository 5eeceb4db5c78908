"""The page «upload»."""

from __future__ import annotations

import streamlit as st

from ui.wording.pages import TITLES


def show() -> None:
    """Draw the page."""
    st.title(TITLES["upload"])
