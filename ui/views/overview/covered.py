"""How much of what is expected the plans hold, and what is missing most often."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from nlp.domain import CoverageStatus
from service.schemas.answer import CoverageTotals, MandateTotal
from ui.charts.overview import statuses
from ui.pages import link
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.theme import STATUS_SIGNS, STATUS_TINTS
from ui.wording import STATUSES, share
from ui.wording import overview as words

_SHOWN = 5


def counted(totals: CoverageTotals | None) -> Counter[CoverageStatus]:
    """Return how often each status occurs in all."""
    found: Counter[CoverageStatus] = Counter()
    for mandate in totals.mandates if totals else ():
        found.update(mandate.counts)
    return found


def covered(totals: CoverageTotals | None) -> None:
    """Draw the shares of statuses over all plans and all that is expected."""
    st.header(words.COVERAGE)
    counts = counted(totals)
    total = sum(counts.values())
    if totals is None:
        nothing(words.NO_CATALOGUE, words.NO_CATALOGUE_ADVICE)
        return
    if not total:
        nothing(words.NOT_COVERED_YET, words.NOT_COVERED_YET_ADVICE)
        return
    told = {status: share(counts[status] / total) for status in STATUSES if counts[status]}
    spoken = ", ".join(f"{STATUSES[status]} {part}" for status, part in told.items())
    st.altair_chart(statuses(counts), alt=words.COVERAGE_ALT.format(shares=spoken))
    badges = [
        f":{STATUS_TINTS[status]}-badge[{STATUS_SIGNS[status]} {STATUSES[status]}: {part}]"
        for status, part in told.items()
    ]
    st.markdown(" ".join(badges))
    _often_missing(totals)


def _often_missing(totals: CoverageTotals) -> None:
    """Draw what is missing in the most plans; each leads to the gaps."""
    st.subheader(words.OFTEN)
    lacking = [mandate for mandate in totals.mandates if mandate.counts.get("missing")]
    lacking.sort(key=lambda m: (-m.counts["missing"], -m.counts.get("undecided", 0)))
    if not lacking:
        st.success(words.NOTHING_MISSING, icon=":material/check:")
        return
    st.caption(words.OFTEN_WHY)
    for mandate in lacking[:_SHOWN]:
        _mandate(mandate, totals.n_plans)


def _mandate(mandate: MandateTotal, n_plans: int) -> None:
    missing, undecided = mandate.counts.get("missing", 0), mandate.counts.get("undecided", 0)
    with st.container(gap="xxsmall"):
        st.markdown(escaped(mandate.title))
        st.progress(missing / n_plans)
        link("gaps", words.missing_in(missing, undecided, n_plans), tab="all", mandate=mandate.id)
