"""Search, similar measures and single measures through the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World, get, world
from store_samples import keep, roadmap

from nlp.domain import Region
from service.store.originals import Originals

ROWS = ("Семинар по наставничеству молодых учителей", "Закупка учебников для школьной библиотеки")
ADYGEA = Region(code="01", name="Республика Адыгея")
HOME = roadmap("home", ROWS)
NEAR = roadmap("near", ("Семинар о наставничестве для молодых педагогов",), municipality="Приозёрный район")
FOREIGN = roadmap("foreign", ("Тайный семинар по наставничеству учителей",), region=ADYGEA)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("search")
    with world(home, requests_per_minute=10**6) as made:
        for plan in (HOME, NEAR, FOREIGN):
            keep(made.store, Originals(home / "originals"), plan)
        yield made


def test_a_search_marks_the_words_and_names_the_source(made):
    found = get(made, "/search", q="наставничество")["hits"]
    assert {hit["plan_id"] for hit in found[:3]} == {HOME.id, NEAR.id, FOREIGN.id}
    best = next(hit for hit in found if hit["measure_id"] == HOME.measures[0].id)
    assert [best["text"][a:b] for a, b in best["spans"]] == ["наставничеству"]
    assert (best["file"], best["municipality"], best["position"]) == ("home.docx", "Заозёрный район", 1)
    assert [hit["rank"] for hit in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    "params, plans",
    [
        ({"region": "01"}, {FOREIGN.id}),
        ({"municipality": "приозёрный"}, {NEAR.id}),
        ({"year": 2022}, set()),
        ({"from": "2023-06-01", "to": "2025-01-01", "region": "28"}, {HOME.id, NEAR.id}),
        ({"from": "2024-01-01"}, set()),
        ({"role": "tutor"}, set()),
        ({"role": "school", "region": "01"}, {FOREIGN.id}),
    ],
)
def test_filters_hold(made, params, plans):
    assert {hit["plan_id"] for hit in get(made, "/search", q="семинар", **params)["hits"]} == plans


@pytest.mark.parametrize(
    "params, slug",
    [
        ({"q": ""}, "invalid-input"),
        ({}, "invalid-input"),
        ({"q": "семинар", "category": "нет"}, "invalid-input"),
        ({"q": "семинар", "limit": 201}, "invalid-input"),
        ({"q": "…"}, "unprocessable"),
        ({"q": "семинар", "from": "2025-01-01", "to": "2024-01-01"}, "unprocessable"),
    ],
)
def test_what_cannot_be_searched_is_told(made, params, slug):
    assert get(made, "/search", status=422, **params)["type"] == f"/problems/{slug}"


def test_similar_measures_are_those_of_other_plans(made):
    found = get(made, f"/measures/{HOME.measures[0].id}/similar", limit=2)["hits"]
    assert {hit["plan_id"] for hit in found} == {NEAR.id, FOREIGN.id}
    assert found[0]["similarity"] >= found[1]["similarity"] > 0.5


def test_a_measure_comes_with_its_plan(made):
    shown = get(made, f"/measures/{HOME.measures[1].id}")
    assert (shown["measure"]["text"], shown["plan"]["id"]) == (ROWS[1], HOME.id)
    assert shown["measure"]["deadline"]["windows"] == [["2023-05-01", "2023-05-31"]]


@pytest.mark.parametrize(
    "path, params", [("/search", {"q": "тайный семинар"}), (f"/measures/{HOME.measures[0].id}/similar", {})]
)
def test_bound_people_find_nothing_of_foreign_regions(made, path, params):
    assert "Тайный" in str(get(made, path, **params))
    assert "Тайный" not in str(get(made, path, "admin at home", **params))
    assert "Тайный" not in str(get(made, path, "admin at home", **params, region="01"))


@pytest.mark.parametrize("path", ["", "/similar"])
def test_a_measure_of_a_foreign_region_does_not_exist(made, path):
    get(made, f"/measures/{FOREIGN.measures[0].id}{path}", "admin at home", status=404)
    get(made, f"/measures/{HOME.measures[0].id}{path}", "admin elsewhere", status=404)
    get(made, f"/measures/нет{path}", status=404)


def test_what_was_stored_meanwhile_is_found(made, tmp_path):
    get(made, "/search", q="планетарий")
    keep(made.store, Originals(tmp_path), roadmap("later", ("Поездка в планетарий",), municipality="Лесной район"))
    assert get(made, "/search", q="планетарий")["hits"][0]["text"] == "Поездка в планетарий"
