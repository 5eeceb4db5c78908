"""The management cycle: six stages in a row, with the links that are broken; and how many plans break each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import altair as alt

from nlp.domain import CoverageStatus, Mandate
from ui.charts.laying import names_axis, stepped
from ui.theme import STATUS_COLOURS
from ui.wording import STAGES
from ui.wording import gaps as words

Link = Literal["whole", "weak", "open", "broken", "none"]
LINK_COLOURS: dict[Link, str] = {
    "whole": STATUS_COLOURS["covered"],
    "weak": STATUS_COLOURS["partial"],
    "open": STATUS_COLOURS["undecided"],
    "broken": STATUS_COLOURS["missing"],
    "none": STATUS_COLOURS["not-applicable"],
}
_LIGHT_INK, _DARK_INK = "#ffffff", "#1d2430"
_ON_DARK = ("whole", "broken")


@dataclass(frozen=True)
class Stage:
    """A stage: how whole it is, how many of its mandates are covered, of how many that are expected of the plan."""

    id: str
    link: Link
    covered: int
    expected: int


def stages(mandates: Iterable[Mandate], statuses: Mapping[str, CoverageStatus | None]) -> list[Stage]:
    """Return the six stages of a plan by the statuses of its mandates."""
    own: dict[str, list[CoverageStatus]] = {stage: [] for stage in STAGES}
    for mandate in mandates:
        status = statuses.get(mandate.id)
        if mandate.stage in own and status not in (None, "not-applicable"):
            own[mandate.stage].append(status)
    return [Stage(stage, _link(found), found.count("covered"), len(found)) for stage, found in own.items()]


def _link(found: Sequence[CoverageStatus]) -> Link:
    """A break is only where all is missing: what nobody has decided yet is no break."""
    ways: tuple[tuple[CoverageStatus, Link], ...] = (("covered", "whole"), ("partial", "weak"), ("undecided", "open"))
    return next((link for status, link in ways if status in found), "broken" if found else "none")


def cycle(found: Sequence[Stage]) -> alt.LayerChart:
    """Return the stages of one plan as a chain that closes."""
    values = [_shown(place, stage) for place, stage in enumerate(found)]
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(found) - 0.5]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.62, 0.42]))
    lines = alt.Chart(alt.InlineData(values=_lines(found))).mark_line(strokeWidth=3)
    chain = lines.encode(
        x=x,
        y=y,
        detail="line:N",
        color=alt.Color("colour:N", scale=None),
        strokeDash=alt.condition("datum.broken", alt.value([5, 5]), alt.value([1, 0])),
        order="order:Q",
    )
    base = alt.Chart(alt.InlineData(values=values)).encode(x=x, y=y, tooltip=_TOOLTIP)
    knots = base.mark_circle(size=1500, opacity=1).encode(color=alt.Color("colour:N", scale=None))
    signs = base.mark_text(size=17, fontWeight="bold").encode(text="sign:N", color=alt.Color("ink:N", scale=None))
    below = base.mark_text(size=12, dy=32, lineBreak="\n", baseline="top", color="#808080")
    layers = [chain, knots, signs, below.encode(text="label:N")]
    picture: alt.LayerChart = alt.LayerChart(layer=layers).properties(height=165).configure_view(strokeWidth=0)
    return picture


def cycles(found: Sequence[Sequence[Stage]]) -> alt.Chart:
    """Return how many plans have each stage whole, weak, open or broken."""
    names = [f"{words.LINK_SIGNS[link]} {words.LINKS[link]}" for link in get_args(Link)]
    scale = alt.Scale(domain=names, range=[LINK_COLOURS[link] for link in get_args(Link)])
    legend = alt.Legend(orient="bottom", title=None, columns=3, symbolType="square", labelLimit=240)
    picture: alt.Chart = (
        alt.Chart(alt.InlineData(values=_bars(found)))
        .mark_bar()
        .encode(
            y=alt.Y(
                "stage:N",
                sort=list(STAGES.values()),
                scale=alt.Scale(paddingInner=0.25),
                axis=names_axis(labelLimit=200),
            ),
            x=alt.X(
                "n:Q",
                title=words.CYCLE_PLANS,
                stack="zero",
                scale=alt.Scale(nice=False),
                axis=alt.Axis(tickMinStep=1, format="d"),
            ),
            color=alt.Color("link:N", scale=scale, legend=legend),
            order="order:Q",
            tooltip=[
                alt.Tooltip("stage:N", title=words.CYCLE_STAGE),
                alt.Tooltip("link:N", title=words.CYCLE_LINK),
                alt.Tooltip("n:Q", title=words.CYCLE_PLANS),
            ],
        )
    )
    return stepped(picture, len(STAGES), 28)


def counted(found: Sequence[Sequence[Stage]]) -> dict[str, Counter[Link]]:
    """Return for each stage how many plans have each kind of link."""
    counts: dict[str, Counter[Link]] = {stage: Counter() for stage in STAGES}
    for plan in found:
        for stage in plan:
            counts[stage.id][stage.link] += 1
    return counts


def _bars(found: Sequence[Sequence[Stage]]) -> list[dict[str, str | int]]:
    return [
        {
            "stage": STAGES[stage],
            "link": f"{words.LINK_SIGNS[link]} {words.LINKS[link]}",
            "order": order,
            "n": n,
            "colour": LINK_COLOURS[link],
        }
        for stage, counts in counted(found).items()
        for order, link in enumerate(get_args(Link))
        if (n := counts[link])
    ]


def _shown(place: int, stage: Stage) -> dict[str, str | float]:
    return {
        "at": place,
        "y": 0,
        "stage": STAGES[stage.id],
        "link": words.LINKS[stage.link],
        "count": words.CYCLE_OF.format(covered=stage.covered, expected=stage.expected),
        "label": f"{STAGES[stage.id].replace(' ', chr(10), 1)}\n{words.LINKS[stage.link].replace(' ', chr(10), 1)}",
        "sign": words.LINK_SIGNS[stage.link],
        "colour": LINK_COLOURS[stage.link],
        "ink": _LIGHT_INK if stage.link in _ON_DARK else _DARK_INK,
    }


def _lines(found: Sequence[Stage]) -> list[dict[str, str | float | bool]]:
    """Return the points of the lines between neighbours, and of the one that leads from the last back to the first."""
    out: list[dict[str, str | float | bool]] = []
    for place, stage in enumerate(found):
        after = found[(place + 1) % len(found)]
        broken = "broken" in (stage.link, after.link)
        path = [(place, 0.0), (place + 1, 0.0)]
        if place == len(found) - 1:
            path = [(place, 0.0), (place, 0.36), (0, 0.36), (0, 0.0)]
        for order, (x, y) in enumerate(path):
            colour = LINK_COLOURS["broken"] if broken else "#9aa3af"
            out.append({"line": str(place), "order": order, "at": x, "y": y, "broken": broken, "colour": colour})
    return out


_TOOLTIP = [
    alt.Tooltip("stage:N", title=words.CYCLE_STAGE),
    alt.Tooltip("link:N", title=words.CYCLE_LINK),
    alt.Tooltip("count:N", title=words.CYCLE_COUNT),
]
