"""Tokens and sessions: what is kept of them, when they end, how they are looked up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pg
import pytest
from sqlalchemy import select, update

from service.access import tokens, users
from service.access.lookup import Lookup, digest
from service.store.columns import now
from service.store.engine import Store
from service.store.opening import open_store
from service.store.tables_access import Token, User
from service.tidying import every_day


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with open_store(f"sqlite:///{tmp_path / 'sverka.db'}", tmp_path) as store:
            yield store
        return
    if pg.binaries() is None:
        pytest.skip("нет сервера PostgreSQL: apt-get install postgresql")
    name = pg.new_database()
    with open_store(pg.url(name), tmp_path) as store:
        yield store
    pg.drop_database(name)


@pytest.fixture
def lookup(store: Store) -> Iterator[Lookup]:
    lookup = Lookup(store)
    yield lookup
    lookup.close()


def add(store: Store) -> str:
    with store.writing() as session:
        return users.create_user(session, users.Account("anna", "expert")).id


def issue(store: Store, user_id: str, life: timedelta | None = None) -> tuple[str, str]:
    with store.writing() as session:
        token, secret = tokens.issue(session, user_id, "проба", life)
        return token.id, secret


def test_only_the_digest_of_a_secret_is_kept(store):
    token_id, secret = issue(store, add(store))
    with store.reading() as session:
        kept = session.get_one(Token, token_id)
    assert kept.sha256 == digest(secret)
    assert secret not in repr(vars(kept))


def test_a_revoked_token_is_refused_at_once(store, lookup):
    token_id, secret = issue(store, add(store))
    assert asyncio.run(lookup.find(secret)) is not None
    with store.writing() as session:
        tokens.revoke(session, token_id)
    assert asyncio.run(lookup.find(secret)) is None


@pytest.mark.parametrize("life, is_good", [(timedelta(seconds=-1), False), (timedelta(days=1), True), (None, True)])
def test_a_token_ends(store, lookup, life, is_good):
    _, secret = issue(store, add(store), life)
    assert (asyncio.run(lookup.find(secret)) is not None) is is_good


@pytest.mark.parametrize("secret", ["", "sverka_x", "\x00", "ё" * 10_000, "\ud800"])
def test_nonsense_is_nobody(store, lookup, secret):
    add(store)
    assert asyncio.run(lookup.find(secret)) is None


def test_a_change_of_role_or_regions_counts_at_once(store, lookup):
    user_id = add(store)
    _, secret = issue(store, user_id)
    with store.writing() as session:
        users.change_user(session, user_id, users.Change(role="viewer", regions=("28", "07")))
    found = asyncio.run(lookup.find(secret))
    assert (found.role, found.regions) == ("viewer", frozenset({"28", "07"}))


def test_disabling_an_account_ends_its_tokens(store, lookup):
    user_id = add(store)
    _, secret = issue(store, user_id)
    with store.writing() as session:
        users.change_user(session, user_id, users.Change(disabled=True))
    assert asyncio.run(lookup.find(secret)) is None


def test_the_use_of_a_token_is_noted_once_an_hour(store):
    user_id = add(store)
    token_id, secret = issue(store, user_id)
    long_ago = now() - timedelta(days=2)
    with store.writing() as session:
        session.execute(update(Token).values(used_at=long_ago))
    lookup = Lookup(store)
    asyncio.run(lookup.find(secret))
    lookup.close()
    with store.reading() as session:
        assert session.get_one(Token, token_id).used_at > now() - timedelta(minutes=1)


def test_a_look_up_waits_for_no_writer_and_no_busy_pool(store, lookup):
    _, secret = issue(store, add(store))
    held = [store.engine.connect() for _ in range(10)]
    with store.writing() as session:
        session.execute(update(User).values(name="занято"))
        started = time.monotonic()
        assert asyncio.run(lookup.find(secret)) is not None
        assert time.monotonic() - started < 1
    for connection in held:
        connection.close()


def test_old_tokens_are_swept_away(store):
    user_id = add(store)
    issue(store, user_id, timedelta(days=-40))
    issue(store, user_id)
    with store.writing() as session:
        assert tokens.forget_old(session) == 1
        assert len(session.scalars(select(Token)).all()) == 1


def test_old_tokens_are_swept_away_while_the_service_runs(store):
    issue(store, add(store), timedelta(days=-40))

    async def a_while() -> None:
        tidying = asyncio.create_task(every_day(store, first_after_s=0, every_s=0.01))
        for _ in range(200):
            await asyncio.sleep(0.01)
            with store.reading() as session:
                if not session.scalars(select(Token)).all():
                    break
        tidying.cancel()

    asyncio.run(a_while())
    with store.reading() as session:
        assert session.scalars(select(Token)).all() == []
