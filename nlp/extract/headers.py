"""The lines around a plan's rows told apart: stamps, order, preamble, items, title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from nlp.text import clean, fold, mend, morphology

Zone = Literal["letterhead", "stamp", "heading", "subject", "preamble", "items", "title", "body"]

KINDS = r"приказ|постановлени|распоряжени|решени|протокол"
_SPACED = re.compile(r"(?<![А-Яа-яЁё])(?:[А-Яа-яЁё] ){3,}[А-Яа-яЁё](?![А-Яа-яЁё])")
# «## Дорожная карта»: a heading's mark of markdown.
_MARK = re.compile(r"^#{1,6}\s+")
# Between spaced words the wider gap is lost with the white space.
_RUN_TOGETHER = re.compile(
    r"(КОМПЛЕКС|ДОРОЖНАЯ|ПЛАН|ПЕРЕЧЕНЬ|ПРОГРАММА|ГРАФИК)(?=МЕР|КАРТА|РАБОТ|ДЕЙСТВ|ПЕРЕХОД|РЕАЛИЗ|ПОВЫШ|ПОДДЕРЖ)"
)
_STAMP = re.compile(
    r"(?:приложени\w*(?:\s*(?:№|n)?\s*\d+)?"
    r"|утвержден[оаы]?|утверждаю|согласован[оаы]?|принят[оаы]?|рассмотрен[оаы]?|обсужден[оаы]?)\b(?!\s+(?:решени\w+ по|мер))"
)
_HEADING = re.compile(
    rf"(?:выписка из )?(?:{KINDS})\w*(?:\s*$|\s*(?:№|n\b|от\b|\(|\d|заседани|по\b"
    r"|совета|рабоч|муницип|управлен|отдел|администр|министер|комитет|департам))"
)
_ALONE = frozenset({"ПРИКАЗ", "ПОСТАНОВЛЕНИЕ", "РАСПОРЯЖЕНИЕ", "РЕШЕНИЕ", "ПРОТОКОЛ"})
_SUBJECT = re.compile(r"\"?(?:об?|о внесении|о мерах)\s+(?=[а-я]{4,})")
_PREAMBLE = re.compile(
    r"(?:на основании|в соответствии|во исполнение|в целях|с целью|в связи|руководствуясь|согласно|по итогам|в рамках|для обеспечения"
    r"|учитывая|в исполнение|исполняя)\b"
)
_ENACT = re.compile(
    r"(?:.{0,120}\b)?(?:приказываю|постановляет|постановляю|распоряжаюсь|решил[аи]?|обязываю|рекомендую)\s*:?"
)
_GENERIC = (
    r"(?:муниципальн\w+ |региональн\w+ |комплексн\w+ |школьн\w+ |сводн\w+ |примерн\w+ |типов\w+ |единый |единая "
    r"|краткосрочн\w+ |среднесрочн\w+ |годов\w+ |адресн\w+ |антирисков\w+ "
    r"|городск\w+ |районн\w+ |окружн\w+ )*"
)
_TITLE = re.compile(
    rf"[\"(]*{_GENERIC}(?:\"?дорожн(?:ая|ые) карт|план\w*[ -](?:\S+ )?(?:\S+ )?"
    r"(?:мероприяти|действи|работ|график|перехода|по\b|повышени|поддержк|реализаци)"
    r"|план\s*$|план\s*\(|план на |план 20|план-график|комплекс\w* (?:мер\b|мероприяти)|перечень мероприятий"
    r"|график (?:реализаци|мероприяти|проведения мероприяти|выполнени)"
    r"|мероприятия (?:по|дорожн|\"дорожн|муницип)|программа )"
)
_SPLIT_TITLE = re.compile(
    r"(?<=[\s»\"\d.])(?=(?:[А-ЯЁ][а-яё]+(?:ый|ая) )?"
    r"(?:План(?:-график)? |ПЛАН(?:-ГРАФИК)?\b|Дорожная карта|ДОРОЖНАЯ КАРТА|«Дорожная карта|Комплекс мер|КОМПЛЕКС МЕР))"
)
_ITEM = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[-–—•*]|[IVX]{1,4}\.)\s")
_STOP = re.compile(
    r"(?:цел[ьи]\b|задач[аи]|пояснительн|общие положени|введение|раздел|глава|паспорт\b|срок[иа]?\b|ожидаем"
    r"|основани[ея]\b|наименовани|исполнител|ответственн"
    r"|целев|показател|важнейш|№|n п/п|мероприяти[ея]\s*$|куратор|координатор|руководитель|контактн|тел\b"
    r"|адрес(?:а|ат\w*)?\b|начальник|директор|этап|участник|нормативн|проблем|риск|направлени)"
)
_SIGNED = re.compile(r"_{2,}|\b[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+|\b[А-ЯЁ][а-яё]+ [А-ЯЁ]\. ?[А-ЯЁ]\.")
_OPEN = re.compile(r"(?:[,(–—-]|\b(?:и|или|в|во|на|по|с|со|к|для|о|об|от|при|из|у|за|под|до|их|не|между))$")
_PLACE_START = re.compile(
    r"[\"(]*(?:[а-я-]+(?:ого|ой|ском|ого-[а-я]+)\s|муниципальн|городск|город[ае]?\b|г\.|м[бкао]+оу|мб\b"
    r"|общеобразовательн|школ|на 20|на период|20\d\d|\(|с низк|систем|качеств|район|республик|по |до 20)"
)
_GENERIC_TITLE = re.compile(
    r"[\"(]*(?:(?:план|дорожная|карта|мероприятий|комплексный|муниципальный|действий|работы|комплекс|мер|перечень|график)\W*)+$"
)
_HAS_YEAR = re.compile(r"\b20\d\d")
_WORD = re.compile(r"[А-Яа-яЁё-]+")
_LONGEST_TITLE = 600


@dataclass(frozen=True)
class Line:
    """A header line with what it belongs to; `block` counts the stamps and titles, one number each."""

    text: str
    zone: Zone
    block: int


@dataclass(frozen=True)
class Header:
    """The lines before a plan's rows and its title, "" where none was found."""

    lines: tuple[Line, ...]
    title: str

    def of(self, *zones: Zone) -> tuple[str, ...]:
        """Return the texts of the lines in these zones, in order."""
        return tuple(line.text for line in self.lines if line.zone in zones)

    def stamps(self) -> tuple[str, ...]:
        """Return each stamp («Приложение к приказу … от …») as one text, in order."""
        blocks: dict[int, list[str]] = {}
        for line in self.lines:
            if line.zone == "stamp":
                blocks.setdefault(line.block, []).append(line.text)
        return tuple(" ".join(texts) for texts in blocks.values())


