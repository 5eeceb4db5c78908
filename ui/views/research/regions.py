"""The regions of Russia as tiles: how many plans, in what share of them something stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nlp.domain import CoverageStatus
from service.schemas.plan import PlanShown
from ui import wording
from ui.charts.tiles import CODE, TILE, Told, tiles
from ui.client import analytics, plans
from ui.pages import link
from ui.parts.addressed import segments, select
from ui.parts.choosing import name_of
from ui.parts.facets import Facets, choose_year
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import research as words

_KEY = "tiles"
_LISTED = 30
_FURTHER: tuple[tuple[CoverageStatus, str], ...] = (("partial", words.PARTLY), ("undecided", words.UNDECIDED))


def show(present: Facets) -> None:
    """Draw the section."""
    colour = segments(words.COLOUR, words.COLOURS, "colour", "visible")
    left, right = st.columns([2, 5])
    year = choose_year(present, left)
    title, told = _told(colour, year, right)
    names = region_names()
    chosen = st.query_params.get("region")
    unknown = next((c.n_plans for c in present.regions.totals if not c.key), 0)
    st.altair_chart(
        tiles(told, names, chosen, title),
        width="stretch",
        alt=f"{words.MAP_ALT}: {title}",
        key=_KEY,
        on_select=_picked,
        selection_mode=TILE,
    )
    notes = [words.TILES_NOTE]
    if unknown:
        notes.append(words.NO_REGION.format(plans=words.of_those(unknown)))
    st.caption(" ".join(notes))
    counted = {
        code: f"{names.get(code, code)}: {told[code].sentence}" if code in told else names[code] for code in names
    }
    region = select(words.REGION_PLANS, counted, "region", words.CHOOSE_REGION)
    if region:
        _plans(region, year)
    with st.expander(words.TABLE):
        rows = [{wording.REGION: names.get(code, code), title: told[code].sentence} for code in told]
        st.dataframe(sorted(rows, key=lambda row: row[wording.REGION]), hide_index=True, width="stretch")


def _picked() -> None:
    """Bring the tile that was pressed into the address."""
    points = st.session_state[_KEY]["selection"].get(TILE) or []
    if points and points[0].get(CODE):
        st.query_params["region"] = str(points[0][CODE])


def _told(colour: str, year: int | None, where: DeltaGenerator) -> tuple[str, dict[str, Told]]:
    """Return what the colour means, and what each region's tile tells."""
    if colour == "mandate":
        return _of_mandate(year, where)
    found = analytics.activities(api(), "region", year=year)
    totals = {c.key: c.n_plans for c in found.totals if c.key}
    if colour == "plans":
        return words.OF_PLANS, {code: Told(n, str(n), wording.plans(n)) for code, n in totals.items()}
    titles = {item.id: item.title for item in found.items if item.id}
    first = next(iter(titles), None)
    if first is None:
        return words.PART, {}
    chosen = select(words.ACTIVITY, titles, "activity", titles[first], where) or first
    item = next((i for i in found.items if i.id == chosen), None)
    counted = {count.key: count.n_plans for count in item.by} if item else {}
    return words.PART, {code: _share(counted.get(code, 0), n) for code, n in totals.items()}


def _share(n: int, of: int) -> Told:
    return Told(n / of, f"{n}/{of}", words.of_plans(n, of))


def _of_mandate(year: int | None, where: DeltaGenerator) -> tuple[str, dict[str, Told]]:
    shown = analytics.matrix(api(), year=year)
    titles = {mandate.id: mandate.title for mandate in shown.mandates}
    if not titles:
        return words.PART, {}
    first = next(iter(titles))
    chosen = select(words.MANDATE, titles, "mandate", titles[first], where) or first
    place = list(titles).index(chosen)
    counted: dict[str, Counter[CoverageStatus | None]] = defaultdict(Counter)
    for line in shown.plans:
        if line.region_code:
            counted[line.region_code][line.statuses[place]] += 1
    return words.PART, {code: _coverage(counts) for code, counts in counted.items()}


def _coverage(counts: Mapping[CoverageStatus | None, int]) -> Told:
    """Tell of a region: plans that the mandate does not concern, or that are not answered for, do not count."""
    n = counts.get("covered", 0)
    of = sum(count for status, count in counts.items() if status not in (None, "not-applicable"))
    if not of:
        return Told(None, "?", words.NO_ANSWER)
    if counts.get("undecided") == of:
        return Told(None, "?", words.UNDECIDED.format(n=of))
    further = (pattern.format(n=counts[status]) for status, pattern in _FURTHER if counts.get(status))
    return Told(n / of, f"{n}/{of}", "; ".join((words.covered(n, of), *further)))


def _plans(region: str, year: int | None) -> None:
    found = plans.listed(api(), region=region, year=year)
    st.markdown(f"**{escaped(region_names().get(region, region))}**: {wording.plans(len(found))}, {_measures(found)}")
    for plan in found[:_LISTED]:
        link("plan", f"{escaped(name_of(plan))} :gray[· {wording.measures(plan.n_measures)}]", id=plan.id)
    if len(found) > _LISTED:
        st.caption(words.MORE_PLANS.format(plans=wording.plans(len(found) - _LISTED)))


def _measures(found: list[PlanShown]) -> str:
    return wording.measures(sum(plan.n_measures for plan in found))
