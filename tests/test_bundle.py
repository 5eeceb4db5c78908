"""Archives of plans: what is taken out, under which names, and what is refused."""

import io
import stat
import zipfile

import pytest
from read_notation import make_docx, make_zip, par

from nlp.errors import LimitError, UnreadableFileError
from nlp.read import bundle
from nlp.read.bundle import is_bundle, unpack

PLAN = "План мероприятий на 2024 год".encode()


def packed(tmp_path, files, name="архив.zip"):
    path = tmp_path / name
    path.write_bytes(files if isinstance(files, bytes) else make_zip(files))
    return path


def unpacked(tmp_path, files):
    folder = tmp_path / "out"
    folder.mkdir()
    return unpack(packed(tmp_path, files), folder)


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Put bytes in place of a member's name of the same length."""
    assert len(old) == len(new)
    return data.replace(old, new)


def test_members_keep_their_names_and_get_files_named_here(tmp_path):
    found = unpacked(tmp_path, {"2024/План.txt": PLAN, "2023/План.txt": PLAN + b"!", "../x.txt"[3:]: PLAN})
    assert [name for name, _ in found] == ["2024/План.txt", "2023/План.txt", "x.txt"]
    assert [path.name for _, path in found] == ["0001.txt", "0002.txt", "0003.txt"]
    assert [path.read_bytes() for _, path in found] == [PLAN, PLAN + b"!", PLAN]


def test_names_differing_in_case_only_are_refused(tmp_path):
    with pytest.raises(UnreadableFileError, match="одно имя"):
        unpacked(tmp_path, {"План.txt": PLAN, "план.txt": PLAN})


@pytest.mark.parametrize("table", ["cp866", "cp1251", "utf-8"])
@pytest.mark.parametrize("name", ["План школ № 3.txt", "ПЛАН.txt"])
def test_names_are_read_in_the_tables_of_archivers(tmp_path, table, name):
    raw = name.replace("№", "N").encode(table)
    data = renamed(make_zip({"x" * len(raw): PLAN}), b"x" * len(raw), raw)
    assert unpacked(tmp_path, data)[0][0] == name.replace("№", "N")


def test_what_is_plainly_no_plan_stays_packed(tmp_path):
    files = {"план.docx": b"x", "~$план.docx": b"x", ".скрыт.txt": b"x", "__MACOSX/._план.docx": b"x"}
    files |= {"data.json": b"x", "Thumbs.db": b"x", "пусто.txt": b"", "папка/": b""}
    assert [name for name, _ in unpacked(tmp_path, files)] == ["план.docx"]


def test_an_archive_in_the_archive_is_unpacked_too(tmp_path):
    found = unpacked(tmp_path, {"район.zip": make_zip({"план.txt": PLAN}), "б.txt": PLAN})
    assert [name for name, _ in found] == ["район.zip/план.txt", "б.txt"]


def test_deeper_archives_are_refused(tmp_path):
    inner = make_zip({"в.zip": make_zip({"план.txt": PLAN})})
    with pytest.raises(UnreadableFileError, match="слишком глубоко"):
        unpacked(tmp_path, {"а.zip": inner})


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "нет файлов с планами"),
        ({"readme.md": b"x"}, "нет файлов с планами"),
        ({"../../etc/план.txt": PLAN}, "подделаны"),
        ({"/etc/план.txt": PLAN}, "подделаны"),
        ({"C:/план.txt": PLAN}, "подделаны"),
        ({"план\u202etxt.exe.txt": PLAN}, "подделаны"),
    ],
)
def test_empty_and_forged_archives_are_refused(tmp_path, files, told):
    with pytest.raises(UnreadableFileError, match=told):
        unpacked(tmp_path, files)


def test_a_zero_byte_in_a_name_is_refused(tmp_path):
    data = renamed(make_zip({"plan.txt.exe": PLAN}), b"plan.txt.exe", b"plan.txt\0exe")
    with pytest.raises(UnreadableFileError):
        unpacked(tmp_path, data)


def test_encrypted_linked_and_overlapping_members_are_refused(tmp_path):
    encrypted = bytearray(make_zip({"план.txt": PLAN}))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("план.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    for data, told in ((bytes(encrypted), "зашифрован"), (stream.getvalue(), "ссылки")):
        with pytest.raises(UnreadableFileError, match=told):
            is_bundle(packed(tmp_path, data))


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    with pytest.raises(LimitError):
        unpacked(tmp_path, {"план.txt": bytes(20 * 1024**2)})


def test_the_sum_over_inner_archives_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MAX_UNPACKED_BYTES", 3 * len(PLAN))
    inner = make_zip({"1.txt": PLAN, "2.txt": PLAN})
    with pytest.raises(LimitError):
        unpacked(tmp_path, {"а.zip": inner, "б.zip": inner})


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (make_zip({"план.txt": PLAN}), True),
        (make_docx(par("План")), False),
        (make_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), False),
        (make_zip({"[Content_Types].xml": b"<Types/>", "data.xml": b"<x/>"}), False),
        (PLAN, False),
        (b"Rar!\x1a\x07\x00", False),
    ],
    ids=["архив", "docx", "odt", "без документа", "текст", "rar"],
)
def test_documents_are_no_archives(tmp_path, data, is_one):
    assert is_bundle(packed(tmp_path, data)) is is_one
