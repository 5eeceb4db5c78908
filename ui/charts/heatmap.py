"""Plans × expected activities: a sign and a colour in each cell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from nlp.domain import CoverageStatus
from service.schemas.answer import MatrixShown
from ui.charts.laying import names_axis, stepped
from ui.theme import STATUS_COLOURS, STATUS_SIGNS, STREAMLIT
from ui.wording import STATUSES
from ui.wording import gaps as words

# The name of the selection, and the fields of what is selected: places in `plans` and `mandates`, from 0.
CELL, PLAN, MANDATE = "cell", "p", "m"
_LIGHT_INK, _DARK_INK = "#ffffff", "#1d2430"
_ON_DARK = ("covered", "missing")
_NUMBERS_EACH = 20  # rows after which the numbers of the columns are said again
_NO_WIDTH = "\u2060"


def heatmap(shown: MatrixShown, names: Sequence[str]) -> alt.LayerChart:
    """Return the picture; `names` are the plans' short names in the matrix's order, each once."""
    heads = [f"{place + 1}. {mandate.title}" for place, mandate in enumerate(shown.mandates)]
    rows, repeats = _rows(names)
    step = 24 if len(names) <= 30 else 20 if len(names) <= 80 else 16
    base = alt.Chart(pa.Table.from_pylist(_cells(shown)))  # a table, for altair copies lists again and again
    base = _looked_up(base, PLAN, [{"row": name} for name in names])
    base = _looked_up(
        base, MANDATE, [{"head": h, "title": m.title} for h, m in zip(heads, shown.mandates, strict=True)]
    )
    base = base.transform_lookup(
        lookup="s", from_=alt.LookupData(alt.InlineData(values=_STATUSES), "s", ["word", "ink", "sign"])
    )
    base = base.transform_calculate(sure=_SURE).encode(x=_columns(heads), y=_lines(rows))
    picked = alt.selection_point(name=CELL, fields=[PLAN, MANDATE], on="click", toggle=False, clear=False)
    ground = base.mark_rect(cursor="pointer").encode(
        color=_colour(),
        stroke=alt.condition("datum.e", alt.value(str(STREAMLIT["theme.light.primaryColor"])), alt.value("#88888830")),
        strokeWidth=alt.condition("datum.e", alt.value(2.5), alt.value(1)),
        tooltip=_TOOLTIP,
    )
    signs = base.mark_text(size=min(13, step - 5)).encode(text="sign:N", color=alt.Color("ink:N", scale=None))
    layers = [ground.add_params(picked), signs]
    if repeats:
        layers.append(_numbers(repeats, heads, rows))
    # Thousands of cells: drawn as one picture they are there in half the time that as many nodes take.
    return stepped(alt.LayerChart(layer=layers, usermeta={"embedOptions": {"renderer": "canvas"}}), len(rows), step)


def unique(names: Sequence[str]) -> list[str]:
    """Return names with those that occur again told apart: «… (2)»."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _cells(shown: MatrixShown) -> list[dict[str, Any]]:
    return [
        {PLAN: p, MANDATE: m, "s": status, "q": line.probabilities[m], "e": m in line.by_expert}
        for p, line in enumerate(shown.plans)
        for m, status in enumerate(line.statuses)
        if status is not None
    ]


def _rows(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the rows with those that repeat the numbers of the columns among them, and the latter alone."""
    rows: list[str] = []
    repeats: list[str] = []
    for place, name in enumerate(names):
        if place and place % _NUMBERS_EACH == 0:
            repeats.append(words.NUMBERS + _NO_WIDTH * len(repeats))
            rows.append(repeats[-1])
        rows.append(name)
    return rows, repeats


def _numbers(repeats: Sequence[str], heads: Sequence[str], rows: Sequence[str]) -> alt.Chart:
    values = [{"row": row, "head": head, "n": str(n)} for row in repeats for n, head in enumerate(heads, 1)]
    texts = alt.Chart(alt.InlineData(values=values)).mark_text(size=10, color="#808080")
    numbers: alt.Chart = texts.encode(x=_columns(heads), y=_lines(rows), text="n:N")
    return numbers


def _looked_up(chart: alt.Chart, key: str, values: Sequence[Mapping[str, str]]) -> alt.Chart:
    data = [{key: place, **value} for place, value in enumerate(values)]
    fields = [*values[0]] if values else []
    found: alt.Chart = chart.transform_lookup(
        lookup=key, from_=alt.LookupData(alt.InlineData(values=data), key, fields)
    )
    return found


def _columns(heads: Sequence[str]) -> alt.X:
    axis = names_axis(orient="top", labelAngle=-90, labelLimit=200, labelPadding=6)
    return alt.X("head:N", sort=list(heads), axis=axis, scale=alt.Scale(paddingInner=0.06))


def _lines(rows: Sequence[str]) -> alt.Y:
    axis = names_axis(labelBaseline="middle", labelLimit=190, labelPadding=6)
    return alt.Y("row:N", sort=list(rows), axis=axis, scale=alt.Scale(domain=list(rows), paddingInner=0.06))


def _colour() -> alt.Color:
    scale = alt.Scale(domain=[_told(s) for s in STATUSES], range=[STATUS_COLOURS[s] for s in STATUSES])
    return alt.Color("word:N", scale=scale, legend=None)


def _told(status: CoverageStatus) -> str:
    return f"{STATUS_SIGNS[status]} {STATUSES[status]}"


_STATUSES: list[dict[str, str]] = [
    {"s": s, "word": _told(s), "sign": STATUS_SIGNS[s], "ink": _LIGHT_INK if s in _ON_DARK else _DARK_INK}
    for s in STATUSES
]
_SURE = f"datum.e ? {json.dumps(words.BY_EXPERT, ensure_ascii=False)} : format(datum.q * 100, '.0f') + ' %'"
_TOOLTIP = [
    alt.Tooltip("row:N", title=words.HEAT_PLAN),
    alt.Tooltip("title:N", title=words.EXPECTED_ONE),
    alt.Tooltip("word:N", title=words.HEAT_STATUS),
    alt.Tooltip("sure:N", title=words.HEAT_SURE),
]
