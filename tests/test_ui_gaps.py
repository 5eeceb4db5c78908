"""The page «Пробелы»: the matrix, a cell opened and corrected, one plan, the cycle, catalogues."""

from __future__ import annotations

import io
import zipfile

import altair as alt
import pytest
import ui_uploads
import ui_world

from nlp.domain import Mandate
from service.schemas.account import Me
from service.schemas.answer import CoverageShown, MandateHead, MatrixLine, MatrixShown
from service.schemas.catalogue import NewCatalogue
from ui import theme
from ui.charts.cycle import counted, cycle, cycles, stages
from ui.charts.heatmap import heatmap, unique
from ui.client import catalogues, coverage, plans
from ui.views.gaps.cell import status_badge
from ui.views.gaps.one import grouped
from ui.wording import STAGES, STATUSES
from ui.wording import gaps as words
from ui.wording.deciding import BACK_TO_MACHINE

REGIONAL = """- id: one
  title: Диагностика причин *низких* результатов
  covers: Разбор причин по школам
  stage: diagnose
- id: two
  title: Ярмарка школьных меценатов
  covers: Ярмарка, на которой школы ищут меценатов
  stage: close
"""


@pytest.fixture
def plan(own):
    """A plan of the sample store with its coverage: (client, plan id, catalogue, coverage)."""
    return _plan(ui_world.client(own))


def _plan(client):
    chosen = next(p for p in plans.listed(client) if p.file == "zavolkhovskoe-2021.docx")
    found = coverage.of_plan(client, chosen.id, _catalogue(client))
    return client, chosen.id, found.catalogue_id, found.coverage


def _catalogue(client) -> str:
    return next(c.id for c in catalogues.listed(client, "mandates") if c.name == "municipal")


def _button(page, label):
    return next(b for b in page.button if b.label == label)


def _matrix(statuses: list[list[str | None]], by_expert: tuple[int, ...] = ()) -> MatrixShown:
    heads = [MandateHead(id=f"m{n}", title=f"Требование {n}") for n in range(len(statuses[0]))]
    lines = [
        MatrixLine(
            plan_id=f"{n:064d}", title="п", region_code="28", municipality="Район", year_from=2024, year_to=2024,
            statuses=line, probabilities=[None if s is None else 0.7 for s in line], by_expert=by_expert,
        )
        for n, line in enumerate(statuses)
    ]  # fmt: skip
    return MatrixShown(catalogue_id="0" * 32, mandates=heads, plans=lines, n_left_out=0, n_absent=0)


def _shown(mandate: str, status: str) -> CoverageShown:
    return CoverageShown(
        mandate=mandate, title=mandate, status=status, machine_status=status, probability=0.9, evidence=(), reason=""
    )


def test_names_of_plans_are_told_apart():
    assert unique(["а", "б", "а", "а"]) == ["а", "б", "а (2)", "а (3)"]


def test_the_heat_map_holds_a_cell_for_each_answer_and_marks_the_experts():
    spec = heatmap(_matrix([["covered", "missing"], ["undecided", None]], by_expert=(1,)), ["А", "Б"]).to_dict()
    cells = [row for rows in spec["datasets"].values() for row in rows if "s" in row and "p" in row]
    assert [(c["p"], c["m"], c["s"], c["e"]) for c in cells] == [
        (0, 0, "covered", False),
        (0, 1, "missing", True),
        (1, 0, "undecided", False),
    ]
    text = str(spec)
    assert all(f"{theme.STATUS_SIGNS[s]} {STATUSES[s]}" in text for s in STATUSES)


def test_two_hundred_plans_are_drawn_with_the_numbers_said_again():
    with alt.data_transformers.enable("default", max_rows=None):
        spec = heatmap(_matrix([["missing"] * 31] * 200), [f"План {n}" for n in range(200)]).to_dict()
    assert len(spec["layer"]) == 3
    assert len(spec["datasets"][spec["layer"][2]["data"]["name"]]) == 9 * 31


