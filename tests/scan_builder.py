"""Prints plans and wears the pages as scanners and cameras do: turned, noisy, stamped, unevenly lit; seeded."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import pdf_builder
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from nlp.domain import Block

_BUNDLED = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_SYSTEM = Path("/usr/share/fonts/truetype")
FONTS = {
    "sans": (_BUNDLED / "DejaVuSans.ttf", _BUNDLED / "DejaVuSans-Bold.ttf"),
    "serif": (_BUNDLED / "DejaVuSerif.ttf", _BUNDLED / "DejaVuSerif-Bold.ttf"),
    "times": (_BUNDLED / "STIXGeneral.ttf", _BUNDLED / "STIXGeneralBol.ttf"),
    "liberation": (
        _SYSTEM / "liberation" / "LiberationSerif-Regular.ttf",
        _SYSTEM / "liberation" / "LiberationSerif-Bold.ttf",
    ),
    "arial": (
        _SYSTEM / "liberation" / "LiberationSans-Regular.ttf",
        _SYSTEM / "liberation" / "LiberationSans-Bold.ttf",
    ),
    "narrow": (
        _SYSTEM / "liberation" / "LiberationSansNarrow-Regular.ttf",
        _SYSTEM / "liberation" / "LiberationSansNarrow-Bold.ttf",
    ),
}


@dataclass(frozen=True)
class Wear:
    """What happens to a printed page on its way to the file.

    `stamp` is «blue», «grey» or none; `light` the share by which one corner is darker; `quarter` turns it by 90°;
    `tilt` is how far a camera stood askew (share of the width); `jpeg` a quality, 0 keeps the picture as it is.
    """

    dpi: int = 200
    angle: float = 0.0
    noise: float = 0.0
    salt: float = 0.0
    blur: float = 0.0
    light: float = 0.0
    jpeg: int = 0
    stamp: str = ""
    quarter: int = 0
    tilt: float = 0.0
    fade: float = 0.0


CLEAN = Wear()
NOISY = Wear(angle=0.9, noise=12, salt=0.001, blur=0.6, light=0.15, jpeg=70)
STAMPED = Wear(angle=-1.2, noise=14, salt=0.001, blur=0.6, light=0.2, jpeg=60, stamp="blue")


def print_plan(blocks: Iterable[Block | str | None], look: pdf_builder.Look, font: str = "sans") -> bytes:
    """Print blocks as a PDF in another font."""
    with _printed_in(font):
        return pdf_builder.make_pdf(blocks, look)


@contextlib.contextmanager
def _printed_in(font: str) -> Iterator[None]:
    """Let «Body» and «Bold» name another font for a while; the library has no call for that."""
    pdf_builder._fonts()
    names = ("Body", "Bold")
    usual = {name: pdfmetrics.getFont(name) for name in names}
    for name, path in zip(names, FONTS[font], strict=True):
        pdfmetrics.registerFont(TTFont(path.stem, str(path)))
        pdfmetrics._fonts[name] = pdfmetrics.getFont(path.stem)
    try:
        yield
    finally:
        pdfmetrics._fonts.update(usual)


def scanned(pdf: bytes, wear: Wear = CLEAN, seed: int = 0) -> list[np.ndarray]:
    """Return the pages of a PDF as worn pictures, BGR."""
    document = pdfium.PdfDocument(pdf)
    try:
        pages = [document[i].render(scale=wear.dpi / 72).to_numpy().copy() for i in range(len(document))]
    finally:
        document.close()
    return [worn(page, wear, seed + 100 * i) for i, page in enumerate(pages)]


def worn(page: np.ndarray, wear: Wear, seed: int = 0) -> np.ndarray:
    """Wear one picture."""
    chance = np.random.default_rng(seed)
    if wear.stamp:
        page = _stamped(page, wear, chance)
    page = page.astype(np.float32)
    if wear.fade:
        page = 255 - (255 - page) * (1 - wear.fade)
    if wear.tilt:
        page = _tilted(page, wear.tilt)
    if wear.angle:
        page = _turned(page, wear.angle)
    if wear.blur:
        page = cv2.GaussianBlur(page, (0, 0), wear.blur)
    height, width = page.shape[:2]
    if wear.light:
        across = np.linspace(0, 1, width)[None, :] * np.linspace(0.3, 1, height)[:, None]
        page = page * (1 - wear.light * across[..., None]).astype(np.float32)
    if wear.noise:
        page = page + chance.normal(0, wear.noise, (height, width, 1)).astype(np.float32)
    if wear.salt:
        spots = chance.random((height, width))
        page[spots < wear.salt / 2] = 0
        page[spots > 1 - wear.salt / 2] = 255
    out = np.clip(page, 0, 255).astype(np.uint8)
    out = np.ascontiguousarray(np.rot90(out, wear.quarter))
    if wear.jpeg:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, wear.jpeg])[1], cv2.IMREAD_COLOR)
    return out


def _turned(page: np.ndarray, angle: float) -> np.ndarray:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _tilted(page: np.ndarray, tilt: float) -> np.ndarray:
    """Photograph the page askew on a dark table."""
    height, width = page.shape[:2]
    dx, dy = tilt * width, tilt * height
    corners = np.float32([(0, 0), (width, 0), (width, height), (0, height)])
    seen = np.float32(
        [(1.5 * dx, dy), (width - dx, 0.5 * dy), (width - 0.5 * dx, height - dy), (dx, height - 0.6 * dy)]
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(70, 60, 50))


def _stamped(page: np.ndarray, wear: Wear, chance: np.random.Generator) -> np.ndarray:
    """Lay a round stamp over the page, its ink mixed with what is below."""
    height, width = page.shape[:2]
    radius = int(wear.dpi * 0.75)
    picture = Image.new("L", (2 * radius, 2 * radius), 0)
    draw = ImageDraw.Draw(picture)
    for r, thick in ((radius - 2, 5), (int(radius * 0.68), 3)):
        draw.ellipse((radius - r, radius - r, radius + r, radius + r), outline=255, width=thick)
    font = ImageFont.truetype(str(FONTS["sans"][1]), radius // 6)
    for k, line in enumerate(("УПРАВЛЕНИЕ", "ОБРАЗОВАНИЯ", "ИНН 0000000000")):
        draw.text((radius, radius + (k - 1) * radius // 4), line, 255, font=font, anchor="mm")
    picture = picture.rotate(float(chance.uniform(-30, 30)), resample=Image.Resampling.BILINEAR)
    share = (np.asarray(picture, dtype=np.float32) / 255 * 0.75)[..., None]
    x = int(chance.uniform(0.1, 0.9) * (width - 2 * radius))
    y = int(chance.uniform(0.1, 0.9) * (height - 2 * radius))
    ink = np.float32((190, 70, 60) if wear.stamp == "blue" else (120, 120, 120))
    out = page.astype(np.float32)
    piece = out[y : y + 2 * radius, x : x + 2 * radius]
    # Ink on ink is as dark as the darker of both.
    piece[:] = np.minimum(piece, piece * (1 - share) + ink * share)
    return np.clip(out, 0, 255).astype(np.uint8)


def as_pdf(pages: Sequence[np.ndarray], dpi: int = 200) -> bytes:
    """Put pictures into a PDF without a text layer, a page each."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in pages:
        height, width = page.shape[:2]
        size = (width * 72 / dpi, height * 72 / dpi)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(Image.fromarray(page[..., ::-1])), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def as_image(pages: Sequence[np.ndarray], kind: str = "png", dpi: int = 200) -> bytes:
    """Encode pictures; only a tiff holds more than one."""
    stream = io.BytesIO()
    first, *others = [Image.fromarray(page[..., ::-1]) for page in pages]
    more = {"save_all": True, "append_images": others} if kind == "tiff" else {}
    first.save(stream, kind.upper(), dpi=(dpi, dpi), **more)
    return stream.getvalue()
