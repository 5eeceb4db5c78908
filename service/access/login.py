"""Logging in by password: the same answer after the same time, whatever of it was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update

from service.access import tokens
from service.access.lockout import Lockout
from service.access.lookup import Lookup
from service.access.passwords import Passwords
from service.access.users import by_login, folded
from service.problems import ProblemError
from service.store.audit import note
from service.store.columns import now
from service.store.engine import Store
from service.store.tables_access import User


def _of_accounts() -> Lockout:
    return Lockout(free=5, first_s=30, longest_s=900)


def _of_addresses() -> Lockout:
    return Lockout(free=20, first_s=60, longest_s=900)


@dataclass(frozen=True)
class Access:
    """What logging in needs for as long as the service lives."""

    lookup: Lookup
    passwords: Passwords
    accounts: Lockout = field(default_factory=_of_accounts)
    addresses: Lockout = field(default_factory=_of_addresses)

    def close(self) -> None:
        """Give connections and threads back."""
        self.lookup.close()
        self.passwords.close()


@dataclass(frozen=True)
class Entered:
    """A login that succeeded: who it is and the secret of the new session."""

    user: User
    secret: str


@dataclass(frozen=True)
class Refused:
    """A login that failed; `user_id` is to be noted after the answer, so that noting takes no visible time."""

    user_id: str | None


async def log_in(access: Access, store: Store, address: str, given: tuple[str, str]) -> Entered | Refused:
    """Check a login and password and open a session.

    Raises:
        ProblemError: too-many-requests for an address with too many failures; unavailable when too many wait.
    """
    login, password = folded(given[0]), given[1]
    wait_s = access.addresses.wait_s(address)
    if wait_s:
        raise ProblemError("too-many-requests", "too-many-failures", retry_after_s=wait_s)
    if access.accounts.wait_s(login):
        # As much work and the same answer as for a wrong password; a try while it is closed does not lengthen the wait.
        await access.passwords.run(lambda: _check(access, store, login, ""))
        return Refused(None)
    access.accounts.failed(login)  # beforehand: of tries made at the same time no more than usual get through
    outcome = await access.passwords.run(lambda: _check(access, store, login, password))
    if isinstance(outcome, Entered):
        access.accounts.succeeded(login)
    else:
        access.addresses.failed(address)
    return outcome


def _check(access: Access, store: Store, login: str, password: str) -> Entered | Refused:
    with store.reading() as session:
        user = by_login(session, login)
    right = access.passwords.matches(user.password_hash if user else "", password)
    if user is None:
        return Refused(None)
    if not right or user.disabled or (user.locked_until is not None and user.locked_until > now()):
        return Refused(user.id)
    renewed = access.passwords.hash(password) if access.passwords.is_outdated(user.password_hash) else None
    with store.writing() as session:
        kept = session.get_one(User, user.id)
        kept.n_failures, kept.locked_until = 0, None
        if renewed:
            kept.password_hash = renewed
        note(session, kept.id, "user.login", kept.id)
        return Entered(kept, tokens.open_session(session, kept.id))


def note_failure(access: Access, store: Store, user_id: str) -> None:
    """Write down that a login of an account failed, so that a restart does not open what was closed."""
    with store.writing() as session:
        session.execute(update(User).where(User.id == user_id).values(n_failures=User.n_failures + 1))
        user = session.get_one(User, user_id, populate_existing=True)
        pause_s = access.accounts.pause_s(user.n_failures)
        if pause_s:
            user.locked_until = now() + timedelta(seconds=pause_s)
            note(session, None, "user.lock", user.id, seconds=round(pause_s))
