"""Every route × every role × a foreign region, from the table in access_matrix.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from access_matrix import ENTRIES, SAMPLES, Entry
from api_world import PEOPLE, World, world
from fastapi.routing import APIRoute

from service.access.policy import EVERYWHERE, LEAST_ROLE
from service.openapi import action_of
from service.routes import ROUTERS

RANK = ("viewer", "expert", "admin")
ROUTES = {
    f"{method} {route.path}": route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("matrix"), requests_per_minute=10**6) as made:
        yield made


def call(made: World, name: str, entry: Entry, headers: dict[str, str]) -> tuple[int, str]:
    method, _, path = name.partition(" ")
    with made.store.writing() as session:
        for parameter, sample in entry.path.items():
            value = SAMPLES[sample](session) if sample in SAMPLES else sample
            path = path.replace(f"{{{parameter}}}", value)
    response = made.client.request(method, path, headers=headers, **entry.send)
    return response.status_code, response.text


def expected(entry: Entry, person: str | None) -> str:
    """What the table says of a person: «in», or the problem."""
    if entry.action is None:
        return "in"
    if person is None:
        return "not-authenticated"
    if RANK.index(PEOPLE[person][0]) < RANK.index(LEAST_ROLE[entry.action]):
        return "forbidden"
    if entry.action in EVERYWHERE and PEOPLE[person][1]:
        return "forbidden"
    is_foreign = entry.of_region and person == "admin elsewhere"
    is_anothers = entry.of_another and person != "admin"
    return "not-found" if is_foreign or is_anothers else "in"


def test_the_table_and_the_routes_agree(made):
    served = {
        f"{method} {route.path}" for route in made.app.routes if isinstance(route, APIRoute) for method in route.methods
    }
    assert served == set(ROUTES), "every router stands in service/routes/__init__.py"
    assert set(ROUTES) - set(ENTRIES) == set(), "routes without an entry in tests/access_matrix.py"
    assert set(ENTRIES) - set(ROUTES) == set(), "entries without a route"
    assert {type(route).__name__ for route in made.app.routes} == {"APIRoute"}, "nothing else is served"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_route_asks_for_the_right_in_the_table(name):
    assert name in ENTRIES, "add an entry to tests/access_matrix.py"
    assert action_of(ROUTES[name]) == ENTRIES[name].action


@pytest.mark.parametrize("person", [None, *PEOPLE])
@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_who_may_call_what(made, name, person):
    entry = ENTRIES[name]
    status, text = call(made, name, entry, made.new_session(person) if person else {})
    wanted = expected(entry, person)
    if wanted == "in":
        assert status < 400 or status in entry.fails, text
    else:
        assert f"/problems/{wanted}" in text, (status, text)


def test_every_action_is_asked_by_a_known_role():
    assert set(LEAST_ROLE.values()) <= set(RANK)
