"""The review queue, blind opinions and agreement through the API."""

from __future__ import annotations

from collections.abc import Iterator

import api_world
import pytest
from api_world import World, world
from store_samples import catalogue, keep, roadmap

from nlp.domain import Region, SetCategory
from service.corrections.keeping import Author, draft, keep_answer
from service.corrections.keeping import keep as keep_draft
from service.store.originals import Originals
from service.store.tables import Correction, CoverageRow, Measure, Opinion

ADYGEA = Region(code="01", name="Республика Адыгея")
HOME = roadmap("home", ("Анализ результатов ВПР", "Круглый стол с родителями", "Прочее"))
NEAR = roadmap("near", ("Анализ итогов ВПР", "Встреча с родителями"), municipality="Приозёрный район")
FOREIGN = roadmap("foreign", ("Тайный совет", "Анализ ВПР"), municipality="Полевой район", region=ADYGEA)


@pytest.fixture
def kept(tmp_path) -> Iterator[tuple[World, str]]:
    with world(tmp_path, requests_per_minute=10**6) as made:
        few = catalogue(made.store)
        for plan in (HOME, NEAR, FOREIGN):
            keep(made.store, Originals(tmp_path / "originals"), plan, catalogue_ids=(few,))
        yield made, few


def give(made: World, person: str, status: int = 201, **opinion: object) -> dict:
    response = made.client.post("/api/v1/opinions", json=opinion, headers=made.bearer(person))
    assert response.status_code == status, response.text
    return response.json()


def get(made: World, path: str, person: str = "expert", **params: object) -> dict:
    return api_world.get(made, path, person, **params)


def on_category(place: int, label: str, **more: object) -> dict[str, object]:
    return {"kind": "category", "plan_id": HOME.id, "measure": HOME.measures[place].id, "label": label, **more}


def ids(answer: dict) -> list[str]:
    return [item["measure"]["id"] for item in answer["items"]]


def correct(made: World, place: int, category: str) -> None:
    """The expert sets a category, as the route of corrections does."""
    with made.store.writing() as session:
        edit = SetCategory(measure=HOME.measures[place].id, primary=category)
        keep_draft(session, draft(session, HOME.id, [edit], None), Author(made.ids["expert"]))


def test_the_least_sure_category_stands_first(kept):
    made, _ = kept
    with made.store.reading() as session:
        order = session.query(Measure.id).order_by(Measure.category_probability, Measure.key).all()
    shown = get(made, "/review", kind="category", limit=100)
    assert ids(shown) == [row.id for row in order]
    assert shown["items"][0]["machine"]["label"] in shown["items"][0]["labels"]
    assert len(get(made, "/review", limit=2)["items"]) == 2


def test_what_one_has_judged_is_not_shown_again_but_to_others(kept):
    made, _ = kept
    give(made, "expert", **on_category(0, "monitoring"))
    assert HOME.measures[0].id not in ids(get(made, "/review", limit=100))
    assert HOME.measures[0].id in ids(get(made, "/review", "admin", limit=100))


def test_what_was_corrected_is_decided_and_comes_first_for_a_second_opinion(kept):
    made, _ = kept
    correct(made, 1, "community")
    assert HOME.measures[1].id not in ids(get(made, "/review", "admin", limit=100))
    blind = get(made, "/review", "admin", limit=100, blind=True)
    assert ids(blind)[0] == HOME.measures[1].id
    assert HOME.measures[1].id not in ids(get(made, "/review", "expert", limit=100, blind=True))


def test_a_blind_queue_gives_no_answer_away(kept):
    made, _ = kept
    correct(made, 1, "community")
    get(made, "/comparisons", plans=[HOME.id, NEAR.id])
    for kind in ("category", "coverage", "match"):
        items = get(made, "/review", "admin", kind=kind, blind=True)["items"]
        assert items
        for item in items:
            assert item["machine"] is None
            for measure in (item["measure"], item["other_measure"]):
                assert measure is None or (measure["category"], measure["activity"]) == (None, None)


def test_undecided_coverage_stands_before_what_is_near_a_threshold(kept):
    made, _ = kept
    with made.store.writing() as session:
        rows = session.query(CoverageRow).order_by(CoverageRow.plan_id, CoverageRow.position).all()
        for i, row in enumerate(rows):
            row.status, row.probability = "covered", 0.9 - i / 1000
        rows[3].status, rows[3].probability = "missing", 0.81
        rows[5].status, rows[5].probability = "undecided", 0.7
        rows[6].status, rows[6].probability = "undecided", 0.6
        rows[7].status = "not-applicable"
        wanted = [(rows[i].plan_id, rows[i].mandate) for i in (6, 5, 3)]
    items = get(made, "/review", kind="coverage", limit=100)["items"]
    assert [(item["plan"]["id"], item["mandate"]) for item in items[:3]] == wanted
    assert items[0]["machine"] == {"label": "undecided", "probability": 0.6}
    assert len(items) == 11
    assert all(item["title"] for item in items)


