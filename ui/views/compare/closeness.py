"""Who is like whom among several plans."""

from __future__ import annotations

import streamlit as st

from service.schemas.answer import ComparisonShown
from ui.charts.closeness import closeness
from ui.charts.heatmap import unique
from ui.parts.choosing import name_of
from ui.views.compare.lines import shared
from ui.wording import compare as words
from ui.wording.regions import shorter


def show(compared: ComparisonShown) -> None:
    """Draw how many measures each two plans share."""
    names = unique([shorter(name_of(plan)) for plan in compared.plans])
    counts = shared(compared)
    n, i, j = max((counts[i][j], -i, -j) for i in range(len(names)) for j in range(i + 1, len(names)))
    most = words.CLOSENESS_MOST.format(left=names[-i], right=names[-j], n=words.shared(n))
    st.caption(words.CLOSENESS_WHY)
    st.text(most)
    sizes = [plan.n_measures for plan in compared.plans]
    st.altair_chart(closeness(names, counts, sizes), alt=words.CLOSENESS_ALT.format(most=most))
