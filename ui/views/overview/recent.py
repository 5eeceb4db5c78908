"""What was done last: plans, corrections, one's own jobs."""

from __future__ import annotations

import streamlit as st

from service.schemas.job import JobShown
from service.schemas.overview import OverviewShown
from ui.client import plans
from ui.pages import link
from ui.parts.choosing import name_of
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import measures, moment
from ui.wording import overview as words
from ui.wording.plan import KINDS

_SHOWN = 5
_MOST_NAMED = 200


def recent_plans(shown: OverviewShown) -> None:
    """Draw the plans that came last, each with a way to it."""
    st.header(words.RECENT_PLANS)
    for plan in shown.recent.plans[:_SHOWN]:
        with st.container(gap="xxsmall"):
            link("plan", escaped(name_of(plan)), id=plan.id)
            st.caption(f"{measures(plan.n_measures)} · {moment(plan.created_at)}")


def recent_work(shown: OverviewShown, is_viewer: bool) -> None:
    """Draw the latest corrections and one's own jobs, each with a way to it."""
    st.header(words.RECENT)
    left, right = st.columns(2, gap="large")
    with left:
        _corrections(shown)
    with right:
        _jobs(shown, is_viewer)


def _corrections(shown: OverviewShown) -> None:
    st.subheader(words.RECENT_CORRECTIONS)
    latest = shown.recent.corrections[:_SHOWN]
    if not latest:
        st.caption(words.NO_CORRECTIONS)
        return
    names = {plan.id: name_of(plan) for plan in (*shown.recent.plans, *shown.attention.plans)}
    if any(correction.plan_id not in names for correction in latest):
        names |= {plan.id: name_of(plan) for plan in plans.listed(api(), _MOST_NAMED)}
    for correction in latest:
        kind = KINDS.get(correction.kind, words.CORRECTION)
        name = names.get(correction.plan_id, "")
        with st.container(gap="xxsmall"):
            link("plan", f"{kind}: {escaped(name)}" if name else kind, id=correction.plan_id)
            st.caption(" · ".join(filter(None, (escaped(correction.author), moment(correction.made_at)))))


def _jobs(shown: OverviewShown, is_viewer: bool) -> None:
    st.subheader(words.RECENT_JOBS)
    if not shown.recent.jobs:
        st.caption(words.NO_JOBS)
    for job in shown.recent.jobs[:_SHOWN]:
        with st.container(gap="xxsmall"):
            _job(job, is_viewer)


def _job(job: JobShown, is_viewer: bool) -> None:
    label = f"{words.JOBS.get(job.kind, words.JOB)}: {words.JOB_STATES[job.state]}"
    if job.kind == "document.read" and not is_viewer:
        link("upload", label, doc=job.subject_id)
    elif job.kind == "plan.refresh" and job.subject_id:
        link("plan", label, id=job.subject_id)
    elif job.kind == "catalogue.cover":
        link("gaps", label, tab="all")
    else:
        st.markdown(label)
    st.caption(moment(job.finished_at or job.created_at))
