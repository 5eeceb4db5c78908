"""The drawer beside a page that tells why the program answered so, and takes an expert's word in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui import wording
from ui.client import ServiceError
from ui.parts.telling import tell
from ui.wording import deciding as words

Said = TypeVar("Said")
_DONE = "deciding-done"


def drawer(title: str, name: str, params: Sequence[str], draw: Callable[[], None]) -> None:
    """Open a drawer.

    Args:
        title: over the drawer.
        name: as in `key_of`, of the picture or table that opens it.
        params: what goes out of the address when the drawer is closed.
        draw: what stands in it.
    """

    def closed() -> None:
        for param in params:
            st.query_params.pop(param, None)
        st.session_state[_turn(name)] = st.session_state.get(_turn(name), 0) + 1

    done = st.session_state.pop(_DONE, "")
    if done:
        st.toast(done, icon=":material/check:")
    st.dialog(title, width="large", position="right", on_dismiss=closed)(draw)()


def key_of(name: str) -> str:
    """Return the key of what opens a drawer: another one after each closing, lest the old choice stand and a click on it say nothing."""
    return f"{name}-{st.session_state.get(_turn(name), 0)}"


def decide(
    key: str, draw: Callable[[], Said], keep: Callable[[Said], object], take_back: Callable[[], None] | None
) -> None:
    """Draw a form for an expert's word; once it is kept or taken back the page is drawn anew.

    Args:
        key: of the form.
        draw: draws the fields, returns what stands in them.
        keep: tells the service.
        take_back: gives the machine's answer back; None where no expert has said anything.
    """
    with st.form(key):
        said = draw()
        saved = st.form_submit_button(wording.SAVE, type="primary")
    undone = take_back is not None and st.button(words.BACK_TO_MACHINE, icon=":material/undo:")
    if not saved and not undone:
        return
    try:
        if saved:
            keep(said)
        elif take_back is not None:
            take_back()
    except ServiceError as error:
        tell(error)
        return
    st.session_state[_DONE] = wording.SAVED if saved else words.BACK_DONE
    st.rerun()


def _turn(name: str) -> str:
    return f"{name}-turn"
