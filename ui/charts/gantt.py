"""The calendar of a plan: a line a measure; bars, marks of what is due by a day, marks of repetitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import altair as alt
import pandas as pd

from ui.wording import plan_pictures as words

Kind = Literal["window", "until", "ongoing", "repeat"]
_LINE_PX, _FRAME_PX = 26, 100  # Streamlit counts the axis and the legend into the height
_SHORT = timedelta(days=6)  # shorter bars would not be seen in a year
_COLOURS: dict[Kind, str] = {"window": "#0072B2", "until": "#D55E00", "ongoing": "#8CB8D9", "repeat": "#B8860B"}
_LEGEND = alt.Legend(orient="top", columns=2, title=None)  # in two lines, or it is cut off on a narrow screen
_SHAPES: dict[Kind, str] = {"window": "square", "until": "triangle-left", "ongoing": "square", "repeat": "diamond"}


@dataclass(frozen=True)
class Piece:
    """A bar or a mark; a mark is a day."""

    kind: Kind
    start: date
    end: date


@dataclass(frozen=True)
class Due:
    """A measure with what is drawn for it; `label` stands beside the line."""

    label: str
    text: str
    deadline: str
    understood: str
    pieces: Sequence[Piece]


def gantt(lines: Sequence[Due], today: date) -> alt.LayerChart | alt.FacetChart:
    """Return the calendar; lines in their order."""
    table = pd.DataFrame(list(_records(lines)))
    kinds: list[Kind] = [kind for kind in _COLOURS if kind in set(table["code"])]
    names = [words.GANTT_KINDS[kind] for kind in kinds]
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=names, range=[_COLOURS[kind] for kind in kinds]),
        legend=_LEGEND,
    )
    shared: dict[str, Any] = {"color": colour, "y": _lines(lines), "tooltip": _tooltip()}
    axis = alt.Axis(format="%m.%Y", title=None, labelOverlap=True, orient="top", grid=True)
    begin = alt.X("start:T", axis=axis)
    chart = alt.Chart(table)
    bars = chart.transform_filter(alt.FieldOneOfPredicate(field="code", oneOf=["window", "ongoing"]))
    marks = chart.transform_filter(alt.FieldOneOfPredicate(field="code", oneOf=["until", "repeat"]))
    shapes = alt.Shape(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=names, range=[_SHAPES[kind] for kind in kinds]),
        legend=_LEGEND,
    )
    layers = []
    if {"window", "ongoing"} & set(kinds):
        layers.append(bars.mark_bar(height=13, cornerRadius=3).encode(x=begin, x2="end:T", **shared))
    if {"until", "repeat"} & set(kinds):
        layers.append(marks.mark_point(filled=True, size=90, opacity=1).encode(x=begin, shape=shapes, **shared))
    if table["start"].min().date() <= today <= table["end"].max().date():
        layers.append(_today(today))
    return alt.layer(*layers).properties(height=_LINE_PX * len(lines) + _FRAME_PX)


def _records(lines: Sequence[Due]) -> Iterator[dict[str, Any]]:
    for line in lines:
        for piece in line.pieces:
            is_bar = piece.kind in ("window", "ongoing")
            end = max(piece.end + timedelta(days=1), piece.start + _SHORT) if is_bar else piece.end
            yield {
                "label": line.label,
                "text": line.text,
                "deadline": line.deadline,
                "understood": line.understood,
                "code": piece.kind,
                "kind": words.GANTT_KINDS[piece.kind],
                "start": pd.Timestamp(piece.start),
                "end": pd.Timestamp(end),
            }


def _lines(lines: Sequence[Due]) -> alt.Y:
    axis = alt.Axis(
        labelLimit=290, labelOverlap=False, title=None, ticks=False, domain=False, grid=True, gridOpacity=0.4
    )
    return alt.Y("label:N", sort=[line.label for line in lines], axis=axis)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("text:N", title=words.GANTT_MEASURE),
        alt.Tooltip("deadline:N", title=words.GANTT_WHEN),
        alt.Tooltip("understood:N", title=words.GANTT_UNDERSTOOD),
        alt.Tooltip("kind:N", title=words.GANTT_KIND),
    ]


def _today(today: date) -> alt.Chart:
    table = pd.DataFrame({"start": [pd.Timestamp(today)], "text": [words.GANTT_TODAY]})
    tooltip = alt.Tooltip("text:N", title=words.GANTT_KIND)
    rule: alt.Chart = alt.Chart(table).mark_rule(strokeDash=[4, 3], color="#888888")
    return rule.encode(x="start:T", tooltip=tooltip)
