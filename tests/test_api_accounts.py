"""Logging in by page and by API, accounts and tokens, as HTTP shows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import PASSWORD, World, world
from sqlalchemy import select

from service.store.tables import AuditEntry

NEW = "верная-лошадь-скрепка"


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with world(
        tmp_path, public_url="https://sverka.example", base="https://sverka.example", requests_per_minute=10**6
    ) as made:
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("alone"), login=False) as made:
        yield made


def log_in(made: World, login: str = "viewer", password: str = PASSWORD):
    return made.client.post("/api/v1/login", json={"login": login, "password": password})


def session_of(response) -> dict[str, str]:
    cookie = response.headers["set-cookie"]
    return {"Cookie": cookie.partition(";")[0]}


# The API


def test_a_login_sets_a_guarded_cookie(made):
    response = log_in(made)
    assert response.status_code == 200
    assert response.json()["role"] == "viewer"
    parts = {part.strip().lower() for part in response.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "secure", "path=/"} <= parts
    assert made.client.get("/api/v1/me", headers=session_of(response)).json()["way"] == "session"
    assert "sverka_session" not in response.text


def test_a_refused_login_says_the_same_whatever_was_wrong(made):
    answers = []
    for login, password in (("viewer", "не тот пароль"), ("nobody", "не тот пароль"), ("\u2028", "x"), ("local", "x")):
        response = log_in(made, login, password)
        problem = response.json()
        problem.pop("instance")
        answers.append((response.status_code, problem, set(response.headers)))
    assert answers[0][0] == 401
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][1]["type"] == "/problems/login-failed"


def test_a_locked_account_is_refused_in_the_same_words(made):
    first = log_in(made, "viewer", "не тот пароль").json()
    for _ in range(4):
        log_in(made, "viewer", "не тот пароль")
    locked = log_in(made).json()
    assert {**first, "instance": ""} == {**locked, "instance": ""}
    assert log_in(made, "expert").status_code == 200


def test_logging_out_ends_the_session(made):
    headers = session_of(log_in(made))
    assert made.client.post("/api/v1/logout", headers=headers).status_code == 204
    assert made.client.get("/api/v1/me", headers=headers).status_code == 401
    assert made.client.post("/api/v1/logout").status_code == 204
    with made.store.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.user_id) for entry in entries] == [
        ("user.login", made.ids["viewer"]),
        ("user.logout", made.ids["viewer"]),
    ]


def test_a_new_password_ends_the_other_sessions(made):
    here, there = session_of(log_in(made)), session_of(log_in(made))
    made.client.cookies.clear()
    sent = {"present": PASSWORD, "new": NEW}
    assert made.client.post("/api/v1/me/password", json=sent, headers=here).status_code == 204
    assert made.client.get("/api/v1/me", headers=here).status_code == 200
    assert made.client.get("/api/v1/me", headers=there).status_code == 401
    assert log_in(made).status_code == 401
    assert log_in(made, password=NEW).status_code == 200


def test_the_present_password_cannot_be_guessed_from_a_session(made):
    headers = made.cookie("viewer")
    for _ in range(5):
        made.client.post("/api/v1/me/password", json={"present": "не тот", "new": NEW}, headers=headers)
    sent = {"present": PASSWORD, "new": NEW}
    assert made.client.post("/api/v1/me/password", json=sent, headers=headers).status_code == 409


@pytest.mark.parametrize("new", ["коротко", "ааааааааааааа", "viewer"])
def test_a_weak_password_is_refused(made, new):
    sent = {"present": PASSWORD, "new": new}
    assert made.client.post("/api/v1/me/password", json=sent, headers=made.cookie("viewer")).status_code == 422


# The page


def test_the_page_logs_in_without_scripts(made):
    shown = made.client.get("/login?next=/docs")
    assert "<script" not in shown.text
    assert 'name="next" value="/docs"' in shown.text
    sent = {"login": "viewer", "password": PASSWORD, "next": "/docs"}
    response = made.client.post("/login", data=sent, headers={"Origin": "https://sverka.example"})
    assert (response.status_code, response.headers["location"]) == (303, "/docs")
    assert made.client.get("/api/v1/me", headers=session_of(response)).status_code == 200


def test_the_page_tells_of_a_failure_and_keeps_the_name(made):
    response = made.client.post("/login", data={"login": '"><script>x', "password": "не тот пароль"})
    assert response.status_code == 401
    assert 'role="alert"' in response.text
    assert "<script" not in response.text
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "wanted, target",
    [
        ("", "https://sverka.example/"),
        ("/plans", "/plans"),
        ("https://sverka.example/plans", "https://sverka.example/plans"),
        ("https://evil.example/", "https://sverka.example/"),
        ("https://sverka.example.evil/", "https://sverka.example/"),
        ("//evil.example", "https://sverka.example/"),
        ("/\\evil.example", "https://sverka.example/"),
        ("/x\nSet-Cookie: a=b", "https://sverka.example/"),
        ("javascript:alert(1)", "https://sverka.example/"),
    ],
)
def test_the_login_leads_nowhere_else(made, wanted, target):
    sent = {"login": "viewer", "password": PASSWORD, "next": wanted}
    assert made.client.post("/login", data=sent).headers["location"] == target


def test_without_login_the_page_leads_on(alone):
    response = alone.client.get("/login")
    assert (response.status_code, response.headers["location"]) == (303, "http://127.0.0.1:8138/")
    assert log_in(alone).json()["type"] == "/problems/conflict"
    assert alone.client.get("/api/v1/me").json()["login"] == "local"


def test_an_old_cookie_does_no_harm_without_login(alone):
    response = alone.client.get("/api/v1/me", headers={"Cookie": "a=b; sverka_session=old; c"})
    assert response.json()["way"] == "local"


# Accounts


def test_an_account_lives(made):
    headers = made.cookie("admin")
    sent = {"login": "Мария", "role": "expert", "regions": ["28", "07", "28"], "password": PASSWORD, "name": "Эксперт"}
    user = made.client.post("/api/v1/users", json=sent, headers=headers).json()
    assert (user["login"], user["regions"]) == ("мария", ["07", "28"])
    session = session_of(log_in(made, "МАРИЯ"))
    made.client.cookies.clear()
    path = f"/api/v1/users/{user['id']}"
    assert made.client.patch(path, json={"role": "viewer"}, headers=headers).json()["role"] == "viewer"
    assert made.client.get("/api/v1/me", headers=session).json()["role"] == "viewer"
    assert made.client.patch(path, json={"disabled": True}, headers=headers).json()["disabled"] is True
    assert made.client.get("/api/v1/me", headers=session).status_code == 401
    assert log_in(made, "мария").status_code == 401
    assert "мария" in [shown["login"] for shown in made.client.get("/api/v1/users", headers=headers).json()["users"]]
    assert made.client.get(path, headers=headers).json()["disabled"] is True


@pytest.mark.parametrize(
    "sent, status",
    [
        ({"login": "viewer", "role": "viewer"}, 409),
        ({"login": "VIEWER", "role": "viewer"}, 409),
        ({"login": "local", "role": "viewer"}, 409),
        ({"login": "a b", "role": "viewer"}, 422),
        ({"login": "-a", "role": "viewer"}, 422),
        ({"login": "anna", "role": "root"}, 422),
        ({"login": "anna", "role": "viewer", "regions": ["Амурская"]}, 422),
        ({"login": "anna", "role": "viewer", "password": "коротко"}, 422),
        ({"login": "anna", "role": "viewer", "name": "a\x00"}, 422),
    ],
)
def test_an_account_that_cannot_be(made, sent, status):
    assert made.client.post("/api/v1/users", json=sent, headers=made.cookie("admin")).status_code == status


def test_the_last_administrator_stays(made):
    path = f"/api/v1/users/{made.ids['admin']}"
    response = made.client.patch(path, json={"role": "viewer"}, headers=made.cookie("admin"))
    assert response.status_code == 409
    assert "последний" in response.json()["detail"]


def test_what_is_done_to_accounts_is_noted_without_names(made):
    headers = made.cookie("admin")
    sent = {"login": "maria", "role": "expert", "password": PASSWORD, "name": "Мария Орлова"}
    user = made.client.post("/api/v1/users", json=sent, headers=headers).json()
    made.client.patch(f"/api/v1/users/{user['id']}", json={"name": "Мария Ю. Орлова"}, headers=headers)
    with made.store.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.user_id) for entry in entries] == [
        ("user.add", made.ids["admin"]),
        ("user.change", made.ids["admin"]),
    ]
    assert not any(word in str([entry.detail for entry in entries]) for word in ("Орлова", "maria", PASSWORD))


# Tokens


def test_a_token_is_shown_once_works_and_is_revoked_at_once(made):
    headers = made.cookie("expert")
    issued = made.client.post("/api/v1/tokens", json={"label": "Отчёт", "life_days": 30}, headers=headers).json()
    bearer = {"Authorization": f"Bearer {issued['secret']}"}
    assert made.client.get("/api/v1/me", headers=bearer).json() == {
        "user_id": made.ids["expert"],
        "login": "expert",
        "role": "expert",
        "regions": [],
        "way": "program",
    }
    listed = made.client.get("/api/v1/tokens", headers=headers)
    assert issued["id"] in [token["id"] for token in listed.json()["tokens"]]
    assert issued["secret"] not in listed.text
    assert made.client.delete(f"/api/v1/tokens/{issued['id']}", headers=headers).status_code == 204
    assert made.client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_program_makes_no_tokens_and_no_passwords(made):
    bearer = made.bearer("admin")
    assert made.client.post("/api/v1/tokens", json={"label": "x"}, headers=bearer).status_code == 403
    sent = {"present": PASSWORD, "new": NEW}
    assert made.client.post("/api/v1/me/password", json=sent, headers=bearer).status_code == 403


def test_an_administrator_revokes_anybodys_token(made):
    path = f"/api/v1/users/{made.ids['viewer']}/tokens"
    token = made.client.get(path, headers=made.cookie("admin")).json()["tokens"][0]
    assert made.client.delete(f"/api/v1/tokens/{token['id']}", headers=made.cookie("admin")).status_code == 204
    assert made.client.get("/api/v1/me", headers=made.bearer("viewer")).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YTpi", "sverka_x", "Bearer a b", "bearer\tx"])
def test_a_strange_authorization_is_nobody(made, header):
    response = made.client.get("/api/v1/me", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
