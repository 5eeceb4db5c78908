"""The page «Поиск»: measures of all plans by words and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from service.schemas.search import Found
from ui import wording
from ui.client import ServiceError, search
from ui.pages import link
from ui.parts.addressed import select
from ui.parts.facets import Facets, choose_region, choose_year, facets
from ui.parts.known import region_names
from ui.parts.measure import measure_card
from ui.parts.plain import escaped, marked
from ui.parts.staying import stay
from ui.parts.telling import nothing, tell
from ui.parts.typed import typed_day, typed_text
from ui.theme import CATEGORY_TINTS
from ui.visitor import api
from ui.wording import CATEGORIES, ROLES, window, years
from ui.wording import search as words
from ui.wording.measure import number
from ui.wording.pages import TITLES
from ui.wording.regions import shorter

_STEP, _MOST, _SIMILAR = 20, 100, 5
# A hit that shares no word with the query and is farther in meaning than this is no answer. Seen with the built-in encoder on 1,679
# measures: nonsense up to 0.45, questions put in other words from 0.47.
_LEAST_SIMILARITY = 0.46


def show() -> None:
    """Draw the page."""
    st.title(TITLES["search"])
    present = facets()
    box, period = st.columns([5, 1], vertical_alignment="bottom")
    query = typed_text(words.WHAT, "q", box, placeholder=words.PLACEHOLDER, help=words.HELP, max_chars=1_000)
    filters = _filters(present, period)
    opened = st.query_params.get("measure", "")
    if filters is None:
        return
    if query:
        hits = _results(query, filters)
        if opened and opened not in hits:
            _linked(opened)
        return
    if opened:
        _linked(opened)
    _examples(present)


def _filters(present: Facets, period: DeltaGenerator) -> dict[str, str | int | None] | None:
    """Draw the facets in a row; return them as the API's parameters, None where they cannot be asked."""
    columns = st.columns(4)
    region = choose_region(present, columns[0])
    year = choose_year(present, columns[1])
    category = select(
        wording.CATEGORY,
        {str(code): name for code, name in CATEGORIES.items()},
        "category",
        wording.ANY_ONE,
        columns[2],
    )
    role = select(wording.ROLE, {str(code): name for code, name in ROLES.items()}, "role", where=columns[3])
    since, until = _period(period)
    if since and until and since > until:
        st.warning(words.PERIOD_WRONG, icon=":material/date_range:")
        return None
    if since or until:
        st.caption(words.period(window(since.isoformat() if since else None, until.isoformat() if until else None)))
    days = {"from": since.isoformat() if since else None, "to": until.isoformat() if until else None}
    return {"region": region, "year": year, "category": category, "role": role, **days}


def _period(where: DeltaGenerator) -> tuple[date | None, date | None]:
    with where.popover(words.PERIOD, width="stretch"):
        first, last = date(1990, 1, 1), date(2099, 12, 31)
        since, until = (typed_day(label, key, first, last) for label, key in ((words.FROM, "from"), (words.TO, "to")))
    return since, until


def _results(query: str, filters: dict[str, str | int | None]) -> set[str]:
    """Draw what is found; return the ids of the measures shown."""
    limit = _limit()
    try:
        found = search.found(api(), query, limit=min(limit + 1, _MOST), **filters)
    except ServiceError as error:
        if error.status not in (400, 422):
            raise
        tell(error)
        return set()
    for respelt in found.corrections:
        st.info(
            words.RESPELT.format(word=escaped(respelt.word), instead=escaped(respelt.instead)),
            icon=":material/spellcheck:",
        )
    good = [hit for hit in found.hits if hit.spans or (hit.similarity or 0) >= _LEAST_SIMILARITY]
    hits = good[:limit]
    if not hits:
        narrowed = any(filters.values())
        nothing(words.NOTHING, words.NOTHING_ADVICE if narrowed else words.NO_FILTERS_ADVICE)
        if narrowed:
            stay(words.RESET, "filter_alt_off", q=query)
        return set()
    n_plans = len({hit.plan_id for hit in hits})
    is_marked = any(hit.spans for hit in hits)
    st.caption(f"{words.shown(len(hits), n_plans)} {words.WORDS_MARKED if is_marked else ''}")
    if not is_marked:
        st.info(words.NO_WORDS, icon=":material/lightbulb:")
    for alike in _by_words(hits):
        _hit(alike[0], alike[1:], st.query_params.get("measure"))
    if len(good) > limit and limit < _MOST and st.button(words.MORE, icon=":material/expand_more:"):
        st.query_params["n"] = str(min(limit + _STEP, _MOST))
        st.rerun()
    return {hit.measure_id for hit in hits}


