"""The table of aligned rows, and the way from a row to its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from service.schemas.answer import ComparisonShown, MeasureBrief
from ui import wording
from ui.charts.heatmap import unique
from ui.parts.addressed import segments, select
from ui.parts.choosing import name_of
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.compare.lines import Line, lines
from ui.views.compare.pair import TURN, drawer
from ui.wording import compare as words

_TALLEST = 560
_HEIGHT = 66  # of a row; long texts are broken into lines in rows higher than 64
_LONGEST = 90  # characters of a measure in the list under the table
_IN_CELL = 105  # what three lines of a cell have room for; the whole text stands where the row is opened


def show(compared: ComparisonShown) -> None:
    """Draw the table of the chosen kind, and the pair that the address names."""
    names = unique([name_of(plan) for plan in compared.plans])
    _summary(compared, names)
    kind = segments(words.KIND, words.KINDS, "kind")
    shown = [line for line in lines(compared) if kind in ("all", line.kind)]
    if not shown:
        nothing(words.NOTHING_OF_KIND, words.NOTHING_OF_KIND_ADVICE)
    else:
        _table(shown, names)
    titles = {
        line.members[0]: _brief(next(m for m in line.measures if m and m.id == line.members[0])) for line in shown
    }
    left = st.query_params.get("left")
    if left and left not in titles:
        titles[left] = next((_brief(m) for row in compared.rows for m in row.measures if m and m.id == left), "")
    chosen = select(words.OPEN_ROW, titles, "left", wording.CHOOSE)
    if chosen:
        drawer(compared, chosen, next((line for line in lines(compared) if chosen in line.members), None))


def _summary(compared: ComparisonShown, names: Sequence[str]) -> None:
    n = compared.n_rows
    only = ", ".join(
        words.ONLY_HERE.format(plan=escaped(name), n=count) for name, count in zip(names, compared.n_only, strict=True)
    )
    same, related = n.get("same", 0), sum(line.kind == "related" for line in lines(compared))
    st.markdown(words.SUMMARY.format(same=same, related=related, only=n.get("only", 0)))
    st.caption(only)


def _table(shown: Sequence[Line], names: Sequence[str]) -> None:
    is_pair = len(names) == 2
    table = [_cells(line, names, is_pair) for line in shown]
    config: dict[str, Any] = {
        words.COLUMN_KIND: st.column_config.Column(width=95),
        words.COLUMN_SURE: st.column_config.NumberColumn(width=90, format="%d %%", help=words.COLUMN_SURE_HELP),
        words.COLUMN_EXPERT: st.column_config.Column(width=90),
        words.COLUMN_MEASURE: st.column_config.Column(width=270),
    }
    config |= {name: st.column_config.Column(width=300 if is_pair else 70) for name in names}
    key = f"compare-rows-{st.session_state.get(TURN, 0)}"

    def opened() -> None:
        places = st.session_state[key].selection.rows
        if places:
            line = shown[places[0]]
            st.query_params["left"] = line.members[0]
            st.query_params.pop("right", None)

    st.caption(words.TABLE_HINT if is_pair else f"{words.SIGNS_ARE}. {words.TABLE_HINT}")
    st.dataframe(
        table,
        column_config=config,
        hide_index=True,
        row_height=_HEIGHT,
        height=min(_TALLEST, 40 + _HEIGHT * len(table)),
        key=key,
        on_select=opened,
        selection_mode="single-row",
        alt=words.TABLE_ALT,
    )


def _cells(line: Line, names: Sequence[str], is_pair: bool) -> dict[str, Any]:
    kind: dict[str, Any] = {words.COLUMN_KIND: words.KIND_SIGNS[line.kind]}
    sure = {words.COLUMN_SURE: None if line.probability is None else round(line.probability * 100)}
    expert = {words.COLUMN_EXPERT: words.BY_EXPERT if line.by_expert else ""}
    if is_pair:
        texts = {name: _brief(m, _IN_CELL) if m else "" for name, m in zip(names, line.measures, strict=True)}
        return kind | sure | texts | expert
    signs = {}
    for name, measure, near in zip(names, line.measures, line.related, strict=True):
        signs[name] = "" if measure is None else words.SIGN_RELATED if near else words.SIGN_SAME
    first = next(m for m in line.measures if m and m.id == line.members[0])
    return kind | {words.COLUMN_MEASURE: cut(first.text, _IN_CELL)} | signs | sure | expert


def _brief(measure: MeasureBrief, longest: int = _LONGEST) -> str:
    return cut(f"{measure.index}. {measure.text}", longest)


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters, and «…» where it goes on."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