def test_matches_come_from_the_comparisons_made_the_nearest_to_a_half_first(kept):
    made, _ = kept
    assert get(made, "/review", kind="match")["items"] == []
    get(made, "/comparisons", plans=[HOME.id, NEAR.id, FOREIGN.id])
    items = get(made, "/review", kind="match", limit=100)["items"]
    distances = [abs(item["machine"]["probability"] - 0.5) for item in items]
    assert distances == pytest.approx(sorted(distances), abs=1e-3)
    assert "Тайный" not in str(get(made, "/review", "admin at home", kind="match"))
    assert all(FOREIGN.id not in str(i) for i in get(made, "/review", "admin at home", kind="match")["items"])


def test_an_opinion_on_a_match_is_one_subject_whatever_the_order(kept):
    made, _ = kept
    pair = {"plan_id": HOME.id, "measure": HOME.measures[0].id}
    other = {"plan_id": NEAR.id, "measure": NEAR.measures[0].id}
    for person, one, two in (("expert", pair, other), ("admin", other, pair)):
        second = {"other_plan": two["plan_id"], "other_measure": two["measure"]}
        give(made, person, kind="match", label="same", **one, **second)
    with made.store.reading() as session:
        assert len({opinion.subject for opinion in session.query(Opinion)}) == 1
    matches = next(k for k in get(made, "/agreement")["kinds"] if k["kind"] == "match")
    assert (matches["n"], matches["share"], matches["kappa"]) == (1, 1.0, None)


def test_an_opinion_is_given_once(kept):
    made, _ = kept
    for _ in range(2):
        give(made, "expert", **on_category(0, "monitoring", comment="видно"))
    assert give(made, "expert", 409, **on_category(0, "methodical"))["type"] == "/problems/conflict"
    with made.store.reading() as session:
        assert session.query(Opinion).count() == 1


@pytest.mark.parametrize(
    "person, change, status",
    [
        ("admin elsewhere", {}, 404),
        ("expert", {"plan_id": "0" * 64}, 404),
        ("expert", {"measure": FOREIGN.measures[0].id}, 404),
        ("expert", {"label": "нет"}, 422),
        ("expert", {"kind": "нет"}, 422),
        ("viewer", {}, 403),
    ],
)
def test_an_opinion_on_what_is_not_there_is_refused(kept, person, change, status):
    give(kept[0], person, status, **{**on_category(0, "monitoring"), **change})


def test_agreement_counts_corrections_and_opinions_of_different_people(kept):
    made, few = kept
    correct(made, 1, "community")
    give(made, "admin", **on_category(1, "methodical"))
    give(made, "admin at home", **on_category(1, "community"))
    give(made, "admin", **on_category(0, "monitoring"))
    mandate = get(made, f"/plans/{HOME.id}/coverage")["coverage"][0]["mandate"]
    word = Correction(
        plan_id=HOME.id,
        kind="coverage",
        target={"catalogue_id": few, "mandate": mandate},
        machine={},
        expert={"status": "partial"},
    )
    with made.store.writing() as session:
        keep_answer(session, word, Author(made.ids["expert"]))
    give(made, "admin", kind="coverage", plan_id=HOME.id, catalogue_id=few, mandate=mandate, label="partial")
    found = {kind["kind"]: kind for kind in get(made, "/agreement", "viewer")["kinds"]}
    assert (found["category"]["n"], found["coverage"]["n"], found["match"]["n"]) == (3, 1, 0)
    assert found["category"]["share"] == pytest.approx(1 / 3)
    assert found["category"]["confusions"] == [{"one": "community", "other": "methodical", "n": 2}]
    assert found["match"]["kappa"] is None
    elsewhere = get(made, "/agreement", "admin elsewhere")["kinds"]
    assert [kind["n"] for kind in elsewhere] == [0, 0, 0]


def test_the_queue_of_bound_people_holds_their_regions_only(kept):
    made, _ = kept
    for kind in ("category", "coverage"):
        items = get(made, "/review", "admin at home", kind=kind, limit=100)["items"]
        assert {item["plan"]["id"] for item in items} == {HOME.id, NEAR.id}
