"""The pages, and ways from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from service.schemas.account import Me
from ui.parts.telling import telling
from ui.wording.pages import GROUPS, TITLES

Key = Literal[
    "overview", "upload", "plan", "compare", "gaps", "search", "research", "catalogues", "quality", "users"
]  # also the page's path in the address and its module in `ui.views`


@dataclass(frozen=True)
class Entry:
    """A page in the menu; `least` is the least role that has any use for it."""

    key: Key
    group: str
    icon: str
    least: Literal["viewer", "expert", "admin"] = "viewer"


ENTRIES = (
    Entry("overview", "work", "dashboard"),
    Entry("upload", "work", "upload_file", "expert"),
    Entry("plan", "work", "description"),
    Entry("compare", "work", "compare_arrows"),
    Entry("gaps", "work", "grid_on"),
    Entry("search", "look", "search"),
    Entry("research", "look", "insights"),
    Entry("catalogues", "keep", "menu_book"),
    Entry("quality", "keep", "verified"),
    Entry("users", "keep", "group", "admin"),
)
_RANK = {"viewer": 0, "expert": 1, "admin": 2}


def allowed(person: Me) -> list[Entry]:
    """Return the pages that a person may use."""
    return [entry for entry in ENTRIES if _RANK[person.role] >= _RANK[entry.least]]


def menu(person: Me) -> dict[str, list[StreamlitPage]]:
    """Return the pages that a person may use, by group, as `st.navigation` takes them."""
    found: dict[str, list[StreamlitPage]] = {}
    for entry in allowed(person):
        found.setdefault(GROUPS[entry.group], []).append(page(entry.key))
    return found


def page(key: Key) -> StreamlitPage:
    """Return a page, for `st.page_link` and `st.switch_page` (both take `query_params`); one object a session, for it has state."""
    entry = next(e for e in ENTRIES if e.key == key)

    def show() -> None:
        with telling():
            import_module(f"ui.views.{key}").show()

    return st.Page(show, title=TITLES[key], icon=f":material/{entry.icon}:", url_path=key, default=key == "overview")


def link(key: Key, label: str, **query: str | list[str]) -> None:
    """Draw a link to a page in a given state; `label` is markdown, escape what strangers wrote."""
    st.page_link(page(key), label=label, query_params=query)
