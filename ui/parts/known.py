"""What hardly ever changes, asked once in a while: titles of typical activities, names of regions."""

from __future__ import annotations

import streamlit as st

from service.settings import Settings
from ui.client import Client, knowledge
from ui.visitor import api

_KEPT_S = 600


def activity_titles() -> dict[str, str]:
    """Return the titles of the typical activities by their ids."""
    return _activity_titles(Settings().api, api())


def region_names() -> dict[str, str]:
    """Return the names of the federal subjects by their codes."""
    return _region_names(Settings().api, api())


# Both are the same for everybody, whoever asks first.
@st.cache_data(ttl=_KEPT_S, max_entries=8, show_spinner=False)
def _activity_titles(address: str, _client: Client) -> dict[str, str]:
    return knowledge.activity_titles(_client)


@st.cache_data(ttl=_KEPT_S, max_entries=8, show_spinner=False)
def _region_names(address: str, _client: Client) -> dict[str, str]:
    return knowledge.region_names(_client)
