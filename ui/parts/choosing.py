"""Choosing plans; what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from service.schemas.catalogue import CatalogueShown
from service.schemas.plan import PlanShown
from ui import wording
from ui.client import plans
from ui.parts.addressed import select, several
from ui.visitor import api
from ui.wording import years

MOST_COMPARED = 20


class Named(Protocol):
    """What a plan is known by: both `PlanShown` and `PlanBrief` of the API."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def region_code(self) -> str | None: ...  # noqa: D102
    @property
    def municipality(self) -> str | None: ...  # noqa: D102
    @property
    def period_start(self) -> str | None: ...  # noqa: D102
    @property
    def period_end(self) -> str | None: ...  # noqa: D102


def name_of(plan: Named) -> str:
    """Return what a plan is called in lists: municipality and years, else its file's name. Not escaped."""
    place = plan.municipality or plan.file
    return ", ".join(filter(None, (place, years(plan.period_start, plan.period_end))))


class Numbered(Protocol):
    """A measure with its number as printed, if it has one, and its place in the plan."""

    @property
    def number(self) -> str | None:
        """As printed."""

    @property
    def index(self) -> int:
        """From 1."""


def number_of(measure: Numbered) -> str:
    """Return what people call a measure by: its printed number without a full stop, or its place in the plan."""
    return (measure.number or str(measure.index)).rstrip(". ")


def title_of(catalogue: CatalogueShown) -> str:
    """Return what a catalogue is called in lists: by its title where it came with the program, else as a person named it. Not escaped."""
    return catalogue.title if catalogue.origin == "builtin" else catalogue.name


def choose_plan(key: str = "id", label: str = wording.PLAN) -> PlanShown | None:
    """Draw the choice of one plan; the address keeps its id under `key`."""
    found = plans.listed(api())
    by_id = {plan.id: plan for plan in found}
    chosen = select(label, {plan.id: _line(plan) for plan in found}, key, wording.CHOOSE_PLAN)
    return by_id.get(chosen) if chosen else None


def choose_plans(found: Sequence[PlanShown], key: str = "plans", label: str = wording.PLAN) -> list[PlanShown]:
    """Draw the choice of up to twenty plans of a list; the address keeps their ids under `key`."""
    by_id = {plan.id: plan for plan in found}
    names = {plan.id: _line(plan) for plan in found}
    return [by_id[plan_id] for plan_id in several(label, names, key, wording.CHOOSE_PLAN, MOST_COMPARED)]


def filters(found: Sequence[PlanShown]) -> dict[str, str | int | None]:
    """Draw the choice of region, municipality and year in a row; return them as the API's parameters."""
    regions = {plan.region_code: plan.region or plan.region_code for plan in found if plan.region_code}
    places = sorted({plan.municipality for plan in found if plan.municipality})
    spans = [(int(p.period_start[:4]), int((p.period_end or p.period_start)[:4])) for p in found if p.period_start]
    present = sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True)
    left, middle, right = st.columns(3)
    codes = {code: str(regions[code]) for code in sorted(regions, key=lambda code: str(regions[code]))}
    region = select(wording.REGION, codes, "region", where=left)
    place = select(wording.MUNICIPALITY, {place: place for place in places}, "municipality", where=middle)
    year = select(wording.YEAR, {year: str(year) for year in present}, "year", where=right)
    return {"region": region, "municipality": place, "year": year}


def _line(plan: PlanShown) -> str:
    return " · ".join(filter(None, (name_of(plan), plan.region, plan.file if plan.municipality else "")))
