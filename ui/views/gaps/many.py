"""Many plans: the matrix, what is missing most often, the cycle of all."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from nlp.domain import Mandate
from service.schemas.answer import MatrixShown
from ui import wording
from ui.charts.cycle import counted, cycles, stages
from ui.charts.heatmap import CELL, MANDATE, PLAN, heatmap, unique
from ui.client import coverage, plans
from ui.parts.absent import tell_absent
from ui.parts.addressed import select
from ui.parts.choosing import choose_plans, filters
from ui.parts.deciding import key_of
from ui.parts.exporting import download
from ui.parts.telling import nothing
from ui.theme import STATUS_SIGNS
from ui.views.gaps.cell import PICTURE, open_cell, status_badge
from ui.visitor import api
from ui.wording import STAGES, STATUSES
from ui.wording import gaps as words
from ui.wording.regions import shorter

_WIDTHS = {"number": 45, "title": 340, "missing": 105, "undecided": 170, "partial": 95, "covered": 70, "stage": 160}
_TALLEST = 640  # a higher picture gets a scroll bar of its own


def show(catalogue: str) -> None:
    """Draw the matrix of the plans that are wanted, and a cell of it."""
    found = plans.listed(api())
    if not found:
        nothing(words.NO_PLANS, words.NO_PLANS_ADVICE)
        return
    left, right = st.columns([3, 2])
    with left:
        wanted = filters(found)
    with right:
        chosen = [plan.id for plan in choose_plans(found, label=words.ONLY_PLANS)]
    tell_absent(chosen)
    query = {} if chosen else wanted
    shown = coverage.matrix(api(), catalogue, chosen, **query)
    if not shown.plans:
        nothing(words.NOTHING_FITS, words.NOTHING_FITS_ADVICE)
        return
    names = unique([_name(line.municipality or line.title, line.year_from, line.year_to) for line in shown.plans])
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{wording.plans(len(shown.plans))} · {words.expected(len(shown.mandates))}**", width="content")
        download(
            words.MATRIX_XLSX,
            "/exports/matrix.xlsx",
            words.MATRIX_FILE,
            {**query, "catalogue": catalogue, "plans": chosen},
        )
    _picture(shown, names)
    if shown.n_left_out:
        st.caption(words.LEFT_OUT.format(n=wording.plans(shown.n_left_out)))
    cell = _choose_cell(shown, names)
    mandates = coverage.mandates(api(), catalogue)
    if cell is not None:
        open_cell((cell[0], catalogue, cell[1]), mandates)
    _totals(shown, mandates)


def _picture(shown: MatrixShown, names: list[str]) -> None:
    key = key_of(PICTURE)
    alt = words.HEAT_ALT.format(plans=wording.plans(len(names)), mandates=words.expected(len(shown.mandates)))

    def opened() -> None:
        points = st.session_state[key].selection.get(CELL) or []
        if points:
            st.query_params["plan"] = shown.plans[int(points[0][PLAN])].plan_id
            st.query_params["mandate"] = shown.mandates[int(points[0][MANDATE])].id

    st.caption(f"{words.OPEN_CELL} {words.HEAT_LEGEND}")
    st.markdown(" ".join(status_badge(status) for status in STATUSES))
    with st.container(height=_TALLEST if len(names) > 18 else "content", border=False):
        st.altair_chart(heatmap(shown, names), key=key, on_select=opened, selection_mode=CELL, alt=alt)


def _choose_cell(shown: MatrixShown, names: list[str]) -> tuple[str, str] | None:
    left, right = st.columns(2)
    by_plan = {line.plan_id: name for line, name in zip(shown.plans, names, strict=True)}
    plan = select(wording.PLAN, by_plan, "plan", wording.CHOOSE, left)
    titles = {m.id: f"{place}. {m.title}" for place, m in enumerate(shown.mandates, 1)}
    mandate = select(words.EXPECTED_ONE, titles, "mandate", wording.CHOOSE, right)
    if {"plan", "mandate"} <= set(st.query_params) and not (plan and mandate):
        st.info(f"**{words.CELL_GONE}** {words.CELL_GONE_ADVICE}", icon=":material/info:")
    return (plan, mandate) if plan and mandate else None


def _totals(shown: MatrixShown, mandates: list[Mandate]) -> None:
    st.subheader(words.MOST_OFTEN)
    st.caption(words.MOST_OFTEN_WHY)
    known = {mandate.id: mandate for mandate in mandates}
    rows = []
    for place, head in enumerate(shown.mandates):
        counts = Counter(line.statuses[place] for line in shown.plans)
        mandate = known.get(head.id)
        row: dict[str, str | int] = {"number": place + 1, "title": head.title}
        row |= {status: counts[status] for status in ("missing", "undecided", "partial", "covered")}
        row["stage"] = STAGES.get(mandate.stage or "", "") if mandate else ""
        rows.append(row)
    rows.sort(key=lambda row: -int(row["missing"]))
    titles: dict[str, str] = {s: f"{STATUS_SIGNS[s]} {STATUSES[s]}" for s in STATUSES} | words.COLUMNS
    config = {name: st.column_config.Column(titles[name], width=_WIDTHS.get(name)) for name in rows[0]}
    st.dataframe(rows, column_config=config, hide_index=True, height=35 * 10 + 38, alt=words.MOST_OFTEN)
    _all_cycles(shown, mandates)


def _all_cycles(shown: MatrixShown, mandates: list[Mandate]) -> None:
    ids = [head.id for head in shown.mandates]
    found = [stages(mandates, dict(zip(ids, line.statuses, strict=True))) for line in shown.plans]
    if not any(stage.expected for plan in found for stage in plan):
        return
    st.subheader(words.CYCLE_ALL)
    st.caption(words.CYCLE_WHY)
    told = "; ".join(
        f"{STAGES[stage]} — {', '.join(f'{words.LINKS[link]}: {n}' for link, n in counts.items())}"
        for stage, counts in counted(found).items()
    )
    st.altair_chart(cycles(found), alt=words.CYCLE_ALL_ALT.format(stages=told))


def _name(place: str, year_from: int | None, year_to: int | None) -> str:
    years = "–".join(str(year) for year in sorted({y for y in (year_from, year_to) if y}))
    return ", ".join(filter(None, (shorter(place), years)))
