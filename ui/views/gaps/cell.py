"""A cell of the matrix opened: why a plan has a status, what is asked, how others word it, an expert's own word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from nlp.domain import CoverageStatus, Mandate
from service.schemas.answer import CoverageShown
from service.schemas.plan import PlanFull
from ui import wording
from ui.client import ServiceError, coverage, plans
from ui.pages import link
from ui.parts.choosing import name_of
from ui.parts.plain import escaped
from ui.parts.said import author
from ui.parts.telling import nothing, tell
from ui.theme import STATUS_SIGNS, STATUS_TINTS
from ui.views.gaps.asked import asked, borrowed
from ui.visitor import api, me
from ui.wording import STATUSES
from ui.wording import gaps as words

Cell = tuple[str, str, str]  # plan, catalogue, mandate
_TURN = "heat-turn"


def drawer(cell: Cell, mandates: Sequence[Mandate], order: Sequence[str] = ()) -> None:
    """Open a cell beside the page; `order` of mandates is what «next» follows, by default the catalogue's."""
    saved = st.session_state.pop("gaps-saved", "")
    if saved:
        st.toast(saved, icon=":material/check:")
    opened = st.dialog(words.CELL, width="large", position="right", on_dismiss=_closed)(_draw)
    opened(cell, mandates, order or [mandate.id for mandate in mandates])


def status_badge(status: CoverageStatus) -> str:
    """Return markdown: the sign and the word of a status on its colour."""
    return f":{STATUS_TINTS[status]}-badge[{STATUS_SIGNS[status]} {STATUSES[status]}]"


def _closed() -> None:
    st.query_params.pop("mandate", None)
    # A new picture: in the old one the cell is still chosen, and a click on it would say nothing.
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _draw(cell: Cell, mandates: Sequence[Mandate], order: Sequence[str]) -> None:
    try:
        plan = plans.one(api(), cell[0])
        shown = next((c for c in coverage.of_plan(api(), *cell[:2]).coverage if c.mandate == cell[2]), None)
    except ServiceError as error:
        tell(error)
        return
    if shown is None:
        nothing(words.CELL_GONE, words.CELL_GONE_ADVICE)
        return
    _walk(cell[2], order)
    st.header(escaped(shown.title), anchor=False)
    st.caption(escaped(name_of(plan)))
    _status(shown)
    left, right = st.columns(2, gap="medium")
    with left:
        _rows(shown, plan)
        _correction(cell, shown)
    with right:
        asked(next((m for m in mandates if m.id == cell[2]), None))
        borrowed(cell)


def _walk(mandate: str, order: Sequence[str]) -> None:
    """Draw the ways to the mandates before and after."""
    if mandate not in order:
        return
    place = list(order).index(mandate)
    with st.container(horizontal=True):
        back = st.button(words.PREVIOUS, icon=":material/arrow_back:", disabled=place == 0)
        on = st.button(words.NEXT, icon=":material/arrow_forward:", disabled=place == len(order) - 1)
    if back or on:
        st.query_params["mandate"] = order[place + (1 if on else -1)]
        st.rerun()


def _status(shown: CoverageShown) -> None:
    if shown.expert is None:
        st.markdown(f"{status_badge(shown.status)} :gray[{words.sure(shown.probability)}]", help=words.SURE_HELP)
    else:
        said = words.EXPERT_SAID.format(
            status=STATUSES[shown.status],
            name=author(shown.expert),
            when=wording.moment(shown.expert.made_at),
        )
        machine = words.MACHINE_SAID.format(status=STATUSES[shown.machine_status])
        comment = f"  \n{escaped(shown.expert.comment)}" if shown.expert.comment else ""
        st.markdown(f"{status_badge(shown.status)} {said} :gray[{machine}]{comment}")
    if shown.reason and shown.status == shown.machine_status:
        st.markdown(escaped(shown.reason))


def _rows(shown: CoverageShown, plan: PlanFull) -> None:
    by_id = {measure.id: measure for measure in plan.roadmap.measures}
    is_found = shown.machine_status in ("covered", "partial")
    st.markdown(f"**{words.FOUND_ROWS if is_found else words.NEAREST_ROWS}**")
    if not shown.evidence:
        st.caption(words.NO_ROWS)
    for evidence in shown.evidence:
        chance = wording.share(evidence.probability)
        measure = by_id.get(evidence.measure or "")
        with st.container(border=True, gap=None):
            if measure is None:
                st.markdown(f"**{words.ACT}**")
                st.caption(words.ACT_CHANCE.format(share=chance))
                continue
            st.markdown(f"**{escaped(words.row(measure.index, measure.number))}.** {escaped(measure.text)}")
            facts = " · ".join(filter(None, (measure.deadline.text, measure.executors.text)))
            st.caption(f"{escaped(facts)}  \n{words.ROW_CHANCE.format(share=chance)}")
            link("plan", words.IN_PLAN, id=plan.id, measure=measure.id)


def _correction(cell: Cell, shown: CoverageShown) -> None:
    if me().role == "viewer":
        st.caption(words.CANNOT_CORRECT)
        return
    statuses = list(get_args(CoverageStatus))
    with st.form(f"gaps-status-{cell[0]}-{cell[2]}"):
        st.markdown(f"**{words.CORRECT}**")
        status = st.selectbox(
            words.STATUS_RIGHT,
            statuses,
            index=statuses.index(shown.status),
            format_func=lambda s: f"{STATUS_SIGNS[s]} {STATUSES[s]}",
        )
        comment = st.text_area(wording.COMMENT, height=80, placeholder=words.COMMENT_HINT)
        saved = st.form_submit_button(wording.SAVE, type="primary")
    undone = shown.expert is not None and st.button(words.BACK_TO_MACHINE, icon=":material/undo:")
    if not saved and not undone:
        return
    try:
        if saved:
            coverage.say(api(), cell, status, comment.strip())
        else:
            coverage.take_back(api(), cell)
    except ServiceError as error:
        tell(error)
        return
    st.session_state["gaps-saved"] = wording.SAVED if saved else words.BACK_DONE
    st.rerun()
