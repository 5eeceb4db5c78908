"""The page «Обзор»: numbers, what needs attention, ways onward."""

from __future__ import annotations

import httpx
import pytest
import ui_world
from ui_uploads import leads, links, sent, settle

from nlp.domain import SetPassport
from ui import visitor
from ui.charts.overview import categories, statuses
from ui.client import corrections, overview, plans
from ui.wording import overview as words
from ui.wording.upload import STATES

NOBODY = {"user_id": "0" * 32, "login": "a", "regions": [], "way": "session"}
NUMBERS = dict.fromkeys(("n_plans", "n_measures", "n_notices", "n_stale", "n_lineages"), 0) | {
    name: {}
    for name in (
        "plans_by_region",
        "plans_by_year",
        "measures_by_category",
        "categories_by_region",
        "documents_by_state",
    )
}
NOTHING = {
    "numbers": NUMBERS,
    "attention": {"documents": [], "plans": []},
    "recent": {"plans": [], "corrections": [], "jobs": []},
}
PDF_OF_NOTHING = b"%PDF-1.4 nothing"


def test_the_numbers_are_those_of_the_store(demo):
    page = ui_world.opened("overview")
    assert not page.exception
    numbers = overview.shown(ui_world.client(demo)).numbers
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown[words.N_PLANS] == str(numbers.n_plans)
    assert shown[words.N_MEASURES] == str(numbers.n_measures)
    assert shown[words.N_REGIONS] == str(len(set(numbers.plans_by_region) - {""}))
    assert shown[words.N_COVERED].endswith("%")


def test_what_is_missing_most_often_comes_first_and_leads_to_the_gaps(demo):
    page = ui_world.opened("overview")
    totals = overview.coverage(ui_world.client(demo))
    assert totals is not None and totals.n_plans == overview.shown(ui_world.client(demo)).numbers.n_plans
    worst = max(totals.mandates, key=lambda mandate: mandate.counts.get("missing", 0))
    assert leads(page, "gaps", mandate=worst.id)
    said = ui_world.words(page)
    first = words.missing_in(worst.counts["missing"], worst.counts.get("undecided", 0), totals.n_plans)
    assert first in [label for label, _ in links(page)]
    assert "у вас этого нет" not in said


def test_plans_without_a_region_lead_to_the_plan(demo):
    page = ui_world.opened("overview")
    unknown = overview.shown(ui_world.client(demo)).attention.plans
    assert unknown and leads(page, "plan", id=unknown[0].id)


def test_undecided_answers_lead_to_the_queue(demo):
    assert leads(ui_world.opened("overview"), "quality", tab="review", kind="coverage")


@pytest.mark.parametrize("role, may_upload", [("expert", True), ("viewer", False)])
def test_an_empty_store_says_how_to_begin(connections, monkeypatch, role, may_upload):
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=NOBODY | {"role": role} if request.url.path.endswith("/me") else NOTHING)

    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://empty/api/v1/") as http:
        monkeypatch.setitem(visitor.connections, "http://empty", http)
        monkeypatch.setenv("SVERKA_API_URL", "http://empty")
        page = ui_world.opened("overview")
    assert not page.exception
    assert words.NO_PLANS in ui_world.words(page)
    assert leads(page, "upload") == may_upload and not page.metric


def test_failed_files_and_corrections_appear(own):
    client = ui_world.client(own)
    document = sent(client, {"смета `1`.pdf": PDF_OF_NOTHING}, "overview-1").accepted[0].document_id
    plan = plans.listed(client)[0]
    corrections.correct(client, plan.id, [SetPassport(municipality="Речной *район*")], None)
    settle(client)
    page = ui_world.opened("overview")
    assert not page.exception and document is not None
    assert leads(page, "upload", doc=document)
    labels = [label for label, _ in links(page)]
    assert any("смета \\`1\\`\\.pdf" in label and STATES["rejected"] in label for label in labels)
    assert any(r"Речной \*район\*" in label for label in labels)


@pytest.mark.parametrize("counts", [{"covered": 3, "missing": 1}, {"undecided": 2}])
def test_the_bar_shows_the_statuses_that_occur(counts):
    spec = statuses(counts).to_dict()
    values = next(iter(spec["datasets"].values()))
    assert [row["n"] for row in values] == list(counts.values())
    assert all(row["told"].endswith("%") for row in values)


def test_the_picture_of_regions_keeps_every_measure():
    spec = categories({"Амурская область": {"methodical": 3, "": 1}, "регион не указан": {"students": 2}}).to_dict()
    values = next(iter(spec["datasets"].values()))
    assert sum(row["n"] for row in values) == 6
    assert {row["category"] for row in values} == {"Методические", "Работа с обучающимися", words.UNKNOWN_CATEGORY}
    assert spec["encoding"]["y"]["sort"] == ["Амурская область", "регион не указан"]
