"""Coverage, the matrix, comparisons, matches, changes and formulations through the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_world import World, get, world
from store_samples import catalogue, keep, roadmap

from nlp import artifacts, match
from nlp.domain import Region, Roadmap
from service.answers import matching
from service.corrections.keeping import Author, keep_answer
from service.store.originals import Originals
from service.store.tables import Comparison, Correction

HOME = ("Анализ результатов ВПР в школах района", "Семинар для директоров школ", "Закупка учебников")
NEXT = ("Анализ итогов ВПР в школах района", "Семинар для директоров школ", "Родительские собрания")
FAR = ("Разработка и утверждение муниципальной дорожной карты поддержки школ", "Анализ результатов ВПР в школах района")
ADYGEA = Region(code="01", name="Республика Адыгея")
PLANS: dict[str, Roadmap] = {
    "home": roadmap("home", HOME),
    "next": roadmap("next", NEXT, period=("2024-01-01", "2024-12-31")),
    "near": roadmap("near", HOME[::-1], municipality="Приозёрный район"),
    "foreign": roadmap("foreign", FAR, municipality="Полевой район", region=ADYGEA),
}
IDS = {name: plan.id for name, plan in PLANS.items()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """A service with plans of two regions, answered for a small catalogue."""
    home = tmp_path_factory.mktemp("answers")
    with world(home, requests_per_minute=10**6) as made:
        few = catalogue(made.store)
        for plan in PLANS.values():
            keep(made.store, Originals(home / "originals"), plan, catalogue_ids=(few,))
        yield made, few


@pytest.fixture
def made(kept: tuple[World, str]) -> Iterator[World]:
    """The service, without experts' words when the test is over."""
    made, _ = kept
    yield made
    with made.store.writing() as session:
        session.query(Correction).delete()


def measure(plan: str, place: int) -> str:
    return PLANS[plan].measures[place].id


def rows_of(answer: dict) -> list[list[str | None]]:
    return [[m and m["text"] for m in row["measures"]] for row in answer["rows"]]


def put_match(made: World, plans: tuple[str, str], places: tuple[int, int], relation: str) -> dict:
    path = f"/api/v1/plans/{IDS[plans[0]]}/matches/{IDS[plans[1]]}"
    left, right = (measure(plan, place) for plan, place in zip(plans, places, strict=True))
    body = {"left_measure": left, "right_measure": right, "relation": relation, "comment": "так"}
    response = made.client.put(path, json=body, headers=made.bearer("expert"))
    assert response.status_code == 200, response.text
    return response.json()


# --- coverage -------------------------------------------------------------------------------------


def test_an_experts_status_stands_before_the_machines_and_can_be_taken_back(made, kept):
    path = f"/plans/{IDS['home']}/coverage"
    before = get(made, path, catalogue=kept[1])
    first = before["coverage"][0]
    given = "missing" if first["status"] != "missing" else "covered"
    one = f"/api/v1{path}/{kept[1]}/{first['mandate']}"
    for status in (given, given):
        answer = made.client.put(one, json={"status": status, "comment": "видно"}, headers=made.bearer("expert"))
        assert answer.status_code == 200
    shown = get(made, path, catalogue=kept[1])["coverage"][0]
    assert (shown["status"], shown["machine_status"]) == (given, first["machine_status"])
    assert shown == answer.json()
    assert (shown["expert"]["comment"], shown["expert"]["user_name"]) == ("видно", "expert")
    assert made.client.delete(one, headers=made.bearer("expert")).status_code == 204
    assert get(made, path, catalogue=kept[1]) == before
    assert made.client.delete(one, headers=made.bearer("expert")).status_code == 404


def test_coverage_counts_every_mandate_and_takes_the_catalogue_in_use(made, kept):
    shown = get(made, f"/plans/{IDS['home']}/coverage")
    assert shown["catalogue_id"] == kept[1]
    assert sum(shown["counts"].values()) == len(shown["coverage"]) == 4


def test_a_status_on_an_unknown_mandate_is_not_found(made, kept):
    path = f"/api/v1/plans/{IDS['home']}/coverage/{kept[1]}/нет-такого"
    answer = made.client.put(path, json={"status": "covered"}, headers=made.bearer("expert"))
    assert answer.status_code == 404


def test_the_matrix_shows_experts_statuses_and_only_ones_own_regions(made, kept):
    word = Correction(
        plan_id=IDS["home"],
        kind="coverage",
        target={"catalogue_id": kept[1], "mandate": get(made, "/matrix")["mandates"][0]["id"]},
        machine={},
        expert={"status": "not-applicable"},
    )
    with made.store.writing() as session:
        keep_answer(session, word, Author(None))
    shown = get(made, "/matrix")
    line = next(line for line in shown["plans"] if line["plan_id"] == IDS["home"])
    assert (line["statuses"][0], line["by_expert"]) == ("not-applicable", [0])
    assert {line["plan_id"] for line in shown["plans"]} == set(IDS.values())
    bound = get(made, "/matrix", "admin elsewhere", plans=list(IDS.values()))
    assert [line["plan_id"] for line in bound["plans"]] == [IDS["foreign"]]
    assert (shown["n_absent"], bound["n_absent"]) == (0, len(IDS) - 1)


