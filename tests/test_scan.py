"""Scans: printed plans with known truth, worn, recognised and compared; what the user is told; what is missing."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from itertools import pairwise

import cv2
import numpy as np
import pypdfium2
import pytest
from gold import squash
from pdf_builder import PORTRAIT, Look, make_pdf, parse_table
from scan_builder import CLEAN, NOISY, STAMPED, Wear, as_image, as_pdf, print_plan, scanned

from nlp.domain import Paragraph, Table
from nlp.errors import LimitError, UnreadableFileError, UnsupportedFormatError
from nlp.read import read_bytes, scanfiles, scanocr
from nlp.read.scanclean import flattened, inked
from nlp.read.scanlines import ruling_lines
from nlp.read.scanskew import is_sideways, page_corners, skew_of

PLAN = """
№ | Мероприятие | Срок | Ответственные | Результат
1 | Формирование рабочей группы по сопровождению школ с низкими результатами | I квартал 2022 года | Управление образования | Приказ
2 | Анализ результатов всероссийских проверочных работ за 2021 год | II квартал 2022 года | Методический кабинет | Аналитическая справка
3 | Семинары для учителей-предметников по формированию функциональной грамотности | до 15.10.2022 | Руководители РМО | Не менее 4 семинаров
4 | Заседание управленческих команд школ, обсуждение программ перехода | III квартал 2022 года | Кураторы, директора школ | Протокол № 5
"""
TITLE = "Дорожная карта по поддержке школ Приозёрного района на 2022 год"


def _has_tesseract():
    if not shutil.which("tesseract"):
        return False
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "rus" in done.stdout.split()


needs_tesseract = pytest.mark.skipif(
    not _has_tesseract(), reason="нет tesseract: apt-get install tesseract-ocr tesseract-ocr-rus"
)


def printed(look=None, font="sans"):
    return print_plan([TITLE, parse_table(PLAN)], look or Look(size=10), font)


def cells(blocks):
    return [[squash(c.text) for c in row.cells] for b in blocks if isinstance(b, Table) for row in b.rows]


TRUTH = cells([parse_table(PLAN)])


@pytest.mark.parametrize(
    ("wear", "look", "font"),
    [
        pytest.param(CLEAN, Look(size=10), "sans", id="чистый"),
        pytest.param(NOISY, Look(size=11, page=PORTRAIT), "times", id="шум и наклон"),
        pytest.param(STAMPED, Look(size=10), "serif", id="печать"),
    ],
)
@needs_tesseract
def test_a_scanned_table_comes_back_cell_by_cell(wear, look, font):
    document = read_bytes(as_pdf(scanned(printed(look, font), wear)), "скан.pdf")
    found = cells(document.blocks)
    assert [len(row) for row in found] == [5] * 5
    wrong = [(a, b) for want, got in zip(TRUTH, found, strict=True) for a, b in zip(want, got, strict=True) if a != b]
    assert len(wrong) <= 1, wrong
    assert TITLE in [b.text for b in document.blocks if isinstance(b, Paragraph)]
    assert document.state == "ok"
    assert document.notices[0].kind == "recognised"
    repaired = next(n.detail for n in document.notices if n.kind == "ocr-repaired")
    assert "→ III" in repaired  # the Russian model has no Latin letters


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
@needs_tesseract
def test_picture_files_are_read_like_pdf(kind):
    page = scanned(printed())[0]
    pages = [page, page] if kind == "tiff" else [page]
    document = read_bytes(as_image(pages, kind), f"скан.{kind}")
    found = cells(document.blocks)
    assert found[:5] == TRUTH
    assert len(found) == 5 * len(pages)
    assert document.media_type == f"image/{kind}"


@pytest.mark.parametrize(
    "wear", [Wear(quarter=1), Wear(quarter=2), Wear(tilt=0.03)], ids=["набок", "вверх ногами", "фото"]
)
@needs_tesseract
def test_pages_that_lie_askew(wear):
    document = read_bytes(as_image(scanned(printed(), wear)), "скан.png")
    wrong = sum(
        a != b for want, got in zip(TRUTH, cells(document.blocks), strict=True) for a, b in zip(want, got, strict=True)
    )
    assert wrong <= 1


@needs_tesseract
def test_a_table_without_lines():
    look = Look(size=10, borders=frozenset(), gap=5)
    document = read_bytes(as_pdf(scanned(printed(look), NOISY)), "скан.pdf")
    found = cells(document.blocks)
    assert len(found) == 5
    assert sum(a == b for want, got in zip(TRUTH, found, strict=True) for a, b in zip(want, got, strict=False)) >= 23


@needs_tesseract
def test_scanned_and_text_pages_make_one_plan_and_are_told_in_order():
    seen = []

    class Watcher:
        def page(self, done, total, so_far):
            seen.append((done, total, len(so_far()[0])))

    whole = pypdfium2.PdfDocument.new()
    for data in (
        make_pdf([TITLE, parse_table(PLAN)]),
        as_pdf(scanned(make_pdf([parse_table(PLAN)]))),
        make_pdf(["Конец"]),
    ):
        source = pypdfium2.PdfDocument(data)
        whole.import_pages(source)
        source.close()
    stream = BytesIO()
    whole.save(stream)
    whole.close()
    document = read_bytes(stream.getvalue(), "план.pdf", Watcher())
    assert cells(document.blocks) == TRUTH * 2
    assert [(done, total) for done, total, _ in seen] == [(1, 3), (2, 3), (3, 3)]
    assert all(a[2] < b[2] for a, b in pairwise(seen))
    assert next(n.detail for n in document.notices if n.kind == "recognised").startswith(
        "Текст распознан с изображения: страница 2."
    )


@needs_tesseract
def test_the_same_scan_gives_the_same_document():
    data = as_pdf(scanned(printed(), NOISY))
    assert read_bytes(data, "скан.pdf") == read_bytes(data, "скан.pdf")


def test_without_the_program_pictures_name_its_packages(monkeypatch):
    monkeypatch.setattr(scanocr.shutil, "which", lambda _: None)
    with pytest.raises(UnsupportedFormatError, match="apt-get install tesseract-ocr tesseract-ocr-rus"):
        read_bytes(as_image(scanned(printed())), "скан.png")


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
@pytest.mark.parametrize("share", [0.01, 0.5])
def test_damaged_pictures(kind, share):
    data = as_image([np.full((300, 200, 3), 255, np.uint8)], kind)
    with pytest.raises(UnreadableFileError, match=r"повреждённое изображение|нет текста"):
        read_bytes(data[: max(int(len(data) * share), 8)], f"скан.{kind}")


def test_too_large_pictures_are_not_unpacked(monkeypatch):
    data = bytearray(as_image([np.full((300, 200, 3), 255, np.uint8)], "png"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(LimitError, match="мегапикселей"):
        read_bytes(bytes(data), "скан.png")
    monkeypatch.setattr(scanfiles, "MAX_FRAMES", 2)
    page = np.full((30, 20, 3), 255, np.uint8)
    with pytest.raises(LimitError, match="страниц"):
        read_bytes(as_image([page] * 3, "tiff"), "скан.tiff")


def test_a_tiff_whose_pages_turn_back_on_themselves_ends():
    data = bytearray(as_image([np.full((30, 20, 3), 255, np.uint8)] * 2, "tiff"))
    first = int.from_bytes(data[4:8], "little")
    n_tags = int.from_bytes(data[first : first + 2], "little")
    second = int.from_bytes(data[first + 2 + 12 * n_tags : first + 6 + 12 * n_tags], "little")
    n_tags = int.from_bytes(data[second : second + 2], "little")
    data[second + 2 + 12 * n_tags : second + 6 + 12 * n_tags] = first.to_bytes(4, "little")
    assert len(scanfiles._tiff(bytes(data))) == 2


@pytest.mark.parametrize("angle", [-4.0, -1.3, 0.0, 0.4, 1.5])
def test_the_skew_is_measured(angle):
    page = scanned(printed(), Wear(angle=angle, noise=10))[0]
    assert skew_of(inked(flattened(page, 200))) == pytest.approx(-angle, abs=0.1)


def test_turned_pages_are_told_without_reading():
    ink = inked(flattened(scanned(printed(Look(size=10, page=PORTRAIT)))[0], 200))
    assert not is_sideways(ink)
    assert is_sideways(np.ascontiguousarray(np.rot90(ink)))


def test_a_sheet_on_a_table_is_found_and_a_scan_is_none():
    assert page_corners(scanned(printed(), Wear(tilt=0.03))[0]) is not None
    assert page_corners(scanned(printed(), NOISY)[0]) is None


def test_ruling_lines_of_a_worn_page():
    page = scanned(printed(), Wear(noise=12, salt=0.001, blur=0.6))[0]
    page[:, 700:706] = 255  # lines broken by a fold
    ruled = ruling_lines(inked(flattened(page, 200)), 200)
    table_width = max(r.end - r.start for r in ruled.horizontal)
    assert sum(r.end - r.start > 0.95 * table_width for r in ruled.horizontal) == 6
    assert len(ruled.vertical) == 6


def test_a_faint_page_keeps_its_letters():
    page = scanned(printed(), Wear(fade=0.5, light=0.3))[0]
    assert np.count_nonzero(inked(flattened(page, 200))) > 0.7 * np.count_nonzero(
        cv2.cvtColor(scanned(printed())[0], cv2.COLOR_BGR2GRAY) < 128
    )
