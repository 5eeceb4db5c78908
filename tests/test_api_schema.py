"""The API against its own description: requests that fit it and requests that do not, put together by Schemathesis.

Whatever is sent, the answer is none of the service's failing, and has a status, a media type and a body that the
description names. Sent to a real server over the loopback; a part of the requests names what there is in the store.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from api_world import World, world
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from store_samples import catalogue, keep, mandates, roadmap

from nlp.domain import Region, SetPassport
from service.access import tokens, users
from service.corrections import keeping
from service.openapi import describe
from service.store.originals import Originals
from service.store.tables import Correction
from service.store.tables_access import Job

schemathesis = pytest.importorskip("schemathesis", reason="нет пакета schemathesis: pip install 'schemathesis>=4.0'")

from schemathesis import GenerationMode, checks  # noqa: E402
from schemathesis.core.failures import FailureGroup  # noqa: E402
from schemathesis.specs.openapi import checks as of_openapi  # noqa: E402

# A stream without an end: tests/test_api_jobs.py.
ENDLESS = "/api/v1/jobs/events"
CHECKS = [
    checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
]
# An answer that owns up to what is not there, as the description names it: no failing of the service.
HONEST = (503,)
ROWS = (
    "Анализ результатов ВПР в школах района",
    "Семинар для директоров школ с низкими образовательными результатами",
    "Родительские собрания об итогах четверти",
    "Разработка и утверждение муниципальной дорожной карты поддержки школ",
)


@dataclass
class Known:
    """What there is in the store, by the name that a path, a query or a body has for it."""

    ids: dict[str, list[Any]] = field(default_factory=dict)

    def put(self, names: str, *ids: Any) -> None:
        for name in names.split():
            self.ids[name] = list(ids)

    def named(self, value: Any, turn: int, name: str = "") -> Any:
        """Return a part of a request with what there is in the place of what was made up."""
        if isinstance(value, dict):
            return {key: self.named(part, turn, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self.named(part, turn + i, name) for i, part in enumerate(value)]
        found = self.ids.get(name)
        return found[turn % len(found)] if found and isinstance(value, str | int) else value


@dataclass
class Served:
    """The service at an address, what it holds, and what was found so far: the first request for each kind of failing."""

    made: World
    schema: Any
    url: str
    known: Known
    n_sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)  # operations that did what they were asked to
    found: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("schema")
    with world(home, requests_per_minute=10**9) as made:
        known = fill(made, home)
        config = uvicorn.Config(made.app, log_level="critical", lifespan="off", access_log=False)
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield Served(made, schemathesis.openapi.from_dict(json.loads(json.dumps(describe(made.app)))), url, known)
        server.should_exit = True
        thread.join()
        listening.close()


def fill(made: World, home: Path) -> Known:
    """Keep plans of two regions and years, answered for and corrected, and somebody to be managed."""
    originals, few = Originals(home / "originals"), catalogue(made.store)
    plans = [
        roadmap("one", ROWS),
        roadmap("two", ROWS[::-1], period=("2024-01-01", "2024-12-31")),
        roadmap("three", ROWS[1:], municipality="Полевой район", region=Region(code="01", name="Республика Адыгея")),
    ]
    documents = [keep(made.store, originals, plan, catalogue_ids=(few,)) for plan in plans]
    measures = [m.id for plan in plans for m in plan.measures]
    known = Known()
    with made.store.writing() as session:
        for plan in plans:
            drafted = keeping.draft(session, plan.id, [SetPassport(title="Другое название")])
            keeping.keep(session, drafted, keeping.Author(None))
        someone = users.create_user(session, users.Account("кто-то", "viewer")).id
        token = tokens.issue(session, someone, "проба", None)[0].id
        jobs = [Job(kind="probe", payload={}, subject_id=plans[0].id) for _ in range(3)]
        session.add_all(jobs)
        session.flush()
        known.put("correction_id", *(row.id for row in session.query(Correction)))
        known.put("job_id", *(job.id for job in jobs))
    known.put("plan_id left right plans since plan left_plan right_plan", *(plan.id for plan in plans))
    known.put("document_id", *documents)
    known.put("measure_id measure left_measure right_measure measures after", *measures)
    known.put("catalogue_id catalogue", few)
    known.put("mandate", *(m.id for m in mandates()))
    known.put("user_id user", someone)
    known.put("token_id", token)
    known.put("revision", 1)
    return known


# --- sending --------------------------------------------------------------------------------------


def send_cases(served: Served, n_each: int, mode: GenerationMode) -> None:
    """Send about so many requests to each operation; what is wrong with the answers is noted."""
    with requests.Session() as session:
        session.headers.update(served.made.bearer("admin"))
        for made in served.schema.get_all_operations():
            operation = made.ok()
            if operation.path != ENDLESS:
                send_to(served, session, operation, (n_each, mode))


def send_to(served: Served, session: requests.Session, operation: Any, of: tuple[int, GenerationMode]) -> None:
    n_each, mode = of

    @settings(
        max_examples=n_each,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(case=operation.as_strategy(generation_mode=mode), turn=st.integers(0, 17))
    def each(case: Any, turn: int) -> None:
        # Two of three name what there is; what is deleted is gone after that.
        if turn % 3 and operation.method != "delete":
            case.path_parameters = served.known.named(case.path_parameters, turn // 3)
            case.query = served.known.named(case.query, turn // 3)
            case.body = served.known.named(case.body, turn // 3)
        send(served, session, case)

    with contextlib.suppress(Unsatisfiable):  # there is nothing that could be wrong with the request
        each()


def send(served: Served, session: requests.Session, case: Any) -> None:
    response = case.call(base_url=served.url, session=session, timeout=60)
    served.n_sent += 1
    status = response.status_code
    served.statuses[status] = served.statuses.get(status, 0) + 1
    if status < 300:
        served.reached.add(case.operation.label)
    try:
        case.validate_response(response, checks=CHECKS if status not in HONEST else CHECKS[1:])
    except FailureGroup as failures:
        for one in failures.exceptions:
            told = f"{status} {case.operation.label}: {one.title}: {one.message[:300]}"
            served.found.setdefault(told, f"{case.as_curl_command()}\n{response.text[:600]}")


def report(served: Served) -> str:
    counts = ", ".join(f"{status}: {n}" for status, n in sorted(served.statuses.items()))
    labels = {made.ok().label for made in served.schema.get_all_operations()}
    missed = ", ".join(sorted(labels - served.reached))
    return "\n\n".join(
        [
            f"{served.n_sent} requests, {counts}",
            f"never done: {missed}",
            *(f"{k}\n{v}" for k, v in served.found.items()),
        ]
    )


def test_some_hundreds_of_requests_get_what_the_description_says(served):
    send_cases(served, 6, GenerationMode.POSITIVE)
    send_cases(served, 2, GenerationMode.NEGATIVE)
    assert not served.found, report(served)
    assert served.n_sent > 300


@pytest.mark.torture
def test_ten_thousand_requests_get_what_the_description_says(served):
    send_cases(served, 120, GenerationMode.POSITIVE)
    send_cases(served, 60, GenerationMode.NEGATIVE)
    assert not served.found, report(served)
    assert served.n_sent > 10_000
