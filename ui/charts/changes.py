"""A bar of what changed from one version of a plan to the next."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt

from ui.wording import compare as words

# After Okabe and Ito, with grey for what stayed.
CHANGE_COLOURS = {
    "weakened": "#D55E00",
    "strengthened": "#009E73",
    "dropped": "#CC79A7",
    "added": "#0072B2",
    "changed": "#E69F00",
    "unchanged": "#C3C8D0",
}
_LEAST = 0.05  # the share of the bar that has room for a number
_INK = {"weakened": "#ffffff", "added": "#ffffff"}


def bar(counts: Mapping[str, int]) -> alt.LayerChart:
    """Return one stacked bar with a sign and a number in each stretch."""
    values = []
    at = 0
    for kind, name in words.CHANGE_KINDS.items():
        n = counts.get(kind, 0)
        if n:
            sign = words.CHANGE_SIGNS[kind]
            look = {"colour": CHANGE_COLOURS[kind], "ink": _INK.get(kind, "#1d2430")}
            values.append({"kind": f"{sign} {name}", "n": n, "from": at, "to": at + n, "told": f"{sign} {n}", **look})
            at += n
    tooltip = [alt.Tooltip("kind:N", title=words.CHANGE_KIND), alt.Tooltip("n:Q", title=words.CHANGE_N)]
    base = alt.Chart(alt.InlineData(values=values)).transform_calculate(middle="(datum.from + datum.to) / 2")
    scale = alt.Scale(domain=[0, max(at, 1)], nice=False)
    bars = base.mark_bar(height=30, stroke="#ffffff80").encode(
        x=alt.X("from:Q", axis=None, scale=scale), x2="to:Q", color=alt.Color("colour:N", scale=None), tooltip=tooltip
    )
    texts = (
        base.transform_filter(f"datum.n >= {at * _LEAST}")
        .mark_text(fontSize=13, fontWeight="bold")
        .encode(x=alt.X("middle:Q", axis=None, scale=scale), text="told:N", color=alt.Color("ink:N", scale=None))
    )
    picture: alt.LayerChart = alt.LayerChart(layer=[bars, texts]).properties(height=44).configure_view(strokeWidth=0)
    return picture
