"""Bytes → text in the encodings that Russian files come in."""

from __future__ import annotations

from nlp.errors import UnreadableFileError

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FREQUENT = frozenset("оеаинтсрвлкмдпу")
# Control characters and the sign of bytes that no table knows: more than 5 % of them is no text.
_ODD = frozenset(map(chr, (*range(9), *range(14, 32), 0x7F, 0xFFFD)))
_SAMPLE = 200_000
# Of the letters beyond ASCII; Russian text has 0.6–0.7, random bytes 0.1 in any 8-bit table.
_LEAST_RUSSIAN = 0.2


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 (with or without mark), CP1251, KOI8-R or CP866 text.

    Raises:
        UnreadableFileError: the bytes are no text in any of these encodings.
    """
    text = guess(data)
    sample = text[:_SAMPLE]
    n_odd = sum(c in _ODD for c in sample)
    if not text.strip() or 20 * n_odd > len(sample) or (_is_guess(data) and russianness(text) < _LEAST_RUSSIAN):
        raise UnreadableFileError(
            "Файл не прочитан",
            "это не текст ни в одной из известных кодировок",
            "Сохраните его как .docx или .txt (UTF-8).",
        )
    return text


def guess(data: bytes) -> str:
    """Decode by byte order mark, as UTF-8 where that fits, else in the table that gives the most Russian letters."""
    encoding = _marked_encoding(data)
    if encoding is not None:
        return data.decode(encoding, "replace")
    if _is_utf_8(data):
        return data.decode("utf-8").replace("\x00", "")
    # UTF-8 is tried again because a file cut inside a letter is no strict UTF-8.
    candidates = ("utf-16-le", "utf-16-be") if _is_wide(data) else ("utf-8", "cp1251", "koi8-r", "cp866")
    return max((data.decode(candidate, "replace") for candidate in candidates), key=russianness)


def russianness(text: str) -> float:
    """Return the share of frequent lower-case Russian letters among the characters beyond ASCII.

    The wrong 8-bit table swaps the cases or gives signs. Without such characters: 0.
    """
    beyond = [c for c in text[:_SAMPLE] if c > "\x7f"]
    return sum(c in _FREQUENT for c in beyond) / max(len(beyond), 1)


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _is_guess(data: bytes) -> bool:
    """Tell whether only the letters speak for an encoding: neither a mark nor valid UTF-8."""
    return _marked_encoding(data) is None and not _is_utf_8(data)


def _is_wide(data: bytes) -> bool:
    """Tell UTF-16 by its zero bytes: in Russian text those of blanks and digits; a stray one elsewhere is damage."""
    return 50 * data[:4000].count(0) > len(data[:4000])


def _is_utf_8(data: bytes) -> bool:
    if _is_wide(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
