"""The page «План»: what it shows, what it corrects, how it tells of conflicts."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import ui_world
from PIL import Image
from streamlit.testing.v1 import AppTest

from nlp.domain import Cell, Deadline, Document, Measure, Paragraph, Place, Row, SetCategory, SetCell, Table
from service.schemas.account import Me
from service.schemas.plan import PlanFull
from ui import wording
from ui.client import Client, corrections, plans
from ui.views.plan.editing import Typed, cells_of, changed
from ui.views.plan.source import around, box_of, framed
from ui.views.plan.times import pieces, quarters, repeats
from ui.wording import passport as passport_words
from ui.wording import plan as words
from ui.wording.plan_pictures import quarter

YEAR = (date(2023, 1, 1), date(2023, 12, 31))
TABS = [tab for tab in words.TABS if tab != "rows"]


def plan(address: str, file: str) -> PlanFull:
    client = ui_world.client(address)
    found = next(p for p in plans.listed(client) if p.file == file)
    return plans.one(client, found.id)


def now(address: str, known: PlanFull) -> PlanFull:
    return plans.one(ui_world.client(address), known.id)


def said_by(page: AppTest) -> str:
    """Return what a page says, without the signs that keep strangers' words from being markdown."""
    return ui_world.words(page).replace("\\", "")


def chosen_in(page: AppTest) -> str:
    value = page.query_params["measure"]
    return value if isinstance(value, str) else value[0]


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def field(page: AppTest, kind: str, label: str):
    return next(element for element in getattr(page, kind) if element.label == label)


def test_without_a_plan_the_page_says_what_to_do(demo):
    page = ui_world.opened("plan")
    assert not page.exception
    assert words.CHOOSE_FIRST in ui_world.words(page)


def test_a_plan_that_is_not_there_is_told(demo):
    page = ui_world.opened("plan", id="0" * 64)
    assert not page.exception
    assert words.GONE in ui_world.words(page)


def test_the_passport_the_rows_and_the_source_are_shown(demo):
    known = plan(demo, "zaluzhskoe-2023.docx")
    measure = known.roadmap.measures[3]
    page = ui_world.opened("plan", id=known.id, measure=measure.id)
    assert not page.exception and not page.error
    said = said_by(page)
    assert "Тверская область" in said and "приказ от 02.03.2023" in said and words.UNCONFIRMED in said
    table, source = page.dataframe[0].value, page.dataframe[1].value
    assert len(table) == len(known.roadmap.measures)
    marked = source[source["sign"] == words.MARK]
    assert len(marked) == 1 and measure.text in set(marked.iloc[0])


def test_facts_are_marked_in_the_chosen_measure(demo):
    known = plan(demo, "zaluzhskoe-2023.docx")
    measure = next(m for m in known.roadmap.measures if m.outcome.indicators and m.executors.mentions)
    said = ui_world.words(ui_world.opened("plan", id=known.id, measure=measure.id))
    for tint in ("blue", "violet", "green"):
        assert f":{tint}-background[" in said


def test_the_address_narrows_the_table_and_keeps_a_foreign_measure_away(demo):
    known = plan(demo, "zaluzhskoe-2023.docx")
    wanted = [m for m in known.roadmap.measures if m.category.primary == "methodical"]
    page = ui_world.opened("plan", id=known.id, category="methodical", measure="чужое")
    assert len(page.dataframe[0].value) == len(wanted)
    assert words.NO_SUCH_ROW in ui_world.words(page)
    none = ui_world.opened("plan", id=known.id, q="такого слова нет")
    assert words.NO_ROWS_LEFT in ui_world.words(none)


