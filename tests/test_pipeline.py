"""The contract of `analyse`, and the defects of a plan."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_notation import document

from nlp.artifacts import load_regions
from nlp.defects import defects
from nlp.domain import (
    Act,
    Deadline,
    Document,
    Executors,
    Indicator,
    Measure,
    Mention,
    Notice,
    Outcome,
    Passport,
    Place,
    Roadmap,
    Source,
)
from nlp.pipeline import analyse
from nlp.read import read_bytes

PLAN = """
УТВЕРЖДЁН
приказом отдела образования администрации Светлоборского района
от 12.01.2023 № 17
План мероприятий («дорожная карта») по поддержке школ с низкими результатами Светлоборского района Пермского края на 2023 год
№ | Мероприятие | Сроки | Ответственные | Ожидаемый результат | Примечание
I. Организационные мероприятия>6 |
1. | Разработка плана работы рабочей группы | Апрель 2023 | Отдел образования | План | очно
2. | Встречи директоров школ с кураторами | до 15.06.2023 | Котова А.А., директор школы | Не менее 2 встреч | _
II. Контроль>6 |
3. | Мониторинг результатов ВПР | ежеквартально | _ | 100% школ представили отчёты | _
5. | Совещание по итогам года | май 2020 | Методический кабинет | Протокол | _
"""


def roadmaps(text: str = PLAN) -> tuple[Roadmap, ...]:
    return analyse(document(text), load_regions())


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    """The roadmap as other programs get it: JSON and back."""
    [roadmap] = roadmaps()
    return json.loads(json.dumps(roadmap.model_dump(mode="json"), ensure_ascii=False))


def test_a_roadmap_keeps_the_contract(printed):
    assert printed["id"] == "0" * 64
    assert printed["source"] == {"name": "план.txt", "media_type": "text/plain", "part": 1, "state": "ok"}
    assert printed["title"].startswith("План мероприятий («дорожная карта»)")
    assert printed["region"] == {"code": "59", "name": "Пермский край"}
    assert "Светлоборский" in printed["municipality"]
    assert printed["period"] == ["2023-01-01", "2023-12-31"]
    assert {k: printed["act"][k] for k in ("kind", "number", "date")} == {
        "kind": "приказ",
        "number": "17",
        "date": "2023-01-12",
    }
    assert [m["number"] for m in printed["measures"]] == ["1.", "2.", "3.", "5."]
    assert [m["index"] for m in printed["measures"]] == [1, 2, 3, 4]


def test_a_measure_keeps_the_contract(printed):
    measure = printed["measures"][1]
    assert measure["section"] == ["I. Организационные мероприятия"]
    assert measure["text"] == "Встречи директоров школ с кураторами"
    assert measure["deadline"]["text"] == "до 15.06.2023"
    assert measure["deadline"]["windows"] == [[None, "2023-06-15"]]
    assert measure["deadline"]["recurrence"] == "none"
    assert measure["executors"]["text"] == "Котова А.А., директор школы"
    assert measure["executors"]["roles"] == ["school", "person"]
    assert measure["executors"]["names"] == ["Котова А.А."]
    [indicator] = measure["outcome"]["indicators"]
    assert (indicator["comparator"], indicator["value"], indicator["unit"]) == (">=", 2.0, "встреча")
    assert measure["category"] == {"primary": None, "probability": 0.0, "secondary": [], "origin": "none"}
    assert measure["activity"] is None
    assert measure["source"] == {"page": None, "table": 1, "row": 4}
    assert printed["measures"][0]["extra"] == [["Примечание", "очно"]]


def test_an_empty_cell_is_missing_not_none(printed):
    assert printed["measures"][2]["executors"] == {"text": "", "roles": [], "names": [], "mentions": []}
    [unset] = analyse(document("Мероприятие | Срок | Исполнитель\nАнализ | _ | ОО\nСеминар | май | ОО"), load_regions())
    deadline = unset.measures[0].deadline
    assert (deadline.text, deadline.windows, deadline.recurrence) == ("", (), "missing")


def test_spans_point_into_their_cells(printed):
    for measure in printed["measures"]:
        facts = [*measure["deadline"]["mentions"], *measure["executors"]["mentions"], *measure["outcome"]["indicators"]]
        cells = [measure[k]["text"] for k in ("deadline", "executors", "outcome")]
        assert all(any(a < b <= len(cell) for cell in cells) for a, b in (f["span"] for f in facts))
    name = next(m for m in printed["measures"][1]["executors"]["mentions"] if m["label"] == "person")
    assert printed["measures"][1]["executors"]["text"][slice(*name["span"])] == "Котова А.А."


def test_every_planted_fault_has_its_notice_and_nothing_else_has_one(printed):
    numbers = {m["id"]: m["number"] for m in printed["measures"]}
    found = sorted((n["kind"], numbers[n["measure"]]) for n in printed["notices"])
    assert found == [("before-act", "5."), ("no-executors", "3."), ("number-gap", "5."), ("outside-period", "5.")]
    assert all(n["detail"].endswith(".") for n in printed["notices"])


def test_ids_are_stable_and_belong_to_the_place_not_to_the_text():
    ids = [m.id for m in roadmaps()[0].measures]
    assert ids == [m.id for m in roadmaps()[0].measures]
    assert ids == [m.id for m in roadmaps(PLAN.replace("Совещание по итогам", "Семинар по итогам"))[0].measures]
    assert len(set(ids)) == 4
    other = document(PLAN).model_copy(update={"sha256": "1" * 64})
    assert not set(ids) & {m.id for m in analyse(other, load_regions())[0].measures}


def test_parts_of_a_file_have_their_own_ids():
    rows = "№ | Мероприятие | Срок | Исполнитель\n1 | Анализ ВПР | май | ОО\n2 | Семинар | май | ОО\n"
    text = f"План мероприятий района\n{rows}\n\nПлан мероприятий школы\n{rows}\n\nПлан мероприятий лицея\n{rows}"
    found = roadmaps(text)
    assert [r.source.part for r in found] == [1, 2, 3]
    assert found[0].id == "0" * 64
    # a document made by hand has no bytes: the id is made of its sha256
    assert found[1].id == hashlib.sha256(("0" * 64 + "#2").encode()).hexdigest()
    assert len({m.id for r in found for m in r.measures}) == 6


def test_ids_of_a_file_are_of_its_bytes():
    data = "План мероприятий района\n".encode()
    document = read_bytes(data, "план.txt")
    assert document.part_ids[0] == document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.part_ids[1] == hashlib.sha256(data + b"#2").hexdigest()


def test_rows_on_one_place_have_different_ids():
    rows = Document(
        name="a",
        media_type="b",
        sha256="2" * 64,
        blocks=[
            t.model_copy(update={"rows": [r.model_copy(update={"row": 1}) for r in t.rows]})
            for t in document("Мероприятие | Срок\nАнализ | май\nСеминар | июнь").blocks
        ],
    )
    [roadmap] = analyse(rows, load_regions())
    assert len({m.id for m in roadmap.measures}) == 2


@pytest.mark.parametrize("piece", ["-", "1,", "1 000 ", "с 1 по ", "(далее ", "Отдел образования, Котова А.А., "])
def test_a_cell_that_no_person_wrote_is_read_by_its_beginning_in_time(piece):
    cell = (piece * 100_000)[:100_000].strip() + "я"
    started = time.perf_counter()
    [roadmap] = roadmaps(f"№ | Мероприятие | Срок | Исполнитель | Результат\n1 | Анализ ВПР | {cell} | {cell} | {cell}")
    assert time.perf_counter() - started < 20
    [measure] = roadmap.measures
    assert {measure.deadline.text, measure.executors.text, measure.outcome.text} == {cell}
    assert "long-cell" in {n.kind for n in roadmap.notices}


def test_a_document_without_plan_is_partial_and_says_so():
    [roadmap] = roadmaps("Добрый день!\nНовости школы.")
    assert (roadmap.measures, roadmap.source.state) == ((), "partial")
    assert [n.kind for n in roadmap.notices] == ["no-plan"]
    assert roadmap.context == ("Добрый день!", "Новости школы.")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2.", "1.1", "_", "IV"]),
        st.sampled_from(["Анализ ВПР", "Семинар для учителей", "Контроль", "_", "и приказ"]),
        st.sampled_from(["май", "до 15.04.2022", "ежемесячно", "_", "после каждой четверти", "2019", "когда-нибудь"]),
        st.sampled_from(["ОО", "Котова А.А.", "_", "Сайт школы", "ИМЦ, кураторы"]),
        st.sampled_from(["Справка", "100% школ", "не менее 2 встреч", "_", "-"]),
    ).map(" | ".join),
    max_size=8,
)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_any_plan_comes_back_from_json_and_its_notices_name_its_measures(rows):
    text = "\n".join(["План на 2022 год", "№ | Мероприятие | Срок | Исполнитель | Результат", *rows])
    for roadmap in roadmaps(text):
        assert Roadmap.model_validate_json(roadmap.model_dump_json()) == roadmap
        ids = [m.id for m in roadmap.measures]
        assert len(set(ids)) == len(ids)
        assert {n.measure for n in roadmap.notices} <= {None, *ids}
        assert [m.index for m in roadmap.measures] == list(range(1, len(ids) + 1))


# --- defects --------------------------------------------------------------------------------------

YEAR = Passport(period=("2022-01-01", "2022-12-31"), act=Act(kind="приказ", date="2022-04-12"))
MAY = Deadline(
    text="май",
    windows=(("2022-05-01", "2022-05-31"),),
    recurrence="none",
    mentions=(Mention(label="w", span=(0, 3), rule="r"),),
)


def measure(index: int, **changed: Any) -> Measure:
    sound = {"id": f"m{index}", "index": index, "text": f"Семинар {index}", "deadline": MAY}
    sound |= {"executors": Executors(text="ОО", roles=("school",)), "outcome": Outcome(text=f"План {index}")}
    return Measure(**(sound | changed))


def found(*measures: Measure, passport: Passport = YEAR) -> list[tuple[str, str | None]]:
    return [(n.kind, n.measure) for n in defects(measures, passport)]


def windowed(start: str | None, end: str | None) -> Deadline:
    return MAY.model_copy(update={"windows": ((start, end),)})


def test_a_sound_plan_has_no_defects():
    assert found(measure(1), measure(2), measure(3)) == []
    assert found() == []


@pytest.mark.parametrize(
    "changed, kind",
    [
        ({"deadline": Deadline()}, "no-deadline"),
        ({"deadline": Deadline(text="-")}, "no-deadline"),
        ({"executors": Executors()}, "no-executors"),
        ({"executors": Executors(text="–")}, "no-executors"),
        ({"outcome": Outcome()}, "no-outcome"),
        ({"outcome": Outcome(text="…")}, "no-outcome"),
        ({"deadline": Deadline(text="когда-нибудь", recurrence="none")}, "deadline-unread"),
        ({"text": "Семинар  1."}, "duplicate-row"),
        ({"deadline": windowed("2022-03-01", "2022-03-31")}, "before-act"),
        ({"deadline": windowed(None, "2022-04-11")}, "before-act"),
        ({"deadline": windowed("2023-05-01", None)}, "outside-period"),
    ],
)
def test_a_planted_defect_is_found(changed, kind):
    assert found(measure(1), measure(2, **changed), measure(3)) == [(kind, "m2")]


def test_a_date_of_another_year_is_outside_the_period_and_before_the_act():
    wrong = measure(2, deadline=windowed("2020-05-01", "2020-05-31"))
    assert found(measure(1), wrong) == [("before-act", "m2"), ("outside-period", "m2")]


@pytest.mark.parametrize(
    "kind, changed", [("deadline", Deadline()), ("executors", Executors()), ("outcome", Outcome())]
)
def test_a_column_that_no_row_has_is_one_notice_for_the_plan(kind, changed):
    assert found(measure(1, **{kind: changed}), measure(2, **{kind: changed})) == [(f"no-{kind}-column", None)]


SCHOOL_YEAR = Passport(period=("2022-09-01", "2023-08-31"))


@pytest.mark.parametrize(
    "deadline, passport",
    [
        (windowed("2022-04-01", "2022-04-30"), YEAR),  # the month of the act
        (windowed(None, "2022-04-12"), YEAR),  # the day of the act
        (windowed("2022-06-01", "2022-06-30"), SCHOOL_YEAR),  # the summer before the school year
        (windowed("2023-12-01", "2023-12-31"), SCHOOL_YEAR),  # the end of its second calendar year
        (windowed("--05-01", "--05-31"), YEAR),
        (windowed("1999-05-01", "1999-05-31"), Passport()),
        (Deadline(text="постоянно", recurrence="ongoing", mentions=MAY.mentions), YEAR),
    ],
)
def test_a_right_deadline_is_not_accused(deadline, passport):
    assert found(measure(1), measure(2, deadline=deadline), passport=passport) == []


def test_the_same_work_at_another_time_or_in_many_schools_is_no_repeat():
    later = windowed("2022-10-01", "2022-10-31").model_copy(update={"text": "октябрь"})
    assert found(measure(1), measure(2, text="Семинар 1", deadline=later)) == []
    schools = [measure(i, text="Выезд в школу", section=(f"{i}. Раздел",)) for i in (1, 2, 3)]
    assert found(*schools) == []
    two = [measure(i, text="Выезд", section=(f"МБОУ СОШ № {i}",), outcome=Outcome(text="Справка")) for i in (1, 2)]
    assert found(*two) == []
    twice = [m.model_copy(update={"outcome": Outcome(text="Справка")}) for m in schools[:2]]
    assert found(*twice) == [("duplicate-row", "m2")]


TITLE = Passport(title="План мероприятий по повышению качества образования в школах района")


@pytest.mark.parametrize(
    "outcome, kind",
    [
        ("Повышение профессиональной компетентности педагогов.", "vague-outcome"),
        ("Создание условий для развития школ", "vague-outcome"),
        ("Повышение качества образования", "outcome-repeats-title"),
        ("семинар учителей математики.", "outcome-repeats-measure"),
        ("Семинар «учителей математики и физики».", "outcome-repeats-measure"),
    ],
)
def test_an_outcome_that_says_nothing_is_accused(outcome, kind):
    empty = measure(2, text="Семинар учителей математики и физики", outcome=Outcome(text=outcome))
    assert found(measure(1), empty, passport=TITLE) == [(kind, "m2")]


@pytest.mark.parametrize(
    "outcome",
    [
        *(
            "Повышение доли успевающих",
            "Улучшение результатов на 5 %",
            "Формирование банка данных",
            "Развитие: план работы",
        ),
        *("Обеспечение охвата", "Семинар", "Справка", "Рост среднего балла", "Разработан сборник"),
    ],
)
def test_an_outcome_that_can_be_checked_is_not_accused(outcome):
    right = measure(2, text="Семинар учителей математики и физики", outcome=Outcome(text=outcome))
    assert found(measure(1), right, passport=TITLE) == []


@pytest.mark.parametrize(
    "executors, accused",
    [
        (Executors(text="Сайт района", roles=("other",)), True),
        (Executors(text="Протокол совещания", roles=()), True),
        (Executors(text="Сайт района, школа", roles=("school", "other")), False),
        (Executors(text="Библиотекари школ", roles=("other",)), False),
        (Executors(text="Ответственный за сайт", roles=("other",)), False),
    ],
)
def test_a_thing_is_no_executor(executors, accused):
    assert found(measure(1), measure(2, executors=executors)) == [("executor-not-actor", "m2")] * accused


@pytest.mark.parametrize("n_ongoing, accused", [(2, False), (3, True), (5, True)])
def test_a_plan_due_all_year_is_accused_once(n_ongoing, accused):
    always = Deadline(text="постоянно", recurrence="ongoing", mentions=MAY.mentions)
    rows = [measure(i, **({"deadline": always} if i <= n_ongoing else {})) for i in range(1, 6)]
    assert found(*rows) == [("mostly-ongoing", None)] * accused


@pytest.mark.parametrize(
    "first, second, accused",
    [
        (("I. Кадры",), ("I. Контроль",), True),
        (("Раздел 2. Кадры",), ("Раздел 2. Контроль",), True),
        (("I. Кадры", "1. Учителя"), ("II. Школы", "1. Директора"), False),
        (("I. Кадры",), ("II. Контроль",), False),
        (("I. Кадры",), ("I. Кадры",), False),
        (("Раздел 1. Кадры",), ("Этап 1. Начало",), False),
        (("Кадры",), ("Контроль",), False),
    ],
)
def test_two_sections_with_one_number(first, second, accused):
    rows = (measure(1, section=first), measure(2, section=second), measure(3, section=second))
    assert found(*rows) == [("section-number-repeated", "m2")] * accused


def test_defects_come_in_the_order_of_the_rows():
    kinds = found(measure(1, outcome=Outcome()), measure(2, deadline=Deadline()), measure(3, executors=Executors()))
    assert [m for _, m in kinds] == ["m1", "m2", "m3"]


# --- records --------------------------------------------------------------------------------------

TEXTS = st.text(max_size=20)
DATES = st.dates().map(str) | st.just("--05-01")
MEASURES = st.builds(
    Measure,
    id=TEXTS,
    index=st.integers(1, 99),
    number=st.none() | TEXTS,
    section=st.lists(TEXTS, max_size=2).map(tuple),
    text=TEXTS,
    deadline=st.builds(
        Deadline,
        text=TEXTS,
        windows=st.lists(st.tuples(st.none() | DATES, st.none() | DATES), max_size=2).map(tuple),
        mentions=st.lists(st.builds(Mention, label=TEXTS, span=st.just((0, 1)), rule=TEXTS), max_size=1).map(tuple),
    ),
    outcome=st.builds(
        Outcome,
        text=TEXTS,
        indicators=st.lists(
            st.builds(
                Indicator,
                comparator=st.just(">="),
                value=st.floats(-1e9, 1e9),
                unit=TEXTS,
                span=st.just((0, 2)),
                rule=TEXTS,
            ),
            max_size=1,
        ).map(tuple),
    ),
    extra=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    source=st.builds(Place, page=st.none() | st.integers(1, 9)),
)


@given(st.lists(MEASURES, max_size=3), st.none() | st.tuples(DATES, DATES), st.none() | st.builds(Act, kind=TEXTS))
@settings(max_examples=60, deadline=None)
def test_a_roadmap_comes_back_from_json(measures, period, act):
    source = Source(name="план", media_type="text/plain")
    notices = (Notice(kind="a", measure=None, detail="б"),)
    roadmap = Roadmap(id="1", source=source, measures=tuple(measures), notices=notices, period=period, act=act)
    assert Roadmap.model_validate(json.loads(json.dumps(roadmap.model_dump(mode="json")))) == roadmap


def test_notices_of_a_kind_are_not_repeated_for_a_row(printed):
    assert max(Counter((n["kind"], n["measure"]) for n in printed["notices"]).values()) == 1
