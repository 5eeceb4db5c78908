"""Who has how much to do: executors × quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from ui import wording
from ui.wording import plan_pictures as words

_LINE_PX, _FRAME_PX, _TURNED_PX = 38, 40, 50
_MOST_UPRIGHT = 5  # columns whose names have room side by side on a narrow screen
_SHADES = ("#cfe2f3", "#0b4f86")


def load(counts: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> alt.LayerChart | alt.FacetChart:
    """Return the load of each executor.

    Args:
        counts: for each executor (as shown, busiest first) how many measures, by column.
        columns: as shown; the first is the sum, the others are quarters in their order.
    """
    cells = [
        {"role": role, "when": column, "n": by.get(column, 0)} for role, by in counts.items() for column in columns
    ]
    table = pd.DataFrame([cell for cell in cells if cell["n"]])
    busiest = max((by.get(column, 0) for by in counts.values() for column in columns[1:]), default=0)
    axis = alt.Axis(labelLimit=280, labelOverlap=False, ticks=False, domain=False)
    y = alt.Y("role:N", sort=list(counts), title=None, axis=axis)
    is_tight = len(columns) > _MOST_UPRIGHT
    head = alt.Axis(orient="top", labelAngle=-90 if is_tight else 0, labelOverlap=False, ticks=False, domain=False)
    x = alt.X("when:N", sort=list(columns), scale=alt.Scale(domain=list(columns)), title=None, axis=head)
    tooltip = [
        alt.Tooltip("role:N", title=wording.ROLE),
        alt.Tooltip("when:N", title=words.ROLES_WHEN),
        alt.Tooltip("n:Q", title=words.ROLES_COUNT),
    ]
    chart = alt.Chart(table)
    by_quarter = alt.FieldOneOfPredicate(field="when", oneOf=list(columns[1:]))
    shade = alt.Color("n:Q", scale=alt.Scale(range=_SHADES, domain=[1, max(2, busiest)]), legend=None)
    tiles = chart.transform_filter(by_quarter).mark_rect(cornerRadius=3).encode(x=x, y=y, color=shade, tooltip=tooltip)
    on_dark = alt.condition(alt.datum.n > busiest / 2, alt.value("white"), alt.value("#1d2430"))
    told = (
        chart.transform_filter(by_quarter)
        .mark_text(fontSize=13)
        .encode(x=x, y=y, text="n:Q", color=on_dark, tooltip=tooltip)
    )
    sums = chart.transform_filter(alt.FieldEqualPredicate(field="when", equal=columns[0]))
    total = sums.mark_text(fontWeight="bold", fontSize=14, color="#7d8796").encode(
        x=x, y=y, text="n:Q", tooltip=tooltip
    )
    return alt.layer(tiles, told, total).properties(height=_LINE_PX * len(counts) + _FRAME_PX + is_tight * _TURNED_PX)
