"""The models' figures in plain words, and whether their probabilities come true."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nlp.domain import CategoryId
from service.schemas.review import ModelsShown, Reliability
from ui.charts.reliability import reliability
from ui.client import review
from ui.parts.plain import escaped
from ui.visitor import api
from ui.wording import CATEGORIES, share
from ui.wording import quality as words

_MOST_CONFUSED = 3
_METRIC_PX, _PICTURE_PX = 238, 480  # as many in a row as there is room for


def show() -> None:
    """Draw the tab."""
    models = review.models(api())
    told = models.figures
    data, classifier, pairs = told["data"], told["classifier"], told["pairs"]
    phrasings, of_pairs = words.phrasings(data["n_test_phrasings"]), words.pairs_of(data["n_test_pairs"])
    st.info(words.MEASURED_ON.format(phrasings=phrasings, pairs=of_pairs), icon=":material/info:")
    _categories(classifier["categories"], told.get("held_out"))
    _activities(classifier["activities"], told.get("held_out"))
    st.header(words.PAIRS_TITLE)
    _metrics(
        (words.FOUND, pairs["recall_at_half"], words.FOUND_PAIRS_HELP),
        (words.TRUE_PAIRS, pairs["precision_at_half"], words.TRUE_PAIRS_HELP),
    )
    if not told.get("gaps"):
        st.caption(words.NO_GAPS)
    _reliability(models)
    st.caption(words.STAMP.format(stamp=escaped(models.stamp)))


def _categories(measured: dict[str, Any], held_out: dict[str, Any] | None) -> None:
    st.header(words.CATEGORIES_TITLE)
    _metrics(
        (words.RIGHT_CATEGORY, measured["accuracy"], words.RIGHT_CATEGORY_HELP),
        (words.STRANGERS, (held_out or {}).get("categories"), words.STRANGERS_HELP),
        (words.EVEN, measured["macro_f1"], words.EVEN_HELP),
    )
    rows = [
        {
            words.COLUMN_CATEGORY: CATEGORIES[category],
            words.COLUMN_N: n,
            words.COLUMN_FOUND: words.measured(found),
            words.COLUMN_TRUE: words.measured(true),
        }
        for category, n, _, true, found, _ in measured["classes"]
    ]
    st.subheader(words.BY_CATEGORY)
    st.dataframe(rows, hide_index=True, height="content", alt=words.BY_CATEGORY)
    confused = _confused(measured["labels"], measured["confusion"])
    if confused:
        st.caption(words.CONFUSED.format(pairs="; ".join(confused)))


def _confused(labels: list[CategoryId], confusion: list[list[int]]) -> list[str]:
    """Return the pairs of categories that are confused most, in words; a single slip tells nothing."""
    found = [
        (n, one, other)
        for one, row in zip(labels, confusion, strict=True)
        for other, n in zip(labels, row, strict=True)
        if one != other and n > 1
    ]
    found.sort(key=lambda item: -item[0])
    return [
        words.CONFUSED_PAIR.format(one=CATEGORIES[one], other=CATEGORIES[other], n=n)
        for n, one, other in found[:_MOST_CONFUSED]
    ]


def _activities(measured: dict[str, Any], held_out: dict[str, Any] | None) -> None:
    st.header(words.ACTIVITIES_TITLE)
    _metrics(
        (words.FIRST, measured["top_1"], words.FIRST_HELP),
        (words.STRANGERS, (held_out or {}).get("top_1"), words.STRANGERS_HELP),
        (words.AMONG_FIVE, measured["top_5"], None),
        (words.ABSTAINS, measured["abstained"], words.ABSTAINS_HELP),
    )


def _metrics(*shown: tuple[str, float | None, str | None]) -> None:
    """Draw figures in a row; what was not measured is left out."""
    present = [(label, value, told) for label, value, told in shown if value is not None]
    with st.container(horizontal=True, gap="xsmall"):
        for label, value, told in present:
            st.metric(label, words.measured(value), help=told, border=True, width=_METRIC_PX)


def _reliability(models: ModelsShown) -> None:
    st.header(words.RELIABILITY)
    st.caption(words.IDEAL)
    row = st.container(horizontal=True)
    for part in models.reliability:
        with row.container(width=_PICTURE_PX):
            st.subheader(words.PARTS[part.part])
            n = sum(b.n for b in part.bins)
            st.altair_chart(reliability(part.bins), alt=words.picture(part.part, n, part.ece))
            told = words.ECE[part.part].format(gap=words.points(part.ece))
            st.markdown(f"{told} {words.BELOW_LINE}" if _is_overconfident(part) else told)
    with st.expander(words.NUMBERS):
        st.dataframe(_numbers(models), hide_index=True, alt=words.NUMBERS)


def _is_overconfident(part: Reliability) -> bool:
    middle = [b for b in part.bins if b.n and 0.3 <= b.stated <= 0.8]
    n = sum(b.n for b in middle)
    return n > 0 and sum(b.n * (b.stated - b.observed) for b in middle) / n > 0.1


def _numbers(models: ModelsShown) -> list[dict[str, str | int]]:
    return [
        {
            words.ABOUT: words.PARTS[part.part],
            words.STATED: share(b.stated),
            words.OBSERVED: share(b.observed),
            words.ANSWERS: b.n,
        }
        for part in models.reliability
        for b in part.bins
        if b.n
    ]
