"""The frame of the interface: menu, choosing, strangers' words, errors."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import ui_world
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from nlp.domain import CategoryId, CoverageStatus
from service.schemas.account import Me
from ui import theme
from ui.client import Client, ServiceError
from ui.pages import ENTRIES, allowed
from ui.parts.plain import escaped, marked
from ui.wording.pages import TITLES

ROOT = Path(__file__).parent.parent
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def test_russian_stands_in_the_wording_only():
    spoken = {"wording", "terminal.py", "commands.py"}  # a command's help is its docstring and options
    files = [p for p in (ROOT / "ui").rglob("*.py") if not spoken & set(p.relative_to(ROOT / "ui").parts)]
    assert len(files) > 15
    code = {p.name: re.sub(r'""".*?"""|#.*', "", p.read_text("utf-8"), flags=re.DOTALL) for p in files}
    assert [name for name, text in code.items() if CYRILLIC.search(text)] == []


def test_every_page_has_a_name_and_a_view():
    assert {entry.key for entry in ENTRIES} == set(TITLES)
    assert {p.stem for p in (ROOT / "ui" / "views").glob("*.py")} - {"__init__"} <= set(TITLES)


@pytest.mark.parametrize("role, absent", [("viewer", {"upload", "users"}), ("expert", {"users"}), ("admin", set())])
def test_the_menu_shows_what_a_role_may_use(role, absent):
    person = Me(user_id="0" * 32, login="a", role=role, regions=[], way="session")
    assert {entry.key for entry in allowed(person)} == set(TITLES) - absent


def test_every_code_has_a_colour():
    from typing import get_args

    assert set(theme.CATEGORY_COLOURS) == set(theme.CATEGORY_TINTS) == set(get_args(CategoryId))
    assert set(theme.STATUS_COLOURS) == set(theme.STATUS_SIGNS) == set(get_args(CoverageStatus))


@given(st.text(alphabet=r"аБ \`*_{}[]()#+-.!|<>~=:$&@/'smile\"", max_size=40))
def test_escaped_words_hold_no_sign_of_markdown(text):
    shown = escaped(text)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == " ".join(text.split())
    read = re.sub(r"\\(.)", r"\1", shown)
    assert not re.search(r":[\w+/-]+:|->|<-|--", read)


@pytest.mark.parametrize(
    "text, spans, shown",
    [
        ("до 1 мая", [(0, 8, "blue")], ":blue-background[до 1 мая]"),
        ("срок: до 1 мая!", [(6, 14, "blue")], r"срок\: :blue-background[до 1 мая]\!"),
        ("а б", [(0, 1, "blue"), (0, 3, "red")], ":blue-background[а] б"),
        ("а ] б", [(2, 3, "blue")], r"а :blue-background[\]] б"),
        ("без отметок", [], "без отметок"),
    ],
)
def test_marked_words_keep_their_text(text, spans, shown):
    assert marked(text, spans) == shown


def test_a_service_that_is_down_is_told_with_what_to_do(connections, monkeypatch):
    monkeypatch.setenv("SVERKA_API_URL", "http://127.0.0.1:9")
    page = AppTest.from_file(str(ROOT / "ui" / "app.py")).run()
    assert not page.exception
    assert "sverka ui" in page.error[0].value


def test_a_refusal_is_told_in_russian(demo):
    with pytest.raises(ServiceError) as refused:
        ui_world.client(demo).get("/plans/" + "0" * 64, Me)
    error = refused.value
    assert (error.slug, error.status) == ("not-found", 404)
    assert CYRILLIC.search(error.what) and CYRILLIC.search(error.advice)


def test_an_answer_that_is_no_problem_is_told_too():
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html>")

    mock = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://127.0.0.1/api/v1/")
    with mock as http, pytest.raises(ServiceError) as refused:
        Client(http).get("/me", Me)
    assert refused.value.status == 502
