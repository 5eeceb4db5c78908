"""The versions of the catalogues: which is in use, how two differ, bringing in and out of use."""

from __future__ import annotations

import streamlit as st

from service.schemas.account import Me
from service.schemas.catalogue import CatalogueChanges, CatalogueShown
from ui import wording
from ui.client import ServiceError, catalogues
from ui.parts.addressed import select
from ui.parts.choosing import title_of
from ui.parts.exporting import download
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.catalogues import bringing, covering
from ui.views.catalogues.differing import draw
from ui.visitor import api, me
from ui.wording import catalogues as words


def show(known: list[CatalogueShown]) -> None:
    """Draw the section."""
    may = may_change(me())
    st.header(words.VERSIONS)
    st.dataframe([_row(catalogue) for catalogue in known], hide_index=True, width="stretch", alt=words.VERSIONS)
    by_id = {catalogue.id: catalogue for catalogue in known}
    names = {catalogue.id: _name(catalogue) for catalogue in known}
    chosen = select(words.CHOOSE_VERSION, names, "version", words.CHOOSE_VERSION_HINT)
    if chosen:
        _version(by_id[chosen], may)
        _compare(by_id[chosen], known)
    st.divider()
    covering.show()
    bringing.show(known, may)


def may_change(person: Me) -> bool:
    """Tell whether a person may change catalogues: they concern all regions."""
    return person.role == "admin" and not person.regions


def _row(catalogue: CatalogueShown) -> dict[str, str | int]:
    return {
        words.KIND: words.KINDS[catalogue.kind],
        words.NAME: title_of(catalogue),
        words.NUMBER: catalogue.version,
        words.STATE: words.ACTIVE if catalogue.active else words.RESTING,
        words.RECORDS: catalogue.n_records,
        words.ORIGIN: words.ORIGINS[catalogue.origin],
        words.SINCE: wording.date(f"{catalogue.created_at.astimezone():%Y-%m-%d}"),
    }


def _name(catalogue: CatalogueShown) -> str:
    name = words.VERSION.format(name=title_of(catalogue), version=catalogue.version)
    return f"{words.KINDS[catalogue.kind]}: {name} ({words.ACTIVE if catalogue.active else words.RESTING})"


def _version(catalogue: CatalogueShown, may: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        download(words.DOWNLOAD_YAML, f"/catalogues/{catalogue.id}/yaml", f"{catalogue.name}-{catalogue.version}.yaml")
        if may and not catalogue.active:
            if st.button(words.ACTIVATE, icon=":material/toggle_on:"):
                _ask(catalogue, True)
        elif may and st.button(words.DEACTIVATE, icon=":material/toggle_off:"):
            _ask(catalogue, False)


@st.dialog(words.STATE)
def _ask(catalogue: CatalogueShown, active: bool) -> None:
    name = words.VERSION.format(name=title_of(catalogue), version=catalogue.version)
    asked = (words.ACTIVATE_ASK if active else words.DEACTIVATE_ASK).format(name=escaped(name))
    st.markdown(f"**{asked}**")
    st.markdown(words.ACTIVATE_TOLD if active else words.DEACTIVATE_TOLD)
    if active and catalogue.kind == "mandates":
        st.markdown(words.ACTIVATE_COVER)
    yes, no = st.columns(2)
    if no.button(wording.CANCEL, width="stretch"):
        st.rerun()
    if yes.button(words.ACTIVATE if active else words.DEACTIVATE, type="primary", width="stretch", key="sure"):
        try:
            now = catalogues.used(api(), catalogue.id, active)
        except ServiceError as error:
            tell(error)
            return
        covering.follow(now)
        st.toast(words.ACTIVATED if active else words.DEACTIVATED, icon=":material/check:")
        st.rerun()


def _compare(catalogue: CatalogueShown, known: list[CatalogueShown]) -> None:
    others = {c.id: _name(c) for c in known if c.kind == catalogue.kind and c.id != catalogue.id}
    if not others:
        st.caption(words.NO_OTHER)
        return
    since = select(words.COMPARE_WITH, others, "since", words.COMPARE_HINT)
    if since:
        found: CatalogueChanges = catalogues.changes(api(), catalogue.id, since)
        draw(found)
