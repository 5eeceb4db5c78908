"""Near-copies: who repeats whom, how much text of their own plans have, and the rows side by side."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import streamlit as st

from service.schemas.analytics import CopiesShown, CopyShown
from service.schemas.answer import PlanBrief
from ui import wording
from ui.charts.copies import Parts, own_text
from ui.client import analytics
from ui.pages import link
from ui.parts.addressed import select
from ui.parts.choosing import name_of
from ui.parts.facets import Facets, choose_region, choose_year
from ui.parts.known import region_names
from ui.parts.plain import escaped, marked
from ui.parts.telling import nothing
from ui.visitor import api
from ui.wording import research as words
from ui.wording import share

_DRAWN = 15
_WORD = re.compile(r"\w+|[^\w\s]")
_ID = 12  # letters of a plan's id that the address holds


def show(present: Facets) -> None:
    """Draw the section."""
    st.markdown(words.COPIES_INTRO)
    columns = st.columns([3, 2, 3])
    region = choose_region(present, columns[0])
    year = choose_year(present, columns[1])
    least = select(words.LEAST, words.LEASTS, "least", words.LEASTS[20], columns[2]) or 20
    with st.spinner(words.COPIES_COUNTING):
        found = analytics.copies(api(), least / 100, region=region, year=year)
    if not found.pairs:
        nothing(words.COPIES_NONE, words.COPIES_NONE_ADVICE.format(plans=wording.plans(found.n_plans)))
        return
    notes = [words.COPIES_FOUND.format(plans=wording.plans(found.n_plans), pairs=found.n_pairs)]
    if found.n_earlier:
        notes.append(words.COPIES_EARLIER.format(n=found.n_earlier))
    if found.n_left_out:
        notes.append(words.COPIES_LEFT_OUT.format(plans=wording.plans(found.n_left_out)))
    st.caption(" ".join(notes))
    plans = {own.plan.id: own.plan for own in found.plans}
    _own(found, _unlike(plans))
    st.header(words.PAIRS)
    _list(found, _unlike(plans))
    _pair(found, plans)


def _unlike(plans: dict[str, PlanBrief]) -> dict[str, str]:
    """Return names by the plans' ids; those that would be alike are told apart by region, file, number."""
    names, used = {}, set()
    for id_, plan in plans.items():
        region = region_names().get(plan.region_code or "", "")
        tries = [
            name_of(plan),
            f"{name_of(plan)} · {region}",
            f"{name_of(plan)} · {plan.file}",
            f"{plan.file} · {id_[:4]}",
        ]
        names[id_] = next((name for name in tries if name not in used), id_)
        used.add(names[id_])
    return names


def _own(found: CopiesShown, names: dict[str, str]) -> None:
    st.header(words.OWN_TITLE)
    least_own = sorted(found.plans, key=lambda own: (own.own_share, names[own.plan.id]))[:_DRAWN]
    parts = [Parts(names[own.plan.id], own.own_share, own.template_share) for own in least_own]
    st.altair_chart(own_text(parts), width="stretch", alt=words.OWN_TITLE)
    st.caption(words.own_note(len(parts), len(found.plans)))


def _list(found: CopiesShown, names: dict[str, str]) -> None:
    rows = [
        {
            words.LEFT: names[pair.left],
            words.RIGHT: names[pair.right],
            words.LEFT_SHARE: share(pair.left_share),
            words.RIGHT_SHARE: share(pair.right_share),
            words.SAME_ROWS: pair.n_rows,
        }
        for pair in found.pairs
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height=min(35 * len(rows) + 38, 320))
    if found.n_pairs > len(found.pairs):
        st.caption(words.COPIES_SHOWN.format(n=len(found.pairs)))


def _pair(found: CopiesShown, plans: dict[str, PlanBrief]) -> None:
    names = _unlike(plans)
    by_key = {f"{pair.left[:_ID]}-{pair.right[:_ID]}": pair for pair in found.pairs}
    labels = {key: f"{names[pair.left]} ↔ {names[pair.right]}" for key, pair in by_key.items()}
    chosen = select(words.PAIR, labels, "pair", words.CHOOSE_PAIR)
    if chosen:
        _rows(by_key[chosen], plans)


def _rows(pair: CopyShown, plans: dict[str, PlanBrief]) -> None:
    """Draw the rows of two plans side by side, what differs marked."""
    for column, id_, part in zip(
        st.columns(2, gap="medium"), (pair.left, pair.right), (pair.left_share, pair.right_share), strict=True
    ):
        with column:
            plan = plans[id_]
            link("plan", f"**{escaped(name_of(plan))}**", id=id_)
            told = [region_names().get(plan.region_code or "", wording.UNKNOWN_REGION)]
            told.append(words.PAIR_SHARE.format(part=share(part)))
            st.caption(escaped(" · ".join(told)))
    link("compare", words.COMPARE, plans=[pair.left, pair.right])
    for row in pair.rows:
        left, right = st.columns(2, gap="medium")
        ours, theirs = differing(row.left_text, row.right_text)
        with left.container(border=True):
            st.markdown(marked(row.left_text, ours))
        with right.container(border=True):
            st.markdown(marked(row.right_text, theirs))
    notes = [words.PAIR_ROWS]
    if pair.n_rows > len(pair.rows):
        notes.append(words.PAIR_MORE.format(shown=len(pair.rows), n=pair.n_rows))
    st.caption(" ".join(notes))


def differing(left: str, right: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    """Return the stretches of each text that the other has not, word by word, as `marked` takes them."""
    ours, theirs = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    left_words, right_words = ([match.group().casefold() for match in found] for found in (ours, theirs))
    unlike: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]] = ([], [])
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left_words, right_words, autojunk=False).get_opcodes():
        if kind != "equal":
            for out, found, start, end in ((unlike[0], ours, a, b), (unlike[1], theirs, c, d)):
                out.extend(_stretch(found[start:end]))
    return unlike


def _stretch(found: Sequence[re.Match[str]]) -> list[tuple[int, int, str]]:
    return [(found[0].start(), found[-1].end(), "orange")] if found else []
