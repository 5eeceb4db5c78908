"""Frequencies, near-copies and unusual measures through the API; the models' figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World, get, world
from store_samples import keep, roadmap

from nlp.domain import Region
from service.answers import analytics
from service.store.originals import Originals
from service.store.tables import Plan

ADYGEA = Region(code="01", name="Республика Адыгея")
SHARED = tuple(
    f"Проведение {what} для учителей школ с низкими образовательными результатами района"
    for what in ("выездного семинара", "тематической недели", "открытых уроков")
)
ODD = ("Полёт на воздушном шаре над озером", "Полёты на воздушных шарах над озером")
YEAR_AND_A_HALF = ("2023-01-01", "2024-06-30")
PLANS = (
    roadmap("one", (*SHARED, ODD[0])),
    roadmap("two", (*SHARED, ODD[1]), municipality="Приозёрный район", period=YEAR_AND_A_HALF),
    roadmap("foreign", SHARED, municipality="Полевой район", region=ADYGEA),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("analytics")
    with world(home, requests_per_minute=10**6) as made:
        for plan in PLANS:
            keep(made.store, Originals(home / "originals"), plan)
        yield made


@pytest.mark.parametrize("what", ["activities", "categories"])
def test_every_measure_is_counted_once_by_region(made, what):
    shown = get(made, f"/analytics/{what}")
    assert (shown["n_plans"], shown["n_measures"]) == (3, 11)
    assert sum(item["n_measures"] for item in shown["items"]) == 11
    by_region = [(t["key"], t["n_plans"], t["n_measures"]) for t in shown["totals"]]
    assert by_region == [("01", 1, 3), ("28", 2, 8)]
    for item in shown["items"]:
        assert sum(count["n_measures"] for count in item["by"]) == item["n_measures"]
        assert sum(count["n_plans"] for count in item["by"]) == item["n_plans"]
    assert [i["n_plans"] for i in shown["items"]] == sorted((i["n_plans"] for i in shown["items"]), reverse=True)


def test_a_plan_of_two_years_counts_in_both(made):
    shown = get(made, "/analytics/categories", by="year")
    assert [(t["key"], t["n_plans"]) for t in shown["totals"]] == [("2023", 3), ("2024", 1)]


def test_filters_and_regions_hold_in_frequencies(made):
    assert get(made, "/analytics/activities", region="01")["n_measures"] == 3
    assert get(made, "/analytics/activities", "admin at home")["n_measures"] == 8
    assert get(made, "/analytics/activities", "admin at home", region="01")["n_measures"] == 0


def test_beside_a_plan_only_the_last_versions_of_others_count(made):
    assert get(made, "/analytics/categories", beside=PLANS[2].id)["n_measures"] == 8
    with made.store.writing() as session:  # as if the second plan went on with the first
        first, second = (session.get_one(Plan, plan.id) for plan in PLANS[:2])
        kept = second.lineage_id, second.period_start, second.period_end
        second.lineage_id, second.version = first.lineage_id, 2
        second.period_start, second.period_end = first.period_start, first.period_end
    try:
        assert get(made, "/analytics/categories", beside=PLANS[2].id)["n_plans"] == 1
        assert get(made, "/analytics/categories", beside=PLANS[0].id)["n_measures"] == len(SHARED)
    finally:
        with made.store.writing() as session:
            again = session.get_one(Plan, PLANS[1].id)
            (again.lineage_id, again.period_start, again.period_end), again.version = kept, 1


def test_copies_are_found_with_their_texts(made):
    shown = get(made, "/analytics/copies")
    assert (shown["n_plans"], shown["n_left_out"], shown["n_pairs"]) == (3, 0, 3)
    texts = {(row["left_text"], row["right_text"]) for pair in shown["pairs"] for row in pair["rows"]}
    assert (SHARED[0], SHARED[0]) in texts
    assert {own["plan"]["id"] for own in shown["plans"]} == {plan.id for plan in PLANS}
    assert len(get(made, "/analytics/copies", limit=1)["pairs"]) == 1


def test_copies_show_bound_people_their_regions_only(made):
    get(made, "/analytics/copies")  # what others were answered is remembered
    shown = get(made, "/analytics/copies", "admin at home")
    assert shown["n_pairs"] == 1
    assert PLANS[2].id not in str(shown)
    assert get(made, "/analytics/copies", "admin elsewhere")["pairs"] == []


def test_copies_are_looked_for_among_the_latest_plans_and_that_is_told(made, monkeypatch):
    monkeypatch.setattr(analytics, "MOST_PLANS", 2)
    shown = get(made, "/analytics/copies", least_share=0.3)
    assert (shown["n_plans"], shown["n_left_out"]) == (2, 1)


@pytest.mark.parametrize("is_later_first", [False, True])
def test_a_plan_is_not_told_to_repeat_its_own_earlier_version(tmp_path, is_later_first):
    years = [PLANS[0], roadmap("next", SHARED, period=("2024-01-01", "2024-12-31"))]
    with world(tmp_path, requests_per_minute=10**6) as made:
        for plan in (*(reversed(years) if is_later_first else years), PLANS[1]):
            keep(made.store, Originals(tmp_path / "originals"), plan)
        shown = get(made, "/analytics/copies")
        assert (shown["n_plans"], shown["n_earlier"], shown["n_pairs"]) == (2, 1, 1)
        assert PLANS[0].id not in str(shown)
        assert get(made, "/analytics/copies", year=2023)["n_earlier"] == 0


def test_unusual_measures_are_grouped_by_meaning(made):
    groups = get(made, "/analytics/unusual", region="28")["groups"]
    assert {m["text"] for m in groups[0]["measures"]} == set(ODD)
    assert groups[0]["n_plans"] == 2


def test_unusual_measures_of_foreign_regions_are_not_shown(made):
    assert "шар" not in str(get(made, "/analytics/unusual", "admin elsewhere"))
    assert get(made, "/analytics/unusual", region="10") == {
        "n_measures": 0,
        "n_left_out": 0,
        "n_alone": 0,
        "groups": [],
    }


def test_the_latest_unusual_measures_are_grouped_and_that_is_told(made, monkeypatch):
    n_all = get(made, "/analytics/unusual")["n_measures"]
    monkeypatch.setattr(analytics, "MOST_MEASURES", 1)
    shown = get(made, "/analytics/unusual")
    assert (shown["n_measures"], shown["n_left_out"], shown["n_alone"]) == (1, n_all - 1, 1)


def test_the_models_tell_how_well_they_do(made):
    shown = get(made, "/models")
    assert len(shown["stamp"]) == 64
    assert {r["part"] for r in shown["reliability"]} == {"categories", "matches"}
    assert sum(b["n"] for b in shown["reliability"][0]["bins"]) == shown["figures"]["classifier"]["categories"]["n"]
