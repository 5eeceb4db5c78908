"""The plan's rows in a table, chosen ones beside their source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from nlp.domain import Measure
from ui import wording
from ui.parts.addressed import select
from ui.parts.measure import measure_card
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.theme import CATEGORY_COLOURS
from ui.views.plan import editing, source
from ui.views.plan.opened import MEASURE, Opened, brief, go_to, shortened
from ui.views.plan.times import period_of, quarters
from ui.wording import CATEGORIES, ROLES
from ui.wording import measure as measure_words
from ui.wording import plan as words
from ui.wording import plan_pictures as pictures

_TABLE = "plan-table"
_UNDATED = "none"
# Text wraps in rows higher than 64 px.
_ROW_PX, _HEAD_PX, _MOST_PX = 84, 37, 880
_LEFT_PX = 545
_FILTERS_PX = (176, 143, 143, 143, 143, 143)
_MOST_SIGNS, _FEW_SIGNS = 96, 32  # of a text, so that it ends with its cell
_TINT = 0.7  # how much white is mixed into a category's colour, so that black words on it can be read


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; None and empty: all."""

    text: str = ""
    category: str | None = None
    role: str | None = None
    section: str | None = None
    when: str | None = None
    noticed: bool = False


def show(opened: Opened) -> None:
    """Draw the tab."""
    if not opened.measures:
        nothing(words.NO_ROWS, words.NO_ROWS_ADVICE)
        return
    wanted, order = _asked(opened)
    # Side by side on a wide screen, below one another on a narrow one.
    with st.container(horizontal=True, gap="medium"):
        left, right = st.container(width=_LEFT_PX), st.container(width="stretch")
    with left:
        only = st.toggle(words.ONLY_NOTICED, key="noticed", bind="query-params")
        found = ordered(fitting(opened, replace(wanted, noticed=only)), order)
        if found:
            _table(opened, found)
        else:
            nothing(words.NO_ROWS_LEFT, words.NO_ROWS_LEFT_ADVICE)
    with right:
        _chosen(opened, found)


def fitting(opened: Opened, wanted: Wanted) -> list[Measure]:
    """Return the rows that are asked for, in the plan's order."""
    asked = wanted.text.casefold().split()
    period = period_of(opened.plan.period_start, opened.plan.period_end)

    def fits(m: Measure) -> bool:
        whole = " ".join((m.text, m.deadline.text, m.executors.text, m.outcome.text)).casefold()
        known = quarters(m.deadline, period) if wanted.when else []
        return (
            all(word in whole for word in asked)
            and (wanted.category is None or m.category.primary == wanted.category)
            and (wanted.role is None or wanted.role in m.executors.roles)
            and (wanted.section is None or wanted.section in m.section)
            and (wanted.when is None or (not known if wanted.when == _UNDATED else wanted.when in known))
            and (not wanted.noticed or m.id in opened.notices)
        )

    return [m for m in opened.measures if fits(m)]


def ordered(found: Sequence[Measure], order: str | None) -> list[Measure]:
    """Return rows in the asked order; those that cannot be ordered come last."""
    if order == "deadline":
        ends = {m.id: [last or first or "" for first, last in m.deadline.windows] for m in found}
        return sorted(found, key=lambda m: min(ends[m.id], default="9"))
    if order == "category":
        places = list(CATEGORIES)
        return sorted(found, key=lambda m: places.index(m.category.primary) if m.category.primary else len(places))
    if order == "doubt":
        return sorted(found, key=lambda m: m.category.probability if m.category.origin != "expert" else 2)
    return list(found)


def _asked(opened: Opened) -> tuple[Wanted, str | None]:
    """Draw the conditions; return them and the order."""
    period = period_of(opened.plan.period_start, opened.plan.period_end)
    categories = {m.category.primary for m in opened.measures}
    roles = {role for m in opened.measures for role in m.executors.roles}
    sections = list(dict.fromkeys(part for m in opened.measures for part in m.section))
    known = {q for m in opened.measures for q in quarters(m.deadline, period)}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        text, category, role, section, when, order = (st.container(width=px) for px in _FILTERS_PX)
    q = text.text_input(words.FIND, key="q", bind="query-params", placeholder=words.FIND_EXAMPLE)
    names: dict[str, str] = {code: title for code, title in CATEGORIES.items() if code in categories}
    executors: dict[str, str] = {code: title for code, title in ROLES.items() if code in roles}
    whens = {quarter: pictures.quarter(quarter) for quarter in sorted(known)} | {_UNDATED: words.NO_DATES}
    wanted = Wanted(
        q or "",
        select(wording.CATEGORY, names, "category", wording.ANY_ONE, where=category),
        select(wording.ROLE, executors, "role", where=role),
        select(wording.SECTION, {part: part for part in sections}, "section", where=section),
        select(words.WHEN, whens, "when", where=when),
    )
    return wanted, select(words.ORDER, words.ORDERS, "sort", words.ORDER_DEFAULT, where=order)


