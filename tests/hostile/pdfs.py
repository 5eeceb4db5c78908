"""PDF files: loops, bombs, absurd pages, broken tables of references."""

from __future__ import annotations

import io
import random
import zlib

from hostile.case import case, several
from hostile.packing import repeated

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(objects: dict[int, bytes], *, root: int = 1, trailer: bytes = b"", broken: bool = False) -> bytes:
    """Write a PDF of numbered objects, with a table of references (or a wrong one)."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        place = 2**31 if broken else places.get(number, 0)
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (last + 1, root, trailer, start)
    return bytes(out)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object packed with Flate."""
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n" % (len(packed), more) + packed + b"\nendstream"


def one_page(
    content: bytes, *, box: bytes = b"0 0 595 842", more: dict[int, bytes] | None = None, resources: bytes = b""
) -> bytes:
    """A PDF of one page; `content` is the body of the stream object 4."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % (
        box,
        resources,
    )
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: page,
        4: content,
        5: _FONT,
    }
    return pdf(objects | (more or {}))


_TEXT = b"BT /F 12 Tf 50 700 Td (Plan of measures) Tj ET "
_IMAGE = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"


def _bomb():
    data = b"\x78\x9c" + repeated(b"", b" " * (1 << 20), 1_500, b"")[0]
    return one_page(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(data) + data + b"\nendstream")


def _double_bomb():
    data = zlib.compress(zlib.compress(b" " * 100_000_000, 6), 9)
    return one_page(b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(data) + data + b"\nendstream")


def _image(filter_name: bytes, data: bytes, width: int = 2_000, height: int = 2_000) -> bytes:
    head = b"<<%s/Width %d/Height %d/Filter/%s/Length %d>>stream\n" % (_IMAGE, width, height, filter_name, len(data))
    picture = {6: head + data + b"\nendstream"}
    return one_page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), more=picture, resources=b"/XObject<</I 6 0 R>>")


def _pages(n: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (i + 10) for i in range(n))
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, n)}
    return pdf(objects | {i + 10: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>" for i in range(n)})


def _page_loop():
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 5>>",
            3: b"<</Type/Pages/Kids[2 0 R]/Count 5/Parent 2 0 R>>",
        }
    )


def _said_pages():
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 400000000>>", 3: page})


def _forms(depth: int) -> bytes:
    """Forms that each print the next one ten times, the last one the first."""
    forms = {
        10 + i: stream(
            b"/X Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (10 + (i + 1) % depth),
        )
        for i in range(depth)
    }
    return one_page(stream(_TEXT + b"/X Do"), more=forms, resources=b"/XObject<</X 10 0 R>>")


def _tree():
    """Forms that each print the next one ten times, twelve deep: 10¹² marks."""
    forms = {
        10 + i: stream(
            b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (11 + i)
        )
        for i in range(12)
    }
    last = {22: stream(b"0 0 5 5 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")}
    return one_page(stream(_TEXT + b"/X Do"), more=forms | last, resources=b"/XObject<</X 10 0 R>>")


def _loop_of_lengths():
    return one_page(b"<</Length 4 0 R/Filter/FlateDecode>>stream\nx\nendstream")


def _incremental():
    data = one_page(stream(_TEXT))
    start = data.rindex(b"startxref")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % data.rindex(b"xref\n0"), 1)[:start] + data[start:]


def _locked():
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(50, 700, "Plan")
    canvas.save()
    return out.getvalue()


several(
    {
        "flate-in-flate.pdf": _double_bomb,
        "pages-in-a-loop.pdf": _page_loop,
        "four-thousand-empty-pages.pdf": lambda: _pages(4_000),
        "pages-only-said.pdf": _said_pages,
        "length-refers-to-itself.pdf": _loop_of_lengths,
        "page-without-area.pdf": lambda: one_page(stream(b"0 0 9 9 re f"), box=b"0 0 0 0"),
        "page-of-nonsense.pdf": lambda: one_page(stream(b"0 0 9 9 re f"), box=b"nan 1e999 -9e99 /a"),
        "jbig2-garbage.pdf": lambda: _image(b"JBIG2Decode", random.Random(4).randbytes(5_000)),
        "jpx-garbage.pdf": lambda: _image(
            b"JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" + random.Random(5).randbytes(5_000)
        ),
        "dct-garbage.pdf": lambda: _image(b"DCTDecode", b"\xff\xd8\xff\xe0" + random.Random(6).randbytes(5_000)),
        "ccitt-garbage.pdf": lambda: _image(b"CCITTFaxDecode", random.Random(7).randbytes(5_000)),
        "picture-of-100000-squared.pdf": lambda: _image(
            b"FlateDecode", zlib.compress(b"\0" * 50_000_000, 9), 100_000, 100_000
        ),
        "locked.pdf": _locked,
        "cut-in-the-head.pdf": lambda: b"%PDF-1.7\n",
        "only-an-end.pdf": lambda: b"%PDF-1.7\n%%EOF",
        "arrays-a-million-deep.pdf": lambda: (
            b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        ),
        "dictionaries-deep.pdf": lambda: (
            b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 300_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        ),
        "xref-that-points-to-itself.pdf": _incremental,
    },
    "rejected",
)
several(
    {
        "huge-page.pdf": lambda: one_page(stream(b"0 0 100 100 re f"), box=b"0 0 2000000 2000000"),
        "latin-only.pdf": lambda: one_page(stream(_TEXT)),
        "references-beyond-the-end.pdf": lambda: pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            },
            broken=True,
        ),
        "million-lines-drawn.pdf": lambda: one_page(
            stream(b"".join(b"%d %d m %d %d l S " % (i % 595, 0, i % 595, 842) for i in range(300_000)))
        ),
        "million-rectangles.pdf": lambda: one_page(
            stream(b"".join(b"%d %d 3 3 re S " % (5 * (i % 119), 5 * (i // 119 % 168)) for i in range(200_000)))
        ),
        "million-letters.pdf": lambda: one_page(
            stream(b"BT /F 1 Tf 1 0 0 1 5 5 Tm (" + b"a b " * 200_000 + b") Tj ET")
        ),
        "letters-on-one-spot.pdf": lambda: one_page(
            stream(b"BT /F 9 Tf " + b"1 0 0 1 50 700 Tm (a) Tj " * 100_000 + b"ET")
        ),
        "states-never-restored.pdf": lambda: one_page(stream(b"q " * 1_000_000 + _TEXT)),
        "letters-of-a-billion-points.pdf": lambda: one_page(
            stream(b"BT /F 1e9 Tf 1e9 0 0 1e9 -1e30 1e30 Tm (Plan) Tj ET")
        ),
        "fine-grid.pdf": lambda: one_page(
            stream(b"".join(b"0 %d m 595 %d l S %d 0 m %d 842 l S " % (i, i, i, i) for i in range(842)))
        ),
    },
    "rejected ok partial",
)
# pdfium aborts where its memory ends, and follows forms to their end: here the limits of the child must hold.
several(
    {
        "flate-bomb.pdf": _bomb,
        "forms-in-a-loop.pdf": lambda: _forms(3),
        "forms-ten-to-the-twelfth.pdf": _tree,
    },
    "rejected ok partial crash oom timeout",
)


@case("open-action-and-script.pdf", "rejected ok partial")
def action():
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            4: script,
        }
    )
