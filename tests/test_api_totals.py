"""Totals of coverage, plans of one file, the list of regions through the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from api_world import World, get, world
from store_samples import catalogue, keep, roadmap

from nlp.domain import Region
from service.corrections.keeping import Author, keep_answer
from service.store.originals import Originals
from service.store.tables import Correction

FAR = {"region": Region(code="01", name="Республика Адыгея"), "municipality": "Полевой район"}
PLANS = {
    "home": roadmap("home", ("Анализ результатов ВПР в школах района", "Семинар для директоров школ")),
    "near": roadmap("near", ("Закупка учебников",), municipality="Приозёрный район"),
    "foreign": roadmap("foreign", ("Родительские собрания",), **FAR),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    home = tmp_path_factory.mktemp("totals")
    with world(home, requests_per_minute=10**6) as made:
        few = catalogue(made.store)
        for plan in PLANS.values():
            keep(made.store, Originals(home / "originals"), plan, catalogue_ids=(few,))
        yield made, few


def totals_of(matrix: dict) -> list[dict[str, int]]:
    columns = zip(*(line["statuses"] for line in matrix["plans"]), strict=True)
    return [dict(Counter(status for status in column if status)) for column in columns]


def counts(answer: dict) -> list[dict[str, int]]:
    return [mandate["counts"] for mandate in answer["mandates"]]


@pytest.mark.parametrize("person, n_plans", [("viewer", 3), ("admin elsewhere", 1)])
@pytest.mark.parametrize("judged", [False, True])
def test_totals_count_what_the_matrix_shows(kept, person, n_plans, judged):
    made, few = kept
    matrix = get(made, "/matrix", person)
    if judged:
        mandate, machine = matrix["mandates"][0]["id"], matrix["plans"][0]["statuses"][0]
        other = next(status for status in ("covered", "missing") if status != machine)
        with made.store.writing() as session:
            for status in (machine, other):  # the last word counts
                word = Correction(
                    plan_id=matrix["plans"][0]["plan_id"],
                    kind="coverage",
                    target={"catalogue_id": few, "mandate": mandate},
                    machine={},
                    expert={"status": status},
                )
                keep_answer(session, word, Author(None))
        matrix, before = get(made, "/matrix", person), totals_of(matrix)
        assert totals_of(matrix) != before
    shown = get(made, "/coverage", person)
    assert (shown["n_plans"], shown["catalogue_id"]) == (n_plans, few)
    assert [(m["id"], m["title"]) for m in shown["mandates"]] == [(m["id"], m["title"]) for m in matrix["mandates"]]
    assert counts(shown) == totals_of(matrix)
    with made.store.writing() as session:
        session.query(Correction).delete()


def test_totals_follow_the_filter(kept):
    assert get(kept[0], "/coverage", region="01")["n_plans"] == 1
    assert get(kept[0], "/coverage", region="77")["n_plans"] == 0


def test_plans_of_one_file_are_found(kept):
    made, _ = kept
    plan = PLANS["near"].id
    document = get(made, f"/plans/{plan}/document")["id"]
    found = get(made, "/plans", document=document)
    assert [p["id"] for p in found["plans"]] == [plan] and found["total"] == 1
    assert get(made, "/plans", "admin elsewhere", document=document)["plans"] == []


def test_all_regions_are_listed_by_name(kept):
    regions = get(kept[0], "/regions")["regions"]
    names = [region["name"] for region in regions]
    assert len(names) > 80 and names == sorted(names)
    assert {"code": "28", "name": "Амурская область"} in regions
