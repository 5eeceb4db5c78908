"""Passwords, tokens, lock-out, roles: without HTTP."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from service.access import login, users
from service.access.lockout import Lockout
from service.access.lookup import Lookup
from service.access.passwords import Passwords, check_strength
from service.access.policy import EVERYWHERE, LEAST_ROLE, may, require, sight_of
from service.access.principal import Principal
from service.problems import ProblemError
from service.store.engine import Store
from service.store.opening import open_store
from service.store.tables_access import User

SECRET = "тихий-пруд-и-фонарь"


@pytest.fixture
def store(tmp_path: Path):
    with open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path) as store:
        yield store


@pytest.fixture
def access(store: Store):
    access = login.Access(Lookup(store), Passwords(time_cost=1, memory_kib=64))
    yield access
    access.close()


def add(store: Store, access: login.Access | None = None, name: str = "anna", role: str = "expert") -> str:
    kept = access.passwords.hash(SECRET) if access else ""
    with store.writing() as session:
        return users.create_user(session, users.Account(name, role, password_hash=kept)).id  # type: ignore[arg-type]


def enter(access: login.Access, store: Store, name: str, password: str, address: str = "10.0.0.1"):
    return asyncio.run(login.log_in(access, store, address, (name, password)))


# Passwords


def test_a_password_matches_itself_alone_and_is_not_kept():
    passwords = Passwords(time_cost=1, memory_kib=64)
    kept = passwords.hash(SECRET)
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept
    assert passwords.matches(kept, SECRET)
    assert not passwords.matches(kept, SECRET + "!")
    assert not passwords.matches("", SECRET)
    assert not passwords.matches("damaged", SECRET)
    assert kept != passwords.hash(SECRET)
    passwords.close()


def test_hashing_parameters_are_at_least_what_is_advised():
    passwords = Passwords()
    kept = passwords.hash(SECRET)
    assert "m=47104,t=2,p=1" in kept
    assert Passwords(time_cost=3).is_outdated(kept)
    assert not passwords.is_outdated(kept)
    passwords.close()


def test_an_account_without_a_password_takes_as_long_as_a_wrong_password():
    passwords = Passwords()
    kept = passwords.hash(SECRET)
    passwords.matches("", "первый раз готовит образец")
    spent = []
    for hashed in (kept, ""):
        started = time.thread_time()
        assert not passwords.matches(hashed, "не тот")
        spent.append(time.thread_time() - started)
    passwords.close()
    assert 0.4 < spent[1] / spent[0] < 2.5, spent


@pytest.mark.parametrize("password", ["коротко", "аааааааааааааааа", "anna-petrovna", "абабабабабабабаб"])
def test_guessable_passwords_are_refused(password):
    with pytest.raises(ProblemError) as caught:
        check_strength("anna-petrovna", password)
    assert caught.value.detail_key == ("short-password" if len(password) < 12 else "weak-password")


def test_many_logins_queue_on_few_threads():
    passwords = Passwords(time_cost=1, memory_kib=64)
    seen: set[str] = set()

    async def crowd() -> list[object]:
        work = [
            passwords.run(lambda: seen.add(threading.current_thread().name) or time.sleep(0.002)) for _ in range(80)
        ]
        return await asyncio.gather(*work, return_exceptions=True)

    outcomes = asyncio.run(crowd())
    passwords.close()
    refused = [outcome for outcome in outcomes if isinstance(outcome, ProblemError)]
    assert len(refused) == 80 - 64
    assert {problem.detail_key for problem in refused} == {"login-busy"}
    assert 1 <= len(seen) <= 32


# Lock-out


def test_failures_close_the_way_longer_each_time():
    clock = [0.0]
    lockout = Lockout(free=3, first_s=10, longest_s=60, clock=lambda: clock[0])
    waits = []
    for _ in range(7):
        lockout.failed("anna")
        waits.append(lockout.wait_s("anna"))
    assert waits == [0, 0, 10, 20, 40, 60, 60]
    assert lockout.wait_s("boris") == 0
    clock[0] = 61
    assert lockout.wait_s("anna") == 0
    lockout.failed("anna")
    assert lockout.wait_s("anna") == 60
    lockout.succeeded("anna")
    assert lockout.wait_s("anna") == 0


def test_failures_of_long_ago_are_forgotten():
    clock = [0.0]
    lockout = Lockout(free=2, first_s=10, longest_s=60, clock=lambda: clock[0])
    lockout.failed("anna")
    clock[0] = 4_000
    lockout.failed("anna")
    assert lockout.wait_s("anna") == 0


def test_a_login_opens_a_session(store, access):
    user_id = add(store, access)
    entered = enter(access, store, " ANNA ", SECRET)
    assert isinstance(entered, login.Entered)
    principal = asyncio.run(access.lookup.find(entered.secret))
    assert principal == Principal(user_id, "anna", "expert", frozenset(), "session", principal.token_id)


def test_five_failures_close_an_account_even_for_the_right_password(store, access):
    add(store, access)
    for _ in range(5):
        assert isinstance(enter(access, store, "anna", "не тот пароль"), login.Refused)
    assert enter(access, store, "anna", SECRET, "10.0.0.2") == login.Refused(None)


def test_known_and_unknown_accounts_are_closed_alike(store, access):
    add(store, access)
    for name in ("anna", "nobody"):
        for n in range(5):
            enter(access, store, name, "не тот пароль", f"10.0.{n}.{len(name)}")
        assert access.accounts.wait_s(name) == pytest.approx(30, abs=2)


def test_many_failures_close_an_address(store, access):
    for n in range(20):
        enter(access, store, f"nobody{n}", "не тот пароль")
    with pytest.raises(ProblemError) as caught:
        enter(access, store, "anna", SECRET)
    assert caught.value.status_code == 429
    assert int(caught.value.headers["Retry-After"]) >= 1
    assert isinstance(enter(access, store, "nobody", "x", "10.0.0.2"), login.Refused)


def test_a_lock_survives_a_restart(store, access):
    user_id = add(store, access)
    for _ in range(5):
        login.note_failure(access, store, user_id)
    again = login.Access(access.lookup, access.passwords)
    assert enter(again, store, "anna", SECRET) == login.Refused(user_id)


def test_a_login_clears_the_failures(store, access):
    user_id = add(store, access)
    for _ in range(3):
        login.note_failure(access, store, user_id)
    enter(access, store, "anna", SECRET)
    with store.reading() as session:
        assert session.get_one(User, user_id).n_failures == 0


def test_a_disabled_account_cannot_enter(store, access):
    user_id = add(store, access)
    with store.writing() as session:
        users.change_user(session, user_id, users.Change(disabled=True))
    assert enter(access, store, "anna", SECRET) == login.Refused(user_id)


def add_admin(session) -> str:
    return users.create_user(session, users.Account("root", "admin")).id


# Accounts and roles


def test_the_last_administrator_stays_one(store):
    with store.writing() as session:
        admin = add_admin(session)
    for change in (users.Change(role="expert"), users.Change(disabled=True), users.Change(regions=("28",))):
        with pytest.raises(ProblemError) as caught, store.writing() as session:
            users.change_user(session, admin, change)
        assert caught.value.detail_key == "last-admin"
    with store.reading() as session:
        assert session.get_one(User, admin).role == "admin"


@pytest.mark.parametrize("name", ["anna", "ANNA", " anna ", "local", "Local"])
def test_a_login_is_taken_once(store, name):
    add(store)
    with pytest.raises(ProblemError) as caught, store.writing() as session:
        users.create_user(session, users.Account(name, "viewer"))
    assert caught.value.detail_key == "login-taken"


def test_a_login_that_another_takes_at_the_same_moment_is_taken(store, monkeypatch):
    add(store)
    monkeypatch.setattr(users, "by_login", lambda session, login: None)
    with pytest.raises(ProblemError) as caught, store.writing() as session:
        users.create_user(session, users.Account("anna", "viewer"))
    assert caught.value.detail_key == "login-taken"


def test_the_local_administrator_is_made_once_and_not_changed(store):
    first = users.ensure_local(store)
    assert users.ensure_local(store) == first
    with pytest.raises(ProblemError), store.writing() as session:
        users.change_user(session, first.user_id, users.Change(role="viewer"))


@pytest.mark.parametrize("action", sorted(LEAST_ROLE))
def test_a_higher_role_may_all_that_a_lower_one_may(action):
    rights = [may(Principal("x", "x", role), action) for role in ("viewer", "expert", "admin")]  # type: ignore[arg-type]
    assert rights == sorted(rights)
    assert rights[-1]


def test_who_is_bound_to_regions_does_not_manage_the_whole():
    bound = Principal("x", "x", "admin", frozenset({"28"}))
    assert {action for action in LEAST_ROLE if not may(bound, action)} == EVERYWHERE


def test_regions_bind():
    free, bound = Principal("x", "x", "viewer"), Principal("x", "x", "admin", frozenset({"28"}))
    assert sight_of(free) is None
    sight = sight_of(bound)
    assert (sight.holds("28", None), sight.holds("01", "x")) == (True, False)
    assert (sight.holds(None, "x"), sight.holds(None, "y"), sight.holds(None, None)) == (True, False, False)


def test_an_action_that_nobody_knows_cannot_be_required():
    with pytest.raises(KeyError):
        require("plan.burn")
