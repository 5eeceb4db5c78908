"""The page «Сравнение»: aligned rows, a pair with its evidence, an expert's word, changes, who is like whom."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import ui_uploads
import ui_world
from ui_versions import EARLIER, LATER, roadmap

from nlp.domain import Evidence
from service.schemas.answer import ComparedRow, ComparisonShown, MeasureBrief, PlanBrief
from ui import theme
from ui.charts.changes import CHANGE_COLOURS, bar
from ui.charts.closeness import closeness
from ui.charts.waterfall import probability, steps, waterfall
from ui.client import comparisons, plans
from ui.views.compare import fitting
from ui.views.compare.lines import lines, shared
from ui.wording import compare as words
from ui.wording.deciding import BACK_TO_MACHINE


@pytest.fixture
def two(own):
    """Two plans of the sample store that share something: (client, left, right)."""
    client = ui_world.client(own)
    found = {plan.file: plan.id for plan in plans.listed(client)}
    return client, found["zavolkhovskoe-2021.docx"], found["verhnetalsk-2019.txt"]


@pytest.fixture(scope="module")
def versions(own_address, connections):
    """Two versions of one plan, the earlier first."""
    client = ui_world.client(own_address)
    for n, (year, rows) in enumerate(((2023, EARLIER), (2024, LATER))):
        ui_uploads.sent(client, {f"план-{year}.docx": roadmap(year, rows)}, f"compare-{n}")
    found = {plan.file: plan for plan in plans.listed(client)}
    return found["план-2023.docx"], found["план-2024.docx"]


def _measure(name: str) -> MeasureBrief:
    return MeasureBrief(
        id=name,
        index=1,
        number=None,
        section=(),
        text=name,
        deadline="",
        executors="",
        outcome="",
        category=None,
        activity=None,
    )


def _compared(rows: list[tuple[str, list[str | None], list[tuple[str, ...]]]], n: int) -> ComparisonShown:
    brief = {
        "title": "", "file": "f", "region_code": None, "municipality": None, "period_start": None, "period_end": None,
        "n_measures": 3, "revision": 1,
    }  # fmt: skip
    made = [
        ComparedRow(
            kind=kind,
            measures=[_measure(m) if m else None for m in own],
            related=near,
            probability=0.5,
            by_expert=False,
        )
        for kind, own, near in rows
    ]
    heads = [PlanBrief(id=f"{i:064d}", **brief) for i in range(n)]
    return ComparisonShown(plans=heads, rows=made, n_rows={}, n_only=[0] * n, stamp="")


def test_a_related_pair_is_one_line_and_stands_once():
    rows = [
        ("same", ["a", "b"], [(), ()]),
        ("related", ["c", None], [(), ("d",)]),
        ("related", [None, "d"], [("c",), ()]),
        ("only", ["e", None], [(), ()]),
    ]
    found = lines(_compared(rows, 2))
    assert [(line.kind, line.members) for line in found] == [
        ("same", ["a", "b"]),
        ("related", ["c", "d"]),
        ("only", ["e"]),
    ]
    assert found[1].related == (False, True)


def test_shared_measures_are_counted_for_each_two_plans():
    rows = [
        ("same", ["a", "b", None], [()] * 3),
        ("same", ["c", "d", "e"], [()] * 3),
        ("only", [None, None, "f"], [()] * 3),
    ]
    assert shared(_compared(rows, 3)) == [[0, 2, 1], [2, 0, 1], [1, 1, 0]]


def test_the_stairs_lead_from_the_bias_to_the_logit():
    evidence = [
        Evidence(feature=f"f{n}", value=1, weight=w) for n, w in enumerate((3, -2, 1, 0.5, 0.4, 0.3, 0.2, 0.1, -0.05))
    ]
    found = steps([*evidence, Evidence(feature="bias", value=1, weight=-4)])
    assert found[0].start == found[0].end == -4
    assert found[1].adds == 3 and found[2].adds == -2
    assert found[-2].name == words.REST and math.isclose(found[-2].adds, -0.05)
    assert math.isclose(found[-1].end, -4 + sum(e.weight for e in evidence))
    assert all(math.isclose(a.end, b.start) for a, b in pairwise(found))
    assert probability(0) == 0.5
    assert waterfall(found).to_dict()["layer"]


def test_pictures_hold_what_they_are_given():
    assert set(CHANGE_COLOURS) == set(words.CHANGE_KINDS) == set(words.CHANGE_SIGNS) == set(words.CHANGE_NOTES)
    assert "▼ 2" in str(bar({"weakened": 2, "unchanged": 3}).to_dict())
    picture = str(closeness(["А", "Б"], [[0, 4], [4, 0]], [8, 5]).to_dict())
    assert "80 %" in picture and theme.CATEGORY_COLOURS


def test_nothing_chosen_says_what_to_do(demo):
    page = ui_world.opened("compare")
    assert words.CHOOSE_TWO in page.info[0].value and not page.exception


def test_filters_narrow_the_choice_but_keep_what_is_chosen(demo):
    found = plans.listed(ui_world.client(demo))
    first = next(plan for plan in found if plan.region_code == "54")
    narrowed = fitting(found, {"region": "54", "municipality": None, "year": None}, kept=[found[0].id])
    assert {plan.region_code for plan in narrowed} == {"54", found[0].region_code}
    assert first in fitting(found, {"region": None, "municipality": None, "year": 2020})
    assert first not in fitting(found, {"region": None, "municipality": None, "year": 2021})


def test_two_plans_stand_in_aligned_rows(two):
    client, left, right = two
    page = ui_world.opened("compare", plans=[left, right])
    table = page.dataframe[0].value
    compared = comparisons.compared(client, [left, right])
    assert len(table) == len(lines(compared))
    assert table[words.COLUMN_KIND].iloc[0] == words.KIND_SIGNS["same"]
    only = ui_world.opened("compare", plans=[left, right], kind="only").dataframe[0].value
    assert set(only[words.COLUMN_KIND]) == {words.KIND_SIGNS["only"]} and len(only) == sum(compared.n_only)


def test_a_pair_shows_why_and_takes_an_experts_word(two):
    client, left, right = two
    row = next(row for row in comparisons.compared(client, [left, right]).rows if row.kind == "same")
    one, other = (measure.id for measure in row.measures)
    page = ui_world.opened("compare", plans=[left, right], left=one)
    said = ui_world.words(page)
    assert "Программа: то же" in said and "близость смысла" in said
    assert ui_uploads.leads(page, "plan", id=right, measure=other)
    page.radio[0].set_value("different")
    page.text_area[0].set_value("Разные *люди*")
    next(b for b in page.button if b.label == "Сохранить").click().run()
    told = comparisons.explained(client, (left, right), (one, other))
    assert told.relation == "different" and told.expert.comment == "Разные *люди*"
    assert r"Разные \*люди\*" in ui_world.words(page) and "Программа считала: то же" in ui_world.words(page)
    next(b for b in page.button if b.label == BACK_TO_MACHINE).click().run()
    assert comparisons.explained(client, (left, right), (one, other)).expert is None
    assert not page.exception


def test_a_measure_that_stands_alone_can_be_matched_by_hand(two):
    client, left, right = two
    rows = comparisons.compared(client, [left, right]).rows
    one = next(row.measures[0] for row in rows if row.kind == "only" and row.measures[0])
    other = next(row.measures[1] for row in rows if row.kind == "only" and row.measures[1])
    page = ui_world.opened("compare", plans=[left, right], left=one.id)
    assert words.ALONE in [info.value for info in page.info]
    next(s for s in page.selectbox if s.label == words.OTHER).set_value(other.id).run()
    assert "Программа: разное" in ui_world.words(page)
    page.radio[0].set_value("same")
    next(b for b in page.button if b.label == "Сохранить").click().run()
    row = next(
        r for r in comparisons.compared(client, [left, right]).rows if r.measures[0] and r.measures[0].id == one.id
    )
    assert row.kind == "same" and row.by_expert
    comparisons.take_back(client, (left, right), (one.id, other.id))


def test_three_plans_have_signs_and_a_picture_of_closeness(two):
    client, left, right = two
    third = next(plan.id for plan in plans.listed(client) if plan.id not in (left, right))
    table = ui_world.opened("compare", plans=[left, right, third]).dataframe[0].value
    assert {words.SIGN_SAME, words.SIGN_RELATED, ""} <= set(table.iloc[:, 2])
    page = ui_world.opened("compare", plans=[left, right, third], tab="closeness")
    assert "Больше всего общего" in ui_world.words(page) and not page.exception


def test_changes_between_versions_are_told_calmly(own, versions):
    earlier, later = versions
    assert later.previous_id == earlier.id
    page = ui_world.opened("compare", plans=[later.id])
    said = ui_world.words(page)
    assert "▼ Ослаблено: 1" in said and "▲ Усилено: 1" in said and "Срок ▼ слабее" in said
    assert r"до 1 июня 2023 г\." in said and r"до 1 декабря 2024 г\." in said
    assert "Родительский лекторий" in said and "Посещение уроков" in said
    both = ui_world.opened("compare", plans=[later.id, earlier.id], tab="changes")
    assert "▼ Ослаблено: 1" in ui_world.words(both)


def test_a_plan_without_an_earlier_version_says_so(demo):
    plan = next(plan for plan in plans.listed(ui_world.client(demo)) if plan.previous_id is None)
    page = ui_world.opened("compare", plans=[plan.id])
    assert words.NO_VERSION in page.info[0].value


def test_a_foreign_address_is_no_failure(two):
    _, left, right = two
    page = ui_world.opened("compare", plans=[left, right, "чужой"], left="нет-такого", kind="?", tab="?", region="999")
    assert not page.exception and not page.error and len(page.dataframe[0].value)
