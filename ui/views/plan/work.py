"""The work that goes on behind the page: recomputation after a correction, a new analysis."""

from __future__ import annotations

import streamlit as st

from service.schemas.job import JobShown
from ui.client import ServiceError, jobs, plans
from ui.parts.plain import escaped
from ui.parts.telling import telling
from ui.views.plan import passport, seen
from ui.views.plan.opened import Opened
from ui.views.plan.saving import JOB, say
from ui.visitor import api
from ui.wording import plan as words

_EVERY_S = 2.0
_FAILED, _FRESH = "plan-failed", "plan-fresh"  # what to tell; that the page is being drawn as a whole
_ENDED = ("done", "failed", "cancelled")


def going_on(plan_id: str) -> JobShown | None:
    """Return the job that this person's last change of the plan started, if it has not ended; else keep in mind what to say.

    Asked before the page is drawn: drawing it anew in the middle would lose what the person has just pressed.
    """
    known_id, job_id = st.session_state.get(JOB, ("", ""))
    if known_id != plan_id:
        return None
    job = _job(job_id)
    if job is not None and job.state not in _ENDED:
        return job
    _end(job)
    return None


def show(opened: Opened, job: JobShown | None) -> None:
    """Draw what goes on, if anything does; its end is told in the same place, for the page must not move under a hand."""
    failed = st.session_state.pop(_FAILED, "")
    if failed:
        st.error(failed, icon=":material/error:")
    st.session_state[_FRESH] = True
    if job is not None:
        _watch_job(job, opened.may_correct)
    elif opened.plan.stale:
        _watch_plan(opened.plan.id)


@st.fragment(run_every=_EVERY_S)
def _watch_job(known: JobShown, may_cancel: bool) -> None:
    with telling():
        job = known if st.session_state.pop(_FRESH, False) else _job(known.id)
        reading = known.kind == "document.read"
        is_over = job is None or job.state in _ENDED
        with st.container(horizontal=True, vertical_alignment="center"):
            if is_over:
                _tell_end(job)
            else:
                st.info(words.READING_AGAIN if reading else words.STALE, icon=":material/sync:")
            if is_over and reading and st.button(words.SHOW_NEW):
                st.rerun()
            if not is_over and reading and may_cancel and st.button(words.JOB_CANCEL):
                jobs.cancel(api(), known.id)
        if job is not None and job.total and not is_over:
            st.progress(min(1.0, job.done / job.total))


def _tell_end(job: JobShown | None) -> None:
    if job is not None and job.state == "failed":
        st.error(_failure(job), icon=":material/error:")
    else:
        cancelled = job is not None and job.state == "cancelled"
        st.success(words.JOB_CANCELLED if cancelled else words.JOB_DONE, icon=":material/check:")


def _failure(job: JobShown) -> str:
    why = " ".join(str(job.error.get(part, "")) for part in ("why", "advice"))
    return f"**{words.JOB_FAILED}**: {escaped(why)}"


@st.fragment(run_every=_EVERY_S)
def _watch_plan(plan_id: str) -> None:
    with telling():
        if not st.session_state.pop(_FRESH, False) and not plans.one(api(), plan_id).stale:
            st.success(words.JOB_DONE, icon=":material/check:")
        else:
            st.info(words.STALE, icon=":material/sync:")


def _job(job_id: str) -> JobShown | None:
    try:
        return jobs.one(api(), job_id)
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        return None


def _end(job: JobShown | None) -> None:
    """Forget the job; keep in mind what came of it."""
    st.session_state.pop(JOB, None)
    if job is not None and job.kind == "document.read":
        seen.forget()
        passport.forget()
    if job is not None and job.state == "failed":
        st.session_state[_FAILED] = _failure(job)
    elif job is not None:
        say(words.JOB_DONE if job.state == "done" else words.JOB_CANCELLED)
