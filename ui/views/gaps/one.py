"""One plan: what it lacks in order of the ground's strength, its cycle, the conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from nlp.domain import CoverageStatus, Mandate, Measure
from service.schemas.answer import CoverageShown, PlanCoverage
from service.schemas.plan import PlanFull
from ui.charts.cycle import Stage, cycle, stages
from ui.client import coverage, plans
from ui.pages import link
from ui.parts.choosing import choose_plan, name_of
from ui.parts.exporting import download
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.theme import STATUS_SIGNS, STATUS_TINTS
from ui.views.gaps.asked import grounds
from ui.views.gaps.cell import open_cell
from ui.visitor import api
from ui.wording import STAGES, STRENGTHS
from ui.wording import gaps as words

_LOOKED_FOR: tuple[CoverageStatus, ...] = ("missing", "partial", "undecided")
_LONGEST = 110  # characters of a row's text in the list


def show(catalogue: str) -> None:
    """Draw the choice of a plan and what it lacks."""
    chosen = choose_plan(key="plan")
    if chosen is None:
        if st.query_params.get("plan"):
            nothing(words.PLAN_GONE, words.PLAN_GONE_ADVICE)
        else:
            nothing(words.NO_PLAN, words.NO_PLAN_ADVICE)
        return
    found = coverage.of_plan(api(), chosen.id, catalogue)
    if not found.coverage:
        nothing(words.NOT_YET, words.NOT_YET_ADVICE)
        return
    plan, mandates = plans.one(api(), chosen.id), coverage.mandates(api(), catalogue)
    known = {mandate.id: mandate for mandate in mandates}
    _summary(found, catalogue, name_of(chosen))
    _cycle(stages(mandates, {c.mandate: c.status for c in found.coverage}))
    groups = grouped(found.coverage, known)
    _groups(groups, known, plan)
    mandate = st.query_params.get("mandate")
    if mandate:
        order = [c.mandate for group in groups.values() for c in group]
        open_cell((chosen.id, catalogue, mandate), mandates, order, (plan, found))


def grouped(
    found: Sequence[CoverageShown], mandates: Mapping[str, Mandate]
) -> dict[CoverageStatus, list[CoverageShown]]:
    """Return what is found by status, what needs attention first; in each the strongest ground first."""
    order = {code: place for place, code in enumerate(STRENGTHS)}

    def rank(shown: CoverageShown) -> int:
        mandate = mandates.get(shown.mandate)
        return min((order[code] for code in mandate.strength), default=len(order)) if mandate else len(order)

    return {status: sorted((c for c in found if c.status == status), key=rank) for status in words.GROUPS}


def _summary(found: PlanCoverage, catalogue: str, name: str) -> None:
    counts = {status: found.counts.get(status, 0) for status in words.GROUPS}
    expected = sum(counts.values()) - counts["not-applicable"]
    line = words.SUMMARY.format(expected=words.expected_of(expected), **counts)
    if counts["not-applicable"]:
        line += " " + words.NOT_ASKED.format(n=counts["not-applicable"])
    st.markdown(line)
    with st.container(horizontal=True, vertical_alignment="center"):
        path = f"/plans/{found.plan_id}/report.docx"
        download(words.DOCX, path, words.docx_name(name), {"catalogue": catalogue}, primary=True)
        query = {"catalogue": catalogue, "plans": [found.plan_id]}
        download(words.MATRIX_XLSX, "/exports/matrix.xlsx", words.MATRIX_FILE, query)
        link("plan", words.TO_PLAN, id=found.plan_id)


def _cycle(found: Sequence[Stage]) -> None:
    if not any(stage.expected for stage in found):
        return
    st.subheader(words.CYCLE)
    broken = [STAGES[stage.id] for stage in found if stage.link == "broken"]
    st.caption(
        f"{words.CYCLE_WHY} {words.CYCLE_BROKEN.format(stages=', '.join(broken)) if broken else words.CYCLE_WHOLE}"
    )
    told = ", ".join(f"{STAGES[stage.id]} – {words.LINKS[stage.link]}" for stage in found)
    st.altair_chart(cycle(found), alt=words.CYCLE_ALT.format(stages=told))


def _groups(
    groups: Mapping[CoverageStatus, Sequence[CoverageShown]], mandates: Mapping[str, Mandate], plan: PlanFull
) -> None:
    by_id = {measure.id: measure for measure in plan.roadmap.measures}
    shown: list[CoverageStatus] = st.pills(
        words.SHOW_GROUPS,
        list(words.GROUPS),
        selection_mode="multi",
        default=_LOOKED_FOR,
        format_func=lambda s: f"{STATUS_SIGNS[s]} {words.GROUPS[s]}",  # the same at all times, lest the choice be lost
        key="gaps-groups",
    )
    st.caption(words.BY_STRENGTH)
    for status in words.GROUPS:
        if status not in shown or not groups[status]:
            continue
        st.subheader(f"{words.GROUPS[status]}: {len(groups[status])}")
        if words.GROUP_NOTES[status]:
            st.caption(words.GROUP_NOTES[status])
        with st.container(border=True, gap="small"):
            for coverage_shown in groups[status]:
                _line(coverage_shown, mandates.get(coverage_shown.mandate), by_id)


def _line(shown: CoverageShown, mandate: Mandate | None, by_id: Mapping[str, Measure]) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    colour = STATUS_TINTS[shown.status]
    badges = grounds(mandate) if mandate else ""
    expert = f" :blue-badge[{words.BY_EXPERT}]" if shown.expert else ""
    left.markdown(
        f":{colour}[{STATUS_SIGNS[shown.status]}] **{escaped(shown.title)}**{expert}  \n"
        f":small[{badges}]  \n:gray[:small[{escaped(_near(shown, by_id))}]]"
    )
    if right.button(words.WHY, key=f"why-{shown.mandate}", type="tertiary"):
        st.query_params["mandate"] = shown.mandate
        st.rerun()


def _near(shown: CoverageShown, by_id: Mapping[str, Measure]) -> str:
    """Return the row that a status rests on, or the nearest one, in a line."""
    if not shown.evidence:
        return words.NOTHING_NEAR
    best = shown.evidence[0]
    measure = by_id.get(best.measure or "")
    if measure is None:
        return words.FOUND_ACT
    text = measure.text if len(measure.text) <= _LONGEST else f"{measure.text[:_LONGEST].rstrip()}…"
    pattern = words.FOUND_IN if shown.machine_status in ("covered", "partial") else words.NEAREST
    return pattern.format(index=measure.index, text=text)
