"""Plans over HTTP: found, shown as the bytes that are kept, with versions, read again; the numbers of the start page."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from api_world import World, world
from sqlalchemy import event
from store_samples import keep, roadmap

from nlp.domain import Region, Roadmap
from service.schemas.plan import PlanFull
from service.store.originals import Originals
from service.store.tables import Document, Plan
from service.store.tables_access import Job

ADYGEA = {"region": Region(code="01", name="Республика Адыгея"), "municipality": "Дальний район"}
NEXT = {"period": ("2024-01-01", "2024-12-31")}
HERE, LATER, THERE = roadmap("здесь"), roadmap("позже", **NEXT), roadmap("там", ("Закупка учебников",), **ADYGEA)
LOST = roadmap("неизвестно", region=None, municipality=None, period=None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("plans")) as made:
        for plan in (HERE, LATER, THERE, LOST):
            keep(made.store, Originals(made.app.state.service.settings.originals), plan)
        yield made


def get(made: World, path: str, person: str = "viewer", **headers: str):
    return made.client.get(f"/api/v1{path}", headers={**made.bearer(person), **headers})


def found(made: World, query: str = "", person: str = "viewer") -> list[str]:
    response = get(made, f"/plans{query}", person)
    assert response.status_code == 200, response.text
    return sorted(plan["file"].removesuffix(".docx") for plan in response.json()["plans"])


def test_a_plan_is_shown_with_everything(made):
    shown = get(made, f"/plans/{HERE.id}").json()
    assert PlanFull.model_validate(shown).roadmap.measures[0].text == HERE.measures[0].text
    with made.store.reading() as session:
        assert shown["roadmap"] == json.loads(session.get_one(Plan, HERE.id).body)
    assert (shown["region"], shown["municipality"], shown["n_measures"]) == ("Амурская область", "Заозёрный район", 3)


def test_a_plan_is_one_query_besides_who_asks(made):
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]).split()[0])

    event.listen(made.store.engine, "before_cursor_execute", note)
    get(made, f"/plans/{HERE.id}")
    event.remove(made.store.engine, "before_cursor_execute", note)
    assert asked == ["BEGIN", "SELECT"]


def test_an_unchanged_plan_is_not_sent_again(made):
    first = get(made, f"/plans/{THERE.id}")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = get(made, f"/plans/{THERE.id}", **{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    with made.store.writing() as session:
        session.get_one(Plan, THERE.id).stale = True
    changed = get(made, f"/plans/{THERE.id}", **{"If-None-Match": tag})
    assert (changed.status_code, changed.json()["stale"]) == (200, True)
    with made.store.writing() as session:
        session.get_one(Plan, THERE.id).stale = False


@pytest.mark.parametrize(
    "query, names",
    [
        ("", ["здесь", "неизвестно", "позже", "там"]),
        ("?region=01", ["там"]),
        ("?municipality=заозерный", ["здесь", "позже"]),
        ("?year=2024", ["позже"]),
        ("?category=resources", ["там"]),
        ("?role=school", ["здесь", "неизвестно", "позже", "там"]),
        ("?role=tutor", []),
        ("?text=учебники", ["там"]),
        ("?state=ok&year=2023", ["здесь", "там"]),
        ("?state=failed", []),
        ("?stale=true", []),
    ],
)
def test_plans_are_found(made, query, names):
    assert found(made, query) == names


def test_plans_come_page_by_page(made):
    names: list[str] = []
    cursor, totals = "", []
    while cursor is not None:
        page = get(made, "/plans?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        names += [plan["file"] for plan in page["plans"]]
        totals.append(page["total"])
        cursor = page["cursor"]
    assert len(names) == len(set(names)) == 4
    assert totals == [4, None]


@pytest.mark.parametrize("query", ["?limit=201", "?year=0", "?category=чужая", "?region=1", "?unknown=1", "?text=%00"])
def test_what_cannot_be_asked(made, query):
    assert get(made, f"/plans{query}").status_code == 422


def test_a_foreign_region_does_not_exist(made):
    assert found(made, "", "admin elsewhere") == ["там"]
    assert found(made, "?region=28", "admin elsewhere") == []
    for path in ("", "/machine", "/versions", "/document", "/corrections"):
        assert get(made, f"/plans/{HERE.id}{path}", "admin elsewhere").status_code == 404
        assert get(made, f"/plans/{LOST.id}{path}", "admin elsewhere").status_code == 404
        assert get(made, f"/plans/{HERE.id}{path}", "admin at home").status_code == 200


def test_the_machines_plan_and_the_document(made):
    assert Roadmap.model_validate_json(get(made, f"/plans/{HERE.id}/machine").content).id == HERE.id
    assert get(made, f"/plans/{HERE.id}/document").json()["name"] == "здесь.docx"


def test_versions_are_told_earliest_first(made):
    versions = get(made, f"/plans/{LATER.id}/versions").json()["plans"]
    assert [plan["id"] for plan in versions] == [HERE.id, LATER.id]
    assert versions[1]["previous_id"] == HERE.id


def test_reading_again_is_one_job(made):
    answers = [made.client.post(f"/api/v1/plans/{HERE.id}/reanalyse", headers=made.bearer("expert")) for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    with made.store.reading() as session:
        job = session.get_one(Job, answers[0].json()["job_id"])
        document = session.get_one(Document, job.subject_id)
        assert (job.kind, job.payload["sha256"]) == ("document.read", document.sha256)
        assert job.created_by == made.ids["expert"]


def test_the_start_page_counts_within_the_regions(made):
    whole = get(made, "/overview").json()
    assert whole["numbers"]["n_plans"] == 4
    assert whole["numbers"]["plans_by_region"] == {"": 1, "01": 1, "28": 2}
    assert [plan["id"] for plan in whole["attention"]["plans"]] == [LOST.id]
    part = get(made, "/overview", "admin elsewhere").json()
    assert (part["numbers"]["n_plans"], len(part["recent"]["plans"])) == (1, 1)
    assert part["attention"]["plans"] == []
    assert get(made, "/overview?region=28").json()["numbers"]["n_plans"] == 2


def test_troubled_documents_stand_on_the_start_page(made):
    with made.store.writing() as session:
        document = Document(sha256="f" * 64, name="плохой.pdf", size_bytes=1, state="timeout", message="Не прочитан.")
        document.uploaded_by = made.ids["expert"]
        session.add(document)
    assert [d["name"] for d in get(made, "/overview").json()["attention"]["documents"]] == ["плохой.pdf"]
    assert get(made, "/overview", "admin elsewhere").json()["attention"]["documents"] == []
