"""A question before what cannot be taken back, or takes somebody's access away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.client import ServiceError
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.wording import CANCEL


def ask(title: str, why: str, do: str, done: str, act: Callable[[], object]) -> None:
    """Open a dialog; after «yes» do it and say so.

    Args:
        title: of the dialog.
        why: what will come of it, plain text.
        do: the button's label.
        done: what is told afterwards.
        act: what is done.
    """

    @st.dialog(title)
    def dialog() -> None:
        st.markdown(escaped(why))
        yes, no = st.columns(2)
        if yes.button(do, type="primary", width="stretch"):
            try:
                act()
            except ServiceError as error:
                tell(error)
                return
            st.toast(done, icon=":material/check:")
            st.rerun()
        if no.button(CANCEL, width="stretch"):
            st.rerun()

    dialog()
