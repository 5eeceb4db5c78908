"""The data set of measures: every format says the same, in constant memory, with names or without."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator

import openpyxl
import pyarrow.parquet as pq
import pytest
from reports_samples import HOSTILE, RICH, STAMP, measure, plan

from nlp.domain import Executors, Roadmap
from service.reports.cells import harmless, printable
from service.reports.dataset import dataset, dictionary_json, dictionary_workbook, measure_rows
from service.reports.fields import FIELDS

NAMES = [f.name for f in FIELDS]


def written(form: str, *plans: Roadmap, names: bool = True) -> bytes:
    return b"".join(dataset(plans, form, names=names))  # type: ignore[arg-type]


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_row_says_all_of_a_measure():
    (row,) = measure_rows(plan(RICH), names=True)
    assert list(row) == NAMES
    assert row["section"] == ["I. Кадры", "Курсы"]
    assert row["windows"] == [{"start": "2024-05-01", "end": "2024-05-31"}, {"start": None, "end": "2024-06-01"}]
    assert row["indicators"] == [{"comparator": ">=", "value": 2.5, "unit": "команда"}]
    assert (row["category"], row["category_origin"], row["activity"]) == ("staffing", "expert", "courses")
    assert (row["act_number"], row["act_issuer"], row["period_end"]) == ("5", "Управление образования", "2024-12-31")


def test_csv_opens_in_a_russian_excel():
    data = written("csv", plan(RICH, measure(2)))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    first, second = csv_rows(data)
    assert list(first) == NAMES
    assert json.loads(first["indicators"]) == [{"comparator": ">=", "value": 2.5, "unit": "команда"}]
    assert (first["category_probability"], second["category"], second["windows"]) == ("0.9", "", "")


def test_jsonl_and_parquet_say_the_same():
    plans = (plan(RICH, measure(2)), plan(measure(1), key="b", region=None, act=None, period=None))
    lines = [json.loads(line) for line in written("jsonl", *plans).splitlines()]
    table = pq.read_table(io.BytesIO(written("parquet", *plans)))
    assert table.to_pylist() == lines
    assert table.schema.names == NAMES
    assert len(lines) == 3


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_same_plans_give_the_same_bytes(form):
    assert written(form, plan(RICH)) == written(form, plan(RICH))


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_plan_without_measures_gives_no_rows(form):
    data = written(form, plan())
    if form == "parquet":
        assert pq.read_table(io.BytesIO(data)).num_rows == 0
    else:
        assert data.count(b"\n") == (1 if form == "csv" else 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text):
    hostile = plan(measure(1, text), name=text)
    (row,) = csv_rows(written("csv", hostile))
    assert row["text"] == harmless(printable(text)) or row["text"].startswith("'")
    assert row["text"][:1] not in tuple("=+-@\t\r")
    (line,) = written("jsonl", hostile).splitlines()
    assert json.loads(line)["text"] == printable(text)


def test_a_comma_in_a_text_makes_no_cell_for_programs_that_split_at_commas():
    data = written("csv", plan(measure(1, 'совет,=HYPERLINK("x")'))).decode("utf-8-sig")
    line = data.splitlines()[1]
    assert '"совет,=HYPERLINK(""x"")"' in line


def test_without_names_nobody_is_named():
    people = plan(RICH, measure(2, "Назначить куратором Сомову"), title="План Петровой А.А.", name="Район")
    people = people.model_copy(update={"source": people.source.model_copy(update={"name": "План_Сомова_В.Я..docx"})})
    for form in ("csv", "jsonl"):
        text = written(form, people, names=False).decode()
        assert "Сомов" not in text
        assert "Петров" not in text
    (first, second) = measure_rows(people, names=False)
    assert (first["names"], first["n_names"], first["executors"]) == ([], 1, "[имя], ИМЦ")
    assert (first["outcome"], second["text"]) == ("Отчёт для [имя]", "Назначить куратором [имя]")
    assert "Сомова" in written("csv", people).decode()


def test_measures_are_streamed():
    cell = Executors(text="слово " * 200)

    def plans() -> Iterator[Roadmap]:
        for n in range(25):
            yield plan(*(measure(i, f"{n} {i}", executors=cell) for i in range(1, 51)), key="a")

    for form in ("csv", "jsonl"):
        tracemalloc.start()
        size = sum(map(len, dataset(plans(), form, names=True)))  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < size / 8


def test_parquet_comes_in_pieces(monkeypatch):
    monkeypatch.setattr("service.reports.dataset.ROWS_AT_ONCE", 10)
    pieces = list(dataset([plan(*(measure(i) for i in range(1, 36)))], "parquet", names=True))
    assert len(pieces) == 5
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert (file.num_row_groups, file.metadata.num_rows) == (4, 35)


def test_the_dictionary_explains_every_column():
    said = json.loads(dictionary_json())
    assert [f["name"] for f in said["fields"]] == NAMES
    assert all(any("а" <= c <= "я" for c in f["meaning"]) for f in said["fields"])
    book = openpyxl.load_workbook(io.BytesIO(dictionary_workbook(STAMP, names=False)))
    assert [c.value for c in book["Поля"]["A"]][1:] == NAMES
    assert any("[имя]" in str(c.value) for c in book["Сведения"]["B"])
    assert dictionary_workbook(STAMP, names=False) == dictionary_workbook(STAMP, names=False)
