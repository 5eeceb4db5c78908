"""Who is logged in: their own password, the way out."""

from __future__ import annotations

import json

import streamlit as st

from service.schemas.account import Me
from ui.client import ServiceError
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.visitor import api
from ui.wording import LOG_OUT, USER_ROLES
from ui.wording import account as words


def account(person: Me) -> None:
    """Show who is logged in, in the sidebar; nothing in the mode without login."""
    if person.way == "local":
        return
    with st.sidebar:
        st.caption(f"{escaped(person.login)} · {USER_ROLES[person.role]}")
        with st.popover(words.TITLE, icon=":material/key:"):
            _password()
        if st.button(LOG_OUT, icon=":material/logout:"):
            api().send("POST", "/logout", b"", {})
            st.rerun()


def _password() -> None:
    with st.form("own-password", border=False):
        present = st.text_input(words.PRESENT, type="password", key="own-present", autocomplete="current-password")
        new = st.text_input(words.NEW, type="password", key="own-new", help=words.NEW_HELP, autocomplete="new-password")
        sent = st.form_submit_button(words.CHANGE, type="primary")
    if not sent:
        return
    body = json.dumps({"present": present, "new": new}).encode()
    try:
        api().send("POST", "/me/password", body, {"Content-Type": "application/json"})
    except ServiceError as error:
        tell(error)
    else:
        st.success(words.CHANGED, icon=":material/check:")
