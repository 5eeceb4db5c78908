"""How far people agree who judged the same thing without seeing each other's answer."""

from __future__ import annotations

import streamlit as st

from service.schemas.review import KindAgreement
from ui.client import review
from ui.pages import link
from ui.parts.telling import nothing
from ui.visitor import api, me
from ui.wording import quality as words
from ui.wording import share

_FEW = 20


def show() -> None:
    """Draw the tab."""
    kinds = review.agreement(api()).kinds
    st.markdown(words.AGREEMENT_INTRO)
    if not any(kind.n for kind in kinds):
        is_alone = me().way == "local"
        nothing(words.NO_AGREEMENT, words.NO_AGREEMENT_LOCAL if is_alone else words.NO_AGREEMENT_ADVICE)
        if not is_alone:
            link("quality", words.GO_BLIND, tab="review", blind="true")
        return
    for kind in kinds:
        st.header(words.KINDS[kind.kind])
        _of_kind(kind)


def _of_kind(kind: KindAgreement) -> None:
    if not kind.n:
        st.caption(words.NO_PAIRS)
        return
    left, right = st.columns([1, 3])
    left.metric(words.EQUAL, share(kind.share), border=True)
    with right:
        if kind.kappa is None:
            st.markdown(words.NO_KAPPA)
        else:
            told = words.kappa_told(kind.kappa)
            st.markdown(words.KAPPA.format(value=words.decimal(kind.kappa), told=told), help=words.KAPPA_HELP)
        st.caption(words.pairs(kind.n) + (f". {words.FEW}" if kind.n < _FEW else ""))
    if kind.confusions:
        rows = [
            {
                words.ONE: words.label_of(kind.kind, row.one),
                words.OTHER: words.label_of(kind.kind, row.other),
                words.TIMES: row.n,
            }
            for row in kind.confusions
        ]
        st.dataframe(rows, hide_index=True, height="content", alt=words.KINDS[kind.kind])
