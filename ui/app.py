"""What Streamlit runs for each session and each change: who is there, the menu, the page."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from ui.client import ServiceError
from ui.pages import menu
from ui.parts.account import account
from ui.parts.telling import telling
from ui.theme import BUTTON_CSS
from ui.visitor import login_address, me
from ui.wording import PRODUCT
from ui.wording import errors as words

_HERE = Path(__file__).parent
_ICON, _LOGO = _HERE / "icon.png", _HERE / "logo.png"


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title=PRODUCT, page_icon=str(_ICON), layout="wide")
    st.logo(str(_LOGO), size="large", icon_image=str(_ICON))
    with telling():
        try:
            person = me()
        except ServiceError as error:
            if error.slug != "not-authenticated":
                raise
            st.title(PRODUCT)
            st.info(f"**{words.LOGIN_NEEDED}.** {words.LOGIN_WHY}")
            # A button of Streamlit's would open another tab and leave this one behind.
            st.html(f'<a href="{escape(login_address())}" style="{BUTTON_CSS}">{words.LOGIN}</a>')
            return
        chosen = st.navigation(menu(person))
        account(person)
        chosen.run()


main()