def _table(opened: Opened, found: Sequence[Measure]) -> None:
    ids = [measure.id for measure in found]
    at = ids.index(wanted) if (wanted := _wanted(opened, found)) in ids else None
    st.session_state[_TABLE] = {"selection": {"rows": [] if at is None else [at], "columns": [], "cells": []}}

    def write() -> None:
        rows = st.session_state[_TABLE]["selection"]["rows"]
        if rows:
            st.query_params[MEASURE] = ids[rows[0]]

    st.caption(words.SHOWN_ROWS.format(shown=len(found), all=len(opened.measures)))
    st.dataframe(
        frame(opened, found),
        column_config=_columns(),
        hide_index=True,
        height=min(_MOST_PX, _HEAD_PX + _ROW_PX * len(found) + 3),
        row_height=_ROW_PX,
        key=_TABLE,
        on_select=write,
        selection_mode="single-row",
        alt=words.TABLE_ALT,
    )


def frame(opened: Opened, found: Sequence[Measure]) -> pd.DataFrame:
    """Return the table's cells."""
    return pd.DataFrame(
        {
            "number": [m.number or str(m.index) for m in found],
            "notices": ["⚑" * min(3, len(opened.notices.get(m.id, ()))) for m in found],
            "text": [shortened(m.text, _MOST_SIGNS) for m in found],
            "category": [[m.category.primary] if m.category.primary else [] for m in found],
            "deadline": [shortened(m.deadline.text, _FEW_SIGNS) for m in found],
            "executors": [" ".join(m.executors.text.split()) for m in found],
        }
    )


def _columns() -> dict[str, Any]:
    config = st.column_config
    codes = list(CATEGORIES)
    shorts: dict[str, str] = dict(measure_words.CATEGORIES_SHORT.items())
    return {
        "number": config.TextColumn(words.COLUMN_NUMBER, width=42),
        "text": config.TextColumn(wording.MEASURE, width=232),
        "category": config.MultiselectColumn(
            wording.CATEGORY,
            width=114,
            options=codes,
            color=[lighter(CATEGORY_COLOURS[code]) for code in codes],
            format_func=lambda code: shorts.get(code, code),
        ),
        "deadline": config.TextColumn(wording.DEADLINE, width=90),
        "executors": config.TextColumn(wording.EXECUTORS, width=150),
        "notices": config.TextColumn(words.COLUMN_SIGN, width=34, help=words.COLUMN_SIGN_HELP),
    }


def lighter(colour: str) -> str:
    """Return a colour («#0072B2») with white mixed in."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * _TINT):02x}" for part in parts)


def _wanted(opened: Opened, found: Sequence[Measure]) -> str:
    """Return the id of the measure to show: the address's, else the first of those shown."""
    asked = st.query_params.get(MEASURE, "")
    if asked in opened.by_id:
        return asked
    return (found or opened.measures)[0].id


def _chosen(opened: Opened, found: Sequence[Measure]) -> None:
    """Draw the chosen measure."""
    asked = st.query_params.get(MEASURE, "")
    if asked and asked not in opened.by_id:
        st.info(words.NO_SUCH_ROW)
        st.query_params.pop(MEASURE)
    measure = opened.by_id[_wanted(opened, found)]
    st.query_params[MEASURE] = measure.id
    _choose(opened, found, measure)
    with st.container(border=True):
        measure_card(measure, legend=True)
        for notice in opened.notices.get(measure.id, ()):
            st.warning(escaped(notice.detail), icon=":material/flag:")
    if opened.may_correct:
        with st.expander(words.EDIT, icon=":material/edit:"):
            editing.show(opened, measure)
    source.show(opened, measure)


def _choose(opened: Opened, found: Sequence[Measure], measure: Measure) -> None:
    """Draw the list that does the same as a click on a row, and steps to the neighbours."""
    names = {m.id: brief(m) for m in found}
    if measure.id not in names:
        st.caption(words.FILTERED_OUT)
        names = {measure.id: brief(measure), **names}
    ids = list(names)
    at = ids.index(measure.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _step(words.EARLIER, "chevron_left", ids[at - 1] if at else "")
        select(words.CHOSEN, names, MEASURE)
        _step(words.LATER, "chevron_right", ids[at + 1] if at + 1 < len(ids) else "")


def _step(label: str, icon: str, measure_id: str) -> None:
    st.button(
        f":material/{icon}:",
        key=f"plan-step-{icon}",
        help=label,
        disabled=not measure_id,
        on_click=go_to,
        args=("rows", measure_id),
    )
