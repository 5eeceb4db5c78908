"""Scans made from a PDF's pages: clean, or turned, noisy, stamped, unevenly lit and squeezed as JPEG.

The same seed gives the same pixels.
"""

from __future__ import annotations

import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


@dataclass(frozen=True)
class Fault:
    """What a scanner and an office did to the pages."""

    dpi: int = 200
    angle: float = 0.0
    noise: float = 0.0
    speckles: int = 0
    quality: int = 90
    light: float = 0.0
    blur: float = 0.0
    stamp: tuple[int, int, int] | None = None
    colour: bool = False


def drawn(name: str) -> Fault:
    """A fault drawn by the name alone."""
    draw = np.random.default_rng(zlib.crc32(name.encode()))
    return Fault(
        dpi=int(draw.choice([150, 200, 200, 300])),
        angle=float(draw.uniform(0.3, 1.5) * draw.choice([-1, 1])),
        noise=float(draw.uniform(4, 12)),
        speckles=int(draw.integers(100, 600)),
        quality=int(draw.integers(40, 71)),
        light=float(draw.uniform(0.1, 0.35)),
        blur=float(draw.uniform(0.3, 0.8)),
        stamp=[(60, 80, 190), (120, 120, 120)][int(draw.integers(2))],
        colour=bool(draw.integers(2)),
    )


def pages(pdf: Path, dpi: int) -> list[np.ndarray]:
    """The PDF's pages as colour pictures."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), f"{folder}/p"], check=True)
        return [cv2.cvtColor(cv2.imread(str(f)), cv2.COLOR_BGR2RGB) for f in sorted(Path(folder).glob("*.png"))]


def worsened(page: np.ndarray, fault: Fault, seed: int) -> np.ndarray:
    """The page after the fault; gray unless in colour."""
    draw = np.random.default_rng(seed)
    picture = page.astype(np.float32)
    height, width = picture.shape[:2]
    if fault.stamp:
        _stamp(picture, fault, draw)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), fault.angle, 1)
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250))
    if fault.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), fault.blur * fault.dpi / 200)
    if fault.light:
        across = np.linspace(-1, 1, width)[None, :, None] * draw.uniform(-1, 1)
        down = np.linspace(-1, 1, height)[:, None, None] * draw.uniform(-1, 1)
        picture *= 1 - fault.light * np.clip((across + down + 2) / 4, 0, 1)
    if fault.noise:
        picture += draw.normal(0, fault.noise, (height, width, 1))
    for y, x in draw.integers(0, (height - 3, width - 3), (fault.speckles, 2)):
        picture[y : y + draw.integers(1, 4), x : x + draw.integers(1, 4)] = draw.choice([30, 90, 245])
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    return picture if fault.colour else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _stamp(picture: np.ndarray, fault: Fault, draw: np.random.Generator) -> None:
    """A round stamp of four centimetres somewhere over the page's middle; ink lets the print shine through."""
    size = int(4 / 2.54 * fault.dpi)
    mask = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((4, 4, size - 5, size - 5), outline=190, width=max(size // 40, 2))
    pen.ellipse((size // 6, size // 6, size * 5 // 6, size * 5 // 6), outline=170, width=max(size // 80, 1))
    font = ImageFont.truetype(FONT, size // 14)
    for k, line in enumerate(("ОТДЕЛ", "ОБРАЗОВАНИЯ", "ДЛЯ ДОКУМЕНТОВ", "ОГРН 0000000")):
        pen.text((size / 2, size * (0.36 + 0.09 * k)), line, fill=180, font=font, anchor="mm")
    ink = np.asarray(mask.rotate(float(draw.uniform(-25, 25))), np.float32)[..., None] / 255
    height, width = picture.shape[:2]
    top, left = int(draw.uniform(0.3, 0.6) * (height - size)), int(draw.uniform(0.2, 0.9) * (width - size))
    place = picture[top : top + size, left : left + size]
    place *= 1 - ink * (1 - np.array(fault.stamp, np.float32) / 255)


def scan(pdf: Path, target: Path, fault: Fault) -> Path:
    """The PDF's pages as an image-only PDF, a TIFF of many pages, or a PNG or JPEG of the first page."""
    seed = zlib.crc32(target.name.encode())
    pictures = [_squeezed(worsened(p, fault, seed + k), fault.quality) for k, p in enumerate(pages(pdf, fault.dpi))]
    images = [Image.fromarray(p) for p in pictures]
    if target.suffix in (".pdf", ".tiff"):
        extra = (
            {"quality": fault.quality, "resolution": fault.dpi}
            if target.suffix == ".pdf"
            else {"compression": "tiff_deflate"}
        )
        images[0].save(target, save_all=True, append_images=images[1:], dpi=(fault.dpi, fault.dpi), **extra)
    else:
        images[0].save(
            target, dpi=(fault.dpi, fault.dpi), **({"quality": fault.quality} if target.suffix == ".jpg" else {})
        )
    return target


def _squeezed(picture: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_UNCHANGED)
