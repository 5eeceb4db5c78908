"""Accounts: made, changed, found; the last administrator stays one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.access import tokens
from service.access.principal import Principal, Role
from service.problems import ProblemError
from service.store.engine import Store
from service.store.tables_access import User

LOCAL = "local"  # the account of the mode without login


@dataclass(frozen=True)
class Account:
    """What a new account is made of; `password_hash` empty: no login by password."""

    login: str
    role: Role
    name: str = ""
    regions: tuple[str, ...] = ()
    password_hash: str = ""


def folded(login: str) -> str:
    """Return a login as it is kept and compared: composed, without outer blanks, in small letters."""
    return unicodedata.normalize("NFC", login).strip().casefold()


def create_user(session: Session, account: Account) -> User:
    """Store a new account.

    Raises:
        ProblemError: conflict (login-taken).
    """
    login = folded(account.login)
    if by_login(session, login) is not None or login == LOCAL:
        raise ProblemError("conflict", "login-taken")
    user = User(login=login, name=account.name, role=account.role, regions=_sorted(account.regions))
    user.password_hash = account.password_hash
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:  # another one of this name was stored at the same moment
        raise ProblemError("conflict", "login-taken") from error
    return user


def ensure_local(store: Store) -> Principal:
    """Return the administrator of the mode without login; their account is made where it is missing."""
    with store.reading() as session:
        user = by_login(session, LOCAL)
    if user is None:
        with store.writing() as session:
            user = by_login(session, LOCAL)
            if user is None:
                user = User(login=LOCAL, role="admin", regions=[])
                session.add(user)
                session.flush()
    return Principal(user.id, LOCAL, "admin")


def by_login(session: Session, login: str) -> User | None:
    """Return the account of a login; None if there is none."""
    return session.scalars(select(User).where(User.login == folded(login))).first()


def all_users(session: Session) -> list[User]:
    """Return all accounts but the one of the mode without login, by login."""
    return list(session.scalars(select(User).where(User.login != LOCAL).order_by(User.login)))


def user_of(session: Session, user_id: str) -> User:
    """Return an account by its id.

    Raises:
        ProblemError: not-found (no-user).
    """
    user = session.get(User, user_id)
    if user is None:
        raise ProblemError("not-found", "no-user")
    return user


@dataclass(frozen=True)
class Change:
    """What is changed of an account; None: stays."""

    name: str | None = None
    role: Role | None = None
    regions: tuple[str, ...] | None = None
    disabled: bool | None = None
    password_hash: str | None = None


def change_user(session: Session, user_id: str, change: Change) -> User:
    """Change an account; a new password or disabling ends its sessions.

    Raises:
        ProblemError: not-found; conflict (local-user, last-admin).
    """
    user = user_of(session, user_id)
    if user.login == LOCAL:
        raise ProblemError("conflict", "local-user")
    is_admin = user.role == "admin" and not user.disabled and not user.regions
    for name in ("name", "role", "disabled", "password_hash"):
        value = getattr(change, name)
        if value is not None:
            setattr(user, name, value)
    if change.regions is not None:
        user.regions = _sorted(change.regions)
    session.flush()
    if is_admin and not _has_admin(session):
        raise ProblemError("conflict", "last-admin")
    if change.password_hash is not None or change.disabled:
        user.n_failures, user.locked_until = 0, None
        tokens.revoke_sessions(session, user_id)
    return user


def _has_admin(session: Session) -> bool:
    # One bound to regions may not manage accounts.
    query = select(User.regions).where(User.role == "admin", User.login != LOCAL, User.disabled.is_(False))
    return any(not regions for regions in session.scalars(query))


def _sorted(regions: Iterable[str]) -> list[str]:
    return sorted(set(regions))
