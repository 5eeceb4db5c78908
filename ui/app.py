"""What Streamlit runs for each session and each change: who is there, the menu, the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.client import ServiceError
from ui.pages import menu
from ui.parts.telling import telling
from ui.visitor import account, login_address, me
from ui.wording import PRODUCT
from ui.wording import errors as words

_ICON = Path(__file__).parent / "icon.png"


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title=PRODUCT, page_icon=str(_ICON), layout="wide")
    with telling():
        try:
            person = me()
        except ServiceError as error:
            if error.slug != "not-authenticated":
                raise
            st.title(PRODUCT)
            st.info(f"**{words.LOGIN_NEEDED}.** {words.LOGIN_WHY}")
            st.link_button(words.LOGIN, login_address(), type="primary")
            return
        chosen = st.navigation(menu(person))
        account(person)
        chosen.run()


main()
