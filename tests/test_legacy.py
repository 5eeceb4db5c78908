"""doc, rtf, odt and older workbooks: the same plan as of their docx, nothing fetched, clear messages."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest
from read_notation import make_zip, shown
from rendered import ABSENT, Sheet, make_word, rendered

from nlp.artifacts import corpus_dir, load_regions
from nlp.domain import Cell, Paragraph, Row, Table
from nlp.errors import LimitError, UnreadableFileError, UnsupportedFormatError
from nlp.pipeline import analyse
from nlp.read import legacyoffice, read, read_bytes
from nlp.read.legacyrepair import closed, is_encrypted

pytestmark = pytest.mark.skipif(legacyoffice.program() is None, reason=ABSENT)
KINDS = ("doc", "rtf", "odt")
# What depends on the file itself and on what docx says of pages.
_OWN = {
    "id": True,
    "source": True,
    "measures": {"__all__": {"id", "source", "category", "activity"}},
    "notices": {"__all__": {"measure"}},
}


def found(path):
    return [roadmap.model_dump(exclude=_OWN) for roadmap in analyse(read(path), load_regions())]


def plan(*rows):
    """A table of number, measure and deadline."""
    made = [
        Row(cells=tuple(Cell(text=text, column=i) for i, text in enumerate(cells)), row=k)
        for k, cells in enumerate((("№ п/п", "Мероприятие", "Срок"), *rows), 1)
    ]
    title = Paragraph(text="Дорожная карта поддержки школ Заречного района на 2024 год")
    return [title, Table(rows=tuple(made), n_columns=3, table=1)]


NUMBERED = plan(
    ("1.", "Опрос учителей о трудностях", "март 2024 года"),
    ("2.", "Сводный отчёт об опросах", "май 2024 года"),
    ("2.1.", "Отчёт для директоров школ", "июнь 2024 года"),
    ("2.2.", "Отчёт для родителей", "июнь 2024 года"),
    ("3.", "Совещание директоров", "июль 2024 года"),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The docx by name, and the folder of what LibreOffice makes of them."""
    folder = tmp_path_factory.mktemp("legacy")
    sources = {stem: corpus_dir() / "samples" / f"{stem}.docx" for stem in ("zadubrovskoe-2023", "zavolkhovskoe-2021")}
    sources["numbered"] = folder / "numbered.docx"
    sources["numbered"].write_bytes(make_word(NUMBERED, Sheet(automatic=True, hyphens=False)))
    for kind in KINDS:
        rendered(list(sources.values()), folder, kind)
    return sources, folder


@pytest.mark.parametrize("kind", KINDS)
def test_legacy_formats_give_the_same_plan_as_their_docx(files, kind):
    sources, folder = files
    for stem, source in sources.items():
        assert found(folder / f"{stem}.{kind}") == found(source), stem


def test_automatic_numbers_are_kept(files):
    for kind in KINDS:
        measures = found(files[1] / f"numbered.{kind}")[0]["measures"]
        assert [m["number"] for m in measures] == ["1.", "2.", "2.1.", "2.2.", "3."]


def test_a_document_that_ends_with_its_table_keeps_it(files):
    data = (files[1] / "zavolkhovskoe-2021.doc").read_bytes()
    assert closed(data) != data
    assert closed(closed(data)) == closed(data)
    whole = (files[1] / "numbered.doc").read_bytes()
    assert closed(whole) == whole


@pytest.mark.parametrize("damage", range(0, 40_000, 3_301))
def test_repair_takes_any_bytes(files, damage):
    data = bytearray((files[1] / "zavolkhovskoe-2021.doc").read_bytes())
    data[damage : damage + 64] = os.urandom(64) if damage % 2 else b"\xff" * 64
    assert len(closed(bytes(data))) == len(data)
    closed(bytes(data[:damage]))


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_older_workbooks(tmp_path, kind):
    source = corpus_dir() / "samples" / "podneprovskoe-2023.xlsx"
    made = legacyoffice.convert([source], tmp_path, kind)[0]
    if made is None:
        pytest.skip("нет таблиц LibreOffice: apt-get install libreoffice-calc")
    assert found(made) == found(source)


# Encrypted, damaged, absent.


