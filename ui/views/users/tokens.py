"""Tokens of programs: one's own issued and revoked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from service.schemas.account import NewToken, TokenShown
from ui.client import ServiceError, users
from ui.parts.telling import tell
from ui.views.users import confirming, secret
from ui.visitor import api, me
from ui.wording import moment
from ui.wording import users as words


def show() -> None:
    """Draw the tab."""
    st.markdown(words.TOKENS_INTRO)
    if me().way == "local":
        st.info(words.TOKENS_OFF, icon=":material/info:")
        return
    secret.show()
    mine = users.tokens(api())
    if mine:
        show_tokens(mine, "token")
    else:
        st.caption(words.NO_TOKENS)
    _new()


def show_tokens(tokens: Sequence[TokenShown], key: str) -> None:
    """Draw tokens, one of which can be revoked."""
    st.dataframe([_row(token) for token in tokens], hide_index=True, height="content", alt=words.TABS["tokens"])
    by_id = {token.id: token for token in tokens}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = left.selectbox(
        words.CHOOSE_TOKEN,
        list(by_id),
        index=None,
        format_func=lambda token_id: by_id[token_id].label,
        placeholder=words.CHOOSE_TOKEN_HINT,
        key=key,
    )
    pressed = right.button(words.REVOKE, key=f"{key}-revoke", disabled=chosen is None, width="stretch")
    if pressed and chosen is not None:
        client, token = api(), by_id[chosen]
        confirming.ask(
            words.REVOKE_TITLE,
            words.REVOKE_WHY.format(label=token.label),
            words.REVOKE,
            words.REVOKED,
            lambda: users.revoke(client, token.id),
        )


def _row(token: TokenShown) -> dict[str, str]:
    return {
        words.LABEL: token.label,
        words.ISSUED: moment(token.created_at),
        words.EXPIRES: moment(token.expires_at) if token.expires_at else words.NEVER,
        words.USED: moment(token.used_at) if token.used_at else "",
    }


def _new() -> None:
    with st.form("token-new", enter_to_submit=False):
        left, right = st.columns([3, 1])
        label = left.text_input(words.LABEL, max_chars=200, help=words.LABEL_HELP, key="token-label")
        life = right.selectbox(
            words.LIFE, list(words.LIVES), index=1, format_func=words.LIVES.__getitem__, key="token-life"
        )
        if not st.form_submit_button(words.ISSUE, type="primary"):
            return
    if not label.strip():
        st.warning(words.NO_LABEL)
        return
    try:
        issued = users.issue(api(), NewToken(label=label.strip(), life_days=life or None))
    except ServiceError as error:
        tell(error)
        return
    secret.keep(words.SHOWN_ONCE_TOKEN.format(label=issued.label), issued.secret)
    st.session_state.pop("token-label", None)
    st.rerun()
