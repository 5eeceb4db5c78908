"""Workbooks: what stands in which cell, that no text becomes a formula, and that the bytes repeat."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from reports_samples import HOSTILE, MANDATES, STAMP, STATUSES, coverage, measure, plan

from nlp.domain import Match, Measure, Roadmap
from service.reports.alignment import aligned
from service.reports.cells import harmless, printable
from service.reports.inputs import ComparisonInput, MatrixInput, PlanCoverage
from service.reports.workbooks import LETTERS, comparison, matrix


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def three_plans() -> tuple[Roadmap, ...]:
    def of(key: str, n: int) -> tuple[Measure, ...]:
        return tuple(measure(i).model_copy(update={"id": f"{key}{i}"}) for i in range(1, n + 1))

    return tuple(plan(*of(k, n), name=f"Район {k.upper()}", key=k) for k, n in (("a", 3), ("b", 3), ("c", 1)))


def match(left: str, right: str, relation: str = "same", probability: float = 0.9) -> Match:
    return Match(left=left, right=right, probability=probability, relation=relation)  # type: ignore[arg-type]


def test_measures_that_are_the_same_share_a_row():
    rows = aligned(
        three_plans(), [match("a1", "b2"), match("b2", "c1", probability=0.7), match("a3", "b3", "related", 0.4)]
    )
    assert [(r.kind, r.own) for r in rows] == [
        ("same", ("a1", "b2", "c1")),
        ("related", ("a3", None, None)),
        ("related", (None, "b3", None)),
        ("only", ("a2", None, None)),
        ("only", (None, "b1", None)),
    ]
    assert rows[0].probability == 0.7
    assert (rows[1].related, rows[2].related) == (((), ("b3",), ()), (("a3",), (), ()))


def test_a_row_never_holds_two_measures_of_one_plan():
    chain = [match("a1", "b1", probability=0.9), match("b1", "c1", probability=0.8), match("a2", "c1", probability=0.6)]
    rows = aligned(three_plans(), chain)
    assert rows[0].own == ("a1", "b1", "c1")
    assert rows[0].related == (("a2",), (), ())
    assert sorted(m for r in rows for m in r.own if m) == ["a1", "a2", "a3", "b1", "b2", "b3", "c1"]


def test_the_order_of_matches_makes_no_difference():
    matches = [match("a1", "b1"), match("b1", "c1"), match("a2", "b2", "related"), match("a1", "c1"), match("a3", "x")]
    assert aligned(three_plans(), matches) == aligned(three_plans(), matches[::-1])


def test_a_comparison_can_be_read_back():
    data = ComparisonInput(
        roadmaps=three_plans(), matches=(match("a1", "b2"), match("a3", "b3", "related", 0.4)), stamp=STAMP
    )
    book = opened(comparison(data))
    assert book.sheetnames == ["Сравнение", "Сводка", "Сведения"]
    sheet = book["Сравнение"]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert rows[0] == ["№", "Соответствие", "Планов", "Вероятность", "Район A, 2024", "Район B, 2024", "Район C, 2024"]
    assert rows[1] == [1, "то же", 2, 0.9, "п. 1. Провести семинар 1", "п. 2. Провести семинар 2", None]
    assert rows[2][1:6] == ["связано", 1, 0.4, "п. 3. Провести семинар 3", "≈ п. 3. Провести семинар 3"]
    assert rows[4][1:] == ["только здесь", 1, None, "п. 2. Провести семинар 2", None, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("E2", "A1:G7", "$1:$1")
    assert [c.value for c in book["Сводка"][2]] == ["Район A, 2024", 3, 1, 1, 1, None, 1, 0]
    assert STAMP.model_sha256 in [c.value for c in book["Сведения"]["B"]]


def test_plans_without_measures_and_plans_of_one_name():
    plans = (plan(), plan(measure(1), key="b"))
    sheet = opened(comparison(ComparisonInput(roadmaps=plans, stamp=STAMP)))["Сравнение"]
    assert [c.value for c in sheet[1]][4:] == ["Ольховский район, 2024 (1)", "Ольховский район, 2024 (2)"]


def matrix_input(n: int) -> MatrixInput:
    column = PlanCoverage(roadmap=plan(measure(1), measure(2)), coverage=coverage(*STATUSES))
    return MatrixInput(plans=(column,) * n, mandates=MANDATES, stamp=STAMP)


def test_a_matrix_of_few_plans_has_words():
    book = opened(matrix(matrix_input(2)))
    assert book.sheetnames == ["Матрица", "Обоснования", "Обозначения", "Сведения"]
    sheet = book["Матрица"]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert rows[0][4:9] == ["есть", "частично", "не найдено", "нужен взгляд эксперта", "не относится"]
    assert rows[1] == [1, "Перечень школ", "Выявление школ", *rows[1][3:4], 2, 0, 0, 0, 0, "есть", "есть"]
    assert [row[9] for row in rows[1:7]] == [
        "есть",
        "есть",
        "не найдено",
        "частично",
        "нужен взгляд эксперта",
        "не относится",
    ]
    assert rows[7][1] == "Всего: есть"
    assert rows[7][9] == 2
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:K7")
    assert [c.value for c in book["Обоснования"][2]][2:] == ["есть", "п. 1, п. 2", "Потому что list."]


def test_a_matrix_of_many_plans_has_letters_and_a_legend():
    book = opened(matrix(matrix_input(9)))
    assert [book["Матрица"].cell(n, 10).value for n in range(2, 8)] == ["Е", "Е", "Н", "Ч", "?", "·"]
    assert {row[0].value for row in book["Обозначения"].iter_rows(min_row=2)} == set(LETTERS.values())
    fills = [book["Матрица"].cell(n, 10).fill.fgColor.rgb for n in range(3, 8)]
    assert len(set(fills)) == 5


def test_a_mandate_that_only_coverage_names_has_a_row():
    data = matrix_input(1).model_copy(update={"mandates": MANDATES[1:]})
    assert "Перечень школ" in [c.value for c in opened(matrix(data))["Матрица"]["B"]]


def test_a_matrix_without_plans():
    assert opened(matrix(MatrixInput(plans=(), mandates=MANDATES, stamp=STAMP)))["Матрица"].max_row == 12


def test_200_plans_and_31_mandates_are_written_soon():
    mandates = tuple(MANDATES[0].model_copy(update={"id": f"x{i}"}) for i in range(31))
    found = tuple(coverage("covered")[0].model_copy(update={"mandate": m.id}) for m in mandates)
    column = PlanCoverage(roadmap=plan(measure(1), measure(2)), coverage=found)
    start = time.process_time()
    matrix(MatrixInput(plans=(column,) * 200, mandates=mandates, stamp=STAMP))
    assert time.process_time() - start < 4  # about 1 s where nothing else runs


@pytest.mark.parametrize(
    "make", [lambda: matrix(matrix_input(3)), lambda: comparison(ComparisonInput(roadmaps=three_plans(), stamp=STAMP))]
)
def test_the_same_input_gives_the_same_bytes(make):
    first = make()
    assert first == make()
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(2025, 3, 14, 0, 0, 0)}
        assert parts.read("docProps/core.xml").count(b"2025-03-14T00:00:00Z") == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text):
    hostile = PlanCoverage(
        roadmap=plan(measure(1), name=text), coverage=(coverage("covered")[0].model_copy(update={"reason": text}),)
    )
    data = matrix(
        MatrixInput(plans=(hostile,), mandates=(MANDATES[0].model_copy(update={"title": text}),), stamp=STAMP)
    )
    book = opened(data)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert harmless(text).strip() in {str(c.value).strip() for c in cells}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [n for n in parts.namelist() if b"<f>" in parts.read(n)]


@pytest.mark.parametrize("text", [h for h in HOSTILE if printable(h).strip()[:1] in "=+-@＝＠\u200b\ufeff"])
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "5", "-5", "+3,5", "-1.25", "12 %", "п. 1", "– тире", "a=b", "1-2", "№ 3", "почта@x"]
)
def test_what_is_no_formula_stays(text):
    assert harmless(text) == text


def test_a_cell_takes_no_more_than_excel_does():
    assert len(harmless("=" * 100_000)) == 32_767
