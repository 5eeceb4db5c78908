"""Bringing a catalogue in: a pattern, a check that names the line or the field, what would change, then the deed."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueChecked, CatalogueKind, CatalogueShown, NewCatalogue
from ui.client import ServiceError, catalogues
from ui.parts.addressed import segments
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.catalogues import covering
from ui.views.catalogues.differing import draw
from ui.visitor import api
from ui.wording import catalogues as words

_GIVEN = "catalogues-given"


def show(known: list[CatalogueShown], may: bool) -> None:
    """Draw the section."""
    st.header(words.IMPORT)
    st.markdown(words.IMPORT_INTRO if may else words.IMPORT_ADMIN)
    asked = segments(words.KIND, {str(kind): name for kind, name in words.KINDS.items()}, "kind", "visible")
    kind = next(kind for kind in words.KINDS if kind == asked)
    st.download_button(
        words.PATTERN,
        words.PATTERNS[kind].encode(),
        words.PATTERN_FILE.format(kind=kind),
        "application/yaml",
        key=f"pattern-{kind}",
        on_click="ignore",
        icon=":material/download:",
    )
    if may:
        _form(kind, known)
        _checked()


def _form(kind: CatalogueKind, known: list[CatalogueShown]) -> None:
    names = [c.name for c in known if c.kind == kind and c.active]
    with st.form(f"bring-{kind}", border=True):
        name = st.text_input(
            words.NEW_NAME,
            names[0] if names and kind != "mandates" else words.NEW_NAME_DEFAULT,
            max_chars=100,
            help=words.NEW_NAME_HELP,
            key=f"name-{kind}",
        )
        file = st.file_uploader(words.FILE, ["yaml", "yml", "txt"], key=f"file-{kind}")
        text = st.text_area(words.OR_TEXT, placeholder=words.TEXT_PLACEHOLDER, height=160, key=f"text-{kind}")
        pressed = st.form_submit_button(words.CHECK, icon=":material/fact_check:", type="primary")
    if pressed:
        st.session_state.pop(_GIVEN, None)
        _check(kind, name, file.getvalue() if file else text.encode())


def _check(kind: CatalogueKind, name: str, data: bytes) -> None:
    """Check what was given; what was typed stays in the form whatever comes of it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(words.NOT_TEXT, icon=":material/error:")
        return
    if not text.strip():
        st.warning(words.NOTHING_GIVEN, icon=":material/edit_note:")
        return
    # Built without checks: what is wrong with it the service tells in Russian.
    given = NewCatalogue.model_construct(kind=kind, name=name.strip(), yaml=text)
    try:
        st.session_state[_GIVEN] = (given, catalogues.checked(api(), given))
    except ServiceError as error:
        tell(error)


def _checked() -> None:
    """Draw what the check found and the button that brings the catalogue in."""
    kept: tuple[NewCatalogue, CatalogueChecked] | None = st.session_state.get(_GIVEN)
    if kept is None:
        return
    given, found = kept
    name = escaped(given.name)
    if found.since is not None and not found.changes:
        st.info(words.CHECKED_SAME.format(version=found.version, name=name), icon=":material/drag_handle:")
        return
    told = words.CHECKED_OK.format(records=words.records(found.n_records), version=found.version, name=name)
    st.success(told, icon=":material/check:")
    st.markdown(words.AGAINST.format(version=found.since_version) if found.since else words.FRESH)
    draw(found)
    if st.button(words.BRING_IN, type="primary", icon=":material/publish:"):
        try:
            now = catalogues.brought_in(api(), given)
        except ServiceError as error:
            tell(error)
            return
        st.session_state.pop(_GIVEN)
        covering.follow(now)
        st.toast(words.BROUGHT_IN, icon=":material/check:")
        st.rerun()
