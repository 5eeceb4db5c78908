"""Zip files: bombs, lies in the directory, names that lead elsewhere."""

from __future__ import annotations

import io
import random
import zipfile

from read_notation import make_docx, make_zip, par

from hostile.case import case, several
from hostile.packing import big_docx, deflated, docx_files, plan, raw_zip, repeated

PLAN = "№\tМероприятие\tСрок\n1\tПровести опрос\tмай\n2\tПровести семинар\tиюнь\n".encode()
_PARAGRAPHS = b"<w:p><w:r><w:t>\xd0\xbf\xd0\xbb\xd0\xb0\xd0\xbd</w:t></w:r></w:p>" * 25_000


@case("2-gb-of-paragraphs.docx", "rejected")
def two_gigabytes():
    return big_docx(_PARAGRAPHS, 2**31 // len(_PARAGRAPHS))


@case("600-mb-within-the-ratio.docx", "rejected", "распакованном")
def within_the_ratio():
    noise = random.Random(1).randbytes(6_000).hex().encode()
    return big_docx((b"<w:p><w:r><w:t>" + noise + b"</w:t></w:r></w:p>") * 90, 580)


@case("ten-million-tags-within-the-ratio.docx", "rejected", "разметка")
def many_tags():
    noise = random.Random(1).randbytes(3_000).hex().encode()
    return big_docx(b"<w:p/>" * 40_000 + b"<w:p><w:r><w:t>" + noise + b"</w:t></w:r></w:p>", 250)


@case("six-thousand-parts.docx", "rejected", "частей")
def many_parts():
    return make_zip(docx_files() | {f"x/{i}": b"" for i in range(6_000)})


@case("six-thousand-plans.zip", "rejected")
def many_plans():
    return make_zip({f"{i}.txt": PLAN for i in range(6_000)})


@case("zip-in-zip-in-zip.zip", "rejected")
def nested():
    data = make_zip({"0": b"\0" * 50_000_000})
    for _ in range(5):
        data = make_zip({f"{i}.zip": data for i in range(8)})
    return data


@case("one-part-of-zeros.zip", "rejected")
def zeros():
    return raw_zip([("план.txt".encode(), *repeated(b"", b"0" * 1_000_000, 400, b""))], flags=0x800)


@case("parts-share-their-bytes.zip", "rejected", "перекрыва")
def overlapping():
    data = raw_zip([(b"a.txt", *deflated(PLAN))])
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = bytearray(data[end:])
    tail[8:12] = (200).to_bytes(2, "little") * 2
    tail[12:16] = (200 * len(entry)).to_bytes(4, "little")
    return data[:start] + entry * 200 + bytes(tail)


@case("same-name-twice.docx", "rejected", "имя")
def same_name():
    other = make_docx(par("Другой план"))
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        second = archive.read("word/document.xml")
    entries = [(name.encode(), *deflated(data)) for name, data in docx_files().items()]
    return raw_zip([*entries, (b"word/document.xml", *deflated(second))])


@case("locked.zip", "rejected", "парол")
def locked():
    packed, size, checksum = deflated(PLAN)
    return raw_zip([("план.txt".encode(), packed, size, checksum)], flags=0x801)


@case("locked-part.docx", "rejected", "парол")
def locked_part():
    return raw_zip([(name.encode(), *deflated(data)) for name, data in docx_files().items()], flags=1)


@case("sizes-that-lie.docx", "rejected ok partial")
def lying():
    return raw_zip([(name.encode(), *deflated(data)) for name, data in docx_files().items()], lie=-100)


@case("unknown-method.docx", "rejected")
def unknown_method():
    return raw_zip([(name.encode(), *deflated(data)) for name, data in docx_files().items()], method=93)


@case("link-to-passwd.zip", "rejected", "ссыл")
def link():
    entry = zipfile.ZipInfo("план.txt")
    entry.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("другой план.txt", PLAN)
    return stream.getvalue()


_NAMES = {
    "upwards": "../../../../tmp/sverka-torture-escaped.txt",
    "absolute": "/tmp/sverka-torture-escaped.txt",
    "backslashes": "..\\..\\tmp\\sverka-torture-escaped.txt",
    "drive": "C:\\план.txt",
    "nul": "план.txt\0.exe",
    "turned": "план\u202etxt.exe",
    "long": "п" * 30_000 + ".txt",
    "deep": "a/" * 5_000 + "план.txt",
    "empty": "",
    "dots": "..",
    "controls": "план\x1b[2J\n.txt",
    "device": "CON.txt",
}


def _named(name, data=PLAN):
    return lambda: raw_zip([(name.encode(), *deflated(data))])


several({f"part-named-{key}.zip": _named(name) for key, name in _NAMES.items()}, "rejected ok partial")


def _beside(name):
    files = docx_files() | {"": b""}
    return lambda: raw_zip([((key or name).encode(), *deflated(data)) for key, data in files.items()])


several({f"part-named-{key}.docx": _beside(name) for key, name in _NAMES.items()}, "rejected ok")


def _cut(share):
    def build():
        data = make_docx(par("Дорожная карта"), plan(60))
        return data[: int(len(data) * share)]

    return build


several({f"cut-at-{share}.docx": _cut(share / 100) for share in (1, 10, 50, 90, 99)}, "rejected")


@case("junk-before-the-zip.docx", "ok partial rejected")
def junk_before():
    return b"MZ" + b"\x90" * 500 + make_docx(par("План"), plan())


@case("only-an-end.zip", "rejected")
def only_an_end():
    return b"PK\x05\x06" + b"\0" * 18


@case("end-says-much.zip", "rejected")
def end_says_much():
    return b"PK\x05\x06" + b"\0\0\0\0" + b"\xff" * 12 + b"\0\0"


@case("document-inside-itself.docx", "rejected ok")
def inside_itself():
    files = docx_files()
    return make_zip(files | {"word/document.docx": make_zip(files), "word/embeddings/a.zip": make_zip(files)})