# --- comparisons ----------------------------------------------------------------------------------


def test_every_measure_stands_in_one_row_whatever_the_order_of_plans(made):
    ids = [IDS["home"], IDS["near"], IDS["foreign"]]
    shown = get(made, "/comparisons", plans=ids)
    rows = rows_of(shown)
    assert sorted(t for row in rows for t in row if t) == sorted((*HOME, *HOME, *FAR))
    assert [HOME[0], HOME[0], HOME[0]] in rows
    assert [HOME[1], HOME[1], None] in rows
    assert [None, None, FAR[0]] in rows
    assert [plan["id"] for plan in shown["plans"]] == ids
    turned = rows_of(get(made, "/comparisons", plans=ids[::-1]))
    assert sorted(map(str, (row[::-1] for row in turned))) == sorted(map(str, rows))


def test_what_was_computed_once_is_taken_from_the_store(made, monkeypatch):
    ids = [IDS["home"], IDS["near"]]
    shown = get(made, "/comparisons", plans=ids)
    with made.store.reading() as session:
        assert session.get(Comparison, tuple(sorted(ids))) is not None

    def fail(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(matching.match, "matched", fail)
    assert get(made, "/comparisons", plans=ids) == shown


def test_a_comparison_of_other_models_or_revisions_is_made_anew(made, monkeypatch):
    ids = [IDS["home"], IDS["near"]]
    get(made, "/comparisons", plans=ids)
    for change in ({"stamp": "прежние"}, {"left_revision": 99}):
        with made.store.writing() as session:
            for name, value in {**change, "body": b"[]"}.items():
                setattr(session.get(Comparison, tuple(sorted(ids))), name, value)
        assert get(made, "/comparisons", plans=ids)["n_rows"]["same"] == 3


def test_a_rejected_match_is_not_aligned_not_even_through_a_third_plan(made):
    ids = [IDS["home"], IDS["near"], IDS["foreign"]]
    put_match(made, ("home", "near"), (0, 2), "different")
    assert [HOME[1], HOME[1], None] in rows_of(get(made, "/comparisons", plans=ids))
    for row in rows_of(get(made, "/comparisons", plans=ids)):
        assert row[:2] != [HOME[0], HOME[0]]


def test_an_accepted_match_is_forced_and_frees_the_row_it_took(made):
    put_match(made, ("near", "home"), (0, 0), "same")  # «Закупка учебников» of one, «Анализ…» of the other
    shown = get(made, "/comparisons", plans=[IDS["home"], IDS["near"]])
    rows = rows_of(shown)
    assert [HOME[0], HOME[2]] in rows
    assert shown["rows"][rows.index([HOME[0], HOME[2]])]["by_expert"] is True
    assert [HOME[1], HOME[1]] in rows
    assert [HOME[2], HOME[0]] not in rows
    assert len(rows) == 4


def test_a_word_on_a_match_survives_the_order_of_plans_and_is_taken_back(made):
    said = put_match(made, ("near", "home"), (2, 0), "different")
    assert (said["relation"], said["machine_relation"], said["left_plan"]) == ("different", "same", IDS["near"])
    pair = {"left_measure": measure("home", 0), "right_measure": measure("near", 2)}
    evidence = get(made, f"/comparisons/{IDS['home']}/{IDS['near']}/evidence", **pair)
    assert (evidence["relation"], evidence["expert"]["comment"]) == ("different", "так")
    assert evidence["left"]["text"] == evidence["right"]["text"] == HOME[0]
    path = f"/api/v1/plans/{IDS['home']}/matches/{IDS['near']}"
    assert made.client.delete(path, params=pair, headers=made.bearer("expert")).status_code == 204
    assert made.client.delete(path, params=pair, headers=made.bearer("expert")).status_code == 404
    assert [HOME[0], HOME[0]] in rows_of(get(made, "/comparisons", plans=[IDS["home"], IDS["near"]]))


def test_the_evidence_adds_up_to_the_probability(made):
    pair = {"left_measure": measure("home", 0), "right_measure": measure("near", 0)}
    shown = get(made, f"/comparisons/{IDS['home']}/{IDS['near']}/evidence", **pair)
    logit = sum(piece["weight"] for piece in shown["evidence"])
    assert shown["probability"] == pytest.approx(1 / (1 + 2.718281828 ** (-logit)), abs=1e-3)
    assert shown["evidence"][-1]["feature"] == "bias"


@pytest.mark.parametrize("path", ["/comparisons", "/matrix"])
def test_a_comparison_with_one_foreign_plan_does_not_exist(made, path):
    params = {"plans": [IDS["home"], IDS["near"], IDS["foreign"]]}
    answer = made.client.get(f"/api/v1{path}", params=params, headers=made.bearer("admin at home"))
    if path == "/matrix":
        assert IDS["foreign"] not in answer.text
    else:
        assert answer.status_code == 404
        assert "Полевой" not in answer.text


def test_no_word_is_taken_on_a_match_with_a_foreign_plan(made):
    path = f"/api/v1/plans/{IDS['home']}/matches/{IDS['foreign']}"
    pair = {"left_measure": measure("home", 0), "right_measure": measure("foreign", 1)}
    for person, status in (("admin at home", 404), ("admin elsewhere", 404), ("expert", 200)):
        answer = made.client.put(path, json={**pair, "relation": "same"}, headers=made.bearer(person))
        assert answer.status_code == status
    for person, status in (("admin at home", 404), ("admin", 204)):
        assert made.client.delete(path, params=pair, headers=made.bearer(person)).status_code == status


def test_one_plan_is_no_comparison(made):
    for plans, slug in ((["home"], "invalid-input"), (["home", "home"], "unprocessable")):
        params = {"plans": [IDS[name] for name in plans]}
        answer = made.client.get("/api/v1/comparisons", params=params, headers=made.bearer("viewer"))
        assert answer.json()["type"] == f"/problems/{slug}"


# --- changes --------------------------------------------------------------------------------------


def test_changes_are_told_since_the_version_before(made):
    shown = get(made, f"/plans/{IDS['next']}/changes")
    assert shown["since"]["id"] == IDS["home"]
    told = {(c["kind"], (c["later"] or c["earlier"])["text"]) for c in shown["changes"]}
    assert ("added", NEXT[2]) in told
    assert ("dropped", HOME[2]) in told
    assert any(kind not in ("added", "dropped") and text == NEXT[1] for kind, text in told)
    assert sum(shown["counts"].values()) == len(shown["changes"])
    back = get(made, f"/plans/{IDS['home']}/changes", since=IDS["next"])
    assert {c["kind"] for c in back["changes"] if (c["later"] or {}).get("text") == HOME[2]} == {"added"}


def test_an_experts_word_counts_in_the_changes(made):
    put_match(made, ("home", "next"), (2, 2), "same")
    kinds = {(c["later"] or {}).get("text"): c["kind"] for c in get(made, f"/plans/{IDS['next']}/changes")["changes"]}
    assert kinds[NEXT[2]] not in ("added", "dropped")


def test_a_first_version_has_no_changes_and_a_foreign_one_does_not_exist(made):
    assert get(made, f"/plans/{IDS['home']}/changes")["since"] is None
    answer = made.client.get(
        f"/api/v1/plans/{IDS['home']}/changes", params={"since": IDS["foreign"]}, headers=made.bearer("admin at home")
    )
    assert answer.status_code == 404


# --- formulations ---------------------------------------------------------------------------------


def test_formulations_come_from_other_municipalities_of_ones_regions(made, kept):
    few = kept[1]
    covered = [
        m["mandate"] for m in get(made, f"/plans/{IDS['foreign']}/coverage")["coverage"] if m["status"] == "covered"
    ]
    assert covered, "the sample covers something"
    path = f"/plans/{IDS['home']}/borrow/{few}/{covered[0]}"
    texts = [f["text"] for f in get(made, path)["formulations"]]
    assert any(text in FAR for text in texts)
    bound = get(made, path, "admin at home")["formulations"]
    assert all(f["plan_id"] != IDS["foreign"] for f in bound)
    assert not {f["text"] for f in bound} & {FAR[0]}


def test_a_status_that_an_expert_refuted_lends_no_formulation(made, kept):
    path = f"/plans/{IDS['home']}/borrow/{kept[1]}"
    covered = [
        m["mandate"] for m in get(made, f"/plans/{IDS['foreign']}/coverage")["coverage"] if m["status"] == "covered"
    ]
    one = f"/api/v1/plans/{IDS['foreign']}/coverage/{kept[1]}/{covered[0]}"
    made.client.put(one, json={"status": "missing"}, headers=made.bearer("expert"))
    assert all(f["plan_id"] != IDS["foreign"] for f in get(made, f"{path}/{covered[0]}")["formulations"])


def test_plans_made_ready_once_are_aligned_as_ever():
    models = artifacts.load_models()
    for one, other in (("home", "near"), ("foreign", "home"), ("next", "next")):
        left, right = (match.ready(models.matcher, models.match_senses, PLANS[p].measures) for p in (one, other))
        told = match.match(models.matcher, models.match_senses, PLANS[one].measures, PLANS[other].measures)
        assert match.matched(models.matcher, left, right) == tuple(m.model_copy(update={"evidence": ()}) for m in told)
        apart = {(told[0].left, told[0].right)}
        without = match.matched(models.matcher, left, right, apart)
        assert not apart & {(m.left, m.right) for m in without}
        assert match.matched(models.matcher, right, left, {(b, a) for a, b in apart}) == tuple(
            sorted(
                (m.model_copy(update={"left": m.right, "right": m.left}) for m in without),
                key=lambda m: (-m.probability, m.left, m.right),
            )
        )


def test_experts_may_have_spoken_of_every_row(made):
    for i in range(3):
        put_match(made, ("home", "near"), (i, i), "same" if i else "related")
    shown = get(made, "/comparisons", plans=[IDS["home"], IDS["near"]])
    assert [HOME[2], HOME[0]] in rows_of(shown)
    assert shown["n_rows"] == {"same": 2, "related": 2}
