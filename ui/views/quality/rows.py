"""The rows of a plan, to judge whether an expected activity is among them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Measure
from service.schemas.review import ReviewItem
from ui.client import plans, review
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import quality as words

_ROW_HEIGHT = 62  # two lines of text


def show_rows(item: ReviewItem, blind: bool) -> None:
    """Draw the rows that are nearest by the machine, unless the answer is given blind, and all the plan's rows."""
    measures = plans.one(api(), item.plan.id).roadmap.measures
    every = [_row(m) for m in measures]
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
        row = _row(by_id[found.measure]) if found.measure in by_id else {words.NUMBER: "", words.TEXT: words.ACT}
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


def _row(measure: Measure) -> dict[str, str]:
    return {words.NUMBER: (measure.number or "").strip(" .") or str(measure.index), words.TEXT: measure.text}
