"""Changes between versions, near-copies between plans, groups of unusual measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.changes import changes
from nlp.copies import copies
from nlp.domain import Executors, Match, Measure, Roadmap, Source
from nlp.extract.deadline import deadline
from nlp.extract.outcome import outcome
from nlp.groups import groups

YEARS = {2023: ("2023-01-01", "2023-12-31"), 2024: ("2024-01-01", "2024-12-31")}


def measure(
    name: str, text: str = "Проведение семинара", *, due: str = "", result: str = "", year: int = 2023
) -> Measure:
    return Measure(id=name, index=1, text=text, deadline=deadline(due, YEARS[year]), outcome=outcome(result))


def plan(year: int, *measures: Measure) -> Roadmap:
    source = Source(name="план.docx", media_type="text/plain")
    return Roadmap(id=str(year), source=source, period=YEARS[year], measures=measures)


def same(left: str, right: str) -> Match:
    return Match(left=left, right=right, probability=0.9, relation="same")


SHIFTS = [
    # deadline before, after; outcome before, after; what became of it
    ("Апрель 2023", "Апрель 2024", "", "", "unchanged"),
    ("Апрель 2023", "Июнь 2024", "", "", "weakened"),
    ("Июнь 2023", "Март 2024", "", "", "strengthened"),
    ("ежемесячно", "ежеквартально", "", "", "weakened"),
    ("ежегодно", "ежемесячно", "", "", "strengthened"),
    ("Апрель 2023", "", "", "", "weakened"),
    ("", "Апрель 2024", "", "", "strengthened"),
    ("Апрель 2023", "постоянно", "", "", "unchanged"),
    ("", "", "не менее 80% педагогов", "не менее 60% педагогов", "weakened"),
    ("", "", "не менее 2 семинаров", "не менее 4 семинаров", "strengthened"),
    ("", "", "не менее 2 семинаров", "Проведены семинары", "weakened"),
    ("", "", "не более 5% обучающихся", "не более 10% обучающихся", "weakened"),
    ("Апрель 2023", "Июнь 2024", "не менее 2 семинаров", "не менее 4 семинаров", "changed"),
]


@pytest.mark.parametrize(("due", "later_due", "result", "later_result", "kind"), SHIFTS)
def test_what_became_of_a_measure(due: str, later_due: str, result: str, later_result: str, kind: str) -> None:
    before = plan(2023, measure("a", due=due, result=result))
    after = plan(2024, measure("b", due=later_due, result=later_result, year=2024))
    (change,) = changes(before, after, [same("a", "b")])
    assert (change.kind, change.earlier, change.later) == (kind, "a", "b")


def test_added_and_dropped_name_the_nearest_of_the_other_version() -> None:
    before, after = plan(2023, measure("a"), measure("c")), plan(2024, measure("b"), measure("d"))
    related = Match(left="c", right="d", probability=0.3, relation="related")
    found = [(c.kind, c.earlier, c.later, c.related) for c in changes(before, after, [same("a", "b"), related])]
    assert found == [("unchanged", "a", "b", None), ("added", None, "d", "c"), ("dropped", "c", None, "d")]


def test_a_new_executor_is_a_change_but_a_person_succeeding_a_person_is_none() -> None:
    def by(name: str, *roles: str) -> Measure:
        return measure(name).model_copy(update={"executors": Executors(text=name, roles=roles)})

    (change,) = changes(plan(2023, by("a", "school", "person")), plan(2024, by("b", "school")), [same("a", "b")])
    assert change.kind == "unchanged"
    (change,) = changes(plan(2023, by("a", "school")), plan(2024, by("b", "authority")), [same("a", "b")])
    assert (change.kind, [s.aspect for s in change.shifts]) == ("changed", ["executors"])


def test_a_plan_against_itself_is_unchanged() -> None:
    whole = plan(2023, measure("a", due="Апрель 2023"), measure("b", "Анализ результатов ВПР по школам района"))
    assert {c.kind for c in changes(whole, whole, [same("a", "a"), same("b", "b")])} == {"unchanged"}


LONG = [
    "Проведение методических семинаров для учителей математики школ с низкими результатами",
    "Анализ результатов всероссийских проверочных работ по каждой школе муниципалитета",
    "Назначение кураторов школ с низкими образовательными результатами приказом отдела",
    "Организация наставничества для молодых педагогов в отстающих школах района",
]


def rows(plan_name: str, texts: list[str]) -> list[Measure]:
    return [measure(f"{plan_name}{i}", text) for i, text in enumerate(texts)]


def test_copies_by_words_not_by_punctuation_and_not_by_a_short_common_phrase() -> None:
    one = rows("a", [LONG[0], LONG[1], "Участие в вебинарах"])
    other = rows("b", [LONG[0].upper() + ".", LONG[2], "Участие в вебинарах"])
    found = copies({"a": one, "b": other})
    assert [(c.left, c.right, c.pairs) for c in found.pairs] == [("a", "b", (("a0", "b0"),))]
    assert 0 < found.plans[0].own_share < 1
    assert found.plans[0].template_share == 0


def test_a_changed_word_is_a_copy_but_a_shared_beginning_is_none() -> None:
    long = f"{LONG[0]} {LONG[1]}"
    far = "Проведение методических семинаров для директоров по составлению программы развития организации"
    assert copies({"a": rows("a", [long]), "b": rows("b", [long.replace("математики", "физики")])}).pairs
    assert not copies({"a": rows("a", [LONG[0]]), "b": rows("b", [far])}).pairs


def test_a_text_of_many_plans_is_a_template() -> None:
    found = copies({name: rows(name, [LONG[0], LONG[1 + i % 3]]) for i, name in enumerate("abcd")})
    assert all(p.template_share > 0.4 for p in found.plans)


def test_an_empty_plan_is_its_own() -> None:
    (own,) = copies({"a": []}).plans
    assert (own.own_share, own.template_share) == (1.0, 0.0)


@given(st.lists(st.sampled_from(LONG), max_size=6), st.lists(st.sampled_from(LONG), max_size=6), st.randoms())
def test_copies_are_symmetric_and_do_not_depend_on_order(left: list[str], right: list[str], random) -> None:
    one, other = rows("a", left), rows("b", right)
    found = copies({"a": one, "b": other})
    shuffled = one[:]
    random.shuffle(shuffled)
    again = copies({"b": other, "a": shuffled})
    assert {p.plan: p for p in found.plans} == {p.plan: p for p in again.plans}
    assert all(0 <= p.own_share <= 1 for p in found.plans)
    if set(left) == set(right) and left:
        assert all(p.own_share == 0 for p in found.plans)


def test_groups_around_central_measures() -> None:
    vectors = np.array([[1, 0, 0], [0.95, 0.3122, 0], [0, 1, 0], [0, 0, 1], [0, 0.1, 0.995]], np.float32)
    found = groups(["a", "b", "c", "d", "e"], vectors)
    assert [set(g.measures) for g in found] == [{"a", "b"}, {"d", "e"}]
    assert all(g.cohesion > 0.9 for g in found)
    assert groups([], np.zeros((0, 3), np.float32)) == ()
