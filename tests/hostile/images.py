"""Pictures: sizes that are only declared, ends that are missing."""

from __future__ import annotations

import io
import random
import struct
import zlib

from hostile.case import several


def _png_part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *, bits: int = 8) -> bytes:
    """A grey PNG that declares a size and holds the rows given."""
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _png_part(b"IHDR", head)
        + _png_part(b"IDAT", zlib.compress(rows, 9))
        + _png_part(b"IEND", b"")
    )


def bmp(width: int, height: int) -> bytes:
    """A BMP that declares a size and holds nothing."""
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 100, 0, 0, 54) + head + b"\0" * 100


def tiff(width: int, height: int, *, loop: bool = False) -> bytes:
    """A TIFF of one strip that declares a size; with `loop` its list of pages has no end."""
    tags = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, height),
        (279, 0xFFFFFFF0),
    ]
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 8 if loop else 0)


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame declares a size, cut before the picture."""
    return (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x0b\x08"
        + struct.pack(">HH", height, width)
        + b"\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0"
    )


def gif(width: int, height: int) -> bytes:
    """A GIF that declares a size."""
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0, 0, 0)
        + b","
        + struct.pack("<HHHHB", 0, 0, width, height, 0)
        + b"\x02\0;"
    )


def _small() -> bytes:
    rows = random.Random(8).randbytes(201 * 200)
    return png(200, 200, rows)


def _saved(kind: str, size: tuple[int, int] = (400, 300)) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("L", size, random.Random(9).randbytes(size[0] * size[1])).save(out, kind)
    return out.getvalue()


several(
    {
        "declared-100000-squared.png": lambda: png(100_000, 100_000, b"\0" * 1_000),
        "really-30000-squared.png": lambda: png(30_000, 30_000, b"\0" * (30_000 // 8 + 1) * 30_000, bits=1),
        "declared-4-billion.png": lambda: png(2**31 - 1, 2**31 - 1, b"\0"),
        "declared-nothing.png": lambda: png(0, 0, b""),
        "declared-100000-squared.bmp": lambda: bmp(100_000, 100_000),
        "declared-below-zero.bmp": lambda: bmp(-5, -5),
        "declared-100000-squared.tif": lambda: tiff(100_000, 100_000),
        "pages-in-a-loop.tif": lambda: tiff(2_000, 2_000, loop=True),
        "declared-65500-squared.jpg": lambda: jpeg(65_500, 65_500),
        "declared-65535-squared.gif": lambda: gif(65_535, 65_535),
        "one-dot-high.png": lambda: png(1_000_000, 1, b"\0" * 1_000_001),
        "cut.png": lambda: _small()[:2_000],
        "cut.jpg": lambda: _saved("JPEG")[:300],
        "cut.tif": lambda: _saved("TIFF")[:60],
        "head-alone.png": lambda: b"\x89PNG\r\n\x1a\n",
        "head-alone.jpg": lambda: b"\xff\xd8\xff",
        "head-alone.webp": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 30,
        "head-alone.heic": lambda: b"\0\0\0\x18ftypheic" + b"\xff" * 40,
        "head-alone.djvu": lambda: b"AT&TFORM" + b"\xff" * 40,
    },
    "rejected",
)
several(
    {"noise.png": _small, "noise.jpg": lambda: _saved("JPEG"), "noise.tif": lambda: _saved("TIFF")},
    "rejected ok partial",
)
