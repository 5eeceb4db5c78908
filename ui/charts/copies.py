"""What the texts of plans consist of: own words, words of another plan, words of a shared template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import altair as alt

from ui.charts.frequency import PERCENT, labels, wrapped
from ui.charts.laying import stepped
from ui.wording import research as words
from ui.wording import share

_COLOURS = {words.OWN: "#0072B2", words.REPEATED: "#E69F00", words.TEMPLATE: "#B4BBC5"}


class Parts(NamedTuple):
    """A plan with the shares of its words."""

    name: str
    own: float
    template: float


def own_text(plans: Sequence[Parts]) -> alt.Chart:
    """Return a bar a plan, in the order given; names are each once."""
    values = [value for plan in plans for value in _values(plan)]
    legend = alt.Legend(orient="top", title=None, labelLimit=400, symbolType="square")
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(height=16)
        .encode(
            y=alt.Y("plan:N", sort=None, title=None, axis=labels()),
            x=alt.X(
                "share:Q",
                stack=True,
                title=words.OWN_AXIS,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(labelExpr=PERCENT, tickCount=5),
            ),
            color=alt.Color("part:N", scale=colours, legend=legend),
            order="order:Q",
            tooltip=[
                alt.Tooltip("plan:N", title=words.PLAN),
                alt.Tooltip("part:N", title=words.MEANING),
                alt.Tooltip("told:N", title=words.SHARE),
            ],
        )
    )
    return stepped(drawn, len(plans), 30)


def _values(plan: Parts) -> Iterator[dict[str, str | float | int]]:
    repeated = max(0.0, 1 - plan.own - plan.template)
    sizes = ((words.OWN, plan.own), (words.REPEATED, repeated), (words.TEMPLATE, plan.template))
    for order, (part, size) in enumerate(sizes):
        yield {"plan": wrapped(plan.name), "part": part, "share": size, "told": share(size), "order": order}
