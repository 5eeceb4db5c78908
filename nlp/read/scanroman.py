"""Roman numerals on a scanned page: the Russian model has no Latin letters, so suspicious words are read once more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.read.scanclean import Picture
from nlp.read.scanlayout import Area
from nlp.read.scanocr import ReadLine, Word, read_areas
from nlp.read.scanstrokes import drawn, drawn_pair, n_strokes, swallowed
from nlp.text import is_known

# What the Russian model makes of I, II, III, IV, V, VI, IX, X.
_SUSPECT = re.compile(r"^[|!lІIПШИГТУЦЧХVXЛНЕ]{1,6}(?:[-–—][|!lІIПШИГТУЦЧХVXЛНЕ]{1,6})?[.,):]?$")
_BEFORE_NOUN = re.compile(r"^(?:квартал|полугод|этап|четверт|кв\b|раздел|тур|триместр|очеред|блок|модул)", re.I)
_BEHIND_NOUN = re.compile(r"^(?:раздел|этап|направлен|блок|модул|част|глав|квартал|уров)", re.I)
# A numeral read together with its noun; with the «и» behind it, and the numeral behind that.
_GLUED = re.compile(r"^[ТГПШИ1|!lІI]{1,3}(?=(?:квартал|полугод|этап|четверт|раздел|триместр)[а-яё]*[.,:;]?$)")
_GLUED_AND = re.compile(r"^[НПШТГИI1|l]{1,3}и(?P<behind>[^а-яё\s]{0,3})$")
# What may be a numeral where hardly anything else stands.
_SHORT = re.compile(r"^[^\s02-9]{1,4}$")
_ONES = re.compile(r"^1+$")
_VALUE = re.compile(r"^(\d{1,2}|[IVX]+)[.):]?$")
_LIKE_I = str.maketrans("|!lІ1iХУ", "IIIIIIXV")
_LOW = str.maketrans("vx", "VX")
_ROMAN = re.compile(r"^(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})$")
_COUNTED = {"П": "II", "Ш": "III"}
# A cell's only word: «1» may be «I», «е)» is a badly read «3».
_LONE = re.compile(r"^(?:1|[а-яёА-ЯЁ])[.)\]]?$")
_FIGURE = re.compile(r"^[1-9]\d?[.)]?$")
# Where a page has other numerals, so do the headings «П. …» and «Ш. …».
_HEADS = frozenset(f"{letter}." for letter in _COUNTED)
_HEAD = re.compile(r"^(?:[12]|I{1,2})\.$")
_ONE = re.compile(r"^1\.?$")
_END = re.compile(r"[.,):]+$")
_DASH = re.compile(r"[-–—]")


def with_numerals(
    read_lines: Sequence[ReadLine], areas_read: Sequence[Area], grey: Picture, dpi: float
) -> list[ReadLine]:
    """Return the lines with the Roman numerals put right that stand where numerals stand.

    Args:
        read_lines: as the Russian model read them.
        areas_read: the areas that they are of.
        grey: the picture.
        dpi: dots to the inch.
    """
    parted = [_parted(line, areas_read, grey) for line in read_lines]
    lines = [*_with_missed(parted, areas_read, grey), *_unread(parted, areas_read)]
    found = list(_suspects(lines))
    put = dict(_drawn(lines, found, grey, dpi))
    if not put and all(_ONE.match(_word(lines, place).text) for place in found):
        return parted  # each start of the program costs a quarter of a page
    others = [place for place in found if place not in put]
    put = _without_lone_ones(put | dict(_told(lines, others, grey, dpi)), lines)
    if put:
        heads = {
            p: _COUNTED.get(_word(lines, p).text.removesuffix(".")) for p in found if _word(lines, p).text in _HEADS
        }
        put = {p: f"{text}." for p, text in heads.items() if text} | put
        put |= dict(_first_head(lines, put))
        put |= dict(_in_order(lines, put))
    out = [
        ReadLine(
            line.area,
            line.size,
            tuple(w._replace(text=put[i, k]) if (i, k) in put else w for k, w in enumerate(line.words)),
        )
        for i, line in enumerate(lines)
    ]
    return sorted((line for line in out if any(w.text for w in line.words)), key=lambda line: line.area)


def _drawn(
    lines: Sequence[ReadLine], found: Sequence[tuple[int, int]], grey: Picture, dpi: float
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the numerals that the picture alone tells: of several letters that are strokes, «V» or «X» each."""
    for i, k in found:
        text = lines[i].words[k].text
        bare, end = _END.sub("", text), _END.search(text)
        lone = len(lines[i].words) == 1 and (not text or _LONE.match(text))
        letters = "" if lone or _DASH.search(text) else drawn(grey, _room(lines[i].words, k, grey, dpi))
        # The figures 1 and 11 are drawn as I and II are.
        if len(letters) > 1 and _ROMAN.match(letters) and bare != "1" * len(letters):
            yield (i, k), letters + (end[0].replace(",", ".") if end else "")


