"""The page «Загрузка»: files come in, are read, and their passports are checked."""

from __future__ import annotations

import streamlit as st

from ui.views.upload.listed import choose, uploaded
from ui.views.upload.result import result
from ui.views.upload.taking import outcome, take
from ui.views.upload.working import working
from ui.wording import upload as words
from ui.wording.pages import TITLES


def show() -> None:
    """Draw the page."""
    st.title(TITLES["upload"])
    st.markdown(words.LEAD)
    take()
    outcome()
    working()
    found = uploaded()
    chosen = choose(found)
    if chosen is not None:
        result(chosen, found)
