"""The page «Исследование»: numbers with their denominators, the map, repeats, the data set."""

from __future__ import annotations

from pathlib import Path

import pytest
import ui_world
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ui import wording
from ui.charts import frequency, tiles
from ui.client import analytics
from ui.views.research.copies import differing
from ui.views.research.regions import _coverage
from ui.wording import research as words
from ui.wording.regions import TILES

ROOT = Path(__file__).parent.parent


def page(**query):
    shown = ui_world.opened("research", **query)
    assert not shown.exception
    assert not shown.error, shown.error
    return shown


def values_of(chart) -> list[dict]:
    """What a picture is drawn of: its largest set of values."""
    return max(chart.to_dict()["datasets"].values(), key=len)


def test_every_federal_subject_has_a_tile_of_its_own():
    codes = [region["code"] for region in yaml.safe_load((ROOT / "corpus" / "regions.yaml").read_text("utf-8"))]
    assert sorted(tile.code for tile in TILES) == sorted(codes)
    assert len({(tile.column, tile.row) for tile in TILES}) == len({tile.short for tile in TILES}) == len(TILES)


def test_neighbours_on_the_map_stand_near_on_the_grid():
    places = {tile.code: (tile.column, tile.row) for tile in TILES}
    for one, other in [("50", "77"), ("28", "27"), ("59", "66"), ("05", "20"), ("78", "47"), ("23", "01")]:
        (a, b), (c, d) = places[one], places[other]
        assert max(abs(a - c), abs(b - d)) == 1
    assert places["39"][0] < places["77"][0] < places["66"][0] < places["25"][0]
    assert places["51"][1] < places["77"][1] < places["05"][1]


@pytest.mark.parametrize("tab", words.TABS)
def test_every_section_is_drawn(demo, tab):
    shown = page(tab=tab)
    assert shown.session_state["tab"] == tab
    assert len(ui_world.words(shown)) > 200


def test_frequencies_name_how_many_plans_they_are_of(demo):
    found = analytics.activities(ui_world.client(demo), "region")
    most = next(item for item in found.items if item.id)
    shown = page(activity=most.id)
    told = ui_world.words(shown)
    assert words.of_plans(most.n_plans, found.n_plans) in told
    rest = next(item for item in found.items if item.id is None)
    assert words.rows(rest.n_measures) in told


@pytest.mark.parametrize("by", ["region", "year"])
def test_columns_of_few_plans_are_starred(demo, by):
    shown = page(by=by)
    assert words.FEW in ui_world.words(shown)
    found = analytics.activities(ui_world.client(demo), by)
    columns = [frequency.Column(c.key, c.key, c.key, c.n_plans) for c in found.totals]
    drawn = values_of(frequency.heat(found.items[:3], columns))
    n_plans = {column.name: column.n_plans for column in columns}
    assert {value["name"] for value in drawn} == set(n_plans)
    assert all(value["head"].endswith("*") == (n_plans[value["name"]] < words.FEWEST) for value in drawn)


def test_filters_narrow_the_plans_counted(demo):
    client = ui_world.client(demo)
    all_, some = (analytics.activities(client, "region", **query) for query in ({}, {"year": 2025}))
    assert 0 < some.n_plans < all_.n_plans
    assert words.looked_at(all_.n_plans, all_.n_measures) in ui_world.words(page())
    narrowed = ui_world.words(page(year="2025"))
    assert words.looked_at(some.n_plans, some.n_measures) in narrowed


def test_a_region_of_the_map_lists_its_plans(demo):
    found = analytics.categories(ui_world.client(demo), "region")
    code, n = next((c.key, c.n_plans) for c in found.totals if c.key)
    shown = page(tab="map", region=code)
    links = [link.proto.page for link in shown.get("page_link")]
    assert len(links) == n


@pytest.mark.parametrize("colour", words.COLOURS)
def test_tiles_tell_of_regions_with_plans_alone(demo, colour):
    shown = page(tab="map", colour=colour)
    assert words.TILES_NOTE in ui_world.words(shown)
    told = {"28": tiles.Told(0.5, "1/2", "половина")}
    values = values_of(tiles.tiles(told, {"28": "Амурская область"}, "28", "доля"))
    assert {value["sentence"] for value in values if value["code"] != "28"} == {words.NO_PLANS}


