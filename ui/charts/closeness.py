"""Plans × plans: how many measures they share."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from ui.charts.laying import names_axis, stepped
from ui.wording import compare as words
from ui.wording import share


def closeness(names: Sequence[str], shared: Sequence[Sequence[int]], sizes: Sequence[int]) -> alt.LayerChart:
    """Return the picture; `shared[i][j]` is a number of measures, `sizes` how many each plan has."""
    values = []
    for i, left in enumerate(names):
        for j, right in enumerate(names):
            if i != j:
                part = shared[i][j] / max(1, min(sizes[i], sizes[j]))
                values.append({"left": left, "right": right, "n": shared[i][j], "part": part, "told": share(part)})
    tooltip = [
        alt.Tooltip("left:N", title=words.PLAN_LEFT),
        alt.Tooltip("right:N", title=words.PLAN_RIGHT),
        alt.Tooltip("n:Q", title=words.SHARED),
        alt.Tooltip("told:N", title=words.PART),
    ]
    columns = names_axis(orient="top", labelAngle=-50, labelLimit=230)
    rows = names_axis(labelLimit=230)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("right:N", sort=list(names), axis=columns),
        y=alt.Y("left:N", sort=list(names), axis=rows),
        tooltip=tooltip,
    )
    scale = alt.Scale(domain=[0, 1], range=["#dcebf7", "#0b4f8a"])
    ground = base.mark_rect(stroke="#88888830").encode(color=alt.Color("part:Q", scale=scale, legend=None))
    ink = alt.condition("datum.part > 0.5", alt.value("#ffffff"), alt.value("#1d2430"))
    numbers = base.mark_text(fontSize=12).encode(text="n:Q", color=ink)
    return stepped(alt.LayerChart(layer=[ground, numbers]), len(names), 30)
