"""The page «Пробелы»: what plans lack of what is expected of them."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueShown
from ui.client import catalogues
from ui.parts.addressed import segments, select
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.gaps import expected, many, one
from ui.visitor import api
from ui.wording import gaps as words
from ui.wording.pages import TITLES

_FIRST = "municipal"  # the project's own catalogue, which the service takes where none is named


def show() -> None:
    """Draw the page."""
    st.title(TITLES["gaps"])
    known = catalogues.listed(api(), "mandates")
    catalogue = _catalogue(known)
    view = segments(words.VIEW, words.VIEWS, "tab")
    if view == "expected":
        expected.show(known, catalogue)
    elif catalogue is None:
        nothing(words.NO_CATALOGUE, words.NO_CATALOGUE_ADVICE)
    elif view == "one":
        one.show(catalogue.id)
    else:
        many.show(catalogue.id)


def _catalogue(known: list[CatalogueShown]) -> CatalogueShown | None:
    """Draw the choice of the catalogue where there is one; the project's own stands first."""
    in_use = {c.id: c for c in sorted(known, key=lambda c: (not c.active, c.name != _FIRST, c.name)) if c.active}
    wanted = next((c for c in known if c.id == st.query_params.get("catalogue")), None)
    if wanted is not None and not wanted.active:
        in_use[wanted.id] = wanted  # a colleague's link to a version that is out of use by now
    if not in_use:
        return None
    first = next(iter(in_use.values()))
    if len(in_use) == 1:
        line = words.CATALOGUE_LINE.format(name=escaped(first.title), n=words.expected(first.n_records))
        st.caption(f"{words.INTRO} {line}")
        return first
    st.caption(words.INTRO)
    names = {id_: expected.name_of(catalogue) for id_, catalogue in in_use.items()}
    chosen = select(words.CATALOGUE, names, "catalogue", placeholder=names[first.id])
    return in_use[chosen] if chosen else first
