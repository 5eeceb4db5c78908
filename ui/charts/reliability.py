"""How far stated probabilities come true."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from service.schemas.review import ReliabilityBin
from ui.theme import CATEGORY_COLOURS
from ui.wording import quality as words
from ui.wording import share

_PERCENT = "round(datum.value * 100) + ' %'"
_HEIGHT = 320


def reliability(bins: Sequence[ReliabilityBin]) -> alt.LayerChart | alt.FacetChart:
    """Return stated against observed probability; bins without answers are left out."""
    rows = [
        {"stated": b.stated, "observed": b.observed, "n": b.n, "said": share(b.stated), "came": share(b.observed)}
        for b in bins
        if b.n
    ]
    axis = alt.Axis(labelExpr=_PERCENT, values=[0, 0.2, 0.4, 0.6, 0.8, 1], grid=True)
    scale = alt.Scale(domain=[0, 1], padding=8)
    x = alt.X("stated:Q", title=words.STATED, axis=axis, scale=scale)
    y = alt.Y("observed:Q", title=words.OBSERVED, axis=axis, scale=scale)
    ends = [{"stated": 0, "observed": 0}, {"stated": 1, "observed": 1}]
    ideal = alt.Chart({"values": ends}).mark_line(strokeDash=[5, 4], color="#8A8A8A").encode(x=x, y=y)
    made = alt.Chart({"values": rows})
    line = made.mark_line(color=CATEGORY_COLOURS["organisational"], strokeWidth=1.5).encode(x=x, y=y)
    points = made.mark_circle(color=CATEGORY_COLOURS["organisational"], opacity=0.9).encode(
        x=x,
        y=y,
        size=alt.Size("n:Q", legend=None, scale=alt.Scale(type="sqrt", range=[40, 500])),
        tooltip=[
            alt.Tooltip("said:N", title=words.STATED),
            alt.Tooltip("came:N", title=words.OBSERVED),
            alt.Tooltip("n:Q", title=words.ANSWERS, format="d"),
        ],
    )
    return alt.layer(ideal, line, points).properties(height=_HEIGHT)
