"""The page «Сравнение»: plans side by side, what changed, who is like whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from service.schemas.plan import PlanShown
from ui.client import comparisons, plans
from ui.parts.absent import tell_absent
from ui.parts.addressed import segments
from ui.parts.choosing import choose_plans, filters
from ui.parts.exporting import download
from ui.parts.telling import nothing
from ui.views.compare import changes, closeness, rows
from ui.visitor import api
from ui.wording import compare as words
from ui.wording.pages import TITLES


def show() -> None:
    """Draw the page."""
    st.title(TITLES["compare"])
    st.caption(words.INTRO)
    found = plans.listed(api())
    if len(found) < 2:
        nothing(words.TOO_FEW, words.TOO_FEW_ADVICE)
        return
    wanted = filters(found)
    chosen = choose_plans(fitting(found, wanted, st.query_params.get_all("plans")), label=words.CHOOSE)
    tell_absent(chosen)
    if not chosen:
        nothing(words.CHOOSE_TWO, words.CHOOSE_TWO_ADVICE)
    elif len(chosen) == 1:
        changes.show(chosen[0])
    else:
        _several(chosen)


def fitting(
    found: Sequence[PlanShown], wanted: Mapping[str, str | int | None], kept: Sequence[str] = ()
) -> list[PlanShown]:
    """Return the plans that fit region, municipality and year, and those to be kept in any case."""

    def fits(plan: PlanShown) -> bool:
        years = range(0)
        if plan.period_start:
            years = range(int(plan.period_start[:4]), int((plan.period_end or plan.period_start)[:4]) + 1)
        return (
            wanted.get("region") in (None, plan.region_code)
            and wanted.get("municipality") in (None, plan.municipality)
            and (wanted.get("year") is None or wanted["year"] in years)
        )

    return [plan for plan in found if plan.id in kept or fits(plan)]


def _several(chosen: Sequence[PlanShown]) -> None:
    views = {"rows": words.ROWS}
    views |= {"changes": words.CHANGES} if len(chosen) == 2 else {"closeness": words.CLOSENESS}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        view = segments(words.VIEW, views, "tab")
        ids = [plan.id for plan in chosen]
        download(words.XLSX, "/exports/comparison.xlsx", words.XLSX_FILE, {"plans": ids})
    if view == "changes":
        earlier, later = sorted(chosen, key=lambda plan: (plan.period_start or "", plan.version, plan.created_at))
        changes.show(later, earlier.id)
        return
    with st.spinner(words.COMPARING):
        compared = comparisons.compared(api(), ids)
    if view == "closeness":
        closeness.show(compared)
    else:
        rows.show(compared)