def test_the_list_and_the_arrows_choose_as_a_click_does(demo):
    known = plan(demo, "zaluzhskoe-2023.docx")
    ids = [m.id for m in known.roadmap.measures]
    page = ui_world.opened("plan", id=known.id)
    assert chosen_in(page) == ids[0]
    field(page, "selectbox", words.CHOSEN).select(ids[4]).run()
    assert chosen_in(page) == ids[4]
    page.button(key="plan-step-chevron_right").click().run()
    assert chosen_in(page) == ids[5]


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn(demo, tab):
    page = ui_world.opened("plan", id=plan(demo, "zauralskoe-2018.txt").id, tab=tab)
    assert not page.exception and not page.error


def test_a_notice_leads_to_its_row(demo):
    known = plan(demo, "zauralskoe-2018.txt")
    noticed = next(n for n in known.roadmap.notices if n.measure)
    page = ui_world.opened("plan", id=known.id, tab="notices")
    assert noticed.detail.split("«")[0].strip() in said_by(page)
    next(b for b in page.button if (b.key or "").startswith("notice-")).click().run()
    assert chosen_in(page) in {n.measure for n in known.roadmap.notices}
    assert field(page, "selectbox", words.CHOSEN).value == chosen_in(page)


def test_a_correction_is_kept_shown_and_undone(own):
    known = plan(own, "zauralskoe-2018.txt")
    measure = known.roadmap.measures[0]
    page = ui_world.opened("plan", id=known.id, measure=measure.id)
    field(page, "text_area", wording.DEADLINE).input("до 1 октября 2018 года")
    field(page, "text_input", words.WHY).input("так в приказе")
    press(page, wording.SAVE)
    assert not page.exception and not page.error
    assert now(own, known).roadmap.measures[0].deadline.text == "до 1 октября 2018 года"
    assert field(page, "text_area", wording.DEADLINE).value == "до 1 октября 2018 года"
    history = ui_world.opened("plan", id=known.id, tab="history")
    said = said_by(history)
    assert measure.deadline.text in said and "так в приказе" in said
    press(history, words.UNDO)
    assert now(own, known).roadmap.measures[0].deadline == measure.deadline
    assert words.UNDO not in [b.label for b in history.button]


def test_a_viewer_sees_and_corrects_nothing(demo, monkeypatch):
    import ui.views.plan

    viewer = Me(user_id="0" * 32, login="a", role="viewer", regions=[], way="session")
    monkeypatch.setattr(ui.views.plan, "me", lambda: viewer)
    page = ui_world.opened("plan", id=plan(demo, "zaluzhskoe-2023.docx").id)
    assert not page.exception
    offered = {button.label for button in page.button}
    assert not offered & {wording.SAVE, passport_words.SAVE, words.REANALYSE, words.DELETE}


def test_an_undone_correction_fills_the_form_anew(own):
    known = plan(own, "site-page.html")
    measure = known.roadmap.measures[0]
    page = ui_world.opened("plan", id=known.id, measure=measure.id)
    field(page, "text_area", wording.OUTCOME).input("Справка о ходе работ")
    press(page, wording.SAVE)
    page.query_params["tab"] = "history"
    press(page.run(), words.UNDO)
    assert now(own, known).roadmap.measures[0].outcome == measure.outcome
    page.query_params["tab"] = "rows"
    page.run()
    assert field(page, "text_area", wording.OUTCOME).value == measure.outcome.text
    assert words.ROW_MOVED not in ui_world.words(page)


def test_category_and_activity_are_corrected_together(own):
    known = plan(own, "zaluzhskoe-2023.docx")
    measure = known.roadmap.measures[1]
    page = ui_world.opened("plan", id=known.id, measure=measure.id)
    lists = [s for s in page.selectbox if s.key and s.key.startswith("plan-cell-")]
    lists[0].select("information")
    lists[1].select("support-agreements")
    press(page, wording.SAVE)
    found = now(own, known).roadmap.measures[1]
    assert (found.category.primary, found.category.origin) == ("information", "expert")
    assert found.activity is not None and found.activity.id == "support-agreements"