def _limit() -> int:
    asked = st.query_params.get("n", "")
    return min(max(int(asked), _STEP), _MOST) if asked.isdecimal() and len(asked) < 5 else _STEP


def _by_words(hits: Sequence[Found]) -> list[list[Found]]:
    """Put hits of the very same words together, each lot where its first stands."""
    found: dict[str, list[Found]] = {}
    for hit in hits:
        found.setdefault(" ".join(hit.text.casefold().split()), []).append(hit)
    return list(found.values())


def _hit(hit: Found, twins: Sequence[Found], measure_id: str | None) -> None:
    """Draw a hit, with those of the same words, and open when the address names it."""
    opened = hit.measure_id == measure_id
    with st.container(border=True, gap="small"):
        st.markdown(marked(hit.text, [(start, end, "blue") for start, end in hit.spans]))
        told, ways = st.columns([5, 3], vertical_alignment="center")
        told.markdown(_told(hit))
        with ways.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            label, icon = (words.FOLD, "expand_less") if opened else (words.DETAILS, "expand_more")
            if st.button(label, key=f"open-{hit.measure_id}", icon=f":material/{icon}:", type="tertiary"):
                st.query_params.pop("measure", None)
                if not opened:
                    st.query_params["measure"] = hit.measure_id
                st.rerun()
            link("plan", words.OPEN_PLAN, id=hit.plan_id, measure=hit.measure_id)
        if twins:
            with st.expander(words.twins(len(twins))):
                for twin in twins:
                    link("plan", escaped(_place(twin)), id=twin.plan_id, measure=twin.measure_id)
        if opened:
            st.divider()
            _details(hit.measure_id)


def _told(hit: Found, similarity: bool = False) -> str:
    """Return markdown: category, place, region, years; how the hit answers where its words are not those of the query."""
    parts = []
    if hit.category in CATEGORIES:
        parts.append(f":{CATEGORY_TINTS[hit.category]}-badge[{CATEGORIES[hit.category]}]")
    parts.append(f":small[{escaped(_place(hit))}]")
    if similarity and hit.similarity is not None:
        parts.append(f":small[· {words.ALIKE.format(value=number(hit.similarity))}]")
    elif not hit.spans:
        parts.append(f":gray-badge[:material/lightbulb: {words.BY_MEANING}]")
    return " ".join(parts)


def _place(hit: Found) -> str:
    """Return where a hit stands: «Зейский округ · Амурская область · 2022 · строка 5». Not escaped."""
    region = region_names().get(hit.region_code or "", wording.UNKNOWN_REGION)
    span = years(str(hit.year_from) if hit.year_from else None, str(hit.year_to) if hit.year_to else None)
    place = shorter(hit.municipality) if hit.municipality else hit.file
    told = (place, region, span, words.PLACE.format(index=hit.position))
    return " · ".join(part for part in told if part)


def _linked(measure_id: str) -> None:
    """Draw the measure that the address names and that is not among the hits."""
    st.header(words.MEASURE_TITLE)
    _details(measure_id, linked=True)


def _details(measure_id: str, linked: bool = False) -> None:
    """Draw a measure with everything, beside those of other plans that are like it."""
    try:
        whole = search.measure(api(), measure_id)
        alike = search.similar(api(), measure_id, _SIMILAR).hits
    except ServiceError as error:
        if error.status not in (404, 422):
            raise
        nothing(words.MEASURE_GONE, words.MEASURE_GONE_ADVICE)
        return
    left, right = st.columns(2, gap="large")
    with left:
        measure_card(whole.measure)
        if linked:
            link("plan", words.OPEN_PLAN, id=whole.plan.id, measure=measure_id)
    with right:
        _similar(alike)


def _similar(alike: Sequence[Found]) -> None:
    st.markdown(f"**{words.SIMILAR}**", help=words.ALIKE_HELP)
    if not alike:
        nothing(words.SIMILAR_NONE, words.SIMILAR_NONE_ADVICE)
    for hit in alike:
        with st.container(border=True):
            st.markdown(escaped(hit.text))
            st.markdown(_told(hit, similarity=True))
            link("plan", words.OPEN_PLAN, id=hit.plan_id, measure=hit.measure_id)


def _examples(present: Facets) -> None:
    st.markdown(f"{words.INTRO} {words.in_all(present.years.n_plans, present.years.n_measures)}")
    st.header(words.EXAMPLES_TITLE)
    with st.container(horizontal=True):
        for example in words.EXAMPLES:
            stay(example, "search", q=example)
