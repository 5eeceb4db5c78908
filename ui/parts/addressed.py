"""Choices whose codes stand in the address.

Streamlit's own binding (`bind="query-params"`) writes the words that people see there, which is right only where code
and words are the same; here the address holds the codes, and `link("plan", …, id=…)` sets them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.wording import ANY

Option = TypeVar("Option", str, int)


def segments(label: str, names: Mapping[Option, str], key: str, label_visibility: Any = "collapsed") -> Option:
    """Draw a row of segments, one of which is chosen: the first where the address names none."""
    options = list(names)
    write = _bound(key, options, options[0])
    chosen = st.segmented_control(
        label,
        options,
        format_func=names.__getitem__,
        required=True,
        key=key,
        on_change=write,
        label_visibility=label_visibility,
    )
    return options[0] if chosen is None else chosen


def select(
    label: str,
    names: Mapping[Option, str],
    key: str,
    placeholder: str = ANY,
    where: DeltaGenerator | None = None,
) -> Option | None:
    """Draw a list, of which one or none is chosen."""
    write = _bound(key, list(names), None)
    return (where or st).selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda option: names.get(option, ""),
        placeholder=placeholder,
        key=key,
        on_change=write,
    )


def several(
    label: str, names: Mapping[Option, str], key: str, placeholder: str, most: int | None = None
) -> list[Option]:
    """Draw a list, of which any number up to `most` is chosen."""
    by_text = {str(option): option for option in names}
    wanted = list(dict.fromkeys(by_text[text] for text in st.query_params.get_all(key) if text in by_text))[:most]
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def write() -> None:
        st.query_params[key] = [str(option) for option in st.session_state[key]]

    return st.multiselect(
        label,
        list(names),
        format_func=lambda option: names.get(option, ""),
        placeholder=placeholder,
        max_selections=most,
        key=key,
        on_change=write,
    )


def _bound(key: str, options: Sequence[Option], default: Option | None) -> Callable[[], None]:
    """Set a widget by the address; return what writes the address when the person changes the widget."""
    by_text = {str(option): option for option in options}
    wanted = by_text.get(st.query_params.get(key, ""), default)
    if key not in st.session_state or st.session_state[key] != wanted:
        st.session_state[key] = wanted

    def write() -> None:
        chosen = st.session_state[key]
        if chosen is None or chosen == default:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(chosen)

    return write
