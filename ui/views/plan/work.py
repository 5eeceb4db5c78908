"""The work that goes on behind the page: recomputation after a correction, a new analysis."""

from __future__ import annotations

import streamlit as st

from service.schemas.job import JobShown
from ui.client import plans
from ui.parts.watching import failure, found, is_going, share_done, stop, watch
from ui.views.plan.opened import Opened
from ui.views.plan.saving import JOB, forget, say
from ui.visitor import api
from ui.wording import plan as words

_FAILED = "plan-failed"  # what to tell


def going_on(plan_id: str) -> JobShown | None:
    """Return the job that this person's last change of the plan started, if it has not ended; else keep in mind what to say.

    Asked before the page is drawn: drawing it anew in the middle would lose what the person has just pressed.
    """
    known_id, job_id = st.session_state.get(JOB, ("", ""))
    if known_id != plan_id:
        return None
    job = found(job_id)
    if is_going(job):
        return job
    _end(job)
    return None


def show(opened: Opened, job: JobShown | None) -> None:
    """Draw what goes on, if anything does; its end is told in the same place, for the page must not move under a hand."""
    failed = st.session_state.pop(_FAILED, "")
    if failed:
        st.error(failed, icon=":material/error:")
    if job is not None:
        _watch_job(job, opened.may_correct)
    elif opened.plan.stale:
        watch(True, lambda: plans.one(api(), opened.plan.id).stale, _told_stale)


def _watch_job(known: JobShown, may_cancel: bool) -> None:
    reading = known.kind == "document.read"

    def told(job: JobShown | None) -> bool:
        is_over = not is_going(job)
        with st.container(horizontal=True, vertical_alignment="center"):
            if is_over:
                _tell_end(job)
            else:
                st.info(words.READING_AGAIN if reading else words.STALE, icon=":material/sync:")
            if is_over and reading and st.button(words.SHOW_NEW):
                st.rerun()
            if not is_over and reading and may_cancel and st.button(words.JOB_CANCEL):
                stop(known)
        if job is not None and job.total and not is_over:
            st.progress(share_done(job))
        return is_over

    first: JobShown | None = known
    watch(first, lambda: found(known.id), told)


def _tell_end(job: JobShown | None) -> None:
    if job is not None and job.state == "failed":
        st.error(failure(job, words.JOB_FAILED), icon=":material/error:")
    else:
        cancelled = job is not None and job.state == "cancelled"
        st.success(words.JOB_CANCELLED if cancelled else words.JOB_DONE, icon=":material/check:")


def _told_stale(stale: bool) -> bool:
    if stale:
        st.info(words.STALE, icon=":material/sync:")
    else:
        st.success(words.JOB_DONE, icon=":material/check:")
    return not stale


def _end(job: JobShown | None) -> None:
    """Forget the job; keep in mind what came of it."""
    plan_id, _ = st.session_state.pop(JOB, ("", ""))
    if job is not None and job.kind == "document.read":
        forget(plan_id)
    if job is not None and job.state == "failed":
        st.session_state[_FAILED] = failure(job, words.JOB_FAILED)
    elif job is not None:
        say(words.JOB_DONE if job.state == "done" else words.JOB_CANCELLED)