def test_a_stage_is_broken_only_where_all_is_missing():
    mandates = [Mandate(id=f"{stage}{n}", title="т", stage=stage) for stage in STAGES for n in (1, 2)]
    given = {
        "identify1": "missing", "identify2": "covered", "diagnose1": "partial", "diagnose2": "missing",
        "plan1": "undecided", "plan2": "missing", "implement1": "missing", "implement2": "missing",
        "monitor1": "not-applicable", "monitor2": "not-applicable", "close1": "missing", "close2": "not-applicable",
    }  # fmt: skip
    found = stages(mandates, given)
    assert [(s.link, s.covered, s.expected) for s in found] == [
        ("whole", 1, 2), ("weak", 0, 2), ("open", 0, 2), ("broken", 0, 2), ("none", 0, 0), ("broken", 0, 1),
    ]  # fmt: skip
    assert counted([found, found])["implement"] == {"broken": 2}
    assert "✕" in str(cycle(found).to_dict()) and "✕ разрыв" in str(cycles([found]).to_dict())


def test_the_list_goes_by_the_strength_of_the_ground():
    known = {
        id_: Mandate(id=id_, title=id_, strength=s) for id_, s in (("r", ("RP",)), ("l", ("RP", "LAW")), ("f", ("FR",)))
    }
    found = grouped(
        [_shown("r", "missing"), _shown("f", "missing"), _shown("l", "missing"), _shown("x", "partial")], known
    )
    assert [c.mandate for c in found["missing"]] == ["l", "f", "r"] and len(found["partial"]) == 1


@pytest.mark.parametrize(
    "probability, said",
    [(0.998, "99 случаях"), (0.971, "97 случаях"), (0.61, "61 случае"), (0.3, "почти наугад")],
)
def test_probability_is_told_of_a_hundred(probability, said):
    assert said in words.sure(probability)


def test_the_file_of_a_conclusion_has_a_name_that_files_may_have():
    assert words.docx_name('Район "А/Б", 2024') == "Заключение – Район  А Б , 2024.docx"


def test_the_matrix_shows_all_plans_and_what_is_missing_most_often(demo):
    page = ui_world.opened("gaps")
    n = len(plans.listed(ui_world.client(demo)))
    assert f"{n} планов · 31 ожидаемое мероприятие" in ui_world.words(page)
    table = page.dataframe[0].value
    assert list(table["missing"]) == sorted(table["missing"], reverse=True) and len(table) == 31
    assert not page.exception and not page.error


def test_filters_and_chosen_plans_narrow_the_matrix(demo):
    client, plan_id, *_ = _plan(ui_world.client(demo))
    assert "1 план · 31" in ui_world.words(ui_world.opened("gaps", plans=[plan_id]))
    region = ui_world.words(ui_world.opened("gaps", region="73"))
    n = coverage.matrix(client, _catalogue(client), region="73").plans
    assert f"{len(n)} плана · 31" in region
    nothing = ui_world.opened("gaps", region="73", year="2019")
    assert words.NOTHING_FITS in nothing.info[0].value


def test_a_cell_shows_why_what_is_asked_and_how_others_word_it(demo):
    _, plan_id, _, found = _plan(ui_world.client(demo))
    cell = next(c for c in found if c.mandate == "working-group")
    page = ui_world.opened("gaps", plan=plan_id, mandate=cell.mandate)
    said = ui_world.words(page)
    assert page.header[0].value == "Рабочая группа или координационный совет"
    assert "нужен взгляд эксперта" in said and words.NEAREST_ROWS in said and words.FOUND_ROWS not in said
    assert "практика региональных и муниципальных планов" in said
    for evidence in cell.evidence:
        assert ui_uploads.leads(page, "plan", id=plan_id, measure=evidence.measure)
    others = coverage.borrow(ui_world.client(demo), (plan_id, _catalogue(ui_world.client(demo)), cell.mandate))
    assert [code.value for code in page.code] == [f.text for f in others.formulations] != []


def test_a_missing_cell_shows_the_nearest_rows(demo):
    _, plan_id, _, found = _plan(ui_world.client(demo))
    cell = next(c for c in found if c.status == "missing")
    said = ui_world.words(ui_world.opened("gaps", plan=plan_id, mandate=cell.mandate))
    assert words.NEAREST_ROWS in said and said.count(words.ROW_CHANCE.partition("{")[0]) == len(cell.evidence)


def test_an_expert_corrects_a_status_and_takes_it_back(plan):
    client, plan_id, catalogue, found = plan
    page = ui_world.opened("gaps", tab="one", plan=plan_id, mandate="mentoring")
    next(s for s in page.selectbox if s.label == words.STATUS_RIGHT).set_value("partial")
    page.text_area[0].set_value("<b>строка</b> 14")
    _button(page, "Сохранить").click().run()
    now = {c.mandate: c for c in coverage.of_plan(client, plan_id, catalogue).coverage}
    assert now["mentoring"].status == "partial" and now["mentoring"].expert.comment == "<b>строка</b> 14"
    assert "эксперт (вы)" in ui_world.words(page)
    assert "Программа считала: не найдено" in ui_world.words(page) and r"\<b\>строка" in ui_world.words(page)
    _button(page, BACK_TO_MACHINE).click().run()
    assert coverage.of_plan(client, plan_id, catalogue).coverage == found
    assert not page.exception


