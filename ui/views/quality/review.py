"""The review queue: one thing at a time, the most uncertain first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Measure
from service.schemas.answer import MeasureBrief, PlanBrief
from service.schemas.review import ReviewItem, ReviewKind
from ui.client import ServiceError, plans, review
from ui.pages import link
from ui.parts.addressed import segments
from ui.parts.choosing import name_of
from ui.parts.measure import brief_card
from ui.parts.plain import escaped
from ui.parts.telling import nothing, tell
from ui.visitor import api, me
from ui.wording import quality as words

_SKIPPED, _LAST = "quality-skipped", "quality-last"
_ROW_HEIGHT = 62  # two lines of text


def show() -> None:
    """Draw the tab."""
    if me().role == "viewer":
        nothing(words.NOT_FOR_VIEWERS, words.NOT_FOR_VIEWERS_ADVICE)
        return
    kind: ReviewKind = segments(words.KIND, words.KINDS, "kind")  # type: ignore[assignment]
    blind = st.toggle(words.BLIND, key="blind", bind="query-params", help=words.BLIND_HELP)
    st.caption(words.BLIND_INTRO if blind else words.REVIEW_INTRO)
    _last_answer()
    items = review.queue(api(), kind, blind)
    skipped: set[str] = st.session_state.setdefault(_SKIPPED, set())
    waiting = [item for item in items if _key(item) not in skipped]
    if waiting:
        _item(waiting[0], blind, words.left(len(waiting), review.MOST))
    elif items:
        st.info(words.SKIPPED_ALL, icon=":material/info:")
        if st.button(words.SHOW_SKIPPED, type="primary"):
            skipped.clear()
            st.rerun()
    else:
        _nothing_left(kind)


def _nothing_left(kind: ReviewKind) -> None:
    if kind == "match":
        nothing(words.NO_MATCHES, words.NO_MATCHES_ADVICE)
        link("compare", words.TO_COMPARE)
    else:
        nothing(words.NOTHING_LEFT, words.NOTHING_LEFT_ADVICE)


def _item(item: ReviewItem, blind: bool, left: str) -> None:
    st.header(words.QUESTIONS[item.kind])
    st.caption(left)
    if item.kind == "match":
        with st.container(border=True):
            for column, title, plan, measure in zip(
                st.columns(2),
                (words.FIRST_MEASURE, words.SECOND_MEASURE),
                (item.plan, item.other_plan),
                (item.measure, item.other_measure),
                strict=True,
            ):
                with column:
                    st.subheader(title)
                    _measure(plan, measure, blind)
            _machine(item)
        _answer(item, blind, in_row=3)
        return
    shown, answer = st.columns([3, 2])
    with shown, st.container(border=True):
        _measure(item.plan, item.measure, blind)
        if item.kind == "coverage":
            st.markdown(f"{words.EXPECTED}: **{escaped(item.title)}**")
            _rows(item, blind)
        _machine(item)
    with answer:
        _answer(item, blind, in_row=1)


def _rows(item: ReviewItem, blind: bool) -> None:
    """Draw the rows that are nearest by the machine, unless the answer is given blind, and all the plan's rows."""
    measures = plans.one(api(), item.plan.id).roadmap.measures
    every = [_row_of(m) for m in measures]
    if blind:
        st.caption(words.ALL_ROWS)
        _table(every, words.ALL_ROWS)
        return
    _nearest(measures, item)
    with st.expander(words.ALL_ROWS):
        _table(every, words.ALL_ROWS)


def _nearest(measures: Sequence[Measure], item: ReviewItem) -> None:
    by_id = {m.id: m for m in measures}
    lines = []
    for found in review.nearest(api(), item):
        row = _row_of(by_id[found.measure]) if found.measure in by_id else {words.NUMBER: "", words.TEXT: words.ACT}
        chance = words.LIKE.format(chance=words.decimal(found.probability))
        lines.append(f"**{escaped(row[words.NUMBER])}** {escaped(row[words.TEXT])} :gray[:small[{chance}]]")
    st.caption(words.NEAREST if lines else words.NO_NEAREST)
    for line in lines:
        st.markdown(line)


def _table(rows: list[dict[str, str]], caption: str) -> None:
    st.dataframe(
        rows,
        hide_index=True,
        row_height=_ROW_HEIGHT,
        alt=caption,
        column_config={
            words.NUMBER: st.column_config.TextColumn(width="small"),
            words.TEXT: st.column_config.TextColumn(width="large"),
        },
    )


def _row_of(measure: Measure) -> dict[str, str]:
    return {words.NUMBER: (measure.number or "").strip(" .") or str(measure.index), words.TEXT: measure.text}


def _machine(item: ReviewItem) -> None:
    if item.machine is not None:
        said, chance = words.label_of(item.kind, item.machine.label), words.decimal(item.machine.probability)
        st.markdown(words.MACHINE.format(label=f"**{said}**", chance=chance))


def _measure(plan: PlanBrief | None, measure: MeasureBrief | None, blind: bool) -> None:
    if plan is not None:
        name = escaped(name_of(plan))
        if blind:
            st.caption(name, help=words.OPEN_LATER)
        else:
            link("plan", name, id=plan.id, **({"measure": measure.id} if measure else {}))
    if measure is not None:
        brief_card(measure.model_copy(update={"category": None}))  # what the machine says of it stands below


def _answer(item: ReviewItem, blind: bool, in_row: int) -> None:
    said = item.machine.label if item.machine and item.machine.label != "undecided" else None
    with st.form(f"answer-{_key(item)}", border=False, enter_to_submit=False):
        pressed = None
        for start in range(0, len(item.labels), in_row):
            for column, label in zip(st.columns(in_row), item.labels[start : start + in_row], strict=False):
                kind = "primary" if label == said else "secondary"
                if column.form_submit_button(_called(item.kind, label), type=kind, width="stretch", wrap=True):  # type: ignore[arg-type]
                    pressed = label
        comment = st.text_input(words.WHY, max_chars=10_000, key=f"why-{_key(item)}")
        if st.form_submit_button(words.SKIP, type="tertiary", icon=":material/skip_next:"):
            st.session_state[_SKIPPED].add(_key(item))
            st.rerun()
    if pressed is not None:
        _keep(item, pressed, comment, blind)


def _called(kind: ReviewKind, label: str) -> str:
    name = words.UNDECIDED if label == "undecided" else words.label_of(kind, label)
    return name[:1].upper() + name[1:]


def _keep(item: ReviewItem, label: str, comment: str, blind: bool) -> None:
    try:
        if blind:
            review.give(api(), item, label, comment)
            st.session_state.pop(_LAST, None)
        else:
            st.session_state[_LAST] = review.decide(api(), item, label, comment)
    except ServiceError as error:
        tell(error)
        return
    st.toast(words.DECIDED.format(label=words.label_of(item.kind, label)), icon=":material/check:")
    st.rerun()


def _last_answer() -> None:
    """Offer the way back from the last answer."""
    last: review.Undo | None = st.session_state.get(_LAST)
    if last is None or not st.button(words.TAKE_BACK, icon=":material/undo:", type="tertiary"):
        return
    del st.session_state[_LAST]
    try:
        review.undo(api(), last)
    except ServiceError as error:
        tell(error)
        return
    st.toast(words.TAKEN_BACK, icon=":material/undo:")
    st.rerun()


def _key(item: ReviewItem) -> str:
    parts = (item.plan.id, item.catalogue_id, item.mandate, item.measure, item.other_measure)
    return "-".join(part.id if isinstance(part, MeasureBrief) else part for part in (item.kind, *parts) if part)
