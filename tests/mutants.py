"""Seeded mutants of sound files: bytes, parts of zip files, tags, tokens of PDF."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

_TAG = re.compile(rb"<[^<>]{1,300}>")
_NUMBER = re.compile(rb"\d+")
_TEXT = re.compile(rb">([^<>]+)<")
_TOKEN = re.compile(rb"/\w+|\d+|<<|>>|\[|\]|\b(?:obj|endobj|stream|endstream|xref|trailer|R)\b")
_NUMBERS = (b"0", b"-1", b"99999999999", b"4294967296", b"9" * 5_000, b"1e309", b"0.5", b"\xd9\xa3", b"NaN", b"")
_TEXTS = (
    "",
    "\u202e",
    "Ж" * 50_000,
    "1." * 2_000,
    "до " * 1_500,
    "01.01.2024-" * 300,
    "&amp;" * 500,
    "а\u0301" * 999,
    "   ",
    "]]&gt;",
)
Change = Callable[[bytes, random.Random], bytes]


def mutants(sources: Mapping[str, bytes], seed: int, n: int) -> Iterator[tuple[str, bytes]]:
    """Yield `n` mutants, the sources in turn, each with its source's name; the same seed gives the same bytes."""
    names = sorted(sources)
    for i in range(n):
        rng = random.Random(f"{seed}/{i}")
        name = names[i % len(names)]
        yield name, mutated(name, sources[name], rng)


def mutated(name: str, data: bytes, rng: random.Random) -> bytes:
    """Change a file in one to four places, in the manner of its format or byte by byte."""
    kind = name.rpartition(".")[2]
    for _ in range(rng.choice((1, 1, 2, 4))):
        ways = _WAYS.get(kind, _BYTES)
        change = rng.choice(ways if rng.random() < 0.7 else _BYTES)
        try:
            data = change(data, rng)
        except zipfile.BadZipFile:  # an earlier change broke it
            data = rng.choice(_BYTES)(data, rng)
    return data


def _place(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(max(len(data), 1))
    return start, min(start + rng.choice((1, 4, 64, 1_000)), len(data))


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 8, 60)) if data else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _delete(data: bytes, rng: random.Random) -> bytes:
    start, end = _place(data, rng)
    return data[:start] + data[end:]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _place(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 3, 200)) + data[end:]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _swap(data: bytes, rng: random.Random) -> bytes:
    a, b, c = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _replace(data: bytes, pattern: re.Pattern[bytes], new: Callable[[bytes], bytes], rng: random.Random) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return _flip(data, rng)
    at = rng.choice(found)
    return data[: at.start()] + new(at[0]) + data[at.end() :]


def _number(data: bytes, rng: random.Random) -> bytes:
    return _replace(data, _NUMBER, lambda old: rng.choice(_NUMBERS), rng)


def _drop_tag(data: bytes, rng: random.Random) -> bytes:
    return _replace(data, _TAG, lambda old: b"", rng)


def _repeat_tag(data: bytes, rng: random.Random) -> bytes:
    times = rng.choice((2, 3, 500))
    return _replace(data, _TAG, lambda old: old * times, rng)


def _other_tag(data: bytes, rng: random.Random) -> bytes:
    tags = _TAG.findall(data)
    return _replace(data, _TAG, lambda old: rng.choice(tags), rng)


def _text(data: bytes, rng: random.Random) -> bytes:
    return _replace(data, _TEXT, lambda old: b">" + rng.choice(_TEXTS).encode() + b"<", rng)


def _line(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    own = lines[at]
    others = (b"", own * 2, rng.choice(lines), own.replace(b"\t", b""), b"\t" + own, rng.choice(_TEXTS).encode())
    lines[at] = rng.choice(others)
    return b"\n".join(lines)


def _cell(data: bytes, rng: random.Random) -> bytes:
    return _replace(data, re.compile(rb"[^\t\n]+"), lambda old: rng.choice(_TEXTS).encode(), rng)


def _token(data: bytes, rng: random.Random) -> bytes:
    tokens = _TOKEN.findall(data)
    return _replace(data, _TOKEN, lambda old: rng.choice((b"", old * 2, rng.choice(tokens or [b"R"]), *_NUMBERS)), rng)


def _in_zip(change: Change) -> Change:
    """Apply a change to one part and pack the file again."""

    def changed(data: bytes, rng: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            try:
                files = {info.filename: archive.read(info) for info in archive.infolist()}
            except Exception as error:
                raise zipfile.BadZipFile from error
        main = [name for name in files if re.search(r"document\.xml$|sheet\d*\.xml$|content\.xml$|sharedStrings", name)]
        name = rng.choice(main if main and rng.random() < 0.7 else sorted(files) or [""])
        files[name] = change(files.get(name, b""), rng)
        return _packed(files)

    return changed


def _shuffle_parts(data: bytes, rng: random.Random) -> bytes:
    """Swap the contents of two parts, or drop one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            files = {info.filename: archive.read(info) for info in archive.infolist()}
        except Exception as error:
            raise zipfile.BadZipFile from error
    a, b = (rng.choice(sorted(files) or [""]) for _ in range(2))
    if rng.random() < 0.5:
        files.pop(a, None)
    elif files:
        files[a], files[b] = files[b], files[a]
    return _packed(files)


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


_BYTES: tuple[Change, ...] = (_flip, _delete, _repeat, _cut, _swap)
_MARKUP: tuple[Change, ...] = (_number, _drop_tag, _repeat_tag, _other_tag, _text)
_ZIPPED = (*map(_in_zip, (*_MARKUP, *_MARKUP, _flip, _cut)), _shuffle_parts)
_LINES: tuple[Change, ...] = (_line, _cell, _number)
_WAYS: dict[str, tuple[Change, ...]] = {
    **dict.fromkeys(("docx", "xlsx", "odt"), _ZIPPED),
    **dict.fromkeys(("html", "fodt"), _MARKUP),
    **dict.fromkeys(("txt", "rtf"), _LINES),
    "pdf": (_token,),
}
