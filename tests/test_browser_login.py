"""The page «Вход» in a real browser: in, on to where one wanted to be, out; a question before access is taken away."""

from __future__ import annotations

import browser
import browser_allowed
import programs
import pytest
import ui_world
from playwright.sync_api import expect

from ui.running import free_port
from ui.wording import LOG_OUT, errors
from ui.wording import users as words
from ui.wording.pages import TITLES

LOGIN, PASSWORD = "хозяйка", "тихий-пруд-и-фонарь"


@pytest.fixture(scope="module")
def site(chromium, stocked, tmp_path_factory):
    """An interface whose service asks for a login; both know each other's port."""
    home = ui_world.copied(stocked, tmp_path_factory.mktemp("login") / "home")
    for login, role in ((LOGIN, "admin"), ("читатель", "viewer")):
        ui_world.command(home, "user", "add", login, "--role", role, said=PASSWORD)
    port = free_port("127.0.0.1")
    with (
        programs.served(home, SVERKA_LOGIN="true", SVERKA_UI_PORT=str(port)) as api,
        programs.interface(api, port) as address,
    ):
        yield address


def _enter(person, login=LOGIN, password=PASSWORD):
    person.page.get_by_label("Имя учётной записи").fill(login)
    person.page.get_by_label("Пароль").fill(password)
    person.page.get_by_role("button", name="Войти").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_and_out(chromium, site, scheme):
    with browser.visitor(chromium, site, scheme=scheme) as person:
        page = person.open("users", tab="audit")
        expect(page.get_by_text(errors.LOGIN_NEEDED)).to_be_visible()
        assert browser_allowed.english(person.said()) == []
        page.get_by_role("link", name=errors.LOGIN).click()
        expect(page.get_by_role("heading", name="Вход")).to_be_visible()
        person.shoot(f"login-{scheme}")
        assert person.barriers() == []
        _enter(person, password="не тот пароль")
        expect(page.get_by_role("alert")).to_contain_text("Войти не удалось")
        person.shoot(f"login-failed-{scheme}")
        assert person.barriers() == [] and browser_allowed.english(person.said()) == []
        _enter(person)
        page.wait_for_url(f"{site}/users?tab=audit")
        person.settle()
        expect(page.get_by_role("heading", name=TITLES["users"])).to_be_visible()
        expect(page.get_by_text(LOGIN).first).to_be_visible()
        page.get_by_role("button", name=LOG_OUT).click()
        expect(page.get_by_text(errors.LOGIN_NEEDED)).to_be_visible()
        page.reload()
        expect(page.get_by_text(errors.LOGIN_NEEDED)).to_be_visible()
        assert [wrong for wrong in person.wrong if "401" not in wrong] == []


def test_a_reader_sees_no_page_of_others_work(chromium, site):
    with browser.visitor(chromium, site) as person:
        page = person.open("overview")
        page.get_by_role("link", name=errors.LOGIN).click()
        _enter(person, "читатель")
        page.wait_for_url(f"{site}/**")
        person.settle()
        menu = page.get_by_test_id("stSidebarNav").inner_text()
        assert TITLES["plan"] in menu and TITLES["users"] not in menu and TITLES["upload"] not in menu


def test_access_is_taken_away_only_after_a_yes(chromium, site):
    with browser.visitor(chromium, site) as person:
        page = person.open("users")
        page.get_by_role("link", name=errors.LOGIN).click()
        _enter(person)
        page.wait_for_url(f"{site}/users")
        person.settle()
        page.get_by_role("combobox", name=words.CHOOSE_USER).click()
        page.get_by_role("option", name="читатель").click()
        close = page.get_by_role("button", name=words.DISABLE)
        close.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Отмена").click()
        expect(dialog).to_have_count(0)
        close.click()
        dialog.get_by_role("button", name=words.DISABLE).click()
        expect(page.get_by_role("button", name=words.ENABLE)).to_be_visible()
        assert person.wrong == []
