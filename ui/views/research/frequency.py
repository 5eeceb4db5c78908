"""How often typical activities stand in plans: in all, by region, by year."""

from __future__ import annotations

import streamlit as st

from service.schemas.analytics import By, Count, Frequencies, Frequency
from service.settings import Settings
from ui import wording
from ui.charts import frequency as charts
from ui.charts.frequency import Column
from ui.client import Client, analytics, catalogues
from ui.pages import link
from ui.parts.addressed import segments, select
from ui.parts.facets import Facets, choose_region, choose_year
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.visitor import api
from ui.wording import CATEGORIES, share
from ui.wording import research as words
from ui.wording.regions import TILES

_SIZES = {15: "15", 30: "30", 60: "60", 200: "200"}
_MOST_COLUMNS = 14


def show(present: Facets) -> None:
    """Draw the section."""
    by = segments(words.BY, words.BYS, "by")
    columns = st.columns([3, 2, 3, 2])
    region = choose_region(present, columns[0])
    year = choose_year(present, columns[1])
    category = select(
        wording.CATEGORY, {str(c): n for c, n in CATEGORIES.items()}, "category", wording.ANY_ONE, columns[2]
    )
    size = select(words.HOW_MANY, _SIZES, "n", placeholder=_SIZES[15], where=columns[3]) or 15
    found = analytics.activities(api(), _by(by), region=region, year=year)
    if not found.n_plans:
        nothing(words.NONE_FIT, words.NONE_FIT_ADVICE)
        return
    kinds = _categories(Settings().api, api()) if category else {}
    items = [i for i in found.items if i.id and (category is None or kinds.get(i.id) == category)]
    if not items:
        nothing(words.NONE_FIT, words.NONE_FIT_ADVICE)
        return
    st.caption(words.looked_at(found.n_plans, found.n_measures))
    if by == "all":
        _bars(items[:size], found)
    else:
        _heat(items[:size], found)
    _without(found)
    _closer(items, found.n_plans)
    _table(items, found, by)


def _by(chosen: str) -> By:
    return "year" if chosen == "year" else "region"


def _bars(items: list[Frequency], found: Frequencies) -> None:
    st.header(words.TOP_TITLE)
    st.altair_chart(charts.bars(items, found.n_plans), width="stretch", alt=words.TOP_TITLE)


def _heat(items: list[Frequency], found: Frequencies) -> None:
    title = words.HEAT_TITLES[found.by]
    st.header(title)
    columns = _columns(found)
    shown = columns
    if len(columns) > _MOST_COLUMNS:
        most = {c.key for c in sorted(columns, key=lambda c: -c.n_plans)[:_MOST_COLUMNS]}
        shown = [c for c in columns if c.key in most]
    st.altair_chart(charts.heat(items, shown), width="stretch", alt=title)
    notes = [words.FEW]
    if found.by == "year":
        notes.append(words.MANY_YEARS)
    if len(shown) < len(columns):
        notes.append(words.LEFT_OUT.format(n=words.columns_of(len(shown), found.by)))
    st.caption(" ".join(notes))


def _columns(found: Frequencies) -> list[Column]:
    """Return the regions by name, or the years in order; the unknown last."""
    names, short = region_names(), {tile.code: tile.short for tile in TILES}
    told = [
        Column(c.key, short.get(c.key, c.key), names.get(c.key, c.key), c.n_plans) if c.key else _unknown(c)
        for c in found.totals
    ]
    return sorted(told, key=lambda column: (not column.key, column.name))


def _unknown(count: Count) -> Column:
    return Column("", "?", words.UNKNOWN, count.n_plans)


def _without(found: Frequencies) -> None:
    rest = next((item for item in found.items if item.id is None), None)
    if rest is not None:
        part = share(rest.n_measures / (found.n_measures or 1))
        plans = words.in_plans(rest.n_plans)
        st.caption(words.WITHOUT.format(rows=words.rows(rest.n_measures), part=part, plans=plans))


def _closer(items: list[Frequency], n_plans: int) -> None:
    """Draw the choice of one activity: its numbers and the way to its measures."""
    by_id = {str(item.id): item for item in items}
    titles = {id_: item.title for id_, item in by_id.items()}
    chosen = select(words.LOOK_CLOSER, titles, "activity", words.CHOOSE_ACTIVITY)
    if chosen:
        item = by_id[chosen]
        told = f"{words.of_plans(item.n_plans, n_plans)}, {words.rows(item.n_measures)}"
        st.markdown(f"**{escaped(item.title)}**: {told}.")
        link("search", words.FIND, q=item.title)


def _table(items: list[Frequency], found: Frequencies, by: str) -> None:
    with st.expander(words.ALL_ROWS):
        rows = [
            {
                words.ACTIVITY: item.title,
                words.OF_PLANS: item.n_plans,
                words.PART: share(item.n_plans / found.n_plans),
                words.OF_MEASURES: item.n_measures,
            }
            | (_counts(item, _columns(found)) if by != "all" else {})
            for item in items
        ]
        st.dataframe(rows, hide_index=True, width="stretch")


def _counts(item: Frequency, columns: list[Column]) -> dict[str, str]:
    counted = {count.key: count.n_plans for count in item.by}
    return {column.name: f"{counted.get(column.key, 0)}/{column.n_plans}" for column in columns}


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def _categories(address: str, _client: Client) -> dict[str, str]:
    """Return the category of each typical activity that the models know: the same for everybody."""
    known = next((c for c in catalogues.listed(_client, "activities") if c.origin == "builtin"), None)
    return {str(r["id"]): str(r["category"]) for r in catalogues.one(_client, known.id).records} if known else {}