def test_a_conflict_keeps_what_was_typed_and_the_second_attempt_passes(own):
    known = plan(own, "verhnetalsk-2019.txt")
    measure = known.roadmap.measures[0]
    page = ui_world.opened("plan", id=known.id, measure=measure.id)
    edit = SetCell(measure=measure.id, anchor=measure.text, column="outcome", text="Приказ")
    other = Client(ui_world.visitor.http(own))
    corrections.correct(other, known.id, [edit], None)
    field(page, "text_area", wording.OUTCOME).input("Приказ и план")
    press(page, wording.SAVE)
    assert any(words.CONFLICT in w.value for w in page.warning)
    assert now(own, known).roadmap.measures[0].outcome.text == "Приказ"
    assert field(page, "text_area", wording.OUTCOME).value == "Приказ и план"
    press(page, wording.SAVE)
    assert now(own, known).roadmap.measures[0].outcome.text == "Приказ и план"


def test_anothers_change_of_another_row_is_no_conflict(own):
    known = plan(own, "tayozhninsk-2020.txt")
    first, second = known.roadmap.measures[:2]
    page = ui_world.opened("plan", id=known.id, measure=first.id)
    edit = SetCell(measure=second.id, anchor=second.text, column="outcome", text="Справка")
    corrections.correct(ui_world.client(own), known.id, [edit], None)
    page.run()
    field(page, "text_area", wording.OUTCOME).input("Протокол")
    press(page, wording.SAVE)
    assert not page.warning or words.CONFLICT not in page.warning[0].value
    assert now(own, known).roadmap.measures[0].outcome.text == "Протокол"


def test_rows_are_split_joined_added_and_dropped(own):
    known = plan(own, "prilenskoe-2025.xlsx")
    first, second, third = known.roadmap.measures[:3]

    def form(kind: str, measure: Measure) -> AppTest:
        page = ui_world.opened("plan", id=known.id, measure=measure.id)
        next(g for g in page.button_group if g.key == "plan-edit").set_value(kind).run()
        return page

    page = form("split", first)
    field(page, "text_area", words.SPLIT_LABEL).input("Первая часть работы\nВторая часть работы")
    press(page, words.SPLIT_SAVE)
    texts = [m.text for m in now(own, known).roadmap.measures]
    assert texts[:2] == ["Первая часть работы", "Вторая часть работы"]
    page = form("join", second)
    field(page, "multiselect", words.JOIN_LABEL).select(third.id)
    press(page, words.JOIN_SAVE)
    assert third.id not in {m.id for m in now(own, known).roadmap.measures}
    page = form("add", second)
    field(page, "text_area", wording.MEASURE).input("Забытое мероприятие")
    press(page, words.ADD_SAVE)
    assert "Забытое мероприятие" in [m.text for m in now(own, known).roadmap.measures]


def test_the_passport_is_corrected_and_confirmed(own):
    known = plan(own, "no-header.txt")
    page = ui_world.opened("plan", id=known.id)
    field(page, "text_input", wording.MUNICIPALITY).input("Тихвозерский район")
    field(page, "date_input", passport_words.STARTS).set_value(date(2022, 1, 1))
    press(page, passport_words.SAVE)
    assert passport_words.PERIOD_HALF in ui_world.words(page) or now(own, known).passport_confirmed
    field(page, "date_input", passport_words.ENDS).set_value(date(2022, 12, 31))
    press(page, passport_words.SAVE)
    found = now(own, known)
    assert (found.municipality, found.period_end, found.passport_confirmed) == (
        "Тихвозерский район",
        "2022-12-31",
        True,
    )
    assert words.CONFIRMED in ui_world.words(page)


def measure(**update: object) -> Measure:
    return Measure(id="m", index=1, text="Анализ", **update)  # type: ignore[arg-type]


def typed(of: Measure, **cells: str) -> Typed:
    primary, further = of.category.primary, of.category.secondary
    return Typed({**cells_of(of), **cells}, primary, further, of.activity.id if of.activity else None)


