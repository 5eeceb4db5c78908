"""What the plans of each region are made of."""

from __future__ import annotations

import streamlit as st

from service.schemas.overview import OverviewShown
from ui import wording
from ui.charts.overview import categories
from ui.pages import link
from ui.parts.known import region_names
from ui.wording import overview as words

_MOST_REGIONS = 20


def made_of(shown: OverviewShown) -> None:
    """Draw the shares of categories by region, those with the most measures first."""
    known = region_names()
    by_region = sorted(
        shown.numbers.categories_by_region.items(), key=lambda item: (not item[0], -sum(item[1].values()))
    )
    if not by_region:
        return
    top = {known.get(code, code) or wording.UNKNOWN_REGION: n for code, n in by_region[:_MOST_REGIONS]}
    st.header(words.CATEGORIES_HEAD)
    st.caption(words.CATEGORIES_LEAD)
    st.altair_chart(categories(top), alt=words.CATEGORIES_ALT.format(regions=", ".join(top)))
    if len(by_region) > len(top):
        st.caption(words.REGIONS_LEFT.format(shown=words.regions(len(top))))
    link("research", words.MORE_RESEARCH)
