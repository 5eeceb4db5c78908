"""The page «Поиск»."""

from __future__ import annotations

import pytest
import ui_world

from ui.client import analytics, search
from ui.wording import search as words


def page(**query):
    shown = ui_world.opened("search", **query)
    assert not shown.exception
    return shown


def test_an_empty_page_offers_examples(demo):
    shown = page()
    found = analytics.categories(ui_world.client(demo), "year")
    assert words.in_all(found.n_plans, found.n_measures) in ui_world.words(shown)
    next(button for button in shown.button if button.label == words.EXAMPLES[0]).click().run()
    assert shown.query_params["q"] == words.EXAMPLES[0] == shown.text_input[0].value
    assert ":blue-background[" in ui_world.words(shown)


@pytest.mark.parametrize("example", words.EXAMPLES)
def test_every_example_finds_something(demo, example):
    hits = search.found(ui_world.client(demo), example).hits
    assert any(hit.spans for hit in hits)


def test_words_of_the_query_are_marked_and_slips_are_told(demo):
    shown = page(q="настовничество")
    told = ui_world.words(shown)
    assert "«настовничество» понято как «наставничество»" in told
    assert ":blue-background[" in told
    assert shown.text_input[0].value == "настовничество"


def test_facets_come_from_the_address_and_narrow(demo):
    everything = page(q="анализ результатов")
    some = page(q="анализ результатов", category="monitoring", role="authority", year="2022")
    assert some.selectbox(key="category").value == "monitoring"
    assert (some.selectbox(key="role").value, some.selectbox(key="year").value) == ("authority", 2022)
    n_everything, n_some = (len(p.button) for p in (everything, some))
    assert 0 < n_some < n_everything


def test_a_facet_chosen_stands_in_the_address(demo):
    shown = page(q="анализ")
    shown.selectbox(key="category").set_value("monitoring").run()
    assert shown.query_params["category"] == "monitoring"
    assert shown.query_params["q"] == "анализ"


def test_a_period_that_ends_before_it_begins_is_told(demo):
    assert words.PERIOD_WRONG in ui_world.words(page(**{"q": "анализ", "from": "2024-01-01", "to": "2023-01-01"}))
    narrowed = page(**{"q": "анализ", "from": "2024-06-01"})
    assert "2018" not in ui_world.words(narrowed)


@pytest.mark.parametrize("query", ["qwrtplk", "?!", "7" * 900])
def test_nothing_found_is_told_with_what_to_try(demo, query):
    shown = page(q=query, category="staffing")
    assert shown.error or words.NOTHING_ADVICE in ui_world.words(shown)
    for button in (b for b in shown.button if b.label == words.RESET):
        button.click().run()
        assert "category" not in shown.query_params and shown.query_params["q"] == query


def test_a_hit_opens_in_place_with_similar_ones(demo):
    shown = page(q="наставничество")
    button = next(b for b in shown.button if b.label == words.DETAILS)
    measure_id = button.key.removeprefix("open-")
    button.click().run()
    assert shown.query_params["measure"] == measure_id
    assert words.SIMILAR in ui_world.words(shown)
    assert any(b.label == words.FOLD for b in shown.button)
    next(b for b in shown.button if b.label == words.FOLD).click().run()
    assert "measure" not in shown.query_params


def test_a_link_to_a_measure_shows_it_without_a_query(demo):
    hit = search.found(ui_world.client(demo), "наставничество").hits[0]
    shown = page(measure=hit.measure_id)
    assert words.MEASURE_TITLE in ui_world.words(shown)
    assert words.SIMILAR in ui_world.words(shown)


@pytest.mark.parametrize("name, value", [("measure", "0" * 24), ("measure", "../plans"), ("n", "x"), ("year", "1e9")])
def test_what_an_address_names_wrongly_does_no_harm(demo, name, value):
    shown = page(**{"q": "анализ", name: value})
    assert shown.title[0].value == "Поиск"
    assert ":blue-background[" in ui_world.words(shown)


def test_more_is_shown_on_demand(demo):
    shown = page(q="организация проведение анализ")
    before = len([b for b in shown.button if b.key and b.key.startswith("open-")])
    next(b for b in shown.button if b.label == words.MORE).click().run()
    assert shown.query_params["n"] == "40"
    assert len([b for b in shown.button if b.key and b.key.startswith("open-")]) > before
