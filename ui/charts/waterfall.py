"""What each piece of evidence adds to the probability that two measures are the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import altair as alt

from nlp.domain import Evidence
from ui.charts.laying import names_axis, stepped
from ui.wording import FEATURES
from ui.wording import compare as words

RAISES, LOWERS, NEITHER = "#0072B2", "#D55E00", "#8A8A8A"
_MOST = 8  # features shown one by one
_BIAS = "bias"


@dataclass(frozen=True)
class Step:
    """A stair: its name, from where to where it leads on the scale of the logit, and what it adds."""

    name: str
    start: float
    end: float
    adds: float


def steps(evidence: Sequence[Evidence]) -> list[Step]:
    """Return the stairs: from the bias over the strongest features to the end; weak ones are taken together."""
    bias = sum(e.weight for e in evidence if e.feature == _BIAS)
    features = sorted((e for e in evidence if e.feature != _BIAS), key=lambda e: -abs(e.weight))
    shown = [(FEATURES.get(e.feature, e.feature), e.weight) for e in features[:_MOST]]
    if features[_MOST:]:
        shown.append((words.REST, sum(e.weight for e in features[_MOST:])))
    out, at = [Step(FEATURES[_BIAS], bias, bias, bias)], bias
    for name, weight in shown:
        out.append(Step(name, at, at + weight, weight))
        at += weight
    return [*out, Step(words.END, at, at, at)]


def waterfall(found: Sequence[Step]) -> alt.LayerChart:
    """Return the picture; the scale is named by probabilities, steps are in logits."""
    names = [step.name for step in found]
    values = [_shown(step, place in (0, len(found) - 1)) for place, step in enumerate(found)]
    ends = [v for step in found for v in (step.start, step.end)]
    axis = alt.Axis(title=words.WATERFALL_X, values=[-9.21, -4.6, -2.2, 0, 2.2, 4.6], labelExpr=_AS_PROBABILITY)
    scale = alt.Scale(domain=[min(*ends, -1) - 0.7, max(*ends, 1) + 0.9], nice=False)
    rows = names_axis(labelLimit=230)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("name:N", sort=names, axis=rows),
        tooltip=[alt.Tooltip("name:N", title=words.STEP), alt.Tooltip("told:N", title=words.ADDS)],
    )
    x = alt.X("start:Q", axis=axis, scale=scale)
    colour = alt.Color("colour:N", scale=None)
    bars = base.transform_filter("!datum.knot").mark_bar().encode(x=x, x2="end:Q", color=colour)
    knots = base.transform_filter("datum.knot").mark_point(shape="diamond", filled=True, size=110, opacity=1)
    texts = base.mark_text(align="left", dx=6, color="#808080", fontSize=12).encode(x=alt.X("far:Q"), text="told:N")
    even = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(strokeDash=[3, 3], color="#808080").encode(x="x:Q")
    layers = [even, bars, knots.encode(x=x, color=colour), texts]
    return stepped(alt.LayerChart(layer=layers), len(found), 24)


def probability(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + exp(-logit)) if logit > -700 else 0.0


def _shown(step: Step, knot: bool) -> dict[str, str | float | bool]:
    told = words.percent(probability(step.end)) if knot else words.signed(step.adds)
    return {
        "name": step.name,
        "start": step.start,
        "end": step.end,
        "far": max(step.start, step.end),
        "told": told,
        "knot": knot,
        "colour": NEITHER if knot else RAISES if step.adds > 0 else LOWERS,
    }


_AS_PROBABILITY = (
    f"datum.value < -7 ? {json.dumps(words.NEAR_ZERO, ensure_ascii=False)} : "
    "format(100 / (1 + exp(-datum.value)), '.0f') + ' %'"
)