def test_a_reader_sees_why_but_corrects_nothing(demo, monkeypatch):
    person = Me(user_id="1" * 32, login="reader", role="viewer", regions=[], way="session")
    monkeypatch.setattr("ui.views.gaps.cell.me", lambda: person)
    _, plan_id, *_ = _plan(ui_world.client(demo))
    page = ui_world.opened("gaps", plan=plan_id, mandate="mentoring")
    assert words.CANNOT_CORRECT in ui_world.words(page) and "Сохранить" not in [b.label for b in page.button]


def test_next_goes_on_in_the_list(demo):
    _, plan_id, *_ = _plan(ui_world.client(demo))
    page = ui_world.opened("gaps", plan=plan_id, mandate="approve-roadmap")
    assert _button(page, words.PREVIOUS).disabled
    _button(page, words.NEXT).click().run()
    assert page.query_params["mandate"] == "working-group"


def test_one_plan_lists_what_it_lacks_and_gives_the_conclusion(demo):
    client, plan_id, catalogue, found = _plan(ui_world.client(demo))
    page = ui_world.opened("gaps", tab="one", plan=plan_id)
    said = ui_world.words(page)
    missing = [c for c in found if c.status == "missing"]
    assert f"Не найдено: {len(missing)}" in said and "Нужен взгляд эксперта" in said
    assert said.index("Дети с ОВЗ") < said.index("Определение перечня")  # a law stands before an evaluation
    downloads = {e.proto.label: e.proto.type for e in page.get("download_button")}
    assert downloads[words.DOCX] == "primary"
    made = client.data(f"/plans/{plan_id}/report.docx", {"catalogue": catalogue})
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "Разорвано: Выявление школ" in said


def test_undecided_is_never_called_missing(demo):
    _, plan_id, _, found = _plan(ui_world.client(demo))
    cell = next(c for c in found if c.status == "undecided")
    page = ui_world.opened("gaps", plan=plan_id, mandate=cell.mandate)
    badges = [m.value for m in page.markdown if "-badge[" in m.value and ":gray[" in m.value]
    assert any(badge.startswith(status_badge("undecided")) for badge in badges)
    assert not any(badge.startswith(status_badge("missing")) for badge in badges)
    one = ui_world.words(ui_world.opened("gaps", tab="one", plan=plan_id))
    missing, undecided = one.index("Не найдено: "), one.index("Нужен взгляд эксперта: ")
    assert missing < undecided < one.index(cell.title, undecided) and cell.title not in one[missing:undecided]


def test_the_catalogue_is_named_with_its_version_and_leads_to_the_list(demo):
    page = ui_world.opened("gaps")
    version = next(c for c in catalogues.listed(ui_world.client(demo), "mandates") if c.name == "municipal")
    assert words.VERSION.format(n=version.version, day="") in ui_world.words(page).replace("\\", "")
    assert ui_uploads.leads(page, "catalogues", catalogue=version.id)


def test_of_several_catalogues_one_is_chosen(own):
    client = ui_world.client(own)
    new = catalogues.brought_in(client, NewCatalogue(kind="mandates", name="Свой", yaml=REGIONAL))
    ui_uploads.settle(client)
    page = ui_world.opened("gaps", catalogue=new.id)
    assert "2 ожидаемых мероприятия" in ui_world.words(page)
    catalogues.used(client, new.id, False)
    page = ui_world.opened("gaps", catalogue=new.id)
    options = next(s for s in page.selectbox if s.label == words.CATALOGUE).options
    assert [words.OUT_OF_USE in option for option in options] == [False, True]


@pytest.mark.parametrize("view", ["all", "one", "expected"])  # the last is a view no more
def test_a_foreign_address_is_no_failure(demo, view):
    page = ui_world.opened("gaps", tab=view, plan="чужой", mandate="нет", catalogue="0" * 32, region="999", plans=["?"])
    assert not page.exception and not page.error
    assert view == "one" or "не показано: 1 план" in ui_world.words(page)
