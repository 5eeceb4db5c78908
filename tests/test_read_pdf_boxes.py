"""Where rows stand on the page shown: their boxes hold their own words, on pages that are turned, scanned or askew too."""

from __future__ import annotations

import ctypes
import itertools
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from pdf_builder import PORTRAIT, Look, make_pdf, parse_table
from pypdfium2 import raw
from scan_builder import Wear, as_image, as_pdf, scanned
from test_scan import PLAN, TITLE, needs_tesseract

from nlp.domain import Paragraph, Row, Table
from nlp.read import read_bytes
from nlp.read.picture import draw_page

LINES = PLAN.strip().split("\n")
# A word of each row that no other row has.
WORDS = ("Мероприятие", "Приказ", "справка", "РМО", "Кураторы")
SIZE = 10_000


def rows_of(data: bytes, name: str = "план.pdf") -> list[Row]:
    return [row for b in read_bytes(data, name).blocks if isinstance(b, Table) for row in b.rows]


def middle_of(page: pdfium.PdfPage, word: str) -> tuple[float, float]:
    """Return the middle of a word on the page shown, as pdfium itself places it."""
    text = page.get_textpage()
    start, length = text.search(word, match_case=True).get_next()
    boxes = [text.get_charbox(i) for i in range(start, start + length)]
    text.close()
    x, y = (min(b[0] for b in boxes) + max(b[2] for b in boxes)) / 2, (boxes[0][1] + boxes[0][3]) / 2
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, SIZE, SIZE, 0, x, y, across, down)
    return across.value / SIZE, down.value / SIZE


def turned_pages(data: bytes, rotation: int) -> bytes:
    document = pdfium.PdfDocument(data)
    for i in range(len(document)):
        document[i].set_rotation(rotation)
    stream = BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def inside(point, box):
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("borders", [Look().borders, frozenset(), frozenset(("outer", "columns"))])
def test_a_rows_box_holds_its_words_and_no_others(turn, rotation, borders):
    data = make_pdf([TITLE, parse_table(PLAN)], Look(size=10, turn=turn, borders=borders, gap=4))
    data = turned_pages(data, rotation)
    document = pdfium.PdfDocument(data)
    places = [middle_of(document[0], word) for word in WORDS]
    title = middle_of(document[0], "Приозёрного")
    document.close()
    rows = rows_of(data)
    assert [[inside(place, row.box) for place in places] for row in rows] == np.eye(len(rows), dtype=bool).tolist()
    [heading] = [b for b in read_bytes(data, "план.pdf").blocks if isinstance(b, Paragraph)]
    assert inside(title, heading.box)
    assert not any(inside(title, row.box) for row in rows)


def test_the_picture_shown_has_the_ink_of_a_row_in_its_box():
    long = turned_pages(make_pdf([TITLE, parse_table(PLAN)], Look(size=10, page=PORTRAIT)), 90)
    page = cv2.imdecode(np.frombuffer(draw_page(long, 1), np.uint8), cv2.IMREAD_GRAYSCALE)
    height, width = page.shape
    rows = rows_of(long)
    for row in rows:
        left, top, right, bottom = (round(v * n) for v, n in zip(row.box, (width, height, width, height), strict=True))
        assert np.mean(page[top + 3 : bottom - 3, left + 3 : right - 3] < 128) > 0.02
        page[top - 3 : bottom + 3, left - 3 : right + 3] = 255
    # Of the table nothing is left; the title stands beside it.
    assert 0 < np.count_nonzero(page < 128) < 0.01 * page.size


def test_a_row_cut_by_pages_keeps_the_box_of_its_first_page():
    long = "Проведение собраний родителей в каждой школе округа " * 60
    table = f"№ | Мероприятие | Срок | Кто\n1 | Первое | май | Отдел\n2 | {long}| июнь | Школы\n3 | Третье | июль | Дом"
    rows = rows_of(make_pdf([parse_table(table)], Look(size=14)))
    assert rows[2].page == 1
    assert rows[1].box[3] <= rows[2].box[1] + 0.01
    assert rows[2].box[3] > 0.85
    assert rows[3].box[1] < rows[2].box[3]


def test_a_row_with_cells_merged_downwards_has_its_own_band():
    table = "№ | Что | Кто\n1 | Опрос | Отдел\n2 | Сбор | ^Отдел\n3 | Отчёт | Школы"
    boxes = [row.box for row in rows_of(make_pdf([parse_table(table)]))]
    assert all(a[3] == b[1] for a, b in itertools.pairwise(boxes))


def test_rows_of_other_formats_have_none():
    document = read_bytes("<table><tr><td>1</td><td>Опрос учителей</td></tr></table>".encode(), "план.html")
    assert [row.box for b in document.blocks if isinstance(b, Table) for row in b.rows] == [None]


def seen(box, matrix):
    """Return the bounding box of a box after the page was worn."""
    corners = np.float64([[(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]])
    moved = cv2.perspectiveTransform(corners, np.float64(matrix))[0]
    return (*moved.min(axis=0), *moved.max(axis=0))


def turning(angle, width, height):
    """Return what a turn by an angle does to shares of a page."""
    sizes = np.diag([width, height, 1.0])
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), (0, 0, 1)])
    return np.linalg.inv(sizes) @ matrix @ sizes


CORNERS = np.float32([(0, 0), (1, 0), (1, 1), (0, 1)])
TILTED = np.float32([(0.045, 0.03), (0.97, 0.015), (0.985, 0.97), (0.03, 0.982)])  # as the builder tilts by 0.03


@pytest.mark.parametrize(
    ("wear", "matrix"),
    [
        pytest.param(Wear(), np.eye(3), id="чистый"),
        pytest.param(Wear(angle=1.5, noise=8), turning(1.5, 842, 595), id="наклон"),
        pytest.param(Wear(quarter=1), [(0, 1, 0), (-1, 0, 1), (0, 0, 1)], id="набок"),
        pytest.param(Wear(quarter=2), [(-1, 0, 1), (0, -1, 1), (0, 0, 1)], id="вверх ногами"),
        pytest.param(Wear(tilt=0.03), cv2.getPerspectiveTransform(CORNERS, TILTED), id="фото"),
    ],
)
@needs_tesseract
def test_boxes_of_a_scan_lie_on_the_page_as_it_was(wear, matrix):
    printed = make_pdf([TITLE, parse_table(PLAN)], Look(size=10))
    pages = scanned(printed, wear)
    data, name = (as_image(pages), "скан.png") if wear.quarter or wear.tilt else (as_pdf(pages), "скан.pdf")
    wanted = [seen(row.box, matrix) for row in rows_of(printed)]
    assert [row.box for row in rows_of(data, name)] == [pytest.approx(box, abs=0.012) for box in wanted]
