"""A secret that is shown once, until the person says that it is kept."""

from __future__ import annotations

import secrets

import streamlit as st

from ui.parts.plain import escaped
from ui.wording import users as words

_KEY = "users-secret"
_BYTES = 12  # 96 bits: nobody guesses it


def made_up() -> str:
    """Return a password that nobody has used."""
    return secrets.token_urlsafe(_BYTES)


def keep(told: str, secret: str) -> None:
    """Show a secret from the next run on, with what it is; `told` is plain text."""
    st.session_state[_KEY] = (told, secret)


def show() -> None:
    """Draw the secret that waits to be kept, if there is one."""
    if _KEY not in st.session_state:
        return
    told, secret = st.session_state[_KEY]
    with st.container(border=True):
        st.markdown(f"**{escaped(told)}**")
        st.code(secret, language=None)
        if st.button(words.KEPT, icon=":material/check:"):
            del st.session_state[_KEY]
            st.rerun()
