"""Measures that no typical activity describes, grouped by meaning."""

from __future__ import annotations

import streamlit as st

from service.schemas.analytics import UnusualGroup
from ui import wording
from ui.client import analytics
from ui.pages import link
from ui.parts.facets import Facets, choose_region, choose_year
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.visitor import api
from ui.wording import research as words

_STEP, _MOST, _TITLE = 15, 100, 120


def show(present: Facets) -> None:
    """Draw the section."""
    st.markdown(words.UNUSUAL_INTRO)
    columns = st.columns([3, 2, 3])
    region = choose_region(present, columns[0])
    year = choose_year(present, columns[1])
    found = analytics.unusual(api(), region=region, year=year)
    notes = [words.looked_at_rows(found.n_measures)]
    if found.n_alone:
        notes.append(words.UNUSUAL_ALONE.format(n=wording.measures(found.n_alone)))
    if found.n_left_out:
        notes.append(words.UNUSUAL_LEFT_OUT.format(rows=words.rows(found.n_left_out)))
    st.caption(" ".join(notes))
    if not found.groups:
        nothing(words.UNUSUAL_NONE, words.UNUSUAL_NONE_ADVICE)
        return
    shown = _shown()
    for place, group in enumerate(found.groups[:shown]):
        _group(group, place)
    if len(found.groups) > shown and st.button(words.GROUPS_MORE, icon=":material/expand_more:"):
        st.query_params["n"] = str(min(shown + _STEP, _MOST))
        st.rerun()


def _shown() -> int:
    asked = st.query_params.get("n", "")
    return min(max(int(asked), _STEP), _MOST) if asked.isdecimal() and len(asked) < 5 else _STEP


def _group(group: UnusualGroup, place: int) -> None:
    """Draw a group; its measures only when it is opened."""
    first = group.measures[0].text
    title = first if len(first) <= _TITLE else f"{first[:_TITLE].rstrip()}…"
    label = f"{escaped(title)} :gray[· {words.group(group.n_measures, group.n_plans)}]"
    opened = st.expander(label, key=f"group-{place}-{group.measures[0].id}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        for measure in group.measures:
            region = region_names().get(measure.region_code or "", wording.UNKNOWN_REGION)
            where = " · ".join(filter(None, (measure.municipality, region)))
            text, way = st.columns([5, 2], vertical_alignment="center")
            text.markdown(f"{escaped(measure.text)}  \n:gray[:small[{escaped(where)}]]")
            with way:
                link("plan", words.OPEN_PLAN, id=measure.plan_id, measure=measure.id)
        if group.n_measures > len(group.measures):
            st.caption(words.GROUP_FIRST.format(n=len(group.measures)))
