"""What a plan is made of: shares of categories, beside those of other plans."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from nlp.domain import CategoryId
from ui import wording
from ui.theme import CATEGORY_COLOURS
from ui.wording import CATEGORIES
from ui.wording import plan_pictures as words

_LINE_PX = 42
_ROOM = 1.16  # for the numbers at the longest bar


def profile(
    own: Mapping[CategoryId, float], others: Mapping[CategoryId, float], whom: str, mark: str = "#1d2430"
) -> alt.LayerChart | alt.FacetChart:
    """Return the shares of one plan as bars, those of others as marks; `whom` names the others."""
    table = _table(own, others)
    chart = alt.Chart(table)
    y = alt.Y("category:N", sort=list(CATEGORIES.values()), title=None, axis=alt.Axis(labelLimit=260, ticks=False))
    scale = alt.Scale(domain=[0, _ROOM * max(table["end"].max(), 0.01)], nice=False)
    # Vega writes «%» itself; whole numbers need no comma.
    x = alt.X("own:Q", title=words.PROFILE_SHARE, scale=scale, axis=alt.Axis(format=".0%"))
    colours = alt.Color(
        "category:N",
        scale=alt.Scale(domain=list(CATEGORIES.values()), range=[CATEGORY_COLOURS[code] for code in CATEGORIES]),
        legend=None,
    )
    tooltip = [
        alt.Tooltip("category:N", title=wording.CATEGORY),
        alt.Tooltip("own_told:N", title=words.PROFILE_OWN),
        alt.Tooltip("others_told:N", title=whom),
    ]
    bars = chart.mark_bar(height=20, cornerRadiusEnd=3).encode(x=x, y=y, color=colours, tooltip=tooltip)
    # Both numbers beyond the bar and the mark, for a mark over a number hides it.
    told = chart.mark_text(align="left", dx=10, dy=-1, color="#888888").encode(
        x=alt.X("end:Q", scale=scale), y=y, text="told:N"
    )
    layers = [bars, told]
    if others:
        diamonds = chart.mark_point(shape="diamond", filled=True, size=110, color=mark, stroke="white", opacity=1)
        layers.append(diamonds.encode(x=alt.X("others:Q", scale=scale), y=y, tooltip=tooltip))
    return alt.layer(*layers).properties(height=_LINE_PX * len(CATEGORIES))


def _table(own: Mapping[CategoryId, float], others: Mapping[CategoryId, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "category": CATEGORIES[code],
                "own": own.get(code, 0.0),
                "others": others.get(code),
                "end": max(own.get(code, 0.0), others.get(code, 0.0)),
                "told": words.PROFILE_BOTH.format(
                    own=wording.share(own.get(code, 0.0)), others=wording.share(others[code])
                )
                if code in others
                else wording.share(own.get(code, 0.0)),
                "own_told": wording.share(own.get(code, 0.0)),
                "others_told": wording.share(others[code]) if code in others else wording.NO_VALUE,
            }
            for code in CATEGORIES
        ]
    )
