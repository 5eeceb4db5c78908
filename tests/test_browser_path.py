"""The whole way of an expert in a real browser: from an own Word file to a saved conclusion; links for a colleague."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import browser
import browser_plan
import docx
import programs
import pytest
import ui_world
from playwright.sync_api import expect

from service.schemas.plan import PlanFull
from ui.client.plans import listed
from ui.wording import SAVE
from ui.wording import compare as compare_words
from ui.wording import gaps as gaps_words
from ui.wording import passport as passport_words
from ui.wording import plan as plan_words
from ui.wording import upload as upload_words

_UNFOLDED_AFTER_MS = 700  # while a form unfolds its buttons move away from under the pointer
CORRECTED = "Утверждение приказом муниципальной дорожной карты поддержки школ с низкими результатами"


@pytest.fixture(scope="module")
def site(chromium, own_address):
    with programs.interface(own_address) as address:
        yield address


def test_from_an_own_file_to_a_conclusion(chromium, site, own, tmp_path):
    file = tmp_path / "Верхнеключевский.docx"
    file.write_bytes(browser_plan.document())
    with browser.visitor(chromium, site) as person:
        page = _uploaded(person, file)
        person.shoot("path-1-upload")  # these four stand in the README: `make pictures`
        page.get_by_role("button", name=passport_words.SAVE).click()
        expect(page.get_by_text(upload_words.PASSPORT_DONE)).to_be_visible()
        person.settle()
        page.get_by_role("link", name=upload_words.OPEN_PLAN).first.click()
        page.wait_for_url("**/plan?*")
        person.settle()
        plan_id = parse_qs(urlsplit(page.url).query)["id"][0]
        _correct(person, CORRECTED)
        page.mouse.wheel(0, -5_000)
        person.shoot("path-2-plan")
        _reload(person)
        expect(_text(_opened(page))).to_have_value(CORRECTED)
        _analyse_again(person, own, plan_id)
        _reload(person)
        expect(_text(_opened(page))).to_have_value(CORRECTED)
        _compare(person, own, plan_id)
        _gap(person, plan_id)
        saved = tmp_path / "conclusion.docx"
        with page.expect_download() as downloading:
            page.get_by_role("button", name=gaps_words.DOCX).first.click()
        downloading.value.save_as(saved)
        assert person.wrong == []
    said = _words(docx.Document(saved))
    assert CORRECTED in said and "Верхнеключевск" in said
    assert downloading.value.suggested_filename.endswith(".docx")


def _uploaded(person, file):
    page = person.open("upload")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_role("button", name=upload_words.send(1)).click()
    expect(page.get_by_role("heading", name=upload_words.PASSPORT)).to_be_visible(timeout=60_000)
    return person.settle()


def _correct(person, text):
    page = person.page
    _text(_opened(page)).fill(text)
    page.get_by_role("button", name=SAVE, exact=True).first.click()
    expect(page.get_by_test_id("stMarkdownContainer").get_by_text(text).first).to_be_visible()
    person.settle()


def _opened(page):
    """Open the form of corrections, which is folded."""
    page.get_by_test_id("stExpander").get_by_text(plan_words.EDIT, exact=True).click()
    page.wait_for_timeout(_UNFOLDED_AFTER_MS)
    return page


def _text(page):
    return page.get_by_role("textbox", name=plan_words.COLUMNS["text"], exact=True)


def _reload(person):
    person.page.reload()
    person.settle()


def _analyse_again(person, api, plan_id):
    page, client = person.page, ui_world.client(api)
    before = client.get(f"/plans/{plan_id}", PlanFull).updated_at
    page.get_by_role("button", name=plan_words.MORE).click()
    page.get_by_role("button", name=plan_words.REANALYSE).click()
    page.get_by_role("button", name=plan_words.REANALYSE_YES).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    for _ in range(300):
        plan = client.get(f"/plans/{plan_id}", PlanFull)
        if plan.updated_at > before and not plan.stale:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the plan is not analysed again")


def _compare(person, api, plan_id):
    other = next(plan for plan in listed(ui_world.client(api)) if plan.id != plan_id)
    measure = ui_world.client(api).get(f"/plans/{plan_id}", PlanFull).roadmap.measures[0].id
    page = person.open("compare", plans=[plan_id, other.id], left=measure)
    expect(page.get_by_role("heading", name=compare_words.PAIR)).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text(CORRECTED).first).to_be_visible()


def _gap(person, plan_id):
    page = person.open("gaps", tab="one", plan=plan_id)
    expect(page.get_by_text(gaps_words.GROUPS["missing"]).first).to_be_visible()
    person.settle()
    person.shoot("path-3-gaps")
    page.get_by_role("button", name=gaps_words.WHY).first.click()
    page.wait_for_url("**mandate=**")
    person.settle()
    person.shoot("path-4-why")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _words(made) -> str:
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


@pytest.mark.parametrize(
    "key, query",
    [
        ("plan", {"tab": "deadlines"}),
        ("gaps", {"region": "54"}),
        ("search", {"q": "наставник"}),
        ("catalogues", {"tab": "categories"}),
        ("quality", {"tab": "review", "kind": "coverage"}),
        ("users", {"tab": "audit", "action": "document.upload"}),
    ],
)
def test_a_copied_address_shows_a_colleague_the_same(chromium, demo_site, demo, key, query):
    if key == "plan":
        query = {"id": listed(ui_world.client(demo))[1].id, **query}
    with browser.visitor(chromium, demo_site) as person, browser.visitor(chromium, demo_site) as colleague:
        person.open(key, **query)
        colleague.page.goto(person.page.url)
        colleague.settle()
        for _ in range(50):  # pictures name themselves a moment after they are drawn
            if set(colleague.said()) == set(person.said()):
                break
            colleague.page.wait_for_timeout(100)
        assert sorted(set(colleague.said()) ^ set(person.said())) == []
        assert {name: [value] for name, value in query.items()}.items() <= parse_qs(
            urlsplit(person.page.url).query
        ).items()


def test_what_a_person_chooses_goes_into_the_address(chromium, demo_site):
    with browser.visitor(chromium, demo_site) as person:
        page = person.open("catalogues")
        page.get_by_role("radio", name="Категории").click()
        page.wait_for_url("**/catalogues?tab=categories")
        page.get_by_role("radio", name="Сокращения").click()
        page.wait_for_url("**/catalogues?tab=glossary")


def test_an_address_that_names_nothing_is_told(chromium, demo_site):
    with browser.visitor(chromium, demo_site) as person:
        for key, query in (
            ("plan", {"id": "<img src=x onerror=alert(1)>", "tab": "x", "measure": "\u202e"}),
            ("compare", {"plans": ["0" * 64, "'"]}),
            ("gaps", {"tab": "one", "plan": "../..", "mandate": "{{7*7}}"}),
            ("search", {"region": "999999", "n": "-1", "measure": "x"}),
            ("upload", {"doc": "javascript:alert(1)"}),
            ("users", {"user": "0" * 32, "before": "1e9"}),
        ):
            page = person.open(key, **query)
            assert page.get_by_test_id("stException").count() == 0, key
            assert not re.search("Traceback|Страница не построена", page.inner_text("body")), key
        assert person.wrong == []
