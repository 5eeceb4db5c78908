"""The work that follows a change of expected activities: all plans are held against them anew."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueShown
from service.schemas.job import JobShown
from ui.pages import link
from ui.parts.watching import failure, found, is_going, share_done, stop, watch
from ui.wording import catalogues as words

_JOB = "catalogues-job"


def follow(catalogue: CatalogueShown) -> None:
    """Show from now on how far the work is that a change has started."""
    if catalogue.job_id:
        st.session_state[_JOB] = catalogue.job_id


def show() -> None:
    """Draw the work that goes on, if any does, and what has come of it."""
    job_id: str | None = st.session_state.get(_JOB)
    if job_id:
        watch(found(job_id), lambda: found(job_id), _told)


def _told(job: JobShown | None) -> bool:
    if job is not None and is_going(job):
        told = f"{words.COVERING}: {job.done} / {job.total}" if job.total else words.COVERING
        st.progress(share_done(job), text=told)
        if st.button(words.STOP, icon=":material/stop_circle:", disabled=job.cancel_asked):
            stop(job)
        return False
    st.session_state.pop(_JOB, None)
    if job is not None and job.state == "failed":
        st.warning(failure(job, words.COVER_FAILED), icon=":material/warning:")
    elif job is not None and job.state == "cancelled":
        st.warning(words.COVER_STOPPED, icon=":material/warning:")
    elif job is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(words.COVERED, icon=":material/check:")
            link("gaps", words.TO_GAPS, catalogue=job.subject_id)
    return True
