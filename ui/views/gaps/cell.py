"""A cell of the matrix opened: why a plan has a status, what is asked, how others word it, an expert's own word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from nlp.domain import CoverageStatus, Mandate
from service.schemas.answer import CoverageShown, PlanCoverage
from service.schemas.plan import PlanFull
from ui import wording
from ui.client import ServiceError, coverage, plans
from ui.pages import link
from ui.parts.choosing import name_of
from ui.parts.deciding import decide, drawer
from ui.parts.plain import escaped
from ui.parts.said import author
from ui.parts.telling import nothing, tell
from ui.theme import STATUS_SIGNS, STATUS_TINTS
from ui.views.gaps.asked import asked, borrowed
from ui.visitor import api, me
from ui.wording import STATUSES
from ui.wording import gaps as words

Cell = tuple[str, str, str]  # plan, catalogue, mandate
Known = tuple[PlanFull, PlanCoverage]
PICTURE = "heat"  # what opens the drawer


def open_cell(cell: Cell, mandates: Sequence[Mandate], order: Sequence[str] = (), known: Known | None = None) -> None:
    """Open a cell beside the page.

    Args:
        cell: which one.
        mandates: of the catalogue.
        order: of mandates, that «next» follows; by default the catalogue's.
        known: the plan and its coverage, where the page has asked for them already.
    """
    ordered = order or [mandate.id for mandate in mandates]
    drawer(words.CELL, PICTURE, ("mandate",), lambda: _draw(cell, mandates, ordered, known))


def status_badge(status: CoverageStatus) -> str:
    """Return markdown: the sign and the word of a status on its colour."""
    return f":{STATUS_TINTS[status]}-badge[{STATUS_SIGNS[status]} {STATUSES[status]}]"


def _draw(cell: Cell, mandates: Sequence[Mandate], order: Sequence[str], known: Known | None) -> None:
    try:
        plan, found = known or (plans.one(api(), cell[0]), coverage.of_plan(api(), *cell[:2]))
    except ServiceError as error:
        tell(error)
        return
    shown = next((c for c in found.coverage if c.mandate == cell[2]), None)
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

    def said() -> tuple[CoverageStatus, str]:
        st.markdown(f"**{words.CORRECT}**")
        status = st.selectbox(
            words.STATUS_RIGHT,
            statuses,
            index=statuses.index(shown.status),
            format_func=lambda s: f"{STATUS_SIGNS[s]} {STATUSES[s]}",
        )
        return status, st.text_area(wording.COMMENT, height=80, placeholder=words.COMMENT_HINT).strip()

    decide(
        f"gaps-status-{cell[0]}-{cell[2]}",
        said,
        lambda given: coverage.say(api(), cell, *given),
        (lambda: coverage.take_back(api(), cell)) if shown.expert else None,
    )
