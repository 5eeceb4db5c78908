"""Who has how much to do by the plan."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from nlp.domain import Measure
from ui.charts.roles import load
from ui.parts.telling import nothing
from ui.views.plan.opened import Opened
from ui.views.plan.times import period_of, quarters
from ui.wording import ROLES
from ui.wording import plan_pictures as words

_MOST_QUARTERS = 24


def show(opened: Opened) -> None:
    """Draw the tab."""
    if not any(m.executors.roles for m in opened.measures):
        nothing(words.NO_ROLES, words.NO_ROLES_ADVICE)
        return
    st.caption(words.ROLES_TOLD)
    columns, counts = counted(opened)
    st.altair_chart(load(counts, columns), alt=words.ROLES_ALT)
    people = Counter(name for m in opened.measures for name in set(m.executors.names))
    if people:
        st.subheader(words.PEOPLE)
        st.caption(words.PEOPLE_TOLD)
        ranked = people.most_common()
        table = pd.DataFrame({words.PEOPLE_NAME: [n for n, _ in ranked], words.ROLES_COUNT: [c for _, c in ranked]})
        st.dataframe(table, hide_index=True, width=480, alt=words.PEOPLE)


def counted(opened: Opened) -> tuple[list[str], dict[str, Counter[str]]]:
    """Return the columns (the sum first, then the quarters) and the counts of each executor, the busiest first."""
    period = period_of(opened.plan.period_start, opened.plan.period_end)
    found: dict[str, Counter[str]] = {}
    seen: set[str] = set()
    for measure in opened.measures:
        when = quarters(measure.deadline, period)
        seen.update(when)
        for name in _names(measure):
            found.setdefault(name, Counter()).update([words.ROLES_ALL, *map(words.quarter, when)])
    busiest = dict(sorted(found.items(), key=lambda item: -item[1][words.ROLES_ALL]))
    return [words.ROLES_ALL, *map(words.quarter, sorted(seen)[:_MOST_QUARTERS])], busiest


def _names(measure: Measure) -> list[str]:
    return [ROLES[role] for role in measure.executors.roles] or [words.WITHOUT_ROLE]
