"""The queue on SQLite and PostgreSQL: who gets which job when, and what becomes of jobs whose workers die."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pg
import pytest
from jobs_samples import take_one
from sqlalchemy import update

from nlp.errors import InputError, StoreError
from service.jobs import queue
from service.jobs.failures import POISON, failure
from service.jobs.owners import is_dead, own_name
from service.jobs.watching import changes, look, wait
from service.store.columns import now
from service.store.engine import Store
from service.store.opening import open_store
from service.store.tables_access import Job, User

DEAD = own_name().split("|")[0] + "|999999999|1|x"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("jobs")
    name = pg.new_database() if request.param == "postgresql" else ""
    with open_store(pg.url(name) if name else f"sqlite:///{home / 'sverka.db'}", home) as store:
        yield store
    if name:
        pg.drop_database(name)


@pytest.fixture
def store(kept: Store) -> Store:
    with kept.writing() as session:
        session.query(Job).delete()
        session.query(User).delete()
        session.add_all(User(id=user, login=user, role="expert") for user in ("anna", "boris"))
    return kept


def add(store: Store, kind: str = "test", **how) -> str:
    with store.writing() as session:
        return queue.enqueue(session, kind, {"n": 1}, **how).id


def change(store: Store, job_id: str, **values) -> None:
    with store.writing() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def let_fail(store: Store, job_id: str, found, owner: str = "me") -> None:
    with store.writing() as session:
        queue.fail(queue.hold(session, job_id, owner), found)


def test_a_key_is_one_job(store):
    first = add(store, key="k")
    assert add(store, key="k") == first
    assert add(store, key="other") != first
    assert add(store) != add(store)


def test_a_key_is_one_job_for_all_who_come_at_once(store):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(add(store, key="same"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_job_is_taken_by_one(store):
    ids = {add(store) for _ in range(20)}
    taken: list[str] = []

    def work(owner: str) -> None:
        while job := take_one(store, owner, 30):
            taken.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_people_come_before_the_background_and_share_alike(store):
    with_time = [add(store, user_id="anna", priority=queue.SOON) for _ in range(3)]
    other = add(store, user_id="boris", priority=queue.SOON)
    add(store, priority=queue.BACKGROUND)
    urgent = add(store, user_id="anna", priority=queue.AT_ONCE)
    order = [take_one(store, "me", 30).id for _ in range(5)]
    assert order == [urgent, other, *with_time]


def test_a_job_waits_for_its_time(store):
    job_id = add(store, not_before=now() + timedelta(hours=1))
    assert take_one(store, "me", 30) is None
    change(store, job_id, not_before=now())
    assert take_one(store, "me", 30).id == job_id


def test_jobs_of_a_kind_are_taken_together_but_for_those_that_failed(store):
    ids = [add(store, "a") for _ in range(4)]
    add(store, "b")
    change(store, ids[2], n_attempts=1)
    assert [j.id for j in queue.take_some(store, "me", 30, 3)] == [ids[0], ids[1], ids[3]]
    assert [j.id for j in queue.take_some(store, "me", 30, 3)] == [ids[2]]


def test_a_lease_that_ran_out_is_taken_over_and_its_old_owner_can_store_nothing(store):
    job_id = add(store)
    take_one(store, "slow", -1)
    assert queue.take_some(store, "slow", 30, 1, busy={job_id}) == []
    assert take_one(store, "next", 30).id == job_id
    with pytest.raises(queue.LeaseLostError), store.writing() as session:
        queue.hold(session, job_id, "slow")


def test_a_heartbeat_keeps_the_lease_and_tells_who_is_to_stop(store):
    job_id, other = add(store), add(store)
    for _ in range(2):
        take_one(store, "me", 30)
    change(store, job_id, lease_until=now() - timedelta(seconds=1))
    with store.writing() as session:
        assert queue.cancel(session, other) == "running"
        assert queue.heartbeat(session, "me", 30, [job_id, other, "gone"]) == ({job_id, other}, {other})
    assert take_one(store, "you", 30) is None


def test_a_queued_job_is_cancelled_at_once(store):
    job_id = add(store)
    with store.writing() as session:
        assert queue.cancel(session, job_id) == "cancelled"
        assert queue.cancel(session, "unknown") is None
    assert take_one(store, "me", 30) is None


def test_what_the_user_must_mend_is_not_tried_again(store):
    job_id = add(store)
    take_one(store, "me", 30)
    let_fail(store, job_id, failure(InputError("Не прочитан", "пуст", "Замените.")))
    job = look(store, job_id)
    assert (job.state, job.error["why"]) == ("failed", "пуст")


@pytest.mark.parametrize("found", [POISON, failure(RuntimeError("Орлова")), failure(StoreError("а", "б", "в"))])
def test_a_crash_is_tried_again_until_it_is_enough(store, found):
    job_id = add(store)
    for attempt in range(1, 6):
        assert take_one(store, "me", 30).id == job_id
        let_fail(store, job_id, found)
        job = look(store, job_id)
        assert job.state == ("failed" if attempt == 5 else "queued")
        assert take_one(store, "me", 30) is None
        change(store, job_id, not_before=now())
    assert job.error == found.told
    assert "Орлова" not in str(job.error)


def test_delays_double_and_are_spread_alike_every_time():
    delays = [queue.delay_s("job", n) for n in range(1, 12)]
    assert delays == [queue.delay_s("job", n) for n in range(1, 12)]
    for n, delay in enumerate(delays):
        usual = min(2.0**n, 300.0)
        assert 0.5 * usual <= delay <= 1.5 * usual
    assert queue.delay_s("job", 1) != queue.delay_s("another", 1)


def test_a_job_that_kills_the_whole_service_again_and_again_ends(store):
    job_id = add(store)
    for _ in range(queue.MAX_TAKEOVERS):
        change(store, job_id, not_before=now())
        assert take_one(store, DEAD, 30).id == job_id
        assert queue.release_dead(store) == 1
    assert look(store, job_id).error == POISON.told


def test_a_living_owner_keeps_its_jobs(store):
    add(store)
    take_one(store, own_name(), 30)
    assert queue.release_dead(store) == 0
    assert not is_dead("another-host|1|1|x")
    assert is_dead(DEAD)


def test_a_graceful_end_costs_no_attempt(store):
    job_id = add(store)
    take_one(store, "me", 30)
    assert queue.give_back(store, "me") == 1
    job = take_one(store, "you", 30)
    assert (job.id, job.n_attempts, job.n_takeovers) == (job_id, 0, 0)


def test_a_step_keeps_what_is_left_of_the_work(store):
    job_id = add(store)
    take_one(store, "me", 30)
    with store.writing() as session:
        queue.again(queue.hold(session, job_id, "me"), {"after": "x"}, 4, 10)
    job = take_one(store, "me", 30)
    assert (job.payload, job.done, job.total) == ({"after": "x"}, 4, 10)


def test_changes_are_told_once(store):
    job_id = add(store, user_id="anna")
    seen = {j.id: j.version for j in changes(store, {}, user_id="anna")}
    assert list(seen) == [job_id]
    assert changes(store, seen, user_id="anna") == []
    assert changes(store, {}, user_id="boris") == []
    take_one(store, "me", 30)
    with store.writing() as session:
        queue.progress(session, "me", job_id, "page", (3, 10))
        queue.progress(session, "other", job_id, "page", (9, 10))
    (job,) = changes(store, seen, job_id=job_id)
    assert (job.state, job.stage, job.done, job.total) == ("running", "page", 3, 10)
    begun = now()
    with store.writing() as session:
        queue.finish(queue.hold(session, job_id, "me"), {"n": 1})
    assert [j.state for j in changes(store, {job_id: job.version}, user_id="anna", since=begun)] == ["done"]
    assert wait(store, job_id, 0).result == {"n": 1}


def test_waiting_ends_with_the_time_and_for_an_unknown_job_at_once(store):
    assert wait(store, add(store), 0.05).state == "queued"
    with pytest.raises(InputError):
        wait(store, "unknown", 1)


def test_a_failed_job_can_be_queued_anew(store):
    job_id = add(store)
    take_one(store, "me", 30)
    let_fail(store, job_id, failure(InputError("а", "б", "в")))
    with store.writing() as session:
        queue.retry(session.get(Job, job_id))
    assert take_one(store, "me", 30).id == job_id