def test_only_what_was_changed_is_sent():
    row = measure(number="2")
    assert changed(row, typed(row)) == []
    assert changed(row, typed(row, text="Анализ итогов ", number="3")) == [
        SetCell(measure="m", anchor="Анализ", column="number", text="3"),
        SetCell(measure="m", anchor="Анализ", column="text", text="Анализ итогов"),
    ]
    again = Typed(cells_of(row), "staffing", (), None)
    assert changed(row, again) == [SetCategory(measure="m", anchor="Анализ", primary="staffing")]


@pytest.mark.parametrize(
    "windows, recurrence, shown",
    [
        ([("2023-02-01", "2023-02-28")], "none", [("window", "2023-02-28")]),
        ([(None, "2023-05-01")], "none", [("until", "2023-05-01")]),
        ([("2023-11-01", None)], "none", [("window", "2023-12-31")]),
        ([("--04-01", "--04-30")], "none", []),
        ([], "event", []),
    ],
)
def test_deadlines_become_bars_and_marks(windows, recurrence, shown):
    found = pieces(Deadline(windows=tuple(windows), recurrence=recurrence), YEAR)
    assert [(p.kind, p.end.isoformat()) for p in found] == shown


@pytest.mark.parametrize(
    "recurrence, days",
    [
        ("monthly", 12),
        ("quarterly", 4),
        ("term", 4),
        ("ongoing", 0),
        ("none", 0),
    ],
)
def test_repetitions_are_marked_within_the_year(recurrence, days):
    assert len(repeats(Deadline(windows=(("2023-01-01", "2023-12-31"),), recurrence=recurrence), YEAR)) == days


def test_a_yearly_day_is_marked_in_each_further_year():
    yearly = Deadline(windows=((None, "2024-02-29"),), recurrence="yearly")
    found = repeats(yearly, (date(2024, 1, 1), date(2026, 12, 31)))
    assert found == [date(2025, 2, 28), date(2026, 2, 28)]


def test_quarters_run_over_the_turn_of_the_year():
    assert quarters(Deadline(windows=(("2022-11-01", "2023-04-10"),)), YEAR) == ["2022-4", "2023-1", "2023-2"]
    assert [quarter(code) for code in ("2022-4", "2023-1")] == ["IV кв. 2022", "I кв. 2023"]


BOX = (0.1, 0.2, 0.9, 0.4)


def document() -> Document:
    cells = (Cell(text="1", column=0), Cell(text="Анализ", column=1))
    rows = tuple(Row(cells=cells, row=n, page=1, box=BOX if n == 5 else None) for n in range(1, 9))
    blocks = (Paragraph(text="Приказ", row=1), Table(rows=rows, n_columns=2, table=1), Paragraph(text="Анализ", row=12))
    return Document(name="a", media_type="text/plain", sha256="0" * 64, blocks=blocks)


def test_a_place_is_found_among_its_neighbours():
    lines, at = around(document(), Place(table=1, row=5))
    assert [line.number for line in lines] == [3, 4, 5, 6, 7, 8] and at == 2
    lines, at = around(document(), Place(row=12))
    assert at is not None and lines[at].cells == {0: "Анализ"}
    assert around(document(), Place(table=7, row=1)) == ([], None)
    assert box_of(document(), Place(page=1, table=1, row=5)) == BOX
    assert box_of(document(), Place(page=1, table=1, row=4)) is None


def test_a_row_is_framed_on_its_page():
    blank = BytesIO()
    Image.new("RGB", (200, 100), "white").save(blank, "PNG")
    picture = framed(blank.getvalue(), BOX)
    assert picture.getpixel((100, 18)) != (255, 255, 255)
    assert picture.getpixel((100, 60)) == (255, 255, 255)
    assert framed(blank.getvalue(), (0.9, 0.9, 0.1, 0.1)).size == (200, 100)
