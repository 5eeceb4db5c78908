"""When the plan's measures are due."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from ui import wording
from ui.charts.gantt import Due, gantt
from ui.parts.measure import deadline_told
from ui.parts.telling import nothing
from ui.views.plan.opened import Opened, brief
from ui.views.plan.times import period_of, pieces
from ui.wording import plan_pictures as words

_LABEL = 46
_ROW_PX = 68  # text wraps in rows higher than 64 px


def show(opened: Opened) -> None:
    """Draw the tab."""
    period = period_of(opened.plan.period_start, opened.plan.period_end)
    drawn = {m.id: pieces(m.deadline, period) for m in opened.measures}
    lines = [
        Due(brief(m, _LABEL), " ".join(m.text.split()), m.deadline.text, deadline_told(m.deadline), drawn[m.id])
        for m in opened.measures
        if drawn[m.id]
    ]
    if lines:
        st.caption(words.GANTT_TOLD)
        st.altair_chart(gantt(lines, date.today()), alt=words.GANTT_ALT)
    else:
        nothing(words.NO_DATED, words.NO_DATED_ADVICE)
    undated = [m for m in opened.measures if not drawn[m.id]]
    if undated:
        st.subheader(f"{words.UNDATED}: {wording.measures(len(undated))}")
        st.caption(words.UNDATED_TOLD)
        table = pd.DataFrame(
            {
                words.NUMBER: [m.number or str(m.index) for m in undated],
                wording.MEASURE: [" ".join(m.text.split()) for m in undated],
                words.GANTT_WHEN: [m.deadline.text or wording.NO_VALUE for m in undated],
                words.GANTT_UNDERSTOOD: [deadline_told(m.deadline) or wording.NO_VALUE for m in undated],
            }
        )
        widths = {words.NUMBER: 60, wording.MEASURE: 260, words.GANTT_WHEN: 150}
        columns = {name: st.column_config.TextColumn(width=px) for name, px in widths.items()}
        st.dataframe(table, hide_index=True, column_config=columns, row_height=_ROW_PX, alt=words.UNDATED)
