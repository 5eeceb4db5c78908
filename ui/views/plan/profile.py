"""What the plan is made of, beside the other plans of its region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from nlp.domain import CategoryId
from service.schemas.analytics import Frequencies
from ui import wording
from ui.charts.profile import profile
from ui.client import analytics
from ui.views.plan.opened import Opened
from ui.visitor import api
from ui.wording import CATEGORIES
from ui.wording import plan_pictures as words


def show(opened: Opened) -> None:
    """Draw the tab."""
    own: Counter[CategoryId] = Counter(m.category.primary for m in opened.measures if m.category.primary)
    known = analytics.categories(api(), "region", beside=opened.plan.id)
    region = opened.plan.region_code
    others, whom = others_of(known, region), words.PROFILE_REGION
    if not others:
        st.info(words.PROFILE_ALONE if region else words.PROFILE_REGIONLESS)
        others, whom = others_of(known, None), words.PROFILE_ALL
    st.caption(words.PROFILE_TOLD.format(whom=whom) if others else words.PROFILE_NOBODY)
    shares, theirs = as_shares(own), as_shares(others)
    is_dark = st.context.theme.type == "dark"
    picture = profile(shares, theirs, whom, "#e7eaef" if is_dark else "#1d2430")
    st.altair_chart(picture, alt=words.PROFILE_ALT)
    _table(shares, theirs, whom)


def others_of(known: Frequencies, region: str | None) -> dict[CategoryId, int]:
    """Return how many measures of each category the other plans have: those of a region, or all; empty: there are none."""
    found: dict[CategoryId, int] = {}
    for item in known.items:
        code = next((code for code in CATEGORIES if code == item.id), None)
        if code is None:
            continue
        n = sum(count.n_measures for count in item.by if count.key == region) if region else item.n_measures
        found[code] = n
    return found if sum(found.values()) else {}


def as_shares(counts: Mapping[CategoryId, int]) -> dict[CategoryId, float]:
    """Return counts as shares of their sum."""
    n = sum(counts.values())
    return {code: count / n for code, count in counts.items()} if n else {}


def _table(own: Mapping[CategoryId, float], others: Mapping[CategoryId, float], whom: str) -> None:
    table = pd.DataFrame(
        {
            wording.CATEGORY: list(CATEGORIES.values()),
            words.PROFILE_OWN: [wording.share(own.get(code, 0.0)) for code in CATEGORIES],
            whom: [wording.share(others.get(code, 0.0)) for code in CATEGORIES],
            words.PROFILE_DIFFERENCE: [words.difference(own.get(c, 0.0) - others.get(c, 0.0)) for c in CATEGORIES],
        }
    )
    st.dataframe(table if others else table.iloc[:, :2], hide_index=True, alt=words.PROFILE_ALT)
