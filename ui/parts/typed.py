"""What a person types, kept in the address like what they choose (`ui.parts.addressed`)."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def typed_text(label: str, key: str, where: DeltaGenerator | None = None, **more: Any) -> str:
    """Draw a line to type in; return it without blanks around it. `more` as of `st.text_input`."""
    wanted = st.query_params.get(key, "")[: more.get("max_chars")]
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def write() -> None:
        _write(key, st.session_state[key])

    return str((where or st).text_input(label, key=key, on_change=write, **more)).strip()


def typed_day(label: str, key: str, first: date, last: date) -> date | None:
    """Draw the choice of a day between two; a day of the address that is none, or not between them, is not chosen."""
    wanted = _day(st.query_params.get(key, ""))
    wanted = wanted if wanted and first <= wanted <= last else None
    if key not in st.session_state or st.session_state[key] != wanted:
        st.session_state[key] = wanted

    def write() -> None:
        chosen = st.session_state[key]
        _write(key, chosen.isoformat() if chosen else "")

    chosen: date | None = st.date_input(
        label, value=None, min_value=first, max_value=last, key=key, on_change=write, format="DD.MM.YYYY"
    )
    return chosen


def _write(key: str, text: str) -> None:
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
