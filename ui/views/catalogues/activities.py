"""Typical activities: what each is and how it is worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from service.schemas.catalogue import CatalogueWhole
from ui import wording
from ui.client import ServiceError, catalogues
from ui.pages import link
from ui.parts.addressed import select
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.parts.typed import typed_text
from ui.theme import CATEGORY_TINTS
from ui.visitor import api
from ui.wording import CATEGORIES
from ui.wording import catalogues as words
from ui.wording.measure import CATEGORIES_SHORT

Entry = Mapping[str, Any]
_TABLE = "activities-table"
_PHRASINGS = 15
_HEIGHT = 66  # of a row: texts are broken into lines in rows higher than 64
_MOST = 9  # rows in sight


def show(catalogue: CatalogueWhole) -> None:
    """Draw the section."""
    st.markdown(words.ACTIVITIES_INTRO)
    found = _filtered(catalogue.records)
    if not found:
        nothing(words.NOTHING, words.NOTHING_ADVICE)
        return
    st.caption(words.expected(len(found), len(catalogue.records)))
    left, right = st.columns([6, 5], gap="large")
    with left:
        _table(found)
    titles = {str(record["id"]): str(record["title"]) for record in catalogue.records}
    with right:
        chosen = select(words.ACTIVITY, titles, "activity", words.CHOOSE_ACTIVITY)
        if chosen:
            _details(next(record for record in catalogue.records if str(record["id"]) == chosen), titles)


def _filtered(records: Sequence[Entry]) -> list[Entry]:
    left, right = st.columns(2)
    names = {str(code): name for code, name in CATEGORIES.items()}
    category = select(wording.CATEGORY, names, "category", wording.ANY_ONE, left)
    text = typed_text(words.FIND, "text", right, placeholder=words.FIND_PLACEHOLDER)
    return [
        record
        for record in records
        if (category is None or record.get("category") == category)
        and text.strip().casefold() in f"{record.get('title', '')} {record.get('definition', '')}".casefold()
    ]


def _table(found: Sequence[Entry]) -> None:
    rows = [
        {
            words.TITLE: str(record.get("title", "")),
            words.CATEGORY: CATEGORIES_SHORT.get(record.get("category", ""), ""),
        }
        for record in found
    ]
    ids = [str(record.get("id", "")) for record in found]

    def picked() -> None:
        chosen = st.session_state[_TABLE]["selection"]["rows"]
        if chosen and chosen[0] < len(ids):
            st.query_params["activity"] = ids[chosen[0]]

    st.dataframe(
        rows,
        column_config={
            words.TITLE: st.column_config.Column(width=200),
            words.CATEGORY: st.column_config.Column(width=110),
        },
        row_height=_HEIGHT,
        hide_index=True,
        width="stretch",
        height=37 + _HEIGHT * min(len(rows), _MOST),
        key=_TABLE,
        on_select=picked,
        selection_mode="single-row",
        alt=words.ACTIVITIES_INTRO,
    )


def _category(record: Entry) -> str:
    return next((name for code, name in CATEGORIES.items() if code == record.get("category")), "")


def _details(record: Entry, titles: Mapping[str, str]) -> None:
    st.header(escaped(str(record.get("title", ""))))
    tint = CATEGORY_TINTS.get(record.get("category", ""), "gray")
    level = words.LEVELS.get(str(record.get("level", "any")), "")
    st.markdown(f":{tint}-badge[{_category(record)}] :gray[{words.LEVEL.lower()}: {level}]")
    st.markdown(escaped(str(record.get("definition", ""))))
    if record.get("not"):
        st.markdown(f":gray[{words.EXCLUDES}]  \n{escaped(_named(str(record['not']), titles))}")
    related = [titles[id_] for id_ in record.get("related") or () if id_ in titles]
    if related:
        st.markdown(f":gray[{words.RELATED}]  \n{escaped('; '.join(related))}")
    link("search", words.SEARCH_IN_PLANS, q=str(record.get("title", ""))[:200])
    _phrasings(str(record.get("id", "")))


def _named(text: str, titles: Mapping[str, str]) -> str:
    """Return a text in which other activities are named by their titles in the place of their ids."""
    for id_ in sorted(titles, key=len, reverse=True):
        text = text.replace(words.SEE.format(what=id_), words.SEE_TITLE.format(what=titles[id_]))
    return text


def _phrasings(activity: str) -> None:
    try:
        found = catalogues.phrasings(api(), activity)
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        st.caption(words.PHRASINGS_NONE)
        return
    shown = found[:_PHRASINGS]
    st.markdown(f"**{words.PHRASINGS}**\n\n" + "\n".join(f"* {escaped(line)}" for line in shown))
    more = f"{words.PHRASINGS_MORE.format(shown=len(shown), n=len(found))} " if len(found) > len(shown) else ""
    st.caption(more + words.PHRASINGS_NOTE)
