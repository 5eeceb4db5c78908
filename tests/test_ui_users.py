"""The page «Пользователи»: accounts, tokens, the audit log, the template of the conclusion."""

from __future__ import annotations

import io
import subprocess

import docx
import httpx
import programs
import pytest
import ui_world
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from service.schemas.account import NewUser
from ui.client import Client, ServiceError, users
from ui.client.base import COOKIE
from ui.views.users import confirming
from ui.wording import account as account_words
from ui.wording import users as words

PASSWORD = "тихий-пруд-и-фонарь"


def button(page: AppTest, label: str):
    return next(b for b in page.button if b.label == label)


def field(page: AppTest, key: str):
    kinds = (page.text_input, page.selectbox, page.multiselect)
    return next(widget for kind in kinds for widget in kind if widget.key == key)


def of(client: Client, login: str):
    return next(user for user in users.listed(client) if user.login == login)


@pytest.fixture(scope="module")
def with_login(stocked, tmp_path_factory, connections):
    """A service that asks for a login, and the session of its administrator."""
    home = ui_world.copied(stocked, tmp_path_factory.mktemp("login") / "home")
    ui_world.command(home, "user", "add", "Хозяйка", "--role", "admin", said=PASSWORD)
    with programs.served(home, SVERKA_LOGIN="true") as address:
        answer = httpx.post(f"{address}/api/v1/login", json={"login": "хозяйка", "password": PASSWORD})
        yield address, answer.cookies[COOKIE]


@pytest.fixture
def confirmed(monkeypatch):
    """What was asked before it was done; the person always agrees (the dialog itself: `test_browser_login.py`)."""
    asked = []

    def ask(title, why, do, done, act):
        asked.append(why)
        act()

    monkeypatch.setattr(confirming, "ask", ask)
    return asked


@pytest.fixture
def logged_in(with_login, monkeypatch):
    address, session = with_login
    monkeypatch.setenv("SVERKA_API_URL", address)
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda self: {COOKIE: session}))
    return Client(ui_world.client(address)._http, session)


def test_everybody_changes_their_own_password(logged_in):
    def script() -> None:
        from ui.parts.account import account
        from ui.visitor import me

        account(me())

    page = AppTest.from_function(script, default_timeout=ui_world.RUN_WITHIN_S).run()
    other = "другая-лошадь-в-саду"
    for present, new, told in (
        ("не тот пароль", other, "error"),
        (PASSWORD, "коротко", "error"),
        (PASSWORD, other, "success"),
    ):
        field(page, "own-present").set_value(present)
        field(page, "own-new").set_value(new)
        button(page, account_words.CHANGE).click().run()
        assert len(getattr(page, told)) == 1 and not page.exception
    assert page.success[0].value == account_words.CHANGED


def test_without_login_the_page_says_how_to_turn_it_on(demo):
    page = ui_world.opened("users")
    assert words.OFF in page.info[0].value
    assert "SVERKA_LOGIN=true" in page.code[0].value and "sverka user add" in page.code[0].value
    page = ui_world.opened("users", tab="tokens")
    assert page.info[0].value == words.TOKENS_OFF and not page.text_input


def test_an_account_is_made_changed_closed_and_opened(own, confirmed):
    client = ui_world.client(own)
    page = ui_world.opened("users")
    field(page, "new-login").set_value("район-1")
    field(page, "new-name").set_value("<b>Эксперт</b> *района*")
    field(page, "new-regions").set_value(["28"])
    button(page, words.ADD_BUTTON).click().run()
    assert not page.exception and not page.error
    user = of(client, "район-1")
    assert (user.role, user.regions, user.name) == ("expert", ["28"], "<b>Эксперт</b> *района*")
    secret = page.code[-1].value
    assert len(secret) >= 16
    button(page, words.KEPT).click().run()
    assert secret not in [code.value for code in page.code]

    page = ui_world.opened("users", user=user.id)
    assert page.header[0].value == r"район\-1"
    field(page, f"role-{user.id}").set_value("viewer")
    field(page, f"regions-{user.id}").set_value([])
    page.button[[b.label for b in page.button].index("Сохранить")].click().run()
    assert (of(client, "район-1").role, of(client, "район-1").regions) == ("viewer", [])

    button(page, words.DISABLE).click().run()
    assert of(client, "район-1").disabled and "«район-1»" in confirmed[0]
    page = ui_world.opened("users", user=user.id)
    assert words.CLOSED in list(page.dataframe[0].value[words.STATE])
    button(page, words.ENABLE).click().run()
    assert not of(client, "район-1").disabled


def test_closing_an_account_asks_first(own):
    client = ui_world.client(own)
    user = users.add(client, NewUser(login="ушедший", role="viewer", password=PASSWORD))
    page = ui_world.opened("users", user=user.id)
    button(page, words.DISABLE).click().run()
    assert words.DISABLE_WHY.split("«")[0] in ui_world.words(page).replace("\\", "")
    assert not of(client, "ушедший").disabled


