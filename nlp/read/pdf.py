"""PDF files → blocks: pages with a text layer as it stands, pictures of pages by recognition."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

import pypdfium2 as pdfium
from pypdfium2 import raw

from nlp.domain import Notice
from nlp.errors import SverkaError, UnreadableFileError
from nlp.read.limits import too_large
from nlp.read.pdflayer import is_readable, is_scan
from nlp.read.pdfpage import Ink, read_ink
from nlp.read.pdfpages import blocks_of, page_of
from nlp.read.pdfstruck import unstruck
from nlp.read.scan import Leaf, read_leaves
from nlp.read.scanclean import Picture
from nlp.read.scanocr import has_program, missing_program
from nlp.read.watch import UNWATCHED, Found, Watch

MAX_PAGES = 500
MAX_PIXELS = 50_000_000
# Dots to the inch at which a page is drawn to be recognised; a picture that is finer and fills the page keeps its own.
_DPI, _FINEST = 200.0, 300.0
# pdfium keeps global state: two threads inside it at once crash the process.
_ONE_AT_A_TIME = threading.Lock()
_T = TypeVar("_T")


def read_pdf(data: bytes, watch: Watch = UNWATCHED) -> Found:
    """Read a PDF as blocks in reading order, with page numbers.

    Returns:
        The blocks, and notices on the pages that were recognised or could not be.

    Raises:
        UnreadableFileError: damaged, encrypted.
        UnsupportedFormatError: pages to recognise, and no program for it.
        LimitError: larger than a plan can be.
    """
    with _opened(data) as document:
        inks = _layer(document)
        scans = frozenset(i for i, ink in enumerate(inks) if is_scan(ink))
        blocks = blocks_of([page_of(ink, i) for i, ink in enumerate(inks, 1) if i - 1 not in scans])
        if not (blocks and is_readable(blocks)):
            scans = frozenset(range(len(inks)))
        if scans and not has_program():
            if 2 * len(scans) >= len(inks):
                raise missing_program()
            return _without_program(inks, scans, watch)
        found = read_leaves([_leaf(document, ink, i, i in scans) for i, ink in enumerate(inks)], watch)
        if scans and not is_readable(found[0]):
            raise _foreign()
        return found[0], (*found[1], *_struck(inks))


def _without_program(inks: list[Ink], scans: frozenset[int], watch: Watch) -> Found:
    """Read the pages that need no recognition and name the others."""
    numbers = ", ".join(str(i + 1) for i in sorted(scans))
    detail = f"Страницы без текстового слоя (изображения) не прочитаны: {numbers}. {missing_program().advice}"
    blocks, notices = read_leaves([Leaf(ink=ink) for i, ink in enumerate(inks) if i not in scans], watch)
    return blocks, (Notice(kind="scanned-pages", detail=detail), *notices)


def _struck(inks: list[Ink]) -> Iterator[Notice]:
    """Yield a notice of what was left out as struck through: a tracked deletion, or a measure crossed off as done."""
    pages = [str(i) for i, ink in enumerate(inks, 1) if ink.n_struck]
    if pages:
        yield Notice(kind="struck-text", detail=f"Зачёркнутый текст не разобран, страницы: {', '.join(pages)}.")


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = _alone(lambda: pdfium.PdfDocument(data))
    except pdfium.PdfiumError as error:
        raise _unopened(error) from error
    try:
        if len(document) > MAX_PAGES:
            raise too_large(f"в нём больше {MAX_PAGES} страниц")
        yield document
    except pdfium.PdfiumError as error:
        raise _damaged() from error
    finally:
        _alone(document.close)


def _alone(call: Callable[[], _T]) -> _T:
    with _ONE_AT_A_TIME:
        return call()


def _unopened(error: pdfium.PdfiumError) -> SverkaError:
    if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return UnreadableFileError(
            "Файл не прочитан", "он зашифрован паролем", "Снимите пароль и сохраните файл заново."
        )
    return _damaged()


def _damaged() -> SverkaError:
    return UnreadableFileError(
        "Файл не прочитан", "это повреждённый PDF", "Откройте его, сохраните заново и передайте ещё раз."
    )


def _foreign() -> SverkaError:
    return UnreadableFileError(
        "Файл не прочитан", "в нём не распознан русский текст", "Проверьте, тот ли это файл, и передайте его ещё раз."
    )


def _layer(document: pdfium.PdfDocument) -> list[Ink]:
    return [_alone(partial(_ink, document, i)) for i in range(len(document))]


def _ink(document: pdfium.PdfDocument, index: int) -> Ink:
    page = document[index]
    try:
        return unstruck(read_ink(page))
    finally:
        page.close()


def _leaf(document: pdfium.PdfDocument, ink: Ink, index: int, scanned: bool) -> Leaf:
    return Leaf(draw=partial(_alone, partial(_drawn, document, index))) if scanned else Leaf(ink=ink)


def _drawn(document: pdfium.PdfDocument, index: int) -> tuple[Picture, float]:
    """Draw a page; returns the picture and its dots to the inch."""
    page = document[index]
    try:
        width, height = page.get_size()
        dpi = min(max(_image_dpi(page), _DPI), _FINEST)
        dpi = min(dpi, 72 * (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=dpi / 72, no_smoothtext=False)
        try:
            picture = bitmap.to_numpy().copy()
        finally:
            bitmap.close()
    finally:
        page.close()
    return (picture if picture.ndim == 2 or picture.shape[2] > 1 else picture[:, :, 0]), dpi


def _image_dpi(page: pdfium.PdfPage) -> float:
    """Return the dots to the inch of the largest picture that covers most of a page; 0 without one."""
    width, height = page.get_size()
    best = 0.0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > 0.5 * width * height:
            # Half a pixel less: the page is drawn so large that each pixel of the picture is one again.
            best = max(best, 72 * (max(image.get_px_size()) - 0.5) / max(right - left, top - bottom, 1.0))
    return best
