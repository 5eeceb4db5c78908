"""The page «Справочники»: what plans are asked for, the words for it, and their versions."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueKind, CatalogueShown, CatalogueWhole
from ui.client import catalogues
from ui.parts.addressed import segments, select
from ui.parts.choosing import title_of
from ui.parts.telling import nothing
from ui.views.catalogues import activities, categories, glossary, mandates, versions
from ui.visitor import api
from ui.wording import catalogues as words
from ui.wording.pages import TITLES

_SECTIONS = {
    "mandates": mandates.show,
    "categories": categories.show,
    "activities": activities.show,
    "glossary": glossary.show,
}


def show() -> None:
    """Draw the page."""
    st.title(TITLES["catalogues"])
    st.caption(words.INTRO)
    tab = segments(words.TAB, words.TABS, "tab")
    known = catalogues.listed(api())
    if tab == "versions":
        versions.show(known)
        return
    chosen = _chosen(known, next(kind for kind in words.KINDS if kind == tab))
    if chosen is None:
        nothing(words.NONE, words.NONE_ADVICE)
    else:
        _SECTIONS[tab](chosen)


def _chosen(known: list[CatalogueShown], kind: CatalogueKind) -> CatalogueWhole | None:
    """Draw the choice among the catalogues of a kind where there are several; return it whole."""
    asked = st.query_params.get("catalogue")
    of_kind = [c for c in known if c.kind == kind and (c.active or c.id == asked)]
    names = {c.id: words.VERSION.format(name=title_of(c), version=c.version) for c in of_kind}
    if not names:
        return None
    first = next(iter(names))
    chosen = select(words.CATALOGUE, names, "catalogue", names[first]) if len(names) > 1 else None
    return catalogues.one(api(), chosen or first)
