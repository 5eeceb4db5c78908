"""Words as they were recognised → words as they were printed: slips put right, traces of lines and stamps dropped."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nlp.lexicon.ocr import repaired, witnessed
from nlp.read.scanocr import ReadLine, Word
from nlp.read.scansigns import with_signs
from nlp.text import is_known

# Signs that no plan holds alone: pieces of ruling lines, of stamps, of signatures.
_TRACES = re.compile(r"^[\\|`~^°_'‘’‚´¬¦§{}\[\]<>=!;:,.“”„\"*#@®©]+$")
# Quotes with a dash among them; a sign of repetition, «-"-», is read surely.
_TORN = re.compile(r"^(?=.*[“”„‘’`])[-–—“”„‘’`.,]{2,}$")
_STRAY = re.compile(r"^[|\\`~^_]+(?=\w)|(?<=\w)[|\\`~^_]+$")
_LIST_SIGNS = frozenset(("*", "•", ".", ",", ":", ";", "!", '"'))
# A word without letters outside tables that is less sure than this (0–100) is a trace of a stamp.
_STAMP = 40.0
_MOST_CAPITALS = 8
_DASHES = re.compile(r"[-–—]{2,}")
_CUT = re.compile(r"([а-яё]+)-$")
# A short name of the page: so many letters, so often read, so surely (0–100).
_NAME = re.compile(r"^[«(]?([А-ЯЁ]{3,8})[»),.;:]*$")
_MIXED = re.compile(r"^([«(]?)([А-Яа-яЁё]{3,10})([»),.;:]*)$")
_NAMED, _SURELY, _SHORTEST = 2, 60.0, 3
_WITNESS = 85.0
_TWICE = re.compile(r"(.)\1+")


def mended(lines: Sequence[ReadLine], in_tables: frozenset[int]) -> list[ReadLine]:
    """Return the lines with what is certain put right; lines of which nothing remains are gone.

    Args:
        lines: as recognised.
        in_tables: the areas that are cells: nothing there is dropped that may be text.
    """
    names, known = _names(lines), _known_words(lines)
    alone = _alone(lines) & in_tables
    out: list[ReadLine] = []
    for line in _signed(lines, in_tables):
        kept = [w for w in line.words if not _is_trace(w, line, line.area in in_tables)]
        above = out[-1] if out and out[-1].area == line.area else None
        words = tuple(w._replace(text=witnessed(_named(w.text, names), known)) for w in _mended(kept, above))
        if line.area in alone and words:
            words = (words[0]._replace(text=_closed(words[0].text, names)),)
        if words:
            out.append(ReadLine(line.area, line.size, words))
    return out


def _signed(lines: Sequence[ReadLine], in_tables: frozenset[int]) -> Iterator[ReadLine]:
    """Yield the lines with the signs of each area put right."""
    for area, group in itertools.groupby(lines, key=lambda line: line.area):
        whole = list(group)
        rows = with_signs([line.words for line in whole], in_table=area in in_tables)
        for line, words in zip(whole, rows, strict=False):
            if words:
                yield ReadLine(area, line.size, tuple(words))


def _is_trace(word: Word, line: ReadLine, in_table: bool) -> bool:
    if _TORN.match(word.text) and word.sure < _STAMP:
        return True
    if _TRACES.match(word.text):
        # A lone bullet, or a full stop that stands a little apart.
        return word.text not in _LIST_SIGNS or word.sure < _STAMP or len(line.words) == 1
    return not in_table and word.sure < _STAMP and not any(map(str.isalnum, word.text))


def _mended(words: Sequence[Word], above: ReadLine | None) -> Iterator[Word]:
    texts = ["", *(w.text for w in words), ""]
    for k, word in enumerate(words):
        text = "–" if _DASHES.fullmatch(word.text) else _STRAY.sub("", word.text)
        text = repaired(text, texts[k], texts[k + 2], word.sure)
        if k == 0 and above is not None:
            text = _small(text, above.words[-1].text)
        yield word._replace(text=text)


def _names(lines: Sequence[ReadLine]) -> dict[str, str]:
    """Return the short names that a page has several times, by their letters without doubling; those of two are none."""
    words = (w for line in lines for w in line.words if w.sure >= _SURELY)
    counts = Counter(found[1] for w in words if (found := _NAME.match(w.text)))
    kept: dict[str, list[str]] = {}
    for name in (name for name, count in counts.items() if count >= _NAMED):
        kept.setdefault(_TWICE.sub(r"\1", name), []).append(name)
    return {letters: names[0] for letters, names in kept.items() if len(names) == 1 and len(letters) >= _SHORTEST}


def _named(text: str, names: Mapping[str, str]) -> str:
    """«мимМЦц» → «МИМЦ» where the page has that name: capitals that look like small letters are read as both."""
    found = _MIXED.match(text)
    if not found or found[2].isupper() or found[2].istitle() or is_known(found[2].lower()):
        return text
    put = names.get(_TWICE.sub(r"\1", found[2].upper()))
    return f"{found[1]}{put}{found[3]}" if put else text


def _known_words(lines: Sequence[ReadLine]) -> dict[int, set[str]]:
    """Return the page's long words that are in the dictionary, by their length."""
    found: dict[int, set[str]] = {}
    for word in (w for line in lines for w in line.words if w.sure >= _WITNESS):
        low = word.text.strip('«»()“”"„.,;:!?').lower()
        if len(low) > _SHORTEST and low.isalpha() and is_known(low):
            found.setdefault(len(low), set()).add(low)
    return found


def _alone(lines: Sequence[ReadLine]) -> frozenset[int]:
    """Return the areas with one word."""
    counts = Counter(line.area for line in lines for _ in line.words)
    return frozenset(area for area, n_words in counts.items() if n_words == 1)


def _closed(text: str, names: Mapping[str, str]) -> str:
    """«ИМЦ:» → «ИМЦ»: behind a short name that the page has without it, nothing follows."""
    bare = text.rstrip(":;")
    return bare if bare in names.values() else text


def _small(text: str, before: str) -> str:
    """Return the end of a hyphenated word in small letters: alone in its line «ния» is read as «НИЯ»."""
    cut = _CUT.search(before)
    letters = text.rstrip(".,;:)»")
    rises = letters.istitle() or (letters.isupper() and len(letters) <= _MOST_CAPITALS)
    if cut and rises and is_known(cut[1] + letters.lower()) and not is_known(f"{cut[1]}-{letters.lower()}"):
        return text.lower()
    return text


def changes(before: Sequence[ReadLine], after: Sequence[ReadLine]) -> list[tuple[str, str]]:
    """Return what was read and what was put, for each word that differs, in reading order; dropped letters after them.

    Words are told by where they begin: none is moved.
    """
    read = {(w.x0, w.y0): w.text for line in before for w in line.words}
    put = {(w.x0, w.y0): w.text for line in after for w in line.words}
    changed = [(was, text) for place, text in put.items() if (was := read.get(place, "(пропуск)")) != text]
    dropped = [(was, "") for place, was in read.items() if place not in put and any(map(str.isalnum, was))]
    return [*changed, *dropped]
