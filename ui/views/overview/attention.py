"""What a person should look at."""

from __future__ import annotations

import streamlit as st

from service.schemas.answer import CoverageTotals
from service.schemas.overview import OverviewShown
from ui.pages import link
from ui.parts.choosing import name_of
from ui.parts.plain import escaped
from ui.views.overview.covered import counted
from ui.wording import overview as words
from ui.wording import plans
from ui.wording.upload import STATES

_SHOWN = 4


def attention(shown: OverviewShown, totals: CoverageTotals | None, is_viewer: bool) -> None:
    """Draw what needs attention, the most pressing first."""
    st.header(words.ATTENTION)
    n_undecided = counted(totals).get("undecided", 0)
    troubled, unknown = shown.attention.documents, shown.attention.plans
    if not (troubled or unknown or n_undecided or shown.numbers.n_stale):
        st.success(words.CALM, icon=":material/check:")
        return
    if shown.numbers.n_stale:
        st.caption(f":material/sync: {words.STALE.format(n=plans(shown.numbers.n_stale))}")
    if troubled:
        _documents(shown, is_viewer)
    if unknown:
        _passports(shown)
    if n_undecided:
        with st.container(border=True):
            st.markdown(f":material/help: **{words.UNDECIDED.format(n=words.cells(n_undecided))}**")
            st.caption(words.UNDECIDED_WHY)
            if is_viewer:
                link("gaps", words.ALL_GAPS)
            else:
                link("quality", words.REVIEW, tab="review", kind="coverage")


def _documents(shown: OverviewShown, is_viewer: bool) -> None:
    """Draw the files that were not read, or not wholly; only who may upload has a page for them."""
    n = sum(n for state, n in shown.numbers.documents_by_state.items() if state not in ("", "ok"))
    with st.container(border=True):
        st.markdown(f":material/error: **{words.DOCUMENTS.format(n=n)}**")
        for document in shown.attention.documents[:_SHOWN]:
            label = f"{escaped(document.name)}: {STATES[document.state]}"
            if is_viewer:
                st.caption(label)
            else:
                link("upload", label, doc=document.id)
        if n > _SHOWN:
            st.caption(words.AND_MORE.format(n=words.files(n - _SHOWN)))


def _passports(shown: OverviewShown) -> None:
    unknown = shown.attention.plans
    with st.container(border=True):
        st.markdown(f":material/edit: **{words.PASSPORTS.format(n=_at_least(len(unknown)))}**")
        for plan in unknown[:_SHOWN]:
            link("plan", escaped(name_of(plan)), id=plan.id)
        if len(unknown) > _SHOWN:
            st.caption(words.AND_MORE.format(n=_at_least(len(unknown) - _SHOWN, len(unknown))))


def _at_least(n: int, of: int | None = None) -> str:
    """Return a number of plans; the service names ten at most, and there may be more."""
    return words.AT_LEAST.format(n=plans(n)) if (of or n) >= 10 else plans(n)
