"""The page «Загрузка»: files come in, are refused, recognised as known, read; passports are confirmed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import ui_world
from streamlit.testing.v1 import AppTest
from ui_uploads import leads, links, sent, settle

from service.schemas.job import JobShown
from ui.client import corrections, jobs, plans, uploads
from ui.views.upload import taking
from ui.wording import MUNICIPALITY, REGION
from ui.wording import passport as passport_words
from ui.wording import upload as words

PLAN_2020 = (ui_world.SAMPLES / "tayozhninsk-2020.txt").read_bytes()
PLAN_2021 = PLAN_2020.decode().replace("2020", "2021").encode()
OF_NOWHERE = (ui_world.SAMPLES / "slipped-tail.txt").read_bytes()
TWO = (ui_world.SAMPLES / "two-plans.txt").read_bytes()
# A file of the kind that Word makes of a plan with a password: a compound file with the stream EncryptedPackage.
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4000)


def upload(files: dict[str, bytes], page: AppTest | None = None) -> AppTest:
    """Choose files on the page, send them, and look at the page when all are read."""
    page = page or ui_world.opened("upload")
    page.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files.items()])
    page.run()
    page.button(key="upload-send").click().run()
    return page


def done(page: AppTest, address: str) -> AppTest:
    settle(ui_world.client(address))
    return page.run()


def table(page: AppTest) -> dict[str, dict[str, Any]]:
    rows = page.dataframe[0].value.to_dict("records")
    return {row[words.FILE]: row for row in rows}


def said(page: AppTest) -> str:
    return ui_world.words(page).replace("\\", "")


def test_an_empty_page_says_what_to_do(demo):
    page = ui_world.opened("upload")
    assert not page.exception
    assert words.NO_FILES_ADVICE in said(page) and not page.dataframe


def test_wrong_files_are_told_of_beside_their_names(own):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("папка/битый.docx", b"PK\x03\x04 nothing")
        archive.writestr("Дальний план.txt", PLAN_2020.replace("Таёжн".encode(), "Дальн".encode()))
    files = {
        "пусто [1].docx": b"",
        "программа.exe": b"MZ" + bytes(3_000),
        "под паролем.docx": LOCKED,
        "планы.zip": inside.getvalue(),
    }
    page = upload(files)
    assert not page.exception
    assert "пусто [1].docx" in page.error[0].value.replace("\\", "")
    assert not page.file_uploader[0].value  # taken, so the choice is empty again
    page = done(page, own)
    states = {name: row[words.COLUMN_STATE] for name, row in table(page).items()}
    assert states["программа.exe"] == states["под паролем.docx"] == words.STATES["rejected"]
    assert states["планы.zip/папка/битый.docx"] == words.STATES["rejected"]
    assert states["планы.zip/Дальний план.txt"] == words.STATES["ok"]
    assert words.in_archive(2) in said(page)
    for document in uploads.own(ui_world.client(own), me_id(own), datetime.now(UTC) - timedelta(hours=1)):
        if document.state == "rejected":
            told = ui_world.opened("upload", doc=document.id)
            assert any(document.message in e.value.replace("\\", "") for e in told.error) and not told.exception


def test_an_archive_with_nothing_to_take_is_refused_in_so_many_words(own):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("программа.exe", b"MZ" + bytes(3_000))
    page = done(upload({"одни программы.zip": inside.getvalue()}), own)
    assert not page.exception
    told = [e for e in page.error if e.value.replace("\\", "").startswith("**одни программы.zip**")]
    assert told and words.in_archive(1) not in said(page)
    assert table(page)["одни программы.zip"][words.COLUMN_STATE] == words.STATES["rejected"]


def me_id(address: str) -> str:
    from service.schemas.account import Me

    return ui_world.client(address).get("/me", Me).user_id


def test_the_same_file_is_pointed_out(own):
    page = done(upload({"Первый.txt": PLAN_2021, "Второй.txt": PLAN_2021}), own)
    assert words.TWICE.format(name="**Второй.txt**") in said(page)
    page = done(upload({"Опять.txt": PLAN_2021}), own)
    assert "«Первый.txt»" in said(page) and "**Опять.txt**" in said(page)
    assert any(label == words.SHOW_IT for label, _ in links(page))


def test_a_new_version_is_pointed_out_with_a_way_to_the_changes(own):
    client = ui_world.client(own)
    document = sent(client, {"План 2021 года.txt": PLAN_2021 + b"\n"}, "version").accepted[0].document_id
    new = uploads.plans_of(client, document)[0]
    assert new.previous_id is not None
    page = ui_world.opened("upload", doc=document)
    assert table(page)["План 2021 года.txt"][words.COLUMN_NEW] == words.NEW_VERSION
    assert leads(page, "compare", plans=new.id) and leads(page, "plan", id=new.id) and leads(page, "gaps", plans=new.id)


def test_a_passport_is_completed_and_confirmed(own):
    client = ui_world.client(own)
    document = sent(client, {"Без региона.txt": OF_NOWHERE + b"\n"}, "passport").accepted[0].document_id
    page = ui_world.opened("upload", doc=document)
    assert "регион" in page.warning[0].value
    next(box for box in page.selectbox if box.label == REGION).set_value("28")
    place = page.text_input[0]
    place.set_value("Речной *округ*")
    submit(page).click().run()
    assert not page.exception
    plan = uploads.plans_of(client, document)[0]
    assert (plan.region_code, plan.municipality, plan.passport_confirmed) == ("28", "Речной *округ*", True)
    assert table(page)["Без региона.txt"][words.COLUMN_PASSPORT] == words.CHECKED
    # What stands there cannot be emptied: the person is told, and it stays.
    page.text_input[0].set_value("")
    submit(page).click().run()
    assert passport_words.NOT_ERASED.format(field=MUNICIPALITY) in said(page)
    assert uploads.plans_of(client, document)[0].municipality == "Речной *округ*"


def submit(page: AppTest) -> Any:
    return next(button for button in page.button if button.label == passport_words.SAVE)


def test_somebody_elses_correction_is_told_and_nothing_is_lost(own):
    from nlp.domain import SetPassport

    client = ui_world.client(own)
    document = sent(client, {"Спор.txt": OF_NOWHERE + b"\n\n"}, "quarrel").accepted[0].document_id
    page = ui_world.opened("upload", doc=document)
    plan = uploads.plans_of(client, document)[0]
    corrections.correct(client, plan.id, [SetPassport(title="Другое")], None)
    page.text_input[0].set_value("Озёрный район")
    submit(page).click().run()
    assert not page.exception and page.warning
    assert "Сейчас в плане: Другое" in said(page)
    assert uploads.plans_of(client, document)[0].municipality == plan.municipality
    assert page.text_input[0].value == "Озёрный район"
    submit(page).click().run()
    assert uploads.plans_of(client, document)[0].municipality == "Озёрный район"


def test_several_plans_of_a_file_are_chosen_from(own):
    client = ui_world.client(own)
    document = sent(client, {"Два плана.txt": TWO + b"\n"}, "two").accepted[0].document_id
    both = uploads.plans_of(client, document)
    page = ui_world.opened("upload", doc=document, part=both[1].id)
    assert len(both) > 1 and both[1].title in [area.value for area in page.text_area]
    page = ui_world.opened("upload", doc=document, part="чужое")
    assert both[0].title in [area.value for area in page.text_area]


@pytest.mark.parametrize("doc", ["0" * 32, "`*чужое*`"])
def test_a_foreign_document_in_the_address_is_told(demo, doc):
    page = ui_world.opened("upload", doc=doc)
    assert not page.exception and not page.error
    assert words.NO_SUCH_FILE in said(page)


def test_what_was_not_understood_is_shown_row_by_row(own):
    client = ui_world.client(own)
    shown = max(plans.listed(client), key=lambda plan: plan.n_notices)
    page = ui_world.opened("upload", doc=shown.document_id)
    rows = [row for frame in page.dataframe[-2:] for row in frame.value.to_dict("records")]
    details = [row.get(words.COLUMN_WHAT) or row.get(words.COLUMN_DEFECT) for row in rows]
    roadmap = plans.one(client, shown.id).roadmap
    assert sorted(n.detail for n in roadmap.notices) == sorted(d for d in details if d)


def job(**fields: Any) -> JobShown:
    now = datetime.now(UTC)
    given = {"id": "1" * 32, "kind": "document.read", "subject_id": "2" * 32, "version": 1, "state": "running"}
    given |= {"stage": "page", "done": 2, "total": 12, "result": {}, "error": {}, "cancel_asked": False}
    return JobShown.model_validate(given | {"created_at": now, "finished_at": None} | fields)


def test_progress_is_told_and_can_be_stopped(demo, monkeypatch):
    cancelled: list[str] = []
    waiting = job(id="3" * 32, state="queued", stage="", done=0, total=None)
    left = [job(), waiting]
    monkeypatch.setattr(jobs, "active", lambda _: left)
    monkeypatch.setattr(jobs, "cancel", lambda _, id_: cancelled.append(id_) or left.pop())
    page = ui_world.opened("upload")
    assert not page.exception
    assert words.QUEUED in said(page)
    bars = [bar.proto.text for bar in page.get("progress")]
    assert words.PAGE_OF.format(done=3, total=12) in bars and words.overall(0, 2) in bars
    page.button(key=f"stop-{'3' * 32}").click().run()
    assert cancelled == ["3" * 32] and not page.exception


def test_active_jobs_come_from_one_answer(monkeypatch):
    ended = job(id="4" * 32, state="done")
    asked: list[object] = []
    monkeypatch.setattr(
        jobs, "own", lambda _, state=None: asked.append(state) or [job(id="3" * 32, state="queued"), job(), ended]
    )
    assert [one.id[0] for one in jobs.active(None)] == ["1", "3"]  # type: ignore[arg-type]
    assert asked == [None]


def test_files_go_in_batches_that_fit_a_request():
    class File:
        def __init__(self, size: int) -> None:
            self.size = size

    sizes = [30 * 2**20, 30 * 2**20, *[1] * 60]
    batches = list(taking._batches([File(size) for size in sizes]))  # type: ignore[misc]
    assert [at for at, _ in batches] == [0, 1, 26, 51]
    assert sum(len(batch) for _, batch in batches) == len(sizes)


@pytest.mark.parametrize(
    "told, wanted",
    [
        (words.stage("page", 2, 12), "распознаётся скан: страница 3 из 12"),
        (words.stage("page", 12, 12), "распознаётся скан: страница 12 из 12"),
        (words.stage("unknown", 0, None), "начат"),
        (words.accepted(1), "Принят 1 файл"),
        (words.accepted(22), "Приняты 22 файла"),
        (words.accepted(5), "Принято 5 файлов"),
        (words.overall(0, 21), "Разобрано 0 из 21 файла"),
        (words.size(1_500_000), "1,4 МБ"),
        (words.size(10), "1 КБ"),
    ],
)
def test_wording(told, wanted):
    assert told == wanted
