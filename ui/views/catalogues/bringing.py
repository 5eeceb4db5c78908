"""Bringing a catalogue in: a pattern, a check that names the line or the field, what would change, then the deed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from service.schemas.catalogue import CatalogueChecked, CatalogueKind, CatalogueShown, NewCatalogue
from ui import wording
from ui.client import ServiceError, catalogues
from ui.parts.addressed import segments
from ui.parts.choosing import choose_plan, name_of
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.catalogues import covering
from ui.views.catalogues.differing import draw
from ui.visitor import api
from ui.wording import catalogues as words

_GIVEN = "catalogues-given"
_LONGEST = 100  # letters of a name
_LARGEST_MB = 8


def show(known: list[CatalogueShown], may: bool) -> None:
    """Draw the section."""
    st.header(words.IMPORT)
    if not may:
        st.markdown(words.IMPORT_ADMIN)
    asked = segments(words.KIND, {str(kind): name for kind, name in words.KINDS.items()}, "kind", "visible")
    kind = next(kind for kind in words.KINDS if kind == asked)
    if may and kind == "mandates" and segments(words.WAY, words.WAYS, "way", "visible") == "plan":
        _from_plan()
        return
    if may:
        st.markdown(words.IMPORT_INTRO)
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


def _from_plan() -> None:
    """Draw the choice of a plan whose measures are to be expected of all."""
    st.markdown(words.FROM_PLAN_HELP)
    # Outside of the form: the choice of a plan stands in the address.
    plan = choose_plan(key="source", label=words.FROM_PLAN)
    if plan is None:
        return
    with st.form("bring-plan", border=True):
        name = st.text_input(words.NEW_NAME, name_of(plan)[:_LONGEST], max_chars=_LONGEST, key=f"name-{plan.id}")
        st.caption(words.FROM_PLAN_TOLD.format(n=wording.measures(plan.n_measures)))
        pressed = st.form_submit_button(words.BRING_IN, icon=":material/publish:", type="primary")
    if not pressed:
        return
    if not name.strip():
        st.warning(words.NAME_NEEDED, icon=":material/edit_note:")
        return
    _bring_in(lambda: catalogues.from_plan(api(), plan.id, name.strip()))


def _bring_in(ask: Callable[[], CatalogueShown]) -> None:
    """Bring a catalogue in and go on with it, or tell why it cannot be."""
    try:
        now = ask()
    except ServiceError as error:
        tell(error)
        return
    st.session_state.pop(_GIVEN, None)
    covering.follow(now)
    st.query_params["version"] = now.id
    st.toast(words.BROUGHT_IN, icon=":material/check:")
    st.rerun()


def _form(kind: CatalogueKind, known: list[CatalogueShown]) -> None:
    names = [c.name for c in known if c.kind == kind and c.active]
    with st.form(f"bring-{kind}", border=True):
        name = st.text_input(
            words.NEW_NAME,
            names[0] if names and kind != "mandates" else words.NEW_NAME_DEFAULT,
            max_chars=_LONGEST,
            help=words.NEW_NAME_HELP,
            key=f"name-{kind}",
        )
        file = st.file_uploader(words.FILE, ["yaml", "yml", "txt"], max_upload_size=_LARGEST_MB, key=f"file-{kind}")
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
    if not name.strip():
        st.warning(words.NAME_NEEDED, icon=":material/edit_note:")
        return
    # Built without checks: what is wrong with it the service tells in Russian.
    given = NewCatalogue.model_construct(kind=kind, name=name.strip(), yaml=text)
    try:
        st.session_state[_GIVEN] = (given, catalogues.checked(api(), given))
    except ServiceError as error:
        tell(error)
        st.caption(words.CHECK_HELP)


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
        _bring_in(lambda: catalogues.brought_in(api(), given))
