"""The API against its own description: requests that fit it and requests that do not, put together by Schemathesis.

Whatever is sent, the answer is none of the service's failing, and has a status, a media type and a body that the
description names. Sent to a real server over the loopback; a part of the requests names what there is in the store.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from api_known import Known, fill
from api_world import listening, world
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from service.openapi import describe

schemathesis = pytest.importorskip("schemathesis", reason="нет пакета schemathesis: pip install 'schemathesis>=4.0'")

from schemathesis import GenerationMode, checks  # noqa: E402
from schemathesis.core.failures import FailureGroup  # noqa: E402
from schemathesis.specs.openapi import checks as of_openapi  # noqa: E402

# A stream without an end: tests/test_api_jobs.py.
ENDLESS = "/api/v1/jobs/events"
# What a program may not do on a person's behalf.
FOR_PEOPLE = ("POST /api/v1/tokens",)
# What succeeds with what is nowhere written alone.
NEVER_DONE = {f"GET {ENDLESS}", "POST /api/v1/me/password"}
CHECKS = [
    checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_schema_conformance,
]
SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


@dataclass
class Served:
    """The service at an address, what it holds, and what was found so far: the first request for each kind of failing."""

    program: requests.Session
    browser: requests.Session
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
        schema = schemathesis.openapi.from_dict(json.loads(json.dumps(describe(made.app))))
        with listening(made.app) as port, requests.Session() as program, requests.Session() as browser:
            program.headers.update(made.bearer("admin"))
            browser.headers.update(made.cookie("admin"))
            yield Served(program, browser, schema, f"http://127.0.0.1:{port}", known)


# --- sending --------------------------------------------------------------------------------------


def send_made_up(served: Served, mode: GenerationMode, n_each: int) -> None:
    """Send about so many requests of chance to each operation; what is wrong with the answers is noted."""

    for operation in operations(served):

        @settings(SETTINGS, max_examples=n_each)
        @given(case=operation.as_strategy(generation_mode=mode), turn=st.integers(0, 17))
        def each(case: Any, turn: int) -> None:
            send(served, case, turn)

        with contextlib.suppress(Unsatisfiable):  # there is nothing that could be wrong with the request
            each()


def send_bounds(served: Served, mode: GenerationMode, n_most: int | None) -> None:
    """Send the requests that stand at the bounds of what the description allows, on this side or on that."""
    for operation in operations(served):
        config = served.schema.config.generation_for(operation=operation)
        bounds = served.schema.iter_coverage_cases(operation, generation_modes=[mode], generation_config=config)
        for turn, case in enumerate(itertools.islice(bounds, n_most)):
            send(served, case, turn)


def operations(served: Served) -> Iterator[Any]:
    for made in served.schema.get_all_operations():
        operation = made.ok()
        if operation.path != ENDLESS:
            yield operation


def send(served: Served, case: Any, turn: int) -> None:
    # Two of three name what there is.
    if turn % 3:
        for part in ("path_parameters", "query", "body"):
            setattr(case, part, served.known.named(getattr(case, part), turn // 3, case.method == "DELETE"))
    session = served.browser if case.operation.label in FOR_PEOPLE else served.program
    response = case.call(base_url=served.url, session=session, timeout=60)
    session.cookies.clear()  # a login's
    served.n_sent += 1
    status = response.status_code
    served.statuses[status] = served.statuses.get(status, 0) + 1
    if status < 300:
        served.reached.add(case.operation.label)
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as failures:
        for one in failures.exceptions:
            told = f"{status} {case.operation.label}: {one.title}: {one.message[:300]}"
            served.found.setdefault(told, f"{case.as_curl_command()}\n{response.text[:600]}")


def report(served: Served) -> str:
    counts = ", ".join(f"{status}: {n}" for status, n in sorted(served.statuses.items()))
    missed = ", ".join(sorted(never_done(served)))
    return "\n\n".join(
        [
            f"{served.n_sent} requests, {counts}",
            f"never done: {missed}",
            *(f"{k}\n{v}" for k, v in served.found.items()),
        ]
    )


def never_done(served: Served) -> set[str]:
    return {made.ok().label for made in served.schema.get_all_operations()} - served.reached - NEVER_DONE


def test_some_hundreds_of_requests_get_what_the_description_says(served):
    send_made_up(served, GenerationMode.POSITIVE, 3)
    send_bounds(served, GenerationMode.POSITIVE, 5)
    send_bounds(served, GenerationMode.NEGATIVE, 3)
    assert not served.found, report(served)
    assert served.n_sent > 300
    assert not never_done(served), report(served)


@pytest.mark.torture
def test_ten_thousand_requests_get_what_the_description_says(served):
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        send_bounds(served, mode, None)
        send_made_up(served, mode, 60)
    assert not served.found, report(served)
    assert served.n_sent > 10_000
    assert not never_done(served), report(served)