def unwrapped(lines: Sequence[str]) -> tuple[str, ...]:
    """Join a sentence's lines: «… в Лесном муниципальном» + «округе …»; a line that begins small goes on."""
    joined: list[str] = []
    for line in lines:
        if joined and line[:1].islower() and not re.search(r"[.;:!?]$", joined[-1]):
            joined[-1] = mend(joined[-1], line)
        else:
            joined.append(line)
    return tuple(joined)


def unspaced(text: str) -> str:
    """Close up letter-spaced words: «П Р И К А З» → «ПРИКАЗ», «П Л А Н   Р А Б О Т Ы» → «ПЛАН РАБОТЫ»."""

    def closed(m: re.Match[str]) -> str:
        word = m.group().replace(" ", "")
        parts = _RUN_TOGETHER.match(word.upper())
        return f"{word[: parts.end(1)]} {word[parts.end(1) :]}" if parts else word

    return _SPACED.sub(closed, text)


def plain_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return cleaned lines: columns of layout tables one after another, words closed up, titles on own lines."""
    flat: list[str] = []
    columns: list[list[str]] = []
    for line in (*lines, ""):
        cells = [c.strip() for c in line.split(" | ")]
        if len(cells) > 1:
            columns.append(cells)
            continue
        for column in zip_longest(*columns, fillvalue=""):
            flat.extend(c for c in column if c)
        columns = []
        flat.append(line)
    cleaned = (unspaced(_MARK.sub("", clean(line))) for line in flat)
    return tuple(piece for line in cleaned if line for piece in _without_glued_title(line))


def _without_glued_title(line: str) -> tuple[str, ...]:
    """Part a stamp from the title that follows it in the same line."""
    if not _STAMP.match(fold(line)):
        return (line,)
    at = _SPLIT_TITLE.search(line, 12)
    return (line[: at.start()].strip(), line[at.start() :].strip()) if at else (line,)


def read_header(before: Sequence[str]) -> Header:
    """Tell the zones of the lines before a plan's rows, and join the title's lines.

    Args:
        before: lines as the segmentation leaves them; may be empty.
    """
    lines: list[Line] = []
    zone: Zone = "letterhead"
    block = 0
    for text in plain_lines(before):
        zone, opens = _next_zone(text, zone, lines)
        block += opens
        lines.append(Line(text, zone, block))
    return Header(tuple(lines), _title(lines))


def _next_zone(text: str, zone: Zone, lines: Sequence[Line]) -> tuple[Zone, bool]:  # noqa: PLR0911
    """Return the zone of the next line and whether it opens a new stamp or title."""
    folded = fold(text)
    if _opens_stamp(text, folded, zone):
        return "stamp", True
    if _is_heading(text, folded) and (zone not in ("stamp", "items") or text.strip(" .:") in _ALONE):
        return "heading", True
    if zone == "title" and _continues_title(text, _block_text(lines)):
        return "title", False
    if is_plan_title(text) and not _mid_sentence(zone, lines):
        return "title", True
    if zone not in {"body", "title"} and _ENACT.match(folded) and len(text) < 300:
        return "items", False
    if zone in ("letterhead", "heading", "subject", "stamp") and _PREAMBLE.match(folded):
        return "preamble", False
    if zone in ("letterhead", "heading") and _SUBJECT.match(folded):
        return "subject", False
    if zone == "stamp" and (len(text) > 250 or sum(line.zone == "stamp" for line in lines[-10:]) >= 10):
        return "body", False
    if zone == "title" or (zone == "subject" and _ITEM.match(text)):
        return "body", False
    return zone, False


def _opens_stamp(text: str, folded: str, zone: Zone) -> bool:
    """Tell whether a line begins «Приложение…», «УТВЕРЖДАЮ», «Утверждён приказом…»."""
    if not _STAMP.match(folded) or not text[:1].isupper():
        return False
    return len(text) < 300 and not (zone == "items" and _ITEM.match(text))


def _is_heading(text: str, folded: str) -> bool:
    """Tell whether a line heads an order: «ПРИКАЗ», «ПОСТАНОВЛЕНИЕ № 5 от …», «Приказ от …»."""
    if len(text) > 200 or not text[:1].isupper() or not _HEADING.match(folded) or _ENACT.match(folded):
        return False
    if folded.startswith("выписка из"):
        return True
    word = text.split(maxsplit=1)[0].strip(".,:()")
    return (
        word.isupper()
        or text.rstrip(" .:").upper() in _ALONE
        or bool(re.match(rf"(?:{KINDS})\w*\s*(?:№|n\b|от\b|\d)", folded))
    )


def is_plan_title(text: str) -> bool:
    """Tell whether a line begins the title of a plan: «Дорожная карта…», «План мероприятий…»."""
    bare = text.lstrip(' «"“(„*#')
    return len(text) < _LONGEST_TITLE and bare[:1].isupper() and bool(_TITLE.match(fold(bare)))


def _mid_sentence(zone: Zone, lines: Sequence[Line]) -> bool:
    """Tell whether the order's text runs on from the line before: «…утвердить прилагаемый | План мероприятий…»."""
    if zone not in ("preamble", "items"):
        return False
    last = lines[-1].text
    if len(last) <= 30 or not last[-1].islower() or _SIGNED.search(last):
        return False
    # «По итогам … в список вошли 4 школы | План работы …» is no sentence that wants an object.
    finite = any(p.tag.POS == "VERB" for w in _WORD.findall(last) if w.islower() for p in morphology().parse(w)[:1])
    infinitive = re.search(r"[а-я]{3}ть(?:ся)?\b", " ".join(line.text for line in lines[-2:]))
    return bool(infinitive) or not finite


