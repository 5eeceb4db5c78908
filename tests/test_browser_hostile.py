"""Fifty hostile strings as names of files, measures, places, people and in errors: nothing runs, all is shown as it is."""

from __future__ import annotations

import time

import browser
import browser_plan
import httpx
import programs
import pytest
import ui_world
from hostile_words import WORDS
from playwright.sync_api import expect

from nlp.domain import Region, SetCell, SetPassport
from service.schemas.account import NewUser
from service.schemas.correction import Corrected
from service.schemas.plan import PlanFull
from ui.client import users
from ui.client.plans import listed
from ui.wording import upload as upload_words

# Elements that no string may bring, and those of markdown that bear a part of one: they must bear the whole or nothing.
_INJECTED = (
    "() => document.querySelectorAll('.hostile, [onerror], [onload], [ontoggle], [onmouseover], iframe, marquee, "
    'math, form[action], meta[http-equiv=refresh], a[href^="javascript"], a[href*="example.org"], img[src*="example.org"], '
    "img[src=x], .katex').length"
)
_FORMATTED = """() => [...document.querySelectorAll('strong, em, del, code, h1, h2, h3, h4, li, blockquote, td, th, a, kbd, mark, small')]
  .map(node => node.innerText).filter(text => /зло[0-9]/.test(text))"""

FILES = tuple("".join(c for c in text if c not in '/\\\0"')[:80] for text in WORDS[:12])
KNOWN = tuple(" ".join(text.split()) for text in (*WORDS, *FILES))


@pytest.fixture(scope="module")
def site(chromium, own_address):
    with programs.interface(own_address) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_plan(own_address, connections):
    """A plan every row of which is hostile, of a hostile place in a hostile region; people and files besides."""
    client = ui_world.client(own_address)
    rows = tuple((str(n), text, text, text, text) for n, text in enumerate(WORDS, start=1))
    data = browser_plan.document(WORDS[0], rows)
    files = [
        ("files", (f"{FILES[0]}.docx", data)),
        *(("files", (f"{name}.txt", name.encode())) for name in FILES[1:]),
    ]
    httpx.post(f"{own_address}/api/v1/documents", files=files, timeout=60).raise_for_status()
    for n, text in enumerate(WORDS[:20]):
        users.add(client, NewUser(login=f"user-{n}", role="viewer", name=text[:200]))
    plan = _wait(client)
    rows = client.get(f"/plans/{plan.id}", PlanFull).roadmap.measures
    edits = [SetCell(measure=m.id, column="text", text=text) for m, text in zip(rows, WORDS, strict=False)]
    passport = SetPassport(title=WORDS[1], region=Region(code="28", name=WORDS[2]), municipality=WORDS[15])
    given = [edit.model_dump(mode="json", exclude_none=True) for edit in (*edits, passport)]
    client.post(f"/plans/{plan.id}/corrections", Corrected, {"edits": given})
    return client.get(f"/plans/{plan.id}", PlanFull)


def _wait(client):
    for _ in range(600):
        found = [plan for plan in listed(client) if plan.n_measures >= 40]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("the hostile file is not read")


def _is_harmless(person, page_said=None):
    page = person.page
    assert person.wrong == []
    assert page.evaluate(_INJECTED) == 0
    for text in page.evaluate(_FORMATTED):
        shown = _plain(text)
        assert any(whole in shown or (shown.rstrip("…") in whole and len(shown) > 60) for whole in KNOWN), text


def _plain(text):
    return " ".join(text.replace("\u2060", "").split())


def _said(person):
    return _plain(" ".join(person.said()))


@pytest.mark.parametrize(
    "visit",
    [
        ("overview", {}),
        ("upload", {"when": "month"}),
        ("plan", {"tab": "rows"}),
        ("plan", {"tab": "deadlines"}),
        ("plan", {"tab": "roles"}),
        ("plan", {"tab": "notices"}),
        ("gaps", {"tab": "one"}),
        ("compare", {}),
        ("search", {"q": "зло полужирный курсив список", "n": "60"}),
        ("research", {"tab": "unusual", "n": "60"}),
        ("quality", {"tab": "review"}),
        ("quality", {"tab": "review", "kind": "coverage"}),
        ("users", {}),
    ],
)
def test_a_page_of_hostile_words_is_harmless(chromium, site, own, hostile_plan, visit):
    key, query = visit
    more = {"plan": {"id": hostile_plan.id}, "gaps": {"plan": hostile_plan.id}}
    if key == "compare":
        other = next(plan for plan in listed(ui_world.client(own)) if plan.id != hostile_plan.id)
        query = {"plans": [hostile_plan.id, other.id]}
    with browser.visitor(chromium, site) as person:
        person.open(key, **query, **more.get(key, {}))
        _is_harmless(person)


def test_every_measure_is_shown_as_it_is(chromium, site, own, hostile_plan):
    shown = [m for m in hostile_plan.roadmap.measures if "зло" in m.text]
    assert len(shown) >= 45
    with browser.visitor(chromium, site) as person:
        for measure in shown[::6]:
            person.open("plan", id=hostile_plan.id, measure=measure.id)
            _is_harmless(person)
            assert _plain(measure.text) in _said(person)


def test_a_hostile_name_of_a_person_and_of_a_file_is_shown_as_it_is(chromium, site, own, hostile_plan):
    user = next(user for user in users.listed(ui_world.client(own)) if user.name == WORDS[1])
    with browser.visitor(chromium, site) as person:
        person.open("users", user=user.id)
        _is_harmless(person)
        assert _plain(WORDS[1]) in _plain(person.page.get_by_role("textbox", name="Как показывать").first.input_value())
        assert _plain(WORDS[15]) in _said(_opened(person, hostile_plan))


def _opened(person, plan):
    person.open("plan", id=plan.id)
    _is_harmless(person)
    return person


def test_a_refused_file_of_a_hostile_name_is_told_as_it_is(chromium, site, own, hostile_plan):
    names = [WORDS[1].replace("/", ""), WORDS[15], WORDS[34], WORDS[36]]
    files = [{"name": f"{name}.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ\0\0"} for name in names]
    with browser.visitor(chromium, site) as person:
        page = person.open("upload")
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
        page.get_by_role("button", name=upload_words.send(len(files))).click()
        expect(page.get_by_role("button", name=upload_words.HIDE)).to_be_visible()
        person.wait()
        _is_harmless(person)
        said = _said(person)
        for name in names:
            assert _plain(name) in said