@pytest.mark.parametrize(
    "counts, value, told",
    [
        ({"covered": 3, "missing": 1}, 0.75, "есть в 3 из 4 планов (75 %)"),
        ({"covered": 1, "not-applicable": 5}, 1.0, "есть в 1 из 1 плана (100 %)"),
        ({"undecided": 2}, None, "нужен взгляд эксперта: 2"),
        ({"covered": 1, "undecided": 1}, 0.5, "есть в 1 из 2 планов (50 %); нужен взгляд эксперта: 1"),
        ({None: 4}, None, words.NO_ANSWER),
    ],
)
def test_what_is_undecided_is_never_told_as_absent(counts, value, told):
    shown = _coverage(counts)
    assert (shown.value, shown.sentence) == (value, told)


@pytest.mark.parametrize(
    "left, right, ours, theirs",
    [
        ("Анализ ВПР", "анализ впр", [], []),
        ("Анализ ВПР в мае", "Анализ ОГЭ в мае", ["ВПР"], ["ОГЭ"]),
        ("Семинар", "Семинар для учителей", [], ["для учителей"]),
        ("", "Семинар", [], ["Семинар"]),
    ],
)
def test_what_differs_between_two_rows(left, right, ours, theirs):
    found = differing(left, right)
    assert [left[a:b] for a, b, _ in found[0]] == ours
    assert [right[a:b] for a, b, _ in found[1]] == theirs


@given(st.text(max_size=60), st.text(max_size=60))
def test_stretches_that_differ_lie_within_the_texts(left, right):
    for text, spans in zip((left, right), differing(left, right), strict=True):
        assert all(0 <= start < end <= len(text) for start, end, _ in spans)


def test_two_plans_that_repeat_each_other_stand_side_by_side(demo):
    found = analytics.copies(ui_world.client(demo), 0.2)
    pair = found.pairs[0]
    shown = page(tab="copies", pair=f"{pair.left[:12]}-{pair.right[:12]}")
    told = ui_world.words(shown)
    assert words.COPIES_FOUND.format(plans=wording.plans(found.n_plans), pairs=found.n_pairs) in told
    assert words.COPIES_EARLIER.format(n=found.n_earlier) in told
    assert words.PAIR_ROWS in told
    assert words.COMPARE in [link.proto.label for link in shown.get("page_link")]
    assert len(shown.dataframe[0].value) == len(found.pairs)


@pytest.mark.parametrize("least", ["40", "60", "80"])
def test_the_share_that_one_chooses_is_the_least_that_is_shown(demo, least):
    pairs = analytics.copies(ui_world.client(demo), int(least) / 100).pairs
    assert all(max(pair.left_share, pair.right_share) >= int(least) / 100 for pair in pairs)
    shown = page(tab="copies", least=least)
    assert [len(frame.value) for frame in shown.dataframe] == ([len(pairs)] if pairs else [])
    assert (words.COPIES_NONE in ui_world.words(shown)) == (not pairs)


def test_a_group_of_unusual_measures_is_opened_on_demand(demo):
    groups = analytics.unusual(ui_world.client(demo)).groups
    shown = page(tab="unusual")
    assert len(shown.expander) == len(groups)
    assert groups[0].measures[1].text not in ui_world.words(shown).replace("\\", "")


def test_names_of_people_leave_only_when_asked(demo):
    shown = page(tab="data")
    shown.toggle(key="names").set_value(True).run()
    assert words.NAMES_WARNING in ui_world.words(shown)
    fields = [value for frame in shown.dataframe for value in frame.value[words.FIELD]]
    assert {"region_code", "text", "category_probability"} <= set(fields)


def test_cautions_come_with_measured_errors(demo):
    shown = page(tab="caution")
    told = ui_world.words(shown)
    assert "Число мероприятий не говорит о качестве работы" in told
    rates = shown.dataframe[0].value[words.ERROR_RATE]
    assert len(rates) == 5 and all(rate.endswith(" %") for rate in rates)


@pytest.mark.parametrize(
    "query",
    [{"tab": "нет"}, {"by": "x"}, {"region": "00", "tab": "map"}, {"pair": "a-b", "tab": "copies"}, {"n": "-1"}],
)
def test_what_an_address_names_wrongly_does_no_harm(demo, query):
    assert page(**query).title[0].value == "Исследование"