@pytest.mark.parametrize("login, password", [("a", ""), ("так нельзя!", ""), ("годный", "короткий")])
def test_what_does_not_fit_is_told_and_kept(own, login, password):
    page = ui_world.opened("users")
    field(page, "new-login").set_value(login)
    field(page, "new-password").set_value(password)
    button(page, words.ADD_BUTTON).click().run()
    assert page.warning and not page.exception
    assert field(page, "new-login").value == login


def test_a_taken_name_is_told(own):
    users.add(ui_world.client(own), NewUser(login="занятый", role="viewer"))
    page = ui_world.opened("users")
    field(page, "new-login").set_value("занятый")
    button(page, words.ADD_BUTTON).click().run()
    assert words.TAKEN_LOGIN.split("»")[-1].strip() in page.warning[0].value


def test_a_new_password_is_shown_once(own):
    client = ui_world.client(own)
    user = users.add(client, NewUser(login="забывчивый", role="viewer"))
    page = ui_world.opened("users", user=user.id)
    button(page, words.SET_PASSWORD).click().run()
    assert "забывчивый" in ui_world.words(page) and len(page.code[-1].value) >= 16


def test_a_token_is_issued_shown_once_and_revoked(logged_in, confirmed):
    page = ui_world.opened("users", tab="tokens")
    field(page, "token-label").set_value("Выгрузка")
    button(page, words.ISSUE).click().run()
    assert not page.exception and not page.error
    secret = page.code[0].value
    bearer = {"Authorization": f"Bearer {secret}"}
    me = f"{logged_in._http.base_url}me"
    assert httpx.get(me, headers=bearer).json()["login"] == "хозяйка"
    button(page, words.KEPT).click().run()
    assert not page.code
    field(page, "token").set_value(users.tokens(logged_in)[0].id).run()
    button(page, words.REVOKE).click().run()
    assert users.tokens(logged_in) == []
    assert httpx.get(me, headers=bearer).status_code == 401


def test_a_locked_account_is_seen(logged_in):
    users.add(logged_in, NewUser(login="торопливый", role="viewer", password=PASSWORD))
    given = {"login": "торопливый", "password": "не тот пароль вовсе"}
    for _ in range(7):
        httpx.post(f"{logged_in._http.base_url}login", json=given)
    shown = ui_world.opened("users").dataframe[0].value
    state = dict(zip(shown[words.LOGIN], shown[words.STATE], strict=True))
    assert state["торопливый"].startswith("закрыт до")
    assert state["хозяйка"] == words.OPEN


def test_the_last_administrator_stays(logged_in):
    user = of(logged_in, "хозяйка")
    page = ui_world.opened("users", user=user.id)
    assert words.OWN in ui_world.words(page)
    field(page, f"role-{user.id}").set_value("viewer")
    page.button[[b.label for b in page.button].index("Сохранить")].click().run()
    assert page.error and of(logged_in, "хозяйка").role == "admin"


def test_the_log_is_told_in_russian_and_filtered(own):
    users.add(ui_world.client(own), NewUser(login="новичок", role="viewer"))
    page = ui_world.opened("users", tab="audit")
    shown = page.dataframe[0].value
    assert words.ACTIONS["user.add"] in list(shown[words.WHAT])
    assert "роль: читатель" in shown[words.DETAIL][0]
    page = ui_world.opened("users", tab="audit", action="document.upload")
    assert set(page.dataframe[0].value[words.WHAT]) == {words.ACTIONS["document.upload"]}
    page = ui_world.opened("users", tab="audit", object="нет такого")
    assert words.NO_ENTRIES in page.info[0].value
    assert not ui_world.opened("users", tab="audit", before="x").exception


def test_every_action_of_the_log_has_a_name():
    said = subprocess.run(
        ["grep", "-rhoE", r'"(document|plan|opinion|job|catalogue|template|user|token)\.[a-z]+"', "service"],
        cwd=ui_world.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    noted = {action.strip('"') for action in said.split()}
    assert set(words.ACTIONS) <= noted


def test_the_template_is_checked_replaced_and_given_back(own, confirmed):
    client = ui_world.client(own)
    with pytest.raises(ServiceError) as refused:
        users.replace_template(client, "шаблон.docx", _document("{{ plan.нет }} {% for x in y %}"))
    assert refused.value.findings and refused.value.what == "Шаблон не принят"
    assert words.TEMPLATE_BUILTIN in ui_world.words(ui_world.opened("users", tab="template"))
    page = ui_world.opened("users", tab="template")
    button(page, words.TEMPLATE_USE).click().run()
    assert page.warning[0].value == words.TEMPLATE_NONE

    assert users.replace_template(client, "шаблон.docx", client.data("/template")).own
    page = ui_world.opened("users", tab="template")
    assert words.TEMPLATE_OWN in ui_world.words(page)
    button(page, words.TEMPLATE_RESET).click().run()
    assert not users.template(client).own


def _document(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()
