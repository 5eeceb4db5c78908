"""How often something stands in plans: bars of shares, and shares by region or year."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from service.schemas.analytics import Count, Frequency
from ui.charts.laying import names_axis, stepped
from ui.wording import research as words

Cell = dict[str, str | int | float]
BLUES = ("#dbe7f4", "#1f5fa8")  # the palest is told from no colour at all, in light and dark
LIGHT_INK, DARK_INK = "#ffffff", "#1d2430"
FAINT = "#747d89"
FEW = "#c3c8d0"  # too few plans for a shade
DARK_FROM = 0.72  # of the darkest shade: from here light letters are read better
_WIDTH = 38  # of a label, in letters; longer ones take two lines
PERCENT = "round(datum.value * 100) + ' %'"
_LINES = "split(datum.label, '\\n')"


class Column(NamedTuple):
    """A region or a year over a column of the picture."""

    key: str
    short: str
    name: str
    n_plans: int


def bars(items: Sequence[Frequency], n_plans: int) -> alt.LayerChart:
    """Return the share of plans that each thing stands in, the most frequent on top."""
    values = [
        {
            "title": wrapped(item.title),
            "whole": item.title,
            "share": item.n_plans / (n_plans or 1),
            "told": words.of_plans(item.n_plans, n_plans),
            "short": f"{item.n_plans} / {n_plans}",
            "rows": item.n_measures,
        }
        for item in items
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("title:N", sort=None, title=None, axis=labels()),
        x=alt.X(
            "share:Q",
            title=words.PART,
            axis=alt.Axis(labelExpr=PERCENT, tickCount=5, grid=True),
            scale=alt.Scale(domainMin=0, nice=True),
        ),
        tooltip=[
            alt.Tooltip("whole:N", title=words.ACTIVITY),
            alt.Tooltip("told:N", title=words.PART),
            alt.Tooltip("rows:Q", title=words.OF_MEASURES),
        ],
    )
    drawn = base.mark_bar(color=BLUES[1], height=16, cornerRadiusEnd=2)
    told = base.mark_text(align="left", dx=5, color=FAINT, fontSize=12).encode(text="short:N")
    return stepped(alt.LayerChart(layer=[drawn, told]), len(items), 32)


def heat(items: Sequence[Frequency], columns: Sequence[Column]) -> alt.LayerChart:
    """Return things × regions or years: the share of the column's plans, with «3/7» in the cell."""
    values = [cell for item in items for cell in _cells(item, columns)]
    heads = {column.key: _head(column) for column in columns}
    # A share of one plan of one would leave all others pale.
    top = max((float(cell["share"]) for cell in values if not cell["few"]), default=0) or 1
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("title:N", sort=None, title=None, axis=labels()),
        x=alt.X("head:N", sort=list(heads.values()), title=None, axis=_heads(len(columns))),
        tooltip=[
            alt.Tooltip("whole:N", title=words.ACTIVITY),
            alt.Tooltip("name:N", title=words.BY),
            alt.Tooltip("told:N", title=words.PART),
        ],
    )
    ground = base.mark_rect(stroke=FAINT, strokeOpacity=0.25).encode(
        color=alt.when("datum.few")
        .then(alt.value(FEW))
        .otherwise(alt.Color("share:Q", scale=alt.Scale(domain=[0, top], range=list(BLUES), clamp=True), legend=None)),
        opacity=alt.condition("datum.n > 0", alt.value(1), alt.value(0)),
    )
    size = alt.ExprRef(f"width < {26 * len(columns)} ? 9.5 : 12")
    told = base.mark_text(fontSize=size).encode(
        text="short:N",
        color=alt.condition(
            f"datum.share > {DARK_FROM * top} && !datum.few", alt.value(LIGHT_INK), alt.value(DARK_INK)
        ),
    )
    none = base.mark_text(fontSize=size, color=FAINT, text="0").transform_filter("datum.n == 0")
    return stepped(alt.LayerChart(layer=[ground, told.transform_filter("datum.n > 0"), none]), len(items), 34)


def wrapped(text: str) -> str:
    """Return a label in at most two lines."""
    return "\n".join(textwrap.wrap(text, _WIDTH, max_lines=2, placeholder="…"))


def _cells(item: Frequency, columns: Sequence[Column]) -> list[Cell]:
    counted: Mapping[str, Count] = {count.key: count for count in item.by}
    found: list[Cell] = []
    for column in columns:
        n = counted[column.key].n_plans if column.key in counted else 0
        told, few = words.of_plans(n, column.n_plans), column.n_plans < words.FEWEST
        line: Cell = {
            "title": wrapped(item.title),
            "whole": item.title,
            "head": _head(column),
            "name": column.name,
            "n": n,
            "told": told,
            "few": few,
        }
        found.append({**line, "share": n / (column.n_plans or 1), "short": f"{n}/{column.n_plans}"})
    return found


def _head(column: Column) -> str:
    """Return the column's name with the number of its plans, and a star where they are few."""
    return f"{column.short} · {column.n_plans}{'*' if column.n_plans < words.FEWEST else ''}"


def labels() -> alt.Axis:
    """Return the axis of `wrapped` labels: those of two lines stand as high as those of one."""
    offset: Any = {"condition": {"test": "indexof(datum.label, '\\n') > 0", "value": -7}, "value": 0}
    return alt.Axis(
        labelExpr=_LINES,
        labelLimit=340,
        labelFontSize=12,
        labelLineHeight=14,
        labelOffset=offset,
        ticks=False,
        domain=False,
    )


def _heads(n: int) -> alt.Axis:
    """Return the axis of the columns' names, upright where they are many."""
    upright = n > 8
    return names_axis(
        orient="top",
        labelAngle=-90 if upright else 0,
        labelAlign="left" if upright else "center",
        labelFontSize=12,
    )
