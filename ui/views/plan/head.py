"""What stands above the tabs: the plan's name, its passport, what can be done with it."""

from __future__ import annotations

import streamlit as st

from service.schemas.plan import PlanFull
from ui import wording
from ui.client import documents, plans
from ui.parts.choosing import name_of
from ui.parts.exporting import download
from ui.parts.passport import act_told, passport_form, period_told, seen
from ui.parts.plain import escaped
from ui.parts.telling import telling
from ui.views.plan.opened import Opened
from ui.views.plan.saving import JOB, noted, say
from ui.visitor import api
from ui.wording import passport as passport_words
from ui.wording import plan as words


def show(opened: Opened) -> None:
    """Draw the head of the page."""
    plan = opened.plan
    # The actions stand beside the name, or below it where there is no room.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(escaped(name_of(plan)), width="content")
        st.space("stretch")
        _actions(opened)
    if plan.title:
        st.caption(escaped(plan.title))
    st.markdown(_facts(opened))


def _facts(opened: Opened) -> str:
    """Return markdown: the passport in a line, and what to think of it."""
    plan = opened.plan
    file = words.PART.format(file=plan.file, part=plan.part) if plan.part > 1 else plan.file
    facts = (
        (wording.REGION, plan.region or wording.NO_VALUE),
        (passport_words.PERIOD, period_told(plan.period_start, plan.period_end)),
        (passport_words.ACT, act_told(plan.roadmap.act)),
        (words.FILE, file),
        (words.VERSION, str(plan.version)),
    )
    line = " · ".join(f":gray[{label}:] {escaped(text)}" for label, text in facts)
    known = f":green-badge[:material/check: {words.CONFIRMED}]"
    badges = [known if plan.passport_confirmed else f":orange-badge[:material/help: {words.UNCONFIRMED}]"]
    badges.append(f":gray-badge[{wording.measures(len(opened.measures))}]")
    if plan.roadmap.notices:
        badges.append(f":orange-badge[:material/flag: {words.notices(len(plan.roadmap.notices))}]")
    return f"{line}  \n{' '.join(badges)}"


def _actions(opened: Opened) -> None:
    plan = opened.plan
    with st.container(horizontal=True, width="content"):
        if opened.may_correct:
            _passport(plan)
        name = words.CONCLUSION_NAME.format(name=name_of(plan)[:100])
        download(words.CONCLUSION, f"/plans/{plan.id}/report.docx", name, primary=True)
        with st.popover(words.MORE, icon=":material/more_horiz:"):
            download(words.ORIGINAL, f"/documents/{plan.document_id}/original", plan.file)
            if opened.may_correct and st.button(words.REANALYSE, icon=":material/refresh:"):
                _ask_reanalysis(plan.id)
            if opened.person.role == "admin" and st.button(words.DELETE, icon=":material/delete:"):
                _ask_deletion(plan.document_id)


def _passport(plan: PlanFull) -> None:
    # A key of its own for every form: the window closes when it is saved.
    with st.popover(words.PASSPORT, icon=":material/badge:", key=f"passport-{plan.id}-{seen(plan).form}"):
        st.caption(words.PASSPORT_WHY)
        passport_form(plan, lambda made: noted(plan.id, made))


@st.dialog(words.REANALYSE_ASK)
def _ask_reanalysis(plan_id: str) -> None:
    st.write(words.REANALYSE_TOLD)
    with telling(), st.container(horizontal=True):
        if st.button(words.REANALYSE_YES, type="primary"):
            st.session_state[JOB] = (plan_id, plans.reanalyse(api(), plan_id))
            st.rerun()
        if st.button(wording.CANCEL):
            st.rerun()


@st.dialog(words.DELETE_ASK)
def _ask_deletion(document_id: str) -> None:
    with telling():
        document = documents.one(api(), document_id)
        st.text(document.name)
        st.warning(words.deletion(document.n_plans))
        sure = st.checkbox(words.DELETE_SURE)
        with st.container(horizontal=True):
            if st.button(words.DELETE_YES, type="primary", disabled=not sure):
                documents.remove(api(), document_id)
                st.query_params.clear()
                say(words.DELETED)
                st.rerun()
            if st.button(wording.CANCEL):
                st.rerun()