def _block_text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines if line.block == lines[-1].block)


def _continues_title(text: str, title: str) -> bool:
    """Tell whether a line goes on with a title that was wrapped."""
    folded = fold(text)
    if _STOP.match(folded) or _ITEM.match(text) or _SIGNED.search(text) or len(title) + len(text) > _LONGEST_TITLE:
        return False
    if text[:1].islower() or _OPEN.search(fold(title)) or title.count("(") > title.count(")"):
        return True
    if title.endswith("."):
        return False
    if _GENERIC_TITLE.match(fold(title)):
        return True
    if is_plan_title(text) and not _GENERIC_TITLE.match(folded):
        return False
    if title.isupper() and text.isupper() and not _HAS_YEAR.search(title):
        return True
    return len(text) < 250 and not _HAS_YEAR.search(title) and bool(_PLACE_START.match(folded))


def _title(lines: Sequence[Line]) -> str:
    """Choose the title: the fullest of the titles, the nearest to the rows where equal."""
    blocks: dict[int, list[str]] = {}
    for line in lines:
        if line.zone == "title":
            blocks.setdefault(line.block, []).append(line.text)
    titles = [" ".join(texts) for texts in blocks.values()]
    if titles:
        return max(enumerate(titles), key=lambda pair: (_fullness(pair[1]), pair[0]))[1]
    subject = " ".join(line.text for line in lines if line.zone == "subject")
    if subject:
        return subject
    loose = [
        t for line in lines if line.zone in ("letterhead", "body") and _TITLE.match(fold(t := line.text).lstrip('" -'))
    ]
    return loose[-1] if loose else ""


def _fullness(title: str) -> int:
    """Rank a title: a bare «План мероприятий» says least, a title with its year most."""
    folded = fold(title)
    return (
        2 * bool(_HAS_YEAR.search(title))
        + 2 * bool(re.search(r"дорожн\w+ карт|план", folded))
        + (not _GENERIC_TITLE.match(folded))
        + bool(re.search(r"результат|качеств|шнор|500\+|школ|образова", folded))
    )
