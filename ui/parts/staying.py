"""Ways to another state of the same page: Streamlit's links to the page of now leave the address without their query (1.67)."""

from __future__ import annotations

import streamlit as st


def stay(label: str, icon: str = "", **query: str) -> None:
    """Draw a button that looks like a link and puts the page into a state; `label` is markdown."""

    def go() -> None:
        st.query_params.from_dict(query)

    name = "-".join((*query, *query.values()))
    st.button(label, key=f"stay-{name}", on_click=go, icon=f":material/{icon}:" if icon else None, type="tertiary")
