import io
import time
import zipfile

import pytest
from read_notation import make_docx, make_zip, par

from nlp.errors import LimitError, UnreadableFileError, UnsupportedFormatError
from nlp.read import READERS, read, read_bytes
from nlp.read.archive import Archive
from nlp.read.detect import FORMATS, detect

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
DOCX = make_docx(par("План"))


def ole(stream):
    return OLE + stream.encode("utf-16-le") + bytes(100)


def content_types(kind):
    return make_zip({"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>', "x.xml": "<x/>"})


CASES = {
    "docx": (DOCX, "docx"),
    "docm": (content_types("application/vnd.ms-word.document.macroEnabled.main+xml"), "docx"),
    "dotx": (content_types("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), "docx"),
    "xlsx": (content_types("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "xlsx"),
    "xlsm": (content_types("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsx"),
    "xlsb": (content_types("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb"),
    "xlsx that embeds a docx": (
        make_zip(
            {
                "[Content_Types].xml": '<Types><Default Extension="docx" '
                'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document"/>'
                '<Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
            }
        ),
        "xlsx",
    ),
    "pptx": (
        content_types("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
        "pptx",
    ),
    "no content types": (make_zip({"word/document.xml": "<x/>"}), "docx"),
    "odt": (make_zip({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
    "ods": (make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
    "zip": (make_zip({"план.docx": "x"}), "zip"),
    "empty zip": (make_zip({}), "zip"),
    "pdf": (b"%PDF-1.7\n", "pdf"),
    "pdf behind junk": (b"\r\n\r\n%PDF-1.4\n", "pdf"),
    "doc": (ole("WordDocument"), "doc"),
    "xls": (ole("Workbook"), "xls"),
    "ppt": (ole("PowerPoint Document"), "ole"),
    "rtf": (b"{\\rtf1\\ansi", "rtf"),
    "png": (b"\x89PNG\r\n\x1a\n", "png"),
    "jpeg": (b"\xff\xd8\xff\xe0", "jpeg"),
    "tiff": (b"II*\x00\x08", "tiff"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBP", "image"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "image"),
    "djvu": (b"AT&TFORM", "djvu"),
    "rar": (b"Rar!\x1a\x07\x00", "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "archive"),
    "mhtml": (b"MIME-Version: 1.0\r\n", "mhtml"),
    "word xml": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "wordxml"),
    "excel xml": (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "excelxml"),
    "html": (b"<!DOCTYPE html><p>x", "html"),
    "html behind a mark and a comment": (b"\xef\xbb\xbf\n<!-- x --><HTML>", "html"),
    "xhtml": (b'<?xml version="1.0"?><html>', "html"),
    "utf-16 html": ("<html><body>План".encode("utf-16"), "html"),
    "a page without its head": ("<p>План</p><table class=x><tr><td>1</td></tr></table>".encode(), "html"),
    "tab rows with residue of tags": ("1.\t<p>Опрос</p>\tмай\n".encode(), "plain"),
    "text": ("План <5 человек".encode(), "plain"),
    "text that begins with a dash": ("- План".encode("cp1251"), "plain"),
}


@pytest.mark.parametrize("name", CASES)
def test_detect(name):
    data, expected = CASES[name]
    assert detect(data) == expected


@pytest.mark.parametrize("text", ["<!---->" * 1000, "<table>а\t" + "б " * 90_000, "<table" + "<tr" * 60_000])
def test_hostile_text_is_recognised_in_time(text):
    started = time.perf_counter()
    assert detect(text.encode()) in ("plain", "html")
    assert time.perf_counter() - started < 5  # 0.05 s; without bounds on what the patterns try again, hours


@pytest.mark.parametrize("name", ["план.docx", "план.pdf", "план", "план.txt"])
def test_content_decides_not_the_name(name):
    document = read_bytes(DOCX, name)
    assert document.media_type == FORMATS["docx"].media_type
    promised = name in ("план.pdf", "план.txt")
    assert [n.kind for n in document.notices] == (["wrong-extension"] if promised else [])


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MIME-Version: 1.0\r\n", "план.docx", "MHTML.*, хотя имя кончается на «.docx»"),
        (ole("PowerPoint Document"), "план.ppt", "старого формата Office. Сохраните"),
        (b"GIF89a", "скан.gif", "изображение. Сохраните"),
        (make_zip({"a.txt": "x"}), "планы.zip", "архив. Распакуйте"),
    ],
)
def test_refusals_say_what_to_do(data, name, words):
    with pytest.raises(UnsupportedFormatError, match=words):
        read_bytes(data, name)


def test_every_format_is_read_or_has_advice():
    assert set(READERS) <= set(FORMATS)
    assert all(kind in READERS or form.advice for kind, form in FORMATS.items())


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", bytes(100)])
def test_empty_files(data):
    with pytest.raises(UnreadableFileError, match="пуст"):
        read_bytes(data, "a.txt")


def test_encrypted_office_file():
    with pytest.raises(UnreadableFileError, match="паролем"):
        read_bytes(ole("EncryptedPackage"), "план.docx")


def test_zip_that_pretends_to_be_a_document():
    with pytest.raises(UnreadableFileError, match="нет документа"):
        read_bytes(make_zip({"a.txt": "x"}), "план.docx")


def test_files_on_disk(tmp_path):
    path = tmp_path / "план.txt"
    path.write_text("План\n", encoding="utf-8")
    document = read(path)
    assert (document.name, document.media_type, len(document.sha256)) == ("план.txt", "text/plain", 64)
    assert read(str(path)) == document
    for wrong, words in ((tmp_path / "нет.txt", "нет такого"), (tmp_path, "папка")):
        with pytest.raises(UnreadableFileError, match=words):
            read(wrong)


def test_too_large_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr("nlp.read.MAX_FILE_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    with pytest.raises(LimitError, match="50 МБ"):
        read(tmp_path / "a.txt")
    with pytest.raises(LimitError):
        read_bytes(b"x" * 11, "a.txt")


def test_zip_bombs_and_tricks(monkeypatch):
    with pytest.raises(LimitError, match="сжата"):
        Archive(make_zip({"a.xml": b"0" * 30_000_000})).read("a.xml")
    monkeypatch.setattr("nlp.read.archive.MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(LimitError, match="500"):
        Archive(make_zip({"a.xml": b"0" * 2000})).read("a.xml")
    monkeypatch.setattr("nlp.read.archive.MAX_ENTRIES", 1)
    with pytest.raises(LimitError, match="частей"):
        Archive(make_zip({"a": "x", "b": "y"}))


def test_overlapping_parts_and_links_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", "x" * 100)
        archive.filelist.append(archive.filelist[0])
    with pytest.raises(UnreadableFileError, match="перекрываются"):
        Archive(stream.getvalue())
    link = zipfile.ZipInfo("word/document.xml")
    link.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFileError, match="ссылки"):
        Archive(stream.getvalue())


def test_damaged_part_is_told():
    data = bytearray(DOCX)
    start = data.index(b"word/document.xml") + 40
    data[start : start + 20] = b"\xff" * 20
    with pytest.raises(UnreadableFileError):
        read_bytes(bytes(data), "a.docx")


def test_same_bytes_same_document():
    assert read_bytes(DOCX, "a.docx").model_dump_json() == read_bytes(DOCX, "a.docx").model_dump_json()