def test_encrypted_documents_are_refused_without_starting_the_office(files, monkeypatch):
    monkeypatch.setattr(legacyoffice, "program", lambda: pytest.fail("started"))
    doc = bytearray((files[1] / "numbered.doc").read_bytes())
    at = next(i for i in range(512, len(doc), 512) if doc[i : i + 2] == b"\xec\xa5")
    doc[at + 11] |= 1
    assert is_encrypted(bytes(doc))
    odt = make_zip(
        {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<x><encryption-data/></x>"}
    )
    for data in (bytes(doc), odt):
        with pytest.raises(UnreadableFileError, match="паролем"):
            read_bytes(data, "план")


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1" + bytes(range(256)) * 20,
        b"{\\rtf1\\ansi " + b"{" * 20_000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "WordDocument".encode("utf-16-le") + bytes(3000),
        make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<не xml"}),
    ],
    ids=["rtf", "rtf из скобок", "doc", "odt"],
)
def test_garbage_ends_in_a_message(data):
    with pytest.raises(UnreadableFileError):
        read_bytes(data, "план")


@pytest.mark.parametrize("part", ["content.xml", "styles.xml", "META-INF/manifest.xml"])
def test_entities_are_refused(part):
    bomb = '<!DOCTYPE x [<!ENTITY a "bbbb">]><x>&a;</x>'
    with pytest.raises(UnreadableFileError, match="DOCTYPE"):
        read_bytes(make_zip({"mimetype": "application/vnd.oasis.opendocument.text", part: bomb}), "план.odt")


def test_an_absent_office_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(legacyoffice.shutil, "which", lambda _: None)
    with pytest.raises(UnsupportedFormatError, match="apt-get install libreoffice-writer"):
        read_bytes(b"{\\rtf1 x}", "план.rtf")


def test_a_slow_office_is_killed_with_all_its_processes(tmp_path, monkeypatch):
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/pid; wait\n")
    script.chmod(0o755)
    monkeypatch.setattr(legacyoffice, "program", lambda: script)
    with pytest.raises(LimitError, match="LibreOffice не открыл"):
        legacyoffice.convert([tmp_path / "план.rtf"], tmp_path, timeout_s=1.0)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        status = Path(f"/proc/{pid}/status")
        if not status.exists() or "State:\tZ" in status.read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("a process of the office lives on")


def test_the_office_dies_with_the_process_that_waits_for_it():
    assert any("setpriv" in word for word in legacyoffice._tether())


# Nothing that a document names is fetched.


class Listener:
    """Counts connections to a port of this machine."""

    def __init__(self):
        self.n_hits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.n_hits += 1
            connection.close()

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def listener():
    listening = Listener()
    yield listening
    listening.close()


def luring_rtf(url):
    field = r"{\field{\*\fldinst %s}{\fldrslt x}}"
    fields = [f'INCLUDEPICTURE "{url}/a.png"', f'INCLUDETEXT "{url}/b.docx"', f'LINK Word.Document "{url}/c.docx"']
    lures = "".join(field % f for f in fields)
    return (r"{\rtf1\ansi{\*\template " + url + "/t.dot}" + lures + r" Plan\par}").encode()


def luring_fodt(url, secret):
    lures = (
        f'<draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="{url}/a.png"/></draw:frame>'
        f'<draw:frame svg:width="3cm" svg:height="3cm"><draw:object xlink:href="{url}/o.odt"/></draw:frame>'
    )
    section = '<text:section text:name="s"><text:section-source xlink:href="%s"/><text:p>План</text:p></text:section>'
    names = {
        "office": "office",
        "text": "text",
        "draw": "drawing",
        "style": "style",
    }
    declared = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items())
    declared += ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    body = section % f"{url}/s.odt" + section.replace('"s"', '"l"') % secret.as_uri() + f"<text:p>{lures}План</text:p>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {declared} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()


def test_nothing_that_a_document_names_is_fetched(tmp_path, listener):
    url = f"http://127.0.0.1:{listener.port}"
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна")
    for name, data in (("plan.rtf", luring_rtf(url)), ("plan.fodt", luring_fodt(url, secret))):
        lines = shown(read_bytes(data, name).blocks)
        assert any("Plan" in line or "План" in line for line in lines)
        assert not any("тайна" in line for line in lines)
    assert listener.n_hits == 0
