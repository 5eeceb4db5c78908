"""What is being read now: looked at every second until nothing is left."""

from __future__ import annotations

import streamlit as st

from nlp.domain.base import Record
from service.schemas.job import JobShown
from ui.client import jobs
from ui.parts.plain import escaped
from ui.parts.watching import share_done, stop, watch
from ui.views.upload.listed import recent
from ui.views.upload.taking import ARCHIVES
from ui.visitor import api
from ui.wording import upload as words

_SHOWN = 8
_WIDTHS = (7, 2)
_KINDS = ("document.read", "archive.unpack")


class Work(Record):
    """Jobs that have not ended, those that run first; `names` by the job's id."""

    jobs: tuple[JobShown, ...]
    names: dict[str, str]


def working() -> None:
    """Draw what is under way, if anything is."""
    work = _now()
    if not work.jobs:
        st.session_state.pop("upload-begun", None)
        return
    st.header(words.WORKING)
    ids = {job.id for job in work.jobs}
    watch(work, _now, lambda now: _progress(now, ids))


def _now() -> Work:
    found = tuple(job for job in jobs.active(api()) if job.kind in _KINDS)
    names = {document.id: document.name for document in recent()} if found else {}
    archives: dict[str, str] = st.session_state.get(ARCHIVES, {})
    return Work(jobs=found, names={job.id: names.get(job.subject_id) or archives.get(job.id, "") for job in found})


def _progress(work: Work, known: set[str]) -> bool:
    """Draw the jobs; when one has ended or begun, the whole page is drawn anew with what came of it."""
    ids = {job.id for job in work.jobs}
    if ids != known:
        st.rerun()
    begun: set[str] = st.session_state.setdefault("upload-begun", set())
    begun |= ids
    done = len(begun) - len(ids)
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.progress(done / len(begun), words.overall(done, len(begun)))
    if len(ids) > 1 and right.button(words.STOP_ALL, width="stretch"):
        _cancel(*work.jobs)
    for job in work.jobs[:_SHOWN]:
        _line(job, work.names[job.id])
    if len(work.jobs) > _SHOWN:
        st.caption(words.MORE_QUEUED.format(n=words.files(len(work.jobs) - _SHOWN)))
    return False


def _line(job: JobShown, name: str) -> None:
    shown = name or (words.ARCHIVE if job.kind == "archive.unpack" else words.FILE)
    told = words.QUEUED if job.state == "queued" else words.stage(job.stage, job.done, job.total)
    if job.cancel_asked:
        told = words.STOPPING
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    name_at, told_at = left.columns(2, vertical_alignment="center")
    name_at.text(shown)
    if job.state == "running" and job.total:
        told_at.progress(share_done(job), told)
    else:
        told_at.caption(told)
    if not job.cancel_asked and right.button(words.STOP, f"stop-{job.id}", help=escaped(shown), width="stretch"):
        _cancel(job)


def _cancel(*some: JobShown) -> None:
    stop(*some)
    st.toast(words.STOPPED)
    st.rerun()
