"""The page «Пробелы»: what plans lack of what is expected of them."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueShown
from ui.client import catalogues
from ui.pages import link
from ui.parts.addressed import segments, select
from ui.parts.choosing import title_of
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.gaps import many, one
from ui.visitor import api
from ui.wording import date
from ui.wording import gaps as words
from ui.wording.pages import TITLES

_FIRST = "municipal"  # the project's own catalogue, which the service takes where none is named


def show() -> None:
    """Draw the page."""
    st.title(TITLES["gaps"])
    catalogue = _catalogue(catalogues.listed(api(), "mandates"))
    if catalogue is None:
        nothing(words.NO_CATALOGUE, words.NO_CATALOGUE_ADVICE)
        link("catalogues", words.TO_VERSIONS, tab="versions")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = segments(words.VIEW, words.VIEWS, "tab")
        link("catalogues", words.TO_CATALOGUE, catalogue=catalogue.id)
    if view == "one":
        one.show(catalogue.id)
    else:
        many.show(catalogue.id)


def _catalogue(known: list[CatalogueShown]) -> CatalogueShown | None:
    """Draw the choice of the catalogue where there is one; the project's own stands first."""
    in_use = {c.id: c for c in sorted(known, key=lambda c: (not c.active, c.name != _FIRST, c.name)) if c.active}
    wanted = next((c for c in known if c.id == st.query_params.get("catalogue")), None)
    if wanted is None and "catalogue" in st.query_params:
        nothing(words.CATALOGUE_GONE, words.CATALOGUE_GONE_ADVICE)
    if wanted is not None and not wanted.active:
        in_use[wanted.id] = wanted  # a colleague's link to a version that is out of use by now
    if not in_use:
        return None
    first = next(iter(in_use.values()))
    names = {id_: _line(catalogue) for id_, catalogue in in_use.items()}
    if len(in_use) == 1:
        st.caption(f"{words.INTRO} {words.CATALOGUE_LINE.format(name=escaped(names[first.id]))}")
        return first
    st.caption(words.INTRO)
    chosen = select(words.CATALOGUE, names, "catalogue", placeholder=names[first.id])
    return in_use[chosen] if chosen else first


def _line(catalogue: CatalogueShown) -> str:
    """Return what a catalogue is called, which version it is and from when. Not escaped."""
    day = date(f"{catalogue.created_at.astimezone():%Y-%m-%d}")
    told = f"{title_of(catalogue)}: {words.expected(catalogue.n_records)}, {words.VERSION.format(n=catalogue.version, day=day)}"
    return told if catalogue.active else f"{told} ({words.OUT_OF_USE})"