def _told(
    lines: Sequence[ReadLine], found: Sequence[tuple[int, int]], grey: Picture, dpi: float
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the numerals that suspected words are when the English model reads them and their strokes are counted."""
    areas = [_room(lines[i].words, k, grey, dpi) for i, k in found]
    read: dict[int, str] = {}
    for line in read_areas(grey, areas, dpi, "eng"):
        read[line.area] = read.get(line.area, "") + "".join(w.text for w in line.words)
    for n, (i, k) in enumerate(found):
        count = n_strokes(grey, areas[n])
        text = numeral(lines[i].words[k].text, read.get(n, ""), count) or _before_noun(lines, (i, k), count)
        if text:
            yield (i, k), text


def _without_lone_ones(put: dict[tuple[int, int], str], lines: Sequence[ReadLine]) -> dict[tuple[int, int], str]:
    """Leave the figure 1, which looks like a numeral, where the page has no other numeral."""
    lone = {p for p in put if _ONE.match(_word(lines, p).text) and len(lines[p[0]].words) == 1}
    if any(_ROMAN.match(_END.sub("", text)) for p, text in put.items() if p not in lone):
        return put
    return {p: text for p, text in put.items() if p not in lone}


def _first_head(lines: Sequence[ReadLine], put: dict[tuple[int, int], str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the heading «1. …» as «I. …» where «II. …» is the next one of that kind."""
    heads = [
        i for i, line in enumerate(lines) if len(line.words) > 1 and _HEAD.match(put.get((i, 0), line.words[0].text))
    ]
    texts = [put.get((i, 0), lines[i].words[0].text) for i in heads]
    for k in range(len(heads) - 1):
        if texts[k] == "1." and texts[k + 1] == "II.":
            yield (heads[k], 0), "I."


def _in_order(lines: Sequence[ReadLine], put: dict[tuple[int, int], str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield «Раздел 1» as «Раздел I» and «Раздел 11» as «Раздел II» where the heading before or behind is the next numeral."""
    heads = [
        (i, found)
        for i, line in enumerate(lines)
        if len(line.words) > 1 and (found := _VALUE.match(put.get((i, 1), line.words[1].text)))
    ]
    heads = sorted(
        ((i, f) for i, f in heads if _BEHIND_NOUN.match(lines[i].words[0].text)), key=lambda h: _top(lines, h[0])
    )
    values = [found[1] for _, found in heads]
    for k in reversed(range(len(heads))):
        i, found = heads[k]
        noun = lines[i].words[0].text.lower()
        beside = [
            values[n]
            for n in (k - 1, k + 1)
            if 0 <= n < len(heads) and lines[heads[n][0]].words[0].text.lower() == noun
        ]
        wanted = "I" * len(values[k])
        if _ONES.match(values[k]) and (f"{wanted}I" in beside or (len(wanted) > 1 and wanted[1:] in beside)):
            values[k] = wanted
            yield (i, 1), wanted + found[0][found.end(1) :]


def _top(lines: Sequence[ReadLine], i: int) -> float:
    return lines[i].words[0].y0


def _parted(line: ReadLine, areas: Sequence[Area], grey: Picture) -> ReadLine:
    """«Тэтап.» → «I этап.», «Ни IV кварталы» → «II и IV кварталы» where the picture has strokes."""
    words = list(line.words)
    first = words[0]
    glued = _GLUED.match(first.text)
    if glued and not is_known(first.text.rstrip(".,:;").lower()):
        strokes = swallowed(first, areas[line.area].x0, grey)
        if strokes is not None:
            words[0] = first._replace(text=f"{'I' * strokes[0]} {first.text[glued.end() :]}")
    for k, word in enumerate(words[:-1]):
        both = _GLUED_AND.match(word.text)
        if not both or not _BEFORE_NOUN.match(words[k + 1 if both["behind"] else min(k + 2, len(words) - 1)].text):
            continue
        pair = drawn_pair(word, grey)
        if pair and bool(pair[1]) == bool(both["behind"]) and all(_ROMAN.match(p) for p in pair if p):
            words[k] = word._replace(text=f"{pair[0]} и {pair[1]}".rstrip())
    return line if words == list(line.words) else ReadLine(line.area, line.size, tuple(words))


def _with_missed(lines: Sequence[ReadLine], areas: Sequence[Area], grey: Picture) -> Iterator[ReadLine]:
    """Yield the lines; before «квартал» stands a numeral where the model saw none: strokes alone are no text to it."""
    for line in lines:
        first = line.words[0]
        strokes = swallowed(first, areas[line.area].x0, grey) if _BEFORE_NOUN.match(first.text) else None
        if strokes is not None:
            count, begin, start = strokes
            missed = first._replace(text="I" * count, x0=begin, x1=start - 2, sure=50.0)
            yield ReadLine(line.area, line.size, (missed, first._replace(x0=start), *line.words[1:]))
        else:
            yield line


def _unread(lines: Sequence[ReadLine], areas: Sequence[Area]) -> Iterator[ReadLine]:
    """Yield the small areas of which nothing came back as lines with an empty word."""
    seen = {line.area for line in lines}
    sizes = [line.size for line in lines] or [0.0]
    usual = sorted(sizes)[len(sizes) // 2]
    for k, area in enumerate(areas):
        if k not in seen and area.x1 - area.x0 < 4 * usual and area.y1 - area.y0 < 3 * usual:
            base = area.y1 - 0.3 * (area.y1 - area.y0)
            yield ReadLine(k, usual, (Word("", area.x0, area.y0, area.x1, area.y1, base, 50.0),))


def _room(words: Sequence[Word], k: int, grey: Picture, dpi: float) -> Area:
    """Return the room that a word has: of «II» the box may hold one stroke alone."""
    pad = round(0.03 * dpi)
    height, width = grey.shape
    word, reach = words[k], words[k].y1 - words[k].y0
    left = max(word.x0 - reach, words[k - 1].x1 + 1 if k else 0, 0)
    right = min(word.x1 + reach, words[k + 1].x0 - 1 if k + 1 < len(words) else width, width)
    x0, x1 = int(min(left, max(word.x0 - pad, 0))), int(max(right, word.x0 + 1))
    return Area(x0, max(int(word.y0) - pad, 0), x1, min(int(word.y1) + pad, height))


def _next(lines: Sequence[ReadLine], i: int, k: int) -> str:
    words = lines[i].words
    if k + 1 < len(words):
        return words[k + 1].text
    return lines[i + 1].words[0].text if i + 1 < len(lines) and lines[i + 1].area == lines[i].area else ""


def _is_short(text: str) -> bool:
    """Tell whether a word beside a noun with numerals may be one: «М.», «№», «1|»; «за» and «в» are words."""
    bare = _END.sub("", text)
    is_word = bare.isalpha() and is_known(bare.lower()) and (len(bare) > 1 or bare.islower())
    return bool(_SHORT.match(bare)) and not is_word


def _before_noun(lines: Sequence[ReadLine], place: tuple[int, int], count: int) -> str | None:
    """«П квартал», «|| этап»: strokes are numerals there, however the second model reads them."""
    i, k = place
    text = lines[i].words[k].text
    if not _BEFORE_NOUN.match(_next(lines, i, k)) or (_ONE.match(text) and count < 2):
        return None
    return "I" * count if 0 < count < 4 and len(text) <= count else _COUNTED.get(text)


def _word(lines: Sequence[ReadLine], place: tuple[int, int]) -> Word:
    return lines[place[0]].words[place[1]]


def _suspects(lines: Sequence[ReadLine]) -> Iterator[tuple[int, int]]:
    """Yield the places (line, word) of words that may be numerals and stand where numerals stand."""
    for i, line in enumerate(lines):
        texts = [w.text for w in line.words]
        for k, (before, text, after) in enumerate(zip(["", *texts], texts, [*texts[1:], ""], strict=False)):
            if (len(texts) == 1 and (not text or _LONE.match(text))) or (
                _ONE.match(text) and _BEFORE_NOUN.match(_next(lines, i, k))
            ):
                yield i, k
                continue
            if _is_short(text) and ((k == 1 and _BEHIND_NOUN.match(before)) or _BEFORE_NOUN.match(_next(lines, i, k))):
                yield i, k
                continue
            if not _SUSPECT.match(text):
                continue
            begins = k == 0 and (i == 0 or lines[i - 1].area != line.area or text.endswith((".", ")")))
            if (
                begins
                or _BEFORE_NOUN.match(_next(lines, i, k))
                or _BEHIND_NOUN.match(before)
                or (after and _DASH.match(after))
            ):
                yield i, k


def numeral(russian: str, latin: str, count: int = 0) -> str | None:
    """Return the numeral that a word read with both models is, with its closing sign; None where it is none.

    «Ш.» read as «III.» is «III.», «И.» read as «W.» is no numeral.

    Args:
        russian: as the Russian model read it.
        latin: as the English one did.
        count: how many upright strokes stand there and nothing else; 0 where it is not known.
    """
    end = _END.search(russian)
    bare = _END.sub("", russian)
    if _ONE.match(russian) and not latin.startswith(("I", "|", "l")):
        return None
    if (not russian or _LONE.match(russian)) and _FIGURE.match(latin) and not russian[:1].isdecimal():
        return latin if latin[-1:] == "." else latin.rstrip(").")
    parts = [_capital(part.translate(_LIKE_I)) for part in _DASH.split(_END.sub("", latin))]
    if len(parts) == 1 and set(parts[0]) == {"I"}:
        # Strokes that run together are counted better in the picture, or by the Russian letter they make.
        parts = ["I" * count if 0 < count < 4 else _COUNTED.get(bare, parts[0])]
    dash = _DASH.search(bare)
    russians = _DASH.split(bare)
    if len(parts) > 1 and len(russians) == len(parts):
        parts = [_COUNTED.get(r, x) if set(x) == {"I"} else x for r, x in zip(russians, parts, strict=True)]
    if not all(map(_ROMAN.match, parts)) or (len(parts) > 1 and dash is None):
        return None
    closing = end[0].replace(",", ".") if end else ""
    return (dash[0] if dash else "").join(parts) + closing


def _capital(part: str) -> str:
    """«Iv» is «IV»: a small «v» beside a capital is one too."""
    return part.translate(_LOW) if "I" in part else part
