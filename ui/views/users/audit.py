"""The audit log: who did what and when."""

from __future__ import annotations

import re

import streamlit as st

from service.schemas.audit import AuditShown
from ui.client import users
from ui.parts.addressed import select
from ui.parts.telling import nothing
from ui.visitor import api
from ui.wording import moment
from ui.wording import users as words

_PAGE = 100
_BEFORE = "before"


def show() -> None:
    """Draw the tab."""
    st.markdown(words.AUDIT_INTRO)
    logins = {user.id: user.login for user in users.listed(api())}
    left, middle, right = st.columns(3)
    who = select(words.WHO, logins, "who", words.ANYBODY, left)
    what = select(words.WHAT, words.ACTIONS, "action", words.ANYTHING, middle)
    about = right.text_input(
        words.OBJECT, max_chars=64, placeholder=words.OBJECT_HINT, key="object", bind="query-params"
    )
    wanted = re.sub(r"[\x00-\x1f\x7f]", "", about or "").strip()
    page = users.audit(api(), user=who, action=what, object=wanted, before=_before(), limit=_PAGE)
    if not page.entries:
        nothing(words.NO_ENTRIES, words.NO_ENTRIES_ADVICE)
        return
    st.dataframe(
        [_row(entry) for entry in page.entries],
        hide_index=True,
        height="content",
        column_config={words.OBJECT: st.column_config.TextColumn(width="small")},
        alt=words.TABS["audit"],
    )
    if _before() is not None and st.button(words.LATEST, icon=":material/vertical_align_top:"):
        del st.query_params[_BEFORE]
        st.rerun()
    if page.before is not None and st.button(words.MORE, icon=":material/expand_more:"):
        st.query_params[_BEFORE] = str(page.before)
        st.rerun()


def _before() -> int | None:
    given = st.query_params.get(_BEFORE, "")
    return int(given) if re.fullmatch("[1-9][0-9]{0,17}", given) else None


def _row(entry: AuditShown) -> dict[str, str]:
    who = entry.login or (words.GONE if entry.user_id else words.SERVICE)
    return {
        words.WHEN: moment(entry.at),
        words.WHO: words.LOCAL if who == "local" else who,
        words.WHAT: words.ACTIONS.get(entry.action, entry.action),
        words.DETAIL: words.detail(entry.detail),
        words.OBJECT: entry.object_id,
    }
