"""Accounts: all of them, one to change, a new one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from service.schemas.account import NewUser, UserChange, UserShown
from ui.client import ServiceError, users
from ui.parts.addressed import select
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.parts.telling import nothing, tell
from ui.views.users import confirming, secret
from ui.views.users.tokens import show_tokens
from ui.visitor import api, me
from ui.wording import SAVE, SAVED, moment
from ui.wording import users as words

_SHORTEST = 12


def show() -> None:
    """Draw the tab."""
    person = me()
    is_off = person.way == "local"
    if is_off:
        st.info(f"**{words.OFF}** {words.OFF_ADVICE}", icon=":material/info:")
        st.code(words.OFF_COMMANDS, language=None)
        st.caption(words.OFF_AFTER)
    secret.show()
    known = users.listed(api())
    if known:
        st.dataframe([_row(user) for user in known], hide_index=True, height="content", alt=words.TABS["accounts"])
        names = {user.id: " · ".join(filter(None, (user.login, user.name))) for user in known}
        chosen = select(words.CHOOSE_USER, names, "user", words.CHOOSE_USER_HINT)
        if chosen is not None:
            _one(next(user for user in known if user.id == chosen), is_own=chosen == person.user_id)
    elif not is_off:
        nothing(words.NOBODY, words.NOBODY_ADVICE)
    _new()


def _row(user: UserShown) -> dict[str, str]:
    names = region_names()
    return {
        words.LOGIN: user.login,
        words.NAME: user.name,
        words.ROLE: words.ROLES[user.role],
        words.REGIONS: ", ".join(names.get(code, code) for code in user.regions) or words.ALL_REGIONS,
        words.STATE: _state(user),
        words.MADE: moment(user.created_at),
    }


def _state(user: UserShown) -> str:
    if user.disabled:
        return words.CLOSED
    return words.locked(moment(user.locked_until)) if user.locked_until else words.OPEN


def _one(user: UserShown, *, is_own: bool) -> None:
    with st.container(border=True):
        st.header(escaped(user.login))
        st.caption(f"{words.STATE}: {_state(user)}" + (f". {words.OWN}" if is_own else ""))
        with st.form(f"user-{user.id}", border=False, enter_to_submit=False):
            left, right = st.columns(2)
            name = left.text_input(words.NAME, user.name, max_chars=200, help=words.NAME_HELP, key=f"name-{user.id}")
            role = right.selectbox(
                words.ROLE,
                list(words.ROLES),
                index=list(words.ROLES).index(user.role),
                format_func=words.ROLES.__getitem__,
                help=words.ROLE_HELP,
                key=f"role-{user.id}",
            )
            regions = _regions(f"regions-{user.id}", user.regions)
            if st.form_submit_button(SAVE, type="primary"):
                change = {"name": name, "role": role, "regions": regions}
                _change(user, UserChange.model_validate(change), SAVED)
        _password(user)
        _access(user)
    mine = users.tokens(api(), user.id)
    if mine:
        st.subheader(words.TOKENS_OF)
        show_tokens(mine, f"token-{user.id}")


def _change(user: UserShown, change: UserChange, done: str) -> None:
    try:
        users.change(api(), user.id, change)
    except ServiceError as error:
        tell(error)
        return
    st.toast(done, icon=":material/check:")
    st.rerun()


def _password(user: UserShown) -> None:
    with st.form(f"password-{user.id}", border=False, enter_to_submit=False):
        given = _password_input(words.NEW_PASSWORD, f"new-{user.id}")
        if st.form_submit_button(words.SET_PASSWORD) and _is_fit(given):
            password = given or secret.made_up()
            if not given:
                secret.keep(words.SHOWN_ONCE.format(login=user.login), password)
            _change(user, UserChange(password=password), words.PASSWORD_SET)


def _access(user: UserShown) -> None:
    if user.disabled:
        if st.button(words.ENABLE, icon=":material/lock_open:", key=f"enable-{user.id}"):
            _change(user, UserChange(disabled=False), words.ENABLED)
        return
    if st.button(words.DISABLE, icon=":material/block:", key=f"disable-{user.id}"):
        client = api()
        why = words.DISABLE_WHY.format(login=user.login)
        confirming.ask(
            words.DISABLE_TITLE,
            why,
            words.DISABLE,
            words.DISABLED,
            lambda: users.change(client, user.id, UserChange(disabled=True)),
        )


def _new() -> None:
    with st.expander(words.ADD, icon=":material/person_add:"), st.form("user-new", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        login = left.text_input(words.LOGIN, max_chars=100, help=words.LOGIN_HELP, key="new-login")
        name = right.text_input(words.NAME, max_chars=200, help=words.NAME_HELP, key="new-name")
        role = left.selectbox(
            words.ROLE,
            list(words.ROLES),
            index=1,
            format_func=words.ROLES.__getitem__,
            help=words.ROLE_HELP,
            key="new-role",
        )
        with right:
            given = _password_input(words.PASSWORD, "new-password")
        regions = _regions("new-regions", [])
        if st.form_submit_button(words.ADD_BUTTON, type="primary") and _is_fit(given):
            password = given or secret.made_up()
            asked = {"login": login.strip(), "name": name, "role": role, "regions": regions, "password": password}
            _add(asked, is_made_up=not given)


def _add(asked: Mapping[str, object], *, is_made_up: bool) -> None:
    try:
        user = NewUser.model_validate(asked)
    except ValidationError:
        st.warning(words.WEAK_LOGIN)
        return
    try:
        made = users.add(api(), user)
    except ServiceError as error:
        if error.slug == "conflict":
            st.warning(words.TAKEN_LOGIN.format(login=escaped(user.login)))
        else:
            tell(error)
        return
    if is_made_up:
        secret.keep(words.SHOWN_ONCE.format(login=made.login), user.password or "")
    for field in ("new-login", "new-name", "new-password", "new-regions"):
        st.session_state.pop(field, None)
    st.toast(words.ADDED, icon=":material/check:")
    st.rerun()


def _regions(key: str, present: list[str]) -> list[str]:
    names = region_names()
    options = [*names, *(code for code in present if code not in names)]
    return st.multiselect(
        words.REGIONS,
        options,
        default=present,
        format_func=lambda code: names.get(code, code),
        placeholder=words.ALL_REGIONS,
        help=words.REGIONS_HELP,
        key=key,
    )


def _password_input(label: str, key: str) -> str:
    return st.text_input(
        label, type="password", autocomplete="new-password", max_chars=200, help=words.PASSWORD_HELP, key=key
    )


def _is_fit(password: str) -> bool:
    if password and len(password) < _SHORTEST:
        st.warning(words.SHORT_PASSWORD)
        return False
    return True
