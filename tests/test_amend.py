"""A person's edits replayed over a roadmap."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.amend import amend
from nlp.artifacts import corpus_dir, load_classifier, load_regions
from nlp.domain import (
    AddRow,
    DropRow,
    Edit,
    JoinRows,
    Notice,
    Roadmap,
    SetActivity,
    SetCategory,
    SetCell,
    SetPassport,
    SplitRow,
)
from nlp.pipeline import analyse
from nlp.read import read


@pytest.fixture(scope="module")
def plan() -> Roadmap:
    return analyse(read(corpus_dir() / "samples" / "verhnetalsk-2019.txt"), load_regions(), load_classifier())[0]


def again(plan: Roadmap, *edits: Edit) -> Roadmap:
    found = amend(plan, edits, load_classifier())
    assert found.unplaced == ()
    return found.roadmap


def test_without_edits_nothing_changes(plan: Roadmap) -> None:
    assert amend(plan, ()).roadmap is plan


def test_a_cell_is_understood_anew_and_other_rows_stay(plan: Roadmap) -> None:
    row = plan.measures[2]
    new = again(plan, SetCell(measure=row.id, column="deadline", text="до 15.04.2019"))
    assert new.measures[2].deadline.windows == ((None, "2019-04-15"),)
    assert new.measures[2].executors == row.executors
    assert (new.measures[:2], new.measures[3:]) == (plan.measures[:2], plan.measures[3:])


def test_a_new_text_is_classified_anew_and_a_category_of_the_expert_stays(plan: Roadmap) -> None:
    row = plan.measures[0]
    text = SetCell(measure=row.id, column="text", text="Закупка учебного оборудования для кабинетов школ")
    assert again(plan, text).measures[0].category.primary == "resources"
    said = SetCategory(measure=row.id, primary="community")
    for edits in ((text, said), (said, text)):
        category = again(plan, *edits).measures[0].category
        assert (category.primary, category.origin, category.probability) == ("community", "expert", 1.0)


def test_the_notice_of_a_doubtful_category_goes_when_the_expert_has_judged(plan: Roadmap) -> None:
    doubts = tuple(
        Notice(kind="category-unsure", measure=m.id, detail="Категория определена неуверенно.")
        for m in plan.measures[:2]
    )
    doubtful = plan.model_copy(update={"notices": (*plan.notices, *doubts)})
    new = again(doubtful, SetCategory(measure=plan.measures[0].id, primary="methodical"))
    assert [n for n in new.notices if n.kind == "category-unsure"] == [doubts[1]]


def test_defects_follow_the_edit(plan: Roadmap) -> None:
    row = plan.measures[1]
    new = again(plan, SetCell(measure=row.id, column="executors", text=""))
    assert any(n.measure == row.id and "executors" in n.kind for n in new.notices)
    assert again(plan, SetCell(measure=row.id, column="executors", text=row.executors.text)).notices == plan.notices


def test_split_keeps_the_first_id_and_the_other_cells(plan: Roadmap) -> None:
    row = plan.measures[3]
    new = again(plan, SplitRow(measure=row.id, texts=("Проведение семинаров", "Анализ результатов ВПР")))
    first, second = new.measures[3:5]
    assert (first.id, first.text, second.text) == (row.id, "Проведение семинаров", "Анализ результатов ВПР")
    assert second.id not in {m.id for m in plan.measures}
    assert second.deadline == first.deadline == row.deadline
    assert [m.index for m in new.measures] == list(range(1, len(plan.measures) + 2))


def test_join_mends_the_cells(plan: Roadmap) -> None:
    one, other = plan.measures[4:6]
    new = again(plan, JoinRows(measure=one.id, others=(other.id,)))
    assert len(new.measures) == len(plan.measures) - 1
    assert new.measures[4].text.startswith(one.text)
    assert new.measures[4].text.endswith(other.text)


def test_split_then_join_gives_the_row_back(plan: Roadmap) -> None:
    row = plan.measures[3]
    left, right = row.text[:20].rsplit(" ", 1)
    parts = SplitRow(measure=row.id, texts=(left, right + row.text[20:]))
    second = again(plan, parts).measures[4]
    assert again(plan, parts, JoinRows(measure=row.id, others=(second.id,))).measures[3].text == row.text


def test_rows_dropped_and_added(plan: Roadmap) -> None:
    row = plan.measures[0]
    assert again(plan, DropRow(measure=row.id)).measures[0].id == plan.measures[1].id
    new = again(plan, AddRow(measure=row.id, id="my-row", text="Издание приказа о кураторах", deadline="май 2019"))
    assert new.measures[1].id == "my-row"
    assert new.measures[1].section == row.section
    assert new.measures[1].deadline.windows == (("2019-05-01", "2019-05-31"),)
    assert new.measures[1].category.primary == "organisational"
    assert again(plan, AddRow(measure="", id="my-row", text="Издание приказа")).measures[0].id == "my-row"


def test_a_period_dates_the_deadlines_anew(plan: Roadmap) -> None:
    row = plan.measures[2]
    month = SetCell(measure=row.id, column="deadline", text="май")
    new = again(plan, month, SetPassport(period=("2031-01-01", "2031-12-31"), municipality="Вымышленный район"))
    assert new.measures[2].deadline.windows == (("2031-05-01", "2031-05-31"),)
    assert (new.municipality, new.title) == ("Вымышленный район", plan.title)


def test_an_activity_is_set_and_taken_away(plan: Roadmap) -> None:
    row = plan.measures[0]
    guess = again(plan, SetActivity(measure=row.id, activity="working-group-create")).measures[0].activity
    assert guess is not None
    assert guess.id == "working-group-create"
    assert again(plan, SetActivity(measure=row.id, activity=None)).measures[0].activity is None


def test_edits_follow_their_row_by_its_text_after_a_new_analysis(plan: Roadmap, tmp_path: Path) -> None:
    row = plan.measures[5]
    edit = SetCategory(measure=row.id, anchor=row.text, primary="community")
    renamed = tuple(m.model_copy(update={"id": f"new{m.index}"}) for m in plan.measures)
    moved = amend(plan.model_copy(update={"measures": renamed[1:], "notices": ()}), (edit,))
    assert moved.unplaced == ()
    assert moved.roadmap.measures[4].category.primary == "community"


def test_an_edit_without_its_row_is_told_of_and_the_others_are_made(plan: Roadmap) -> None:
    lost = SetCell(measure="nowhere", anchor="Текст, которого нет", column="text", text="Другой")
    kept = SetCategory(measure=plan.measures[0].id, primary="community")
    found = amend(plan, (lost, kept))
    assert found.unplaced == (0,)
    assert found.roadmap.measures[0].category.primary == "community"
