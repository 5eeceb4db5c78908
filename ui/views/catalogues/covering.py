"""The work that follows a change of expected activities: all plans are held against them anew."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueShown
from ui.client import ServiceError, jobs
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import catalogues as words

_JOB = "catalogues-job"
_EVERY_S = 1.0


def follow(catalogue: CatalogueShown) -> None:
    """Show from now on how far the work is that a change has started."""
    if catalogue.job_id:
        st.session_state[_JOB] = catalogue.job_id


def show() -> None:
    """Draw the work that goes on, if any does."""
    if st.session_state.get(_JOB):
        _progress()


@st.fragment(run_every=_EVERY_S)
def _progress() -> None:
    job_id = st.session_state.get(_JOB)
    if not job_id:
        return
    try:
        job = jobs.one(api(), job_id)
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        st.session_state.pop(_JOB)
        st.rerun()
    if job.state in ("queued", "running"):
        told = f"{words.COVERING}: {job.done} / {job.total}" if job.total else words.COVERING
        st.progress(min(1.0, job.done / job.total) if job.total else 0.0, text=told)
        if st.button(words.STOP, icon=":material/stop_circle:"):
            jobs.cancel(api(), job_id)
        return
    st.session_state.pop(_JOB)
    if job.state == "done":
        st.toast(words.COVERED, icon=":material/check:")
        st.rerun()
    why = " ".join(str(job.error.get(part, "")) for part in ("why", "advice"))
    st.warning(f"**{words.COVER_FAILED}** {escaped(why)}", icon=":material/warning:")
