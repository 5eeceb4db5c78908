"""What plans are held against: the catalogue in view, and bringing in another."""

from __future__ import annotations

import streamlit as st

from nlp.domain import Mandate
from service.schemas.catalogue import CatalogueShown, NewCatalogue
from ui import wording
from ui.client import ServiceError, catalogues, coverage, jobs
from ui.parts.choosing import choose_plan
from ui.parts.plain import escaped
from ui.parts.telling import nothing, tell
from ui.visitor import api, me
from ui.wording import STAGES, STRENGTHS
from ui.wording import gaps as words

_JOB = "gaps-job"
_LARGEST = 1_000_000  # bytes of a catalogue's file


def show(known: list[CatalogueShown], catalogue: CatalogueShown | None) -> None:
    """Draw the catalogue, and for administrators the ways to another one."""
    if st.session_state.get(_JOB):
        _counting()
    if catalogue is None:
        nothing(words.NO_CATALOGUE, words.NO_CATALOGUE_ADVICE)
    else:
        st.subheader(escaped(catalogue.title))
        _table(coverage.mandates(api(), catalogue.id))
    person = me()
    st.subheader(words.OTHER)
    st.caption(words.OTHER_WHY)
    if person.role != "admin" or person.regions:
        st.caption(words.OTHER_ADMIN)
        return
    _bring_in()
    _in_use(known)


def name_of(catalogue: CatalogueShown) -> str:
    """Return what a catalogue is called in lists. Not escaped."""
    return f"{catalogue.title} · {words.VERSION.format(n=catalogue.version)} · {words.expected(catalogue.n_records)}"


def _table(mandates: list[Mandate]) -> None:
    rows = [
        {
            "number": place,
            "title": mandate.title,
            "covers": mandate.covers,
            "ground": ", ".join(name for code, name in STRENGTHS.items() if code in mandate.strength),
            "basis": mandate.basis,
            "stage": STAGES.get(mandate.stage or "", ""),
            "years": words.span(mandate.years.since, mandate.years.until),
        }
        for place, mandate in enumerate(mandates, 1)
    ]
    config = {name: st.column_config.Column(title) for name, title in words.COLUMNS.items()}
    config["title"] = st.column_config.Column(words.COLUMNS["title"], width="medium")
    config["covers"] = st.column_config.Column(words.COLUMNS["covers"], width="large")
    st.dataframe(rows, column_config=config, hide_index=True, row_height=66, height=420, alt=words.EXPECTED)


def _bring_in() -> None:
    """Draw the two ways to a new catalogue; what was typed stays where it is refused."""
    way = st.radio(words.WAY, list(words.WAYS), format_func=words.WAYS.__getitem__, horizontal=True, key="gaps-way")
    # Outside of the form: the choice of a plan stands in the address.
    plan = choose_plan(key="source", label=words.FROM_PLAN) if way == "plan" else None
    with st.form("gaps-catalogue"):
        name = st.text_input(words.NAME, max_chars=100, placeholder=words.NAME_HINT)
        file = None
        if way == "plan":
            st.caption(words.FROM_PLAN_HELP)
        else:
            file = st.file_uploader(words.FILE, type=["yaml", "yml"], max_upload_size=1)
        sent = st.form_submit_button(words.BRING_IN, type="primary")
    if way == "yaml":
        with st.expander(words.FILE_EXAMPLE):
            st.code(words.EXAMPLE, language="yaml")
    if not sent:
        return
    if not name.strip():
        st.warning(words.NAME_NEEDED)
    elif way == "plan":
        if plan is None:
            st.warning(words.FROM_PLAN_NEEDED)
        else:
            _added(name.strip(), plan_id=plan.id)
    elif file is None:
        st.warning(words.FILE_NEEDED)
    else:
        _added(name.strip(), data=file.getvalue())


def _added(name: str, plan_id: str = "", data: bytes = b"") -> None:
    """Bring a catalogue in, of a plan or of a file; go on with it, or tell why not."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(words.FILE_NOT_TEXT)
        return
    try:
        if plan_id:
            new = coverage.add_from_plan(api(), name, plan_id)
        else:
            new = catalogues.brought_in(api(), NewCatalogue(kind="mandates", name=name, yaml=text))
    except ServiceError as error:
        tell(error)
        return
    _follow(new)
    st.query_params["catalogue"] = new.id
    st.rerun()


def _in_use(known: list[CatalogueShown]) -> None:
    st.markdown(f"**{words.ALL_CATALOGUES}**")
    for catalogue in known:
        left, right = st.columns([4, 1], vertical_alignment="center")
        state = f":green-badge[{words.IN_USE}]" if catalogue.active else f":gray-badge[{words.OUT_OF_USE}]"
        origin = words.ORIGINS[catalogue.origin]
        left.markdown(
            f"{escaped(name_of(catalogue))} :gray[{origin}, {wording.date(f'{catalogue.created_at:%Y-%m-%d}')}] {state}"
        )
        label = words.TAKE_OUT if catalogue.active else words.PUT_IN_USE
        if right.button(label, key=f"use-{catalogue.id}"):
            _follow(catalogues.used(api(), catalogue.id, not catalogue.active))
            st.rerun()


def _follow(catalogue: CatalogueShown) -> None:
    st.session_state[_JOB] = catalogue.job_id
    st.toast(words.BROUGHT_IN)


@st.fragment(run_every=1.0)
def _counting() -> None:
    """Show how far the job is that holds the plans against a new catalogue, until it is done."""
    job_id = st.session_state.get(_JOB)
    if not job_id:
        return
    job = jobs.one(api(), job_id)
    if job.state in ("queued", "running"):
        share = job.done / job.total if job.total else 0.0
        st.progress(min(1.0, share), text=f"{words.COUNTING}: {job.done} / {job.total or '…'}")
        if st.button(words.COUNT_CANCEL, icon=":material/cancel:", disabled=job.cancel_asked):
            jobs.cancel(api(), job_id)
        return
    st.session_state[_JOB] = None
    if job.state == "done":
        st.success(words.COUNTED, icon=":material/check:")
    else:
        st.warning(words.COUNT_FAILED)
