"""What a mandate asks, where it comes from, and how other plans word what covers it."""

from __future__ import annotations

import streamlit as st

from nlp.domain import Mandate
from ui.client import coverage
from ui.pages import link
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import STAGES, STRENGTHS
from ui.wording import gaps as words


def asked(mandate: Mandate | None) -> None:
    """Draw what is expected and on what ground."""
    if mandate is None:
        return
    st.markdown(f"**{words.ASKED}**")
    for label, text in ((words.ASKED_COVERS, mandate.covers), (words.ASKED_PARTIAL, mandate.partial)):
        if text:
            st.markdown(f":gray[{label}:] {escaped(text)}")
    if mandate.not_covered:
        st.markdown(f":gray[{words.ASKED_NOT}:] {escaped(mandate.not_covered)}")
    st.markdown(f"**{words.GROUND}**")
    st.markdown(grounds(mandate))
    st.caption(escaped(words.ground(mandate.basis)) or words.NO_GROUND)
    span = words.span(mandate.years.since, mandate.years.until)
    if span:
        st.caption(words.YEARS.format(years=span))


def grounds(mandate: Mandate) -> str:
    """Return markdown: the grounds as badges, the strongest first, and the stage of the cycle."""
    known = [name for code, name in STRENGTHS.items() if code in mandate.strength]
    badges = " ".join(f":blue-badge[{name}]" for name in known)
    return f"{badges} :gray-badge[{STAGES[mandate.stage]}]" if mandate.stage else badges


def borrowed(cell: tuple[str, str, str]) -> None:
    """Draw formulations from plans of other municipalities, each to be copied."""
    st.markdown(f"**{words.BORROW}**")
    found = coverage.borrow(api(), cell).formulations
    if not found:
        st.caption(words.BORROW_EMPTY)
        return
    st.caption(words.BORROW_COPY)
    for formulation in found:
        st.code(formulation.text, language=None, wrap_lines=True)
        facts = " · ".join(filter(None, (formulation.deadline, formulation.executors, formulation.outcome)))
        if facts:
            st.caption(escaped(facts))
        place = formulation.municipality or formulation.title or formulation.file
        label = f"{escaped(place)}, {words.ROW_OF.format(index=formulation.index)}"
        link("plan", label, id=formulation.plan_id, measure=formulation.measure_id)
