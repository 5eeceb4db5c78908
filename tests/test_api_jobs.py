"""Jobs over HTTP: shown, cancelled, followed as events behind a real server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from api_world import World, listening, world

from service.jobs import events, queue
from service.store.tables import Plan
from service.store.tables_access import Job, Token


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("jobs"), requests_per_minute=10**6) as made:
        yield made


@pytest.fixture(scope="module")
def port(made: World) -> Iterator[int]:
    with listening(made.app, timeout_graceful_shutdown=1) as port:
        yield port


def a_job(made: World, person: str | None = "expert", **values: object) -> str:
    with made.store.writing() as session:
        job = Job(kind="probe", payload={}, created_by=made.ids.get(person or ""))
        for name, value in values.items():
            setattr(job, name, value)
        session.add(job)
        session.flush()
        return job.id


def change(made: World, job_id: str, **values: object) -> None:
    with made.store.writing() as session:
        job = session.get_one(Job, job_id)
        for name, value in values.items():
            setattr(job, name, value)
        job.version += 1


def ask(made: World, path: str, person: str = "expert", method: str = "GET"):
    return made.client.request(method, f"/api/v1/jobs{path}", headers=made.bearer(person))


class Stream:
    """A stream of events, read one by one."""

    def __init__(self, made: World, port: int, query: str = "", person: str = "expert") -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
        self._open = self._client.stream("GET", f"/api/v1/jobs/events{query}", headers=made.bearer(person))

    def __enter__(self) -> Stream:
        self.response = self._open.__enter__()
        self._lines = self.response.iter_lines()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.__exit__(None, None, None)
        self._client.close()

    def next(self) -> tuple[str, dict]:
        """The next event and its data; a heartbeat is «beat»."""
        kind = ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                return kind, json.loads(value)
            elif line == ": beat":
                return "beat", {}
        return "closed", {}


def test_one_sees_ones_own_jobs(made):
    mine, others = a_job(made), a_job(made, "admin", state="done")
    assert mine in {job["id"] for job in ask(made, "").json()["jobs"]}
    assert others not in {job["id"] for job in ask(made, "?limit=200").json()["jobs"]}
    everybody = ask(made, "?everybody=true&state=done", "admin").json()["jobs"]
    assert [job["id"] for job in everybody] == [others]
    for person in ("expert", "admin at home"):
        assert ask(made, "?everybody=true", person).status_code == 403
    assert ask(made, "?state=чужое").status_code == 422


def test_bound_people_see_jobs_on_what_they_see(made):
    with made.store.writing() as session:
        from access_matrix import a_plan

        plan = session.get_one(Plan, a_plan(session))
        plan_id, document_id = plan.id, plan.document_id
    for subject in (plan_id, document_id):
        job_id = a_job(made, subject_id=subject)
        assert ask(made, f"/{job_id}", "admin at home").status_code == 200
        assert ask(made, f"/{job_id}", "admin elsewhere").status_code == 404
    own = a_job(made, "admin elsewhere")
    assert ask(made, f"/{own}", "admin elsewhere").status_code == 200
    assert ask(made, f"/{own}", "admin at home").status_code == 404


def test_experts_stop_their_own_jobs_and_administrators_any(made):
    mine, others = a_job(made), a_job(made, "admin")
    assert ask(made, f"/{mine}/cancel", method="POST").json()["state"] == "cancelled"
    refused = ask(made, f"/{others}/cancel", method="POST")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
    running = a_job(made, state="running", lease_owner="somebody")
    told = ask(made, f"/{running}/cancel", "admin", "POST").json()
    assert (told["state"], told["cancel_asked"]) == ("running", True)
    done = a_job(made, state="done")
    assert ask(made, f"/{done}/cancel", method="POST").json()["state"] == "done"


def test_events_of_one_job_end_with_it(made, port):
    job_id = a_job(made)
    with Stream(made, port, f"?job={job_id}") as stream:
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert stream.next()[1]["state"] == "queued"
        change(made, job_id, state="running", stage="page", done=3, total=7)
        kind, job = stream.next()
        assert (kind, job["stage"], job["done"], job["total"]) == ("job", "page", 3, 7)
        with made.store.writing() as session:
            queue.finish(session.get_one(Job, job_id), {"plan_ids": []})
        assert stream.next()[1]["state"] == "done"
        assert stream.next() == ("end", {})
        assert stream.next()[0] == "closed"


def test_a_job_that_has_ended_is_told_at_once(made, port):
    with Stream(made, port, f"?job={a_job(made, state='failed')}") as stream:
        assert [stream.next()[0], stream.next()[0]] == ["job", "end"]


def test_events_of_ones_own_jobs_only(made, port, monkeypatch):
    monkeypatch.setattr(events, "IDLE_EVERY_S", 0.05)
    with Stream(made, port, person="viewer") as stream:
        a_job(made, "admin")
        mine = a_job(made, "viewer")
        assert stream.next()[1]["id"] == mine
        change(made, mine, state="running")
        assert stream.next()[1]["state"] == "running"


def test_a_foreign_job_has_no_events(made, port):
    job_id = a_job(made, "admin")
    with Stream(made, port, f"?job={job_id}", "admin elsewhere") as stream:
        assert stream.response.status_code == 404


def test_streams_beat_and_end_with_their_token(made, port, monkeypatch):
    monkeypatch.setattr(events, "BEAT_EVERY_S", 0.05)
    job_id = a_job(made)
    with Stream(made, port, f"?job={job_id}", "admin") as stream:
        assert [stream.next()[0], stream.next()[0]] == ["job", "beat"]
        with made.store.writing() as session:
            for token in session.query(Token).filter(Token.user_id == made.ids["admin"], Token.kind == "program"):
                token.revoked_at = token.created_at
        while (kind := stream.next()[0]) == "beat":
            pass
        assert kind == "end"


def test_many_listeners_hold_no_thread(made, port):
    """More streams than there are threads for routes, and another request is still answered."""
    streams = [Stream(made, port, f"?job={a_job(made, person)}", person) for person in ("expert", "viewer") * 20]
    opened = []
    try:
        for stream in streams:
            opened.append(stream.__enter__())
        assert [stream.next()[0] for stream in opened] == ["job"] * 40
        started = time.monotonic()
        answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/jobs", headers=made.bearer("expert"), timeout=10)
        assert answer.status_code == 200
        assert time.monotonic() - started < 5
        with Stream(made, port, person="expert") as one_more:
            assert one_more.response.status_code == 503
    finally:
        for stream in opened:
            stream.__exit__()
