"""What is being read now: looked at every second until nothing is left."""

from __future__ import annotations

import streamlit as st

from nlp.domain.base import Record
from service.schemas.job import JobShown
from ui.client import ServiceError, jobs
from ui.parts.plain import escaped
from ui.views.upload.listed import recent
from ui.views.upload.taking import ARCHIVES
from ui.visitor import api
from ui.wording import upload as words

_EVERY_S = 1.0
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
    st.session_state["upload-seen"] = {job.id for job in work.jobs}
    st.fragment(_progress, run_every=_EVERY_S)()


def _now() -> Work:
    found = tuple(job for job in jobs.active(api()) if job.kind in _KINDS)
    names = {document.id: document.name for document in recent()} if found else {}
    archives: dict[str, str] = st.session_state.get(ARCHIVES, {})
    return Work(jobs=found, names={job.id: names.get(job.subject_id) or archives.get(job.id, "") for job in found})


def _progress() -> None:
    """Draw the jobs; when one has ended, the whole page is drawn anew with what came of it."""
    work = _now()
    ids = {job.id for job in work.jobs}
    if ids != st.session_state.get("upload-seen"):
        st.rerun()
    begun: set[str] = st.session_state.setdefault("upload-begun", set())
    begun |= ids
    done = len(begun) - len(ids)
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    left.progress(done / len(begun), words.overall(done, len(begun)))
    if len(ids) > 1 and right.button(words.STOP_ALL, width="stretch"):
        _cancel(list(work.jobs))
    for job in work.jobs[:_SHOWN]:
        _line(job, work.names[job.id])
    if len(work.jobs) > _SHOWN:
        st.caption(words.MORE_QUEUED.format(n=words.files(len(work.jobs) - _SHOWN)))


def _line(job: JobShown, name: str) -> None:
    shown = name or (words.ARCHIVE if job.kind == "archive.unpack" else words.FILE)
    told = words.QUEUED if job.state == "queued" else words.stage(job.stage, job.done, job.total)
    if job.cancel_asked:
        told = words.STOPPING
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    name_at, told_at = left.columns(2, vertical_alignment="center")
    name_at.text(shown)
    if job.state == "running" and job.total:
        told_at.progress(min(1.0, job.done / job.total), told)
    else:
        told_at.caption(told)
    if not job.cancel_asked and right.button(words.STOP, f"stop-{job.id}", help=escaped(shown), width="stretch"):
        _cancel([job])


def _cancel(some: list[JobShown]) -> None:
    client = api()
    for job in some:
        try:
            jobs.cancel(client, job.id)
        except ServiceError as error:
            if error.slug != "not-found":
                raise
    st.toast(words.STOPPED)
    st.rerun()
