"""The data set to take away, with what each of its fields means."""

from __future__ import annotations

import streamlit as st

from service.schemas.analytics import Frequencies
from ui.client import analytics
from ui.parts.addressed import segments
from ui.parts.exporting import download
from ui.parts.facets import Facets, choose_region, choose_year
from ui.parts.telling import nothing
from ui.visitor import api, me
from ui.wording import research as words

_WIDTHS = {words.FIELD: 160, words.TYPE: 120, words.MEANING: 400, words.CODES: 260}


def show(present: Facets) -> None:
    """Draw the section."""
    st.markdown(words.DATA_INTRO)
    columns = st.columns([3, 2, 3])
    region = choose_region(present, columns[0])
    year = choose_year(present, columns[1])
    filters = {"region": region, "year": year}
    counted = analytics.categories(api(), "region", **filters) if any(filters.values()) else present.regions
    form = segments(words.FORM, words.FORMS, "form", "visible")
    names = _names()
    if counted.n_plans:
        _ready(counted, form, names, filters)
    else:
        nothing(words.NONE_FIT, words.NONE_FIT_ADVICE)
    _dictionary(names)


def _names() -> bool:
    if me().role == "viewer":
        st.caption(words.NAMES_NO)
        return False
    chosen = st.toggle(words.NAMES, key="names", help=words.NAMES_HELP)
    if chosen:
        st.warning(words.NAMES_WARNING, icon=":material/badge:")
    return chosen


def _ready(counted: Frequencies, form: str, names: bool, filters: dict[str, str | int | None]) -> None:
    st.markdown(words.data_count(counted.n_plans, counted.n_measures))
    query = {name: value for name, value in filters.items() if value is not None} | {"names": str(names).lower()}
    download(words.DOWNLOAD, f"/exports/measures.{form}", f"{words.DATA_FILE}.{form}", query, primary=True)


def _dictionary(names: bool) -> None:
    st.header(words.DICTIONARY)
    told = analytics.dictionary(api())
    rows = [
        {
            words.FIELD: field.name,
            words.TYPE: words.TYPES.get(field.type, field.type),
            words.MEANING: field.meaning,
            words.CODES: "; ".join(f"{code} — {meaning}" for code, meaning in field.values.items()),
        }
        for field in told.fields
    ]
    config = {name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()}
    st.dataframe(rows, column_config=config, hide_index=True, row_height=66, height=37 + 66 * 7, alt=words.DICTIONARY)
    for line in told.formats:
        st.caption(line)
    query = {"names": str(names).lower()}
    download(words.DICTIONARY_DOWNLOAD, "/exports/dictionary.xlsx", words.DICTIONARY_FILE, query)
