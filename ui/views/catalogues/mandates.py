"""The expected activities: what counts for each, on what grounds, at which step of management."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from service.schemas.catalogue import CatalogueWhole
from ui import wording
from ui.pages import link
from ui.parts.addressed import select
from ui.parts.known import activity_titles
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.parts.typed import typed_text
from ui.theme import CATEGORY_TINTS
from ui.wording import CATEGORIES, STAGES, STRENGTHS
from ui.wording import catalogues as words
from ui.wording.gaps import ground

Entry = Mapping[str, Any]
_PHRASES = 6


def show(catalogue: CatalogueWhole) -> None:
    """Draw the section."""
    st.markdown(words.MANDATES_INTRO)
    found = _filtered(catalogue.records)
    st.caption(words.expected(len(found), len(catalogue.records)))
    if not found:
        nothing(words.NOTHING, words.NOTHING_ADVICE)
    opened = st.query_params.get("mandate")
    for stage in (*STAGES, None):
        of_stage = [
            record for record in found if (record.get("stage") if record.get("stage") in STAGES else None) == stage
        ]
        if of_stage:
            st.header(STAGES.get(stage or "", words.NO_STAGE))
        for record in of_stage:
            _mandate(record, catalogue.id, record.get("id") == opened)


def _filtered(records: Sequence[Entry]) -> list[Entry]:
    columns = st.columns([3, 3, 3, 3])
    stage = select(words.STAGE, STAGES, "stage", where=columns[0])
    strength = select(words.STRENGTH, STRENGTHS, "strength", wording.ANY_ONE, columns[1])
    names = {str(code): name for code, name in CATEGORIES.items()}
    category = select(wording.CATEGORY, names, "category", wording.ANY_ONE, columns[2])
    text = typed_text(words.FIND, "text", columns[3], placeholder=words.FIND_PLACEHOLDER)
    return [
        record
        for record in records
        if (stage is None or record.get("stage") == stage)
        and (strength is None or strength in (record.get("strength") or ()))
        and (category is None or record.get("category") == category)
        and text.strip().casefold() in f"{record.get('title', '')} {record.get('covers', '')}".casefold()
    ]


def _mandate(record: Entry, catalogue_id: str, opened: bool) -> None:
    """Draw an expected activity; what is behind its title only when it is opened."""
    category = record.get("category")
    badge = f" :{CATEGORY_TINTS[category]}-badge[{CATEGORIES[category]}]" if category in CATEGORIES else ""
    grounds = ", ".join(STRENGTHS.get(code, code) for code in record.get("strength") or ())
    label = f"{escaped(str(record.get('title', '')))}{badge} :gray[:small[{escaped(grounds)}]]"
    box = st.expander(label, expanded=opened, key=f"mandate-{catalogue_id}-{record.get('id')}", on_change="rerun")
    if box.open:
        with box:
            _details(record, catalogue_id)


def _details(record: Entry, catalogue_id: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        for title, name in (
            (words.COVERS, "covers"),
            (words.PARTIAL, "partial"),
            (words.NOT_COVERED, "not_covered"),
        ):
            _field(title, str(record.get(name) or ""))
    with right:
        _field(words.BASIS, ground(str(record.get("basis") or "")))
        years = _years(record.get("years") or {})
        if years:
            st.markdown(f":gray[{words.YEARS_WHEN.format(years=years)}]")
        _field(words.ASK, str(record.get("ask") or ""))
        _list(words.FACETS, [str(facet.get("title", "")) for facet in record.get("facets") or ()])
        titles = activity_titles()
        covering = (record.get("activities") or {}).get("covers") or ()
        _list(words.ACTIVITIES_COVER, [titles.get(id_, id_) for id_ in covering])
    phrases = record.get("phrases") or {}
    _list(words.PHRASES, [str(line) for line in phrases.get("covers") or ()][:_PHRASES])
    _list(words.PHRASES_PARTIAL, [str(line) for line in phrases.get("partial") or ()][:_PHRASES])
    with st.container(horizontal=True):
        link("search", words.SEARCH_IN_PLANS, q=str(record.get("title", ""))[:200])
        link("research", words.SEE_GAPS, tab="map", colour="mandate", mandate=str(record.get("id", "")))


def _years(years: Mapping[str, Any]) -> str:
    since, until = years.get("from"), years.get("to")
    told = (
        words.YEARS_SINCE.format(since=since) if since else "",
        words.YEARS_UNTIL.format(until=until) if until else "",
    )
    return " ".join(filter(None, told))


def _field(title: str, text: str) -> None:
    if text:
        st.markdown(f":gray[{escaped(title)}]  \n{escaped(text)}")


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        st.markdown(f":gray[{title}]\n\n" + "\n".join(f"* {escaped(line)}" for line in lines))
