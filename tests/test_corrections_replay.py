"""Corrections against new analyses, new answers and each other: none is lost, none strays to another row."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pg
import pytest
from api_world import World
from corrections_samples import (
    IDS,
    PLAN,
    analyse_again,
    category,
    cell,
    correct,
    corrected,
    corrected_world,
    history,
    renumbered,
    rows,
    shown,
    split,
    work_off,
)
from sqlalchemy import select
from store_samples import DATABASES

from nlp.domain import SetCategory
from service.analysis import quiet
from service.corrections import keeping
from service.jobs import computing
from service.jobs.tasks import TASKS, Desk
from service.store.tables import Measure
from service.store.tables_access import Job


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with corrected_world(tmp_path) as made:
        yield made


def test_answers_computed_after_it_leave_the_experts_word(made):
    second = "Издание приказа о кураторах"
    corrected(
        made,
        {"kind": "activity", "measure": IDS[0], "activity": "working-group-create"},
        category(IDS[1]),
        split(IDS[2], "Закупка учебников", second),
        cell(IDS[1], "Закупка оборудования для кабинетов"),
    )
    assert shown(made)["stale"] is True
    assert work_off(made) == 1
    plan = shown(made)
    one, other, left, right = plan["roadmap"]["measures"]
    assert plan["stale"] is False
    assert one["activity"] == {"id": "working-group-create", "probability": 1.0}
    assert one["category"]["origin"] == "model"
    assert (other["text"], other["category"]["primary"]) == ("Закупка оборудования для кабинетов", "community")
    assert (left["text"], left["category"]["primary"]) == ("Закупка учебников", "resources")
    assert (right["text"], right["category"]["primary"]) == (second, "organisational")
    with made.store.reading() as session:
        found = session.execute(select(Measure.activity, Measure.category_origin).order_by(Measure.position)).all()
    assert found[0] == ("working-group-create", "model")
    assert found[1].category_origin == "expert"


def test_an_activity_is_taken_away_for_good(made):
    corrected(made, {"kind": "activity", "measure": IDS[0], "activity": None})
    work_off(made)
    assert rows(made)[0]["activity"] is None


def test_corrections_survive_a_new_analysis_with_other_ids(made):
    corrected(made, category(IDS[1]), cell(IDS[2], "Опрос родителей"), split(IDS[0], "Анализ ВПР", "Справка о ВПР"))
    corrected(made, {"kind": "activity", "measure": IDS[2], "activity": None})
    work_off(made)
    before = [(row["text"], row["category"]["primary"], row["activity"]) for row in rows(made)]
    analyse_again(made, renumbered(PLAN))
    assert not set(IDS) & {row["id"] for row in rows(made)}
    work_off(made)
    assert [(row["text"], row["category"]["primary"], row["activity"]) for row in rows(made)] == before
    assert {c["placed"] for c in history(made)} == {True}


@pytest.mark.parametrize("database", DATABASES)
def test_what_two_people_corrected_survives_a_new_analysis(tmp_path, database):
    name = pg.new_database() if database == "postgresql" else None
    with corrected_world(tmp_path, pg.url(name) if name else "") as made:
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(correct, made, category(IDS[1]), person="expert", revision=1)
            second = pool.submit(correct, made, cell(IDS[2], "Опрос родителей"), person="admin", revision=1)
        answers = {"expert": first.result().status_code, "admin": second.result().status_code}
        assert sorted(answers.values()) == [201, 409]  # whoever came second looks at what the first has done
        late = next(person for person, status in answers.items() if status == 409)
        edit = category(IDS[1]) if late == "expert" else cell(IDS[2], "Опрос родителей")
        assert correct(made, edit, person=late, revision=2).status_code == 201
        work_off(made)
        analyse_again(made, renumbered(PLAN))
        work_off(made)
        assert rows(made)[1]["category"]["primary"] == "community"
        assert rows(made)[2]["text"] == "Опрос родителей"
        assert {(c["author"], c["placed"]) for c in history(made)} == {("expert", True), ("admin", True)}
    if name:
        pg.drop_database(name)


def test_a_new_analysis_of_the_same_gives_the_same(made):
    corrected(made, category(IDS[1]), split(IDS[0], "Анализ ВПР", "Справка о ВПР"))
    work_off(made)
    before = shown(made)["roadmap"]
    for _ in range(2):
        analyse_again(made, PLAN)
        work_off(made)
    assert shown(made)["roadmap"] == before


def test_a_row_that_is_gone_leaves_its_corrections_to_a_person(made):
    corrected(made, category(IDS[0]), category(IDS[1]))
    analyse_again(made, renumbered(PLAN, first=1))
    assert [(c["target"]["measure"], c["placed"]) for c in history(made)] == [(IDS[1], True), (IDS[0], False)]
    assert rows(made)[0]["category"]["primary"] == "community"


def test_a_row_in_the_place_of_another_is_not_corrected_for_it(made):
    """Ids tell where a row stood: a reader that finds one row less gives the next row its id."""
    corrected(made, cell(IDS[0], "Опрос родителей об итогах"))
    moved = tuple(m.model_copy(update={"id": id_}) for m, id_ in zip(PLAN.measures[1:], IDS, strict=False))
    analyse_again(made, PLAN.model_copy(update={"measures": moved}))
    assert [row["text"] for row in rows(made)] == [m.text for m in PLAN.measures[1:]]
    assert [c["placed"] for c in history(made)] == [False]


def test_answers_computed_meanwhile_are_nobodys_change(made):
    revision = corrected(made, category(IDS[0]))["revision"]
    work_off(made)
    assert shown(made)["revision"] > revision
    assert correct(made, category(IDS[1]), revision=revision).status_code == 201


def test_two_experts_at_once_lose_nothing(made):
    edits = [category(id_) for id_ in IDS] + [cell(id_, "Справка", "outcome") for id_ in IDS]
    with ThreadPoolExecutor(2) as crowd:
        answers = list(crowd.map(lambda edit: correct(made, edit), edits))
    assert [a.status_code for a in answers] == [201] * 6
    assert len(history(made)) == 6
    assert [row["category"]["origin"] for row in rows(made)] == ["expert"] * 3
    assert {row["outcome"]["text"] for row in rows(made)} == {"Справка"}
    work_off(made)
    assert [row["category"]["origin"] for row in rows(made)] == ["expert"] * 3


def test_a_draft_that_was_overtaken_is_not_kept(made):
    with made.store.reading() as session:
        drafted = keeping.draft(session, PLAN.id, [SetCategory(measure=IDS[0], primary="staffing")])
    corrected(made, category(IDS[1]))
    with pytest.raises(keeping.StaleRevisionError), made.store.writing() as session:
        keeping.keep(session, drafted, keeping.Author(None))
    assert len(history(made)) == 1


def test_answers_that_an_expert_overtook_are_computed_anew(made):
    corrected(made, category(IDS[0]))
    with made.store.reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "plan.refresh")).one()
        args = TASKS[job.kind].prepare(Desk(session, made.app.state.service.originals, job))
    late = computing.FUNCTIONS[job.kind](args, quiet)
    corrected(made, category(IDS[1]))
    with made.store.writing() as session:
        desk = Desk(session, made.app.state.service.originals, session.get_one(Job, job.id))
        left = TASKS[job.kind].finish(desk, late)
    assert left.payload["plan_ids"] == [PLAN.id]
    assert [row["category"]["origin"] for row in rows(made)] == ["expert", "expert", "model"]
