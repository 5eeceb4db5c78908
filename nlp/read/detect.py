"""The format of a file by its content, whatever its name says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.errors import SverkaError, UnreadableFileError, UnsupportedFormatError
from nlp.read.archive import Archive, damaged


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, its usual extensions and its Russian name.

    `advice` tells what to do with a format that this version does not read.
    """

    media_type: str
    extensions: tuple[str, ...]
    title: str
    advice: str = ""


_OOXML = "application/vnd.openxmlformats-officedocument"
_AS_DOCX = "Откройте его в Word или LibreOffice и сохраните как .docx."
_AS_XLSX = "Откройте его в Excel или LibreOffice и сохраните как .xlsx."
_AS_TEXT = "Распознайте его (например, в FineReader) и сохраните как .docx."
_AS_PNG = "Сохраните его как PNG, JPEG или PDF и передайте ещё раз."
_UNPACK = "Распакуйте его и передайте сам документ."
FORMATS: dict[str, Format] = {
    "docx": Format(f"{_OOXML}.wordprocessingml.document", ("docx", "docm", "dotx", "dotm"), "документ Word"),
    "xlsx": Format(f"{_OOXML}.spreadsheetml.sheet", ("xlsx", "xlsm", "xltx"), "таблица Excel"),
    "html": Format("text/html", ("html", "htm", "xhtml"), "страница сайта (HTML)"),
    "plain": Format("text/plain", ("txt", "text", "tsv", "md", "csv"), "простой текст"),
    "pdf": Format("application/pdf", ("pdf",), "PDF"),
    "doc": Format("application/msword", ("doc", "dot"), "документ Word 97–2003", _AS_DOCX),
    "rtf": Format("application/rtf", ("rtf", "doc"), "документ RTF", _AS_DOCX),
    "odt": Format("application/vnd.oasis.opendocument.text", ("odt", "ott"), "документ OpenDocument", _AS_DOCX),
    "fodt": Format(
        "application/vnd.oasis.opendocument.text-flat-xml", ("fodt",), "документ OpenDocument в виде XML", _AS_DOCX
    ),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "таблица OpenDocument", _AS_XLSX),
    "xls": Format("application/vnd.ms-excel", ("xls", "xlt"), "таблица Excel 97–2003", _AS_XLSX),
    "xlsb": Format(
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12", ("xlsb",), "двоичная таблица Excel", _AS_XLSX
    ),
    "wordxml": Format("application/xml", ("xml", "doc"), "документ Word в виде XML", _AS_DOCX),
    "excelxml": Format("application/xml", ("xml", "xls"), "таблица Excel в виде XML", _AS_XLSX),
    "mhtml": Format("multipart/related", ("mht", "mhtml", "doc"), "веб-архив (MHTML)", _AS_DOCX),
    "pptx": Format(
        f"{_OOXML}.presentationml.presentation", ("pptx", "ppsx"), "презентация", "Сохраните её текст как .docx."
    ),
    "ole": Format(
        "application/x-ole-storage", ("ppt", "msg"), "файл старого формата Office", "Сохраните текст как .docx."
    ),
    "png": Format("image/png", ("png",), "изображение PNG"),
    "jpeg": Format("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "изображение JPEG"),
    "tiff": Format("image/tiff", ("tif", "tiff"), "изображение TIFF"),
    "image": Format("image/*", ("gif", "bmp", "webp", "heic", "heif", "avif"), "изображение", _AS_PNG),
    "djvu": Format("image/vnd.djvu", ("djvu", "djv"), "DjVu", _AS_TEXT),
    "zip": Format("application/zip", ("zip",), "архив", _UNPACK),
    "archive": Format("application/octet-stream", ("rar", "7z", "gz", "tar", "bz2", "xz"), "архив", _UNPACK),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "image"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"AT&TFORM", "djvu"),
    (b"Rar!\x1a", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"MIME-Version:", "mhtml"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MAIN_PARTS = (
    (re.compile(rb"sheet\.binary[\w.]*\.main"), "xlsb"),
    (re.compile(rb"(?:wordprocessingml|ms-word)[\w.]*\.main\+xml"), "docx"),
    (re.compile(rb"(?:spreadsheetml|ms-excel)[\w.]*\.main\+xml"), "xlsx"),
    (re.compile(rb"(?:presentationml|ms-powerpoint)[\w.]*\.main\+xml"), "pptx"),
)
_XML_MARKS = (
    ("Word.Document", "wordxml"),
    ("Excel.Sheet", "excelxml"),
    ("xmlPackage", "wordxml"),
    ("opendocument.text", "fodt"),
)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_PIECE = re.compile(r"\s*<(?:table|div|center)\b", re.I)
_HTML_TABLE = re.compile(r"<table\b.{0,5000}?<tr\b.{0,5000}?<t[dh]\b", re.I | re.S)
_TABBED = re.compile(r"^[^\t\n]*+\t(?:[^\S\t\n]|<)*+[^\s<][^\t\n]*+\t", re.M)


def detect(data: bytes) -> str:
    """Return the key in FORMATS of what the bytes hold; text of no other kind is «plain».

    Raises:
        UnreadableFileError: empty, damaged or encrypted.
        LimitError: a container that unpacks to more than a document can be.
    """
    if not data.strip(b"\x00 \t\r\n\f\xef\xbb\xbf"):
        raise UnreadableFileError("Файл не прочитан", "он пуст", "Проверьте, тот ли это файл, и передайте его ещё раз.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if (data.startswith(b"BM") and data[6:10] == b"\0\0\0\0") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "image"
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    archive = Archive(data)
    names = archive.names
    if "mimetype" in names:
        return _MIMETYPES.get((archive.read("mimetype") or b"").strip(), "zip")
    if "[content_types].xml" in names:
        types = archive.read("[Content_Types].xml") or b""
        for pattern, kind in _MAIN_PARTS:
            if pattern.search(types):
                return kind
    for name, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if name in names:
            return kind
    return "zip"


def _ole_kind(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableFileError(
            "Файл не прочитан", "он зашифрован паролем", "Снимите пароль и сохраните файл заново."
        )
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return "ole"


def _text_kind(data: bytes) -> str:
    head = (
        data[:8000]
        .decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
        .lstrip("ï»¿\ufeff")
    )
    if head.lstrip().startswith("<?xml") or head.lstrip().startswith("<?mso-application"):
        for mark, kind in _XML_MARKS:
            if mark in head:
                return kind
    if _HTML_START.match(head):
        return "html"
    text = data[:200_000].decode("latin-1")
    # Converters leave stray tags in tab-separated text; a whole table in tags is a page without its head.
    pieces = _HTML_PIECE.match(head) or _HTML_TABLE.search(text)
    return "html" if pieces and len(_TABBED.findall(text)) < 3 else "plain"


def refusal(kind: str, name: str) -> SverkaError:
    """Build the error for a format that this version does not read; says so if the name promises another."""
    known, extension = FORMATS[kind], extension_of(name)
    found = f"это {known.title}"
    if extension and extension not in known.extensions:
        found += f", хотя имя кончается на «.{extension}»"
    if kind == "zip" and extension in FORMATS["docx"].extensions + FORMATS["xlsx"].extensions:
        return damaged("это архив, в котором нет документа Office")
    return UnsupportedFormatError("Файл не прочитан", found, known.advice)


def extension_of(name: str) -> str:
    """Return the extension of a file name, lower-case and without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def disguise(kind: str, name: str) -> str | None:
    """Return the Russian name of the format that the extension promises when it is not the one found."""
    extension = extension_of(name)
    if extension in FORMATS[kind].extensions:
        return None
    return next((f.title for f in FORMATS.values() if extension in f.extensions), None)
