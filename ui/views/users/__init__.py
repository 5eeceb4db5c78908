"""The page «Пользователи»: accounts, tokens of programs, the audit log, the template of the conclusion."""

from __future__ import annotations

import streamlit as st

from ui.parts.addressed import segments
from ui.views.users import accounts, audit, template, tokens
from ui.wording import users as words
from ui.wording.pages import TITLES

_TABS = {"accounts": accounts.show, "tokens": tokens.show, "audit": audit.show, "template": template.show}


def show() -> None:
    """Draw the page."""
    st.title(TITLES["users"])
    _TABS[segments(words.TAB, words.TABS, "tab")]()
