"""Files to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.visitor import api


def download(label: str, path: str, name: str, query: Mapping[str, Any] | None = None, primary: bool = False) -> None:
    """Draw a button that fetches a file from the service when it is pressed, not before.

    Args:
        label: of the button.
        path: of the API.
        name: what the file is called on the person's computer.
        query: parameters of the request.
        primary: whether it is the page's main action.
    """
    client = api()  # the button's own thread knows no session
    st.download_button(
        label,
        data=lambda: client.data(path, query),
        file_name=name,
        key=f"download-{path}-{sorted((query or {}).items())}",
        on_click="ignore",
        icon=":material/download:",
        type="primary" if primary else "secondary",
    )
