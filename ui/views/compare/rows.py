"""The table of aligned rows, and the way from a row to its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from service.schemas.answer import ComparisonShown, MeasureBrief
from ui import wording
from ui.charts.heatmap import unique
from ui.parts.addressed import segments, select
from ui.parts.choosing import name_of, number_of
from ui.parts.deciding import key_of
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.views.compare.lines import Line, known, lines
from ui.views.compare.pair import TABLE, open_pair
from ui.wording import compare as words
from ui.wording.regions import shorter

_TALLEST = 620
_LINE, _EDGES = 18, 12  # of a row; long texts are broken into lines in rows higher than 64
_LOWEST = 66
_LETTERS = 31  # in a line of a cell
_MOST_LINES = 6  # of a cell; the whole text stands where the row is opened
_MANY = 4  # plans: of more, their columns are scrolled
_LONGEST = 90  # characters of a measure in the list under the table
_NAMED = "АБВГДЕЖИКЛМНОПРСТУФХ"  # plans by letters where there are more than two, so that narrow columns are told apart


def show(compared: ComparisonShown) -> None:
    """Draw the table of the chosen kind, and the pair that the address names."""
    names = unique([name_of(plan) for plan in compared.plans])
    if len(names) > 2:
        names = [f"{letter}. {shorter(name)}" for letter, name in zip(_NAMED, names, strict=False)]
    found = lines(compared)
    _summary(compared, found, names)
    kind = segments(words.KIND, words.KINDS, "kind")
    shown = [line for line in found if kind in ("all", line.kind)]
    if not shown:
        nothing(words.NOTHING_OF_KIND, words.NOTHING_OF_KIND_ADVICE)
    else:
        _table(shown, names)
    by_id = known(compared)
    titles = {line.members[0]: _brief(by_id[line.members[0]]) for line in shown}
    left = st.query_params.get("left")
    if left and left not in titles:
        titles[left] = _brief(by_id[left]) if left in by_id else ""
    chosen = select(words.OPEN_ROW, titles, "left", wording.CHOOSE)
    if chosen:
        open_pair(compared, chosen, next((line for line in found if chosen in line.members), None))


def _summary(compared: ComparisonShown, found: Sequence[Line], names: Sequence[str]) -> None:
    n = compared.n_rows
    only = ", ".join(
        words.ONLY_HERE.format(plan=escaped(name), n=count) for name, count in zip(names, compared.n_only, strict=True)
    )
    same, related = n.get("same", 0), sum(line.kind == "related" for line in found)
    st.markdown(words.SUMMARY.format(same=same, related=related, only=n.get("only", 0)))
    st.caption(only)


def _table(shown: Sequence[Line], names: Sequence[str]) -> None:
    is_pair = len(names) == 2
    table = [_cells(line, names, is_pair) for line in shown]
    if not any(line.by_expert for line in shown):
        for row in table:
            del row[words.COLUMN_EXPERT]
    config: dict[str, Any] = {
        words.COLUMN_KIND: st.column_config.Column(width=90),
        words.COLUMN_SURE: st.column_config.NumberColumn(width=105, format="%d %%", help=words.COLUMN_SURE_HELP),
        words.COLUMN_EXPERT: st.column_config.Column(width=90),
        words.COLUMN_MEASURE: st.column_config.Column(width=230, pinned=len(names) > _MANY),
    }
    config |= {name: st.column_config.Column(width=230 if is_pair else 110) for name in names}
    longest = max(len(m.text) for line in shown for m in line.measures if m)
    n_lines = min(_MOST_LINES, -(-longest // _LETTERS))
    height = max(_LOWEST, _LINE * n_lines + _EDGES)
    key = key_of(TABLE)

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
        row_height=height,
        height=37 + height * min(len(table), _TALLEST // height),
        placeholder=words.NO_PROBABILITY,
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
        texts = {
            name: _brief(m, _LETTERS * _MOST_LINES) if m else "" for name, m in zip(names, line.measures, strict=True)
        }
        return kind | texts | sure | expert
    signs = {}
    for name, measure, near in zip(names, line.measures, line.related, strict=True):
        signs[name] = "" if measure is None else words.SIGN_RELATED if near else words.SIGN_SAME
    first = next(m for m in line.measures if m and m.id == line.members[0])
    return {words.COLUMN_MEASURE: cut(first.text, _LETTERS * _MOST_LINES)} | signs | kind | sure | expert


def _brief(measure: MeasureBrief, longest: int = _LONGEST) -> str:
    return cut(f"{number_of(measure)}. {measure.text}", longest)


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters, and «…» where it goes on."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
