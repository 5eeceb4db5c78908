"""What became of the measures from one version of a plan to the next."""

from __future__ import annotations

import streamlit as st

from nlp.domain import Shift
from service.schemas.answer import ChangeShown
from service.schemas.plan import PlanShown
from ui import wording
from ui.charts.changes import bar
from ui.client import comparisons
from ui.pages import link
from ui.parts.choosing import name_of, number_of
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.visitor import api
from ui.wording import compare as words

_QUIET = ("unchanged",)
_TINTS = {"weakened": "orange", "strengthened": "green", "dropped": "red", "added": "blue"}


def show(later: PlanShown, since: str | None = None) -> None:
    """Draw what changed in a plan since another one, by default its version before."""
    if since is None and later.previous_id is None:
        nothing(words.NO_VERSION, words.NO_VERSION_ADVICE)
        return
    with st.spinner(words.READING_CHANGES):
        found = comparisons.changes(api(), later.id, since)
    if found.since is None:
        nothing(words.NO_VERSION, words.NO_VERSION_ADVICE)
        return
    names = [name_of(found.since), name_of(found.plan)]
    if names[0] == names[1]:
        names = [f"{name} ({plan.file})" for name, plan in zip(names, (found.since, found.plan), strict=True)]
    st.subheader(escaped(words.CHANGED_FROM.format(earlier=names[0], later=names[1])))
    told = ", ".join(f"{name} – {found.counts.get(kind, 0)}" for kind, name in words.CHANGE_KINDS.items())
    st.altair_chart(bar(found.counts), alt=words.CHANGE_ALT.format(counts=told))
    kinds = [kind for kind in words.CHANGE_KINDS if found.counts.get(kind)]
    if not set(kinds) - set(_QUIET):
        nothing(words.NO_CHANGES, words.NO_CHANGES_ADVICE)
    wanted = st.pills(
        words.CHANGE_SHOW,
        kinds,
        selection_mode="multi",
        default=[kind for kind in kinds if kind not in _QUIET],
        format_func=lambda k: f"{words.CHANGE_SIGNS[k]} {words.CHANGE_KINDS[k]}: {found.counts[k]}",
        key=f"compare-changes-{found.since.id}-{found.plan.id}",
    )
    for kind in kinds:
        if kind in wanted:
            _kind(kind, [change for change in found.changes if change.kind == kind], (found.since.id, found.plan.id))


def _kind(kind: str, changes: list[ChangeShown], plans: tuple[str, str]) -> None:
    st.subheader(f"{words.CHANGE_SIGNS[kind]} {words.CHANGE_KINDS[kind]}: {len(changes)}")
    if words.CHANGE_NOTES[kind]:
        st.caption(words.CHANGE_NOTES[kind])
    with st.container(border=True):
        for change in changes:
            _change(change, plans)


def _change(change: ChangeShown, plans: tuple[str, str]) -> None:
    measure = change.later or change.earlier
    if measure is None:
        return
    colour = _TINTS.get(change.kind, "gray")
    lines = [f":{colour}[{words.CHANGE_SIGNS[change.kind]}] **{escaped(number_of(measure))}. {escaped(measure.text)}**"]
    lines += [_shift(shift) for shift in change.shifts]
    if change.related is not None:
        pattern = words.RELATED_BEFORE if change.kind == "added" else words.RELATED_AFTER
        lines.append(f":gray[{escaped(pattern.format(text=change.related.text))}]")
    elif change.kind in ("added", "dropped") and measure.deadline:
        lines.append(f":gray[{wording.DEADLINE}: {escaped(measure.deadline)}]")
    left, right = st.columns([8, 1], vertical_alignment="top")
    left.markdown("  \n".join(lines))
    with right:
        link("plan", words.IN_PLAN, id=plans[1] if change.later else plans[0], measure=measure.id)


def _shift(shift: Shift) -> str:
    """Return markdown: «Срок ▼ слабее: было … → стало …»."""
    direction = f" {words.DIRECTIONS[shift.direction]}" if shift.direction else ""
    colour = {"weaker": "orange", "stronger": "green"}.get(shift.direction or "", "gray")
    told = words.target if shift.aspect == "indicator" else str
    before, after = (escaped(told(text)) or words.EMPTY for text in (shift.before, shift.after))
    label = f":{colour}[{words.ASPECTS[shift.aspect]}{direction}]"
    return f"{label}: :gray[{words.BEFORE}] {before} → :gray[{words.AFTER}] {after}"
