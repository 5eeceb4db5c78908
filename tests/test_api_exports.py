"""Exports, the template and the audit log through the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import docx
import openpyxl
import pyarrow.parquet as pq
import pytest
from api_world import HOME_REGION, World, world
from sqlalchemy import select
from store_samples import ROWS, catalogue, keep, roadmap

from nlp.domain import Executors, Measure, Mention, Region, SetCategory
from service.corrections import keeping
from service.reports.conclusion import builtin_template
from service.store.audit import note
from service.store.originals import Originals
from service.store.sight import Sight
from service.store.tables import Correction, CoverageRow

API = "/api/v1"
NAMED = "Сомова Вера Яновна"
DAY = {"date": "2026-03-02"}
PLACES = {"one": "Заозёрный район", "two": "Верхний район", "far": "Дальний район"}


def plan(name: str):
    region = (
        Region(code="01", name="Республика Адыгея") if name == "far" else Region(code="28", name="Амурская область")
    )
    made = roadmap(name, (*ROWS, f"Встреча с кураторами: {name}"), municipality=PLACES[name], region=region)
    executors = Executors(text=f"{NAMED}, школы", roles=("school", "person"), names=(NAMED,))
    executors = executors.model_copy(
        update={"mentions": (Mention(label="person", span=(0, len(NAMED)), rule="full-name"),)}
    )
    measures: tuple[Measure, ...] = tuple(m.model_copy(update={"executors": executors}) for m in made.measures)
    return made.model_copy(update={"measures": measures})


PLANS = {name: plan(name) for name in PLACES}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("exports")
    with world(home, requests_per_minute=10**6) as made:
        made.catalogue = catalogue(made.store)
        for one in PLANS.values():
            keep(made.store, Originals(home / "originals"), one, catalogue_ids=(made.catalogue,))
        yield made


def get(made: World, path: str, person: str = "viewer", **params: object):
    return made.client.get(API + path, params=params, headers=made.bearer(person))


def words_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_a_conclusion_tells_the_plan_what_lacks_and_what_others_write(made):
    answer = get(made, f"/plans/{PLANS['one'].id}/report.docx", **DAY)
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    words = words_of(answer.content)
    assert all(word in words for word in ("Заозёрный район", "Немногие, версия 1", "02.03.2026"))
    assert get(made, f"/plans/{PLANS['one'].id}/report.docx", **DAY).content == answer.content


def test_a_conclusion_holds_what_experts_said(made):
    with made.store.writing() as session:
        of_plan = select(CoverageRow.mandate).where(CoverageRow.plan_id == PLANS["two"].id)
        mandate = session.scalars(of_plan.order_by(CoverageRow.position)).first()
        target = {"catalogue_id": made.catalogue, "mandate": mandate}
        said = Correction(plan_id=PLANS["two"].id, kind="coverage", target=target, machine={"status": "covered"})
        said.expert = {"status": "missing"}
        keeping.keep_answer(session, said, keeping.Author(made.ids["expert"], "нет в приложении"))
    with made.store.reading() as session:
        edits = [SetCategory(measure=PLANS["two"].measures[0].id, primary="community")]
        drafted = keeping.draft(session, PLANS["two"].id, edits)
    with made.store.writing() as session:
        keeping.keep(session, drafted, keeping.Author(made.ids["expert"]))
    words = words_of(get(made, f"/plans/{PLANS['two'].id}/report.docx", **DAY).content)
    assert "Статус поставил эксперт: нет в приложении." in words
    assert "Родители и партнёрство" in words
    assert "expert" in words  # who corrected


def test_borrowed_formulations_stay_within_the_regions_of_whoever_asks(made):
    from service.composing import Asked, conclusion_input

    with made.store.reading() as session:
        asked = Asked(PLANS["one"].id, made.catalogue)
        for bound in (None, Sight(frozenset({HOME_REGION}))):
            data = conclusion_input(session, Asked(asked.plan_id, asked.catalogue_id, None, bound))
            sources = " ".join(b.source for b in data.borrowed)
            assert (bound is None) or "Дальний" not in sources
            assert NAMED not in " ".join(b.text for b in data.borrowed)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_data_set_comes_without_names_unless_an_expert_asks(made, form):
    plain = rows(form, get(made, f"/exports/measures.{form}").content)
    assert len(plain) == sum(len(p.measures) for p in PLANS.values())
    assert NAMED not in json.dumps(plain, ensure_ascii=False)
    asked = get(made, f"/exports/measures.{form}", "expert", names="true")
    assert NAMED in json.dumps(rows(form, asked.content), ensure_ascii=False)
    refused = get(made, f"/exports/measures.{form}", "viewer", names="true")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")


def rows(form: str, data: bytes) -> list[dict[str, object]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    if form == "jsonl":
        return [json.loads(line) for line in data.decode().splitlines()]
    return pq.read_table(io.BytesIO(data)).to_pylist()


def test_the_data_set_is_filtered_and_bound_to_regions(made):
    def plans_in(person: str, **params: object) -> set[str]:
        return {
            str(row["plan_id"]) for row in rows("jsonl", get(made, "/exports/measures.jsonl", person, **params).content)
        }

    ids = {name: p.id for name, p in PLANS.items()}
    assert plans_in("viewer", region="01") == {ids["far"]}
    assert plans_in("viewer", plans=[ids["one"], ids["far"]]) == {ids["one"], ids["far"]}
    assert plans_in("admin at home") == {ids["one"], ids["two"]}
    assert get(made, "/exports/measures.csv", "admin at home", plans=ids["far"]).status_code == 404
    assert get(made, "/exports/measures.csv", region="нет").status_code == 422
    assert get(made, "/exports/measures.xml").status_code == 422


def test_a_stranger_sees_no_workbook_of_a_foreign_region(made):
    ids = [PLANS["one"].id, PLANS["far"].id]
    for path in ("/exports/comparison.xlsx", "/exports/matrix.xlsx"):
        assert get(made, path, "admin at home", plans=ids).status_code == 404
        assert get(made, path, plans=ids).status_code == 200


def test_the_matrix_and_the_comparison_are_workbooks_that_come_out_the_same(made):
    ids = [PLANS["one"].id, PLANS["two"].id]
    for path, sheet in (("/exports/matrix.xlsx", "Матрица"), ("/exports/comparison.xlsx", "Сравнение")):
        answer = get(made, path, plans=ids, **DAY)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert sheet in book.sheetnames
        assert get(made, path, plans=ids, **DAY).content == answer.content
    assert get(made, "/exports/comparison.xlsx", plans=[ids[0], ids[0]]).status_code == 422
    assert get(made, "/exports/comparison.xlsx", plans=ids[:1]).status_code == 422
    assert get(made, "/exports/matrix.xlsx", plans=ids, date="1970-01-01").status_code == 422
    assert get(made, "/exports/matrix.xlsx", plans=ids, catalogue="0" * 32).status_code == 404


def test_the_dictionary_comes_for_programs_and_people(made):
    assert {f["name"] for f in get(made, "/exports/dictionary.json").json()["fields"]} >= {"plan_id", "text"}
    book = openpyxl.load_workbook(io.BytesIO(get(made, "/exports/dictionary.xlsx", **DAY).content))
    assert book.sheetnames[0] == "Поля"


def template_of(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def put_template(made: World, data: bytes):
    return made.client.put(f"{API}/template", files={"file": ("t.docx", data)}, headers=made.bearer("admin"))


def test_an_own_template_is_checked_and_used_until_it_is_reset(made):
    report = f"/plans/{PLANS['one'].id}/report.docx"
    assert get(made, "/template", "admin").content == builtin_template()
    refused = put_template(made, template_of("{{ plan.nothing }}"))
    assert (refused.status_code, refused.json()["what"]) == (422, "Шаблон не принят")
    assert refused.json()["findings"]
    assert get(made, "/template/fields", "admin").json()["own"] is False
    shown = put_template(made, template_of("Наш район: {{ plan.municipality }}")).json()
    assert shown["own"] is True
    assert "plan.title" in shown["fields"]
    assert words_of(get(made, report).content) == "Наш район: Заозёрный район"
    assert made.client.delete(f"{API}/template", headers=made.bearer("admin")).status_code == 204
    assert "Немногие" in words_of(get(made, report).content)
    told = get(made, "/audit", "admin", action="template.").json()["entries"]
    assert [entry["action"] for entry in told] == ["template.reset", "template.change"]
    assert told[0]["login"] == "admin"


def test_a_template_too_large_is_refused(made):
    assert put_template(made, b"x" * (3 * 1024**2)).status_code == 413


def test_the_audit_log_is_turned_page_by_page(made):
    with made.store.writing() as session:
        for i in range(7):
            note(session, made.ids["expert"], "probe.done", f"{i}")
    seen: list[str] = []
    page = {"before": None}
    for _ in range(10):
        params = {"before": page["before"]} if page["before"] else {}
        page = get(made, "/audit", "admin", action="probe.", limit=3, user=made.ids["expert"], **params).json()
        seen += [entry["object_id"] for entry in page["entries"]]
        if page["before"] is None:
            break
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    assert get(made, "/audit", "admin", object="3", action="probe.").json()["entries"][0]["object_id"] == "3"
