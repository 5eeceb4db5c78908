"""Two measures of two plans: what is said of them, what it rests on, an expert's word."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from nlp.domain import Relation
from service.schemas.answer import ComparisonShown, MatchExplained
from ui import wording
from ui.charts.waterfall import steps, waterfall
from ui.client import ServiceError, comparisons
from ui.pages import link
from ui.parts.choosing import name_of, number_of
from ui.parts.deciding import decide, drawer
from ui.parts.measure import brief_card
from ui.parts.plain import escaped
from ui.parts.said import author
from ui.parts.telling import nothing, tell
from ui.views.compare.lines import Line, known, plan_of
from ui.visitor import api, me
from ui.wording import FEATURES, RELATIONS
from ui.wording import compare as words

TABLE = "compare-rows"  # what opens the drawer
_IN_WORDS = 3  # features named in words for and against
_LONGEST = 110


def open_pair(compared: ComparisonShown, left: str, line: Line | None) -> None:
    """Open a measure beside the page, together with the one of another plan that the address or its line names."""
    drawer(words.PAIR, TABLE, ("left", "right"), lambda: _draw(compared, left, line))


def _draw(compared: ComparisonShown, left: str, line: Line | None) -> None:
    places, by_id = plan_of(compared), known(compared)
    if left not in places:
        nothing(words.GONE, words.GONE_ADVICE)
        return
    others = partners(compared, left, line)
    right = _other(compared, others, line)
    columns = st.columns(2, gap="medium")
    for column, measure in zip(columns, (left, right), strict=True):
        if measure is None:
            continue
        plan = compared.plans[places[measure]]
        with column, st.container(border=True):
            st.caption(f"{escaped(name_of(plan))} · № {escaped(number_of(by_id[measure]))}")
            brief_card(by_id[measure])
            link("plan", words.TO_PLAN, id=plan.id, measure=measure)
    if right is None:
        columns[1].info(words.ALONE)
        return
    plans = (compared.plans[places[left]].id, compared.plans[places[right]].id)
    try:
        told = comparisons.explained(api(), plans, (left, right))
    except ServiceError as error:
        tell(error)
        return
    _verdict(told)
    because, decide = st.columns([3, 2], gap="medium")
    with because:
        _evidence(told)
    with decide:
        _decision(told, plans)


def partners(compared: ComparisonShown, left: str, line: Line | None) -> list[str]:
    """Return the measures of other plans: those of the same line first, then in the plans' order."""
    places, by_id = plan_of(compared), known(compared)
    near = [m for m in (line.members if line else []) if places.get(m) != places[left]]
    rest = sorted((m for m in by_id if places[m] != places[left]), key=lambda m: (places[m], by_id[m].index))
    return list(dict.fromkeys([*near, *rest]))


def _other(compared: ComparisonShown, others: list[str], line: Line | None) -> str | None:
    """Draw the choice of the measure to set against; of the same line one is taken at once."""
    places, by_id = plan_of(compared), known(compared)
    members = line.members if line else []
    wanted = st.query_params.get("right")
    if wanted not in others:
        wanted = next((m for m in others if m in members), None)

    def name(measure: str) -> str:
        text = by_id[measure].text
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
        return f"{name_of(compared.plans[places[measure]])} · {number_of(by_id[measure])}. {text}"

    index = others.index(wanted) if wanted else None
    chosen = st.selectbox(words.OTHER, others, index=index, format_func=name, placeholder=words.OTHER_HINT)
    if chosen and chosen != wanted:
        st.query_params["right"] = chosen
    return chosen


def _verdict(told: MatchExplained) -> None:
    share = words.percent(told.probability)
    if told.expert is None:
        st.markdown(f"**{words.MACHINE.format(relation=RELATIONS[told.machine_relation], share=share)}**")
        return
    when = wording.moment(told.expert.made_at)
    said = words.EXPERT.format(name=author(told.expert), relation=RELATIONS[told.relation], when=when)
    thought = words.MACHINE_THOUGHT.format(relation=RELATIONS[told.machine_relation], share=share)
    comment = f"  \n{escaped(told.expert.comment)}" if told.expert.comment else ""
    st.markdown(f"**{said}** :gray[{thought}]{comment}")


def _evidence(told: MatchExplained) -> None:
    features = [e for e in told.evidence if e.feature != "bias"]
    raises = [FEATURES.get(e.feature, e.feature) for e in features if e.weight > 0.2][:_IN_WORDS]
    lowers = [FEATURES.get(e.feature, e.feature) for e in features if e.weight < -0.2][:_IN_WORDS]
    lines = [words.FOR.format(features="; ".join(raises)) if raises else words.NOTHING_FOR]
    if lowers:
        lines.append(words.AGAINST.format(features="; ".join(lowers)))
    st.markdown(" ".join(lines))
    stairs = steps(told.evidence)
    alt = words.WATERFALL_ALT.format(steps="; ".join(f"{s.name} {words.signed(s.adds)}" for s in stairs))
    st.markdown(f"**{words.RESTS_ON}**")
    st.altair_chart(waterfall(stairs), alt=alt)
    st.caption(words.START)


def _decision(told: MatchExplained, plans: tuple[str, str]) -> None:
    if me().role == "viewer":
        st.caption(words.CANNOT)
        return
    measures = (told.left_measure, told.right_measure)
    relations = list(get_args(Relation))

    def said() -> tuple[Relation, str]:
        st.markdown(f"**{words.YOUR_WORD}**")
        relation = st.radio(
            words.DECISION,
            relations,
            index=relations.index(told.relation),
            format_func=RELATIONS.__getitem__,
            horizontal=True,
        )
        return relation, st.text_area(wording.COMMENT, height=80, placeholder=words.COMMENT_HINT).strip()

    def keep(given: tuple[Relation, str]) -> None:
        comparisons.judge(api(), plans, measures, *given)
        st.query_params["right"] = measures[1]

    def take_back() -> None:
        comparisons.take_back(api(), plans, measures)
        st.query_params["right"] = measures[1]

    decide(f"compare-{'-'.join(measures)}", said, keep, take_back if told.expert else None)
