"""Documents over HTTP: taken in one by one, shown in every form, deleted for good."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
import store_samples
from api_world import World, world
from reportlab.pdfgen.canvas import Canvas

from nlp.domain import Region
from nlp.errors import StoreError
from service import intaking
from service.file_names import clean_name, disposition
from service.store.originals import Originals
from service.store.tables import Document, Plan

EXPERT = "expert"


@pytest.fixture
def made(tmp_path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def originals(made: World) -> Originals:
    return made.app.state.service.originals


def send(made: World, *files: tuple[str, bytes], person: str = EXPERT, **headers: str):
    given = [("files", file) for file in files]
    response = made.client.post("/api/v1/documents", files=given, headers={**made.bearer(person), **headers})
    assert response.status_code == 202, response.text
    return response.json()


def get(made: World, path: str, person: str = EXPERT, **headers: str):
    return made.client.get(f"/api/v1/documents{path}", headers={**made.bearer(person), **headers})


def kept(made: World, data: bytes, media_type: str = "", **values: object) -> str:
    """A document that was read already."""
    sha256 = originals(made).put(data)
    with made.store.writing() as session:
        document = Document(sha256=sha256, name="план.pdf", size_bytes=len(data), media_type=media_type, state="ok")
        session.add(document)
        for name, value in values.items():
            setattr(document, name, value)
        session.flush()
        return document.id


def a_pdf(n_pages: int = 2) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    for _ in range(n_pages):
        canvas.rect(50, 50, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "given, clean",
    [
        ("план.docx", "план.docx"),
        ("C:\\Мои документы\\план.docx", "план.docx"),
        ("../../etc/passwd", "passwd"),
        ("план\u202excod.exe", "планxcod.exe"),
        ("план\x00\x1f\n 2024.docx", "план 2024.docx"),
        ("И\u0306ошкар.docx", "Йошкар.docx"),
        ("", "файл"),
        ("..", "файл"),
        ("\u200b\u200e", "файл"),
        ("я" * 400 + ".docx", "я" * 145 + ".docx"),
        ("я" * 400, "я" * 150),
    ],
)
def test_names_keep_nothing_that_deceives(given, clean):
    assert clean_name(given) == clean


def test_a_name_in_a_header_is_plain_and_whole():
    header = disposition('пл"ан\r\n.docx')
    assert header.isascii()
    assert "\n" not in header
    assert header == "attachment; filename=\"_____ .docx\"; filename*=UTF-8''%D0%BF%D0%BB%22%D0%B0%D0%BD%20.docx"


def test_each_file_of_an_upload_is_taken_on_its_own(made):
    told = send(made, ("../план.txt", b"one"), ("пусто.txt", b""), ("план\u202e.txt", b"two"))
    assert [f["name"] for f in told["accepted"]] == ["план.txt", "план.txt"]
    assert len({f["document_id"] for f in told["accepted"]}) == 2
    assert [f["name"] for f in told["refused"]] == ["пусто.txt"]
    assert told["refused"][0]["problem"]["why"] == "он пуст"
    assert made.app.state.service.runner.n_wakes == 1
    for file in told["accepted"]:
        job = made.client.get(f"/api/v1/jobs/{file['job_id']}", headers=made.bearer(EXPERT)).json()
        assert (job["kind"], job["state"], job["subject_id"]) == ("document.read", "queued", file["document_id"])


def test_a_file_without_a_name_gets_one(made):
    boundary = "x1y2"
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="\u202e"\r\n\r\ntext\r\n--{boundary}--\r\n'
    headers = {**made.bearer(EXPERT), "Content-Type": f"multipart/form-data; boundary={boundary}"}
    told = made.client.post("/api/v1/documents", content=body.encode(), headers=headers).json()
    assert [f["name"] for f in told["accepted"]] == ["файл"]


def test_an_archive_is_a_job_without_a_document(made):
    told = send(made, ("планы.zip", b"PK\x03\x04 whatever"))["accepted"][0]
    assert told["document_id"] is None
    job = made.client.get(f"/api/v1/jobs/{told['job_id']}", headers=made.bearer(EXPERT)).json()
    assert job["kind"] == "archive.unpack"


def test_the_same_bytes_count_once(made):
    first = send(made, ("а.txt", b"text"))["accepted"][0]
    again = send(made, ("б.txt", b"text"), person="admin")["accepted"][0]
    assert again == {**first, "name": "б.txt", "is_duplicate": True}
    assert [d["name"] for d in get(made, "").json()["documents"]] == ["а.txt"]


def test_a_key_makes_an_upload_repeatable(made):
    files = (("а.txt", b"one"), ("б.txt", b"two"))
    key = {"Idempotency-Key": "загрузка-1".encode().hex()}
    first, again = (send(made, *files, **key) for _ in range(2))
    assert again == first
    other = send(made, ("а.txt", b"three"), files[1], **key)
    assert other["accepted"] == first["accepted"][1:]
    assert [f["problem"]["type"] for f in other["refused"]] == ["/problems/unprocessable"]
    bad = made.client.post(
        "/api/v1/documents", files=[("files", files[0])], headers={**made.bearer(EXPERT), "Idempotency-Key": "a b"}
    )
    assert bad.status_code == 422


def test_a_full_disk_refuses_the_whole_upload(made, monkeypatch):
    def full(*_: object) -> None:
        raise StoreError("Файл не принят", "на диске нет места", "Освободите место.", "full")

    monkeypatch.setattr(intaking, "intake", full)
    response = made.client.post("/api/v1/documents", files={"files": ("а", b"x")}, headers=made.bearer(EXPERT))
    assert response.status_code == 503
    assert response.json()["type"] == "/problems/storage-full"


def test_a_file_of_a_foreign_region_is_not_shown_to_who_uploads_it_again(made):
    store_samples.keep(made.store, originals(made), store_samples.roadmap("здесь"))
    data = store_samples.roadmap("здесь").model_dump_json().encode()
    told = send(made, ("план.json", data), person="admin elsewhere")
    assert told["accepted"] == []
    assert told["refused"][0]["problem"]["status"] == 409
    assert send(made, ("план.json", data), person="admin at home")["accepted"][0]["is_duplicate"] is True


def test_documents_are_listed_page_by_page(made):
    send(made, *((f"{i}.txt", b"%d" % i) for i in range(5)))
    names: list[str] = []
    cursor = ""
    while cursor is not None:
        page = get(made, f"?limit=2&cursor={cursor}" if cursor else "?limit=2").json()
        names += [d["name"] for d in page["documents"]]
        cursor = page["cursor"]
    assert sorted(names) == [f"{i}.txt" for i in range(5)]
    assert get(made, "?limit=201").status_code == 422
    assert get(made, "?cursor=чужой").json()["type"] == "/problems/unprocessable"


def test_the_original_comes_back_as_a_file_that_runs_nowhere(made):
    told = send(made, ("план.html", b"<script>1</script>"))["accepted"][0]
    response = get(made, f"/{told['document_id']}/original")
    assert response.content == b"<script>1</script>"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers.get_list("content-security-policy") == ["sandbox; default-src 'none'"]


def test_a_damaged_original_is_told_of_and_not_sent(made):
    document_id = kept(made, b"sound")
    with made.store.reading() as session:
        path = originals(made).path(session.get_one(Document, document_id).sha256)
    path.write_bytes(b"damaged")
    assert get(made, f"/{document_id}/original").status_code == 503


def test_the_content_is_what_the_reader_saw(made):
    packed = zlib.compress('{"name": "план"}'.encode())
    response = get(made, f"/{kept(made, b'1', packed=packed)}/content")
    assert response.json() == {"name": "план"}
    for i, broken in enumerate((b"", b"junk", packed[:-6])):
        answer = get(made, f"/{kept(made, b'no %d' % i, packed=broken)}/content")
        assert answer.status_code == 404, broken


def test_a_page_is_drawn_once_and_kept(made):
    data = a_pdf()
    document_id = kept(made, data, "application/pdf", n_pages=2)
    response = get(made, f"/{document_id}/pages/2.png")
    assert response.headers["content-type"] == "image/png"
    picture = cv2.imdecode(np.frombuffer(response.content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture.shape == (1200, 1800)
    assert (picture[600, 600], picture[100, 100]) == (0, 255)
    with made.store.reading() as session:
        originals(made).remove(session.get_one(Document, document_id).sha256)
    assert get(made, f"/{document_id}/pages/2.png").content == response.content
    again = get(made, f"/{document_id}/pages/2.png", **{"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_scan_is_its_own_page(made):
    png = cv2.imencode(".png", np.full((3000, 600, 3), 200, np.uint8))[1].tobytes()
    response = get(made, f"/{kept(made, png, 'image/png')}/pages/1.png")
    assert cv2.imdecode(np.frombuffer(response.content, np.uint8), cv2.IMREAD_COLOR).shape == (1800, 360, 3)


def test_pages_that_are_not_there(made):
    pdf = kept(made, a_pdf(), "application/pdf")
    for number in ("0", "3", "501", "-1", "99999999999999999999"):
        assert get(made, f"/{pdf}/pages/{number}.png").status_code == 404, number
    assert get(made, f"/{pdf}/pages/first.png").status_code == 422
    assert get(made, f"/{kept(made, b'text', 'text/plain')}/pages/1.png").status_code == 404


def test_a_page_that_cannot_be_drawn_is_a_problem_and_no_fault(made):
    response = get(made, f"/{kept(made, b'%PDF-1.7 rubbish', 'application/pdf')}/pages/1.png")
    assert response.status_code == 422
    assert response.json()["what"] == "Страница не показана"


def test_deleted_is_gone(made):
    document_id = kept(made, a_pdf(), "application/pdf")
    with made.store.reading() as session:
        sha256 = session.get_one(Document, document_id).sha256
    get(made, f"/{document_id}/pages/1.png")
    home = made.app.state.service.settings.home
    assert [p.name for p in home.rglob("*.png")] == ["1.png"]
    response = made.client.delete(f"/api/v1/documents/{document_id}", headers=made.bearer("admin"))
    assert (response.status_code, response.content) == (204, b"")
    assert list(home.rglob("*.png")) == []
    assert not originals(made).has(sha256)
    for path in ("", "/original", "/content", "/pages/1.png"):
        assert get(made, f"/{document_id}{path}").status_code == 404


def test_who_sees_a_part_of_a_document_does_not_delete_the_rest(made):
    foreign = {"region": Region(code="01", name="Республика Адыгея"), "municipality": "Дальний район"}
    here, there = store_samples.roadmap("здесь"), store_samples.roadmap("там", **foreign)
    document_id = store_samples.keep(made.store, originals(made), here, there)
    for person in ("admin at home", "admin elsewhere"):
        assert get(made, f"/{document_id}", person).json()["n_plans"] == 2
        response = made.client.delete(f"/api/v1/documents/{document_id}", headers=made.bearer(person))
        assert response.status_code == 403
    with made.store.reading() as session:
        assert session.get(Plan, here.id) is not None
    assert made.client.delete(f"/api/v1/documents/{document_id}", headers=made.bearer("admin")).status_code == 204
