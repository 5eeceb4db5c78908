"""The act that puts a plan into force: kind, number, date and issuer from its heading or stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from nlp.domain import Act
from nlp.extract.dates import FoundDate, find_dates
from nlp.extract.headers import Header, unspaced
from nlp.lexicon.toponyms import titled
from nlp.text import fold, morphology

_KIND = re.compile(r"\b(?P<kind>приказ|постановлени|распоряжени|решени|протокол)(?P<ending>[а-я]*)\b")
_FULL = {
    "приказ": "приказ",
    "постановлени": "постановление",
    "распоряжени": "распоряжение",
    "решени": "решение",
    "протокол": "протокол",
}
_RANK = ("приказ", "постановление", "распоряжение", "решение", "протокол")
# «№», and what scanners make of it.
_SIGN = r"(?:№|\bN[o°ºе]?(?=[\s\d])|#)\s*"
_PIECE = r"[\dА-Яа-яЁёA-Za-z]"
# «121 –о д»: a suffix that the converter tore apart is no reliable part of the number.
_TORN = r"\s[а-я](?:\s*$|[,;)])"
_NUMBER = re.compile(
    rf"{_SIGN}(?P<number>(?:[А-ЯЁA-Zа-яё]{{1,6}}\s?[-–—−/.]\s?){{0,3}}\d{_PIECE}{{0,9}}"
    rf"(?:(?:[/._]|\s?/\s?|[-–—−])(?!\s){_PIECE}{{1,7}}(?![а-яё]|{_TORN})"
    rf"|\s?[-–—−]\s?(?:\d{{1,7}}|(?!ОБ?\s)[А-ЯЁA-Z]{{1,4}})(?![А-Яа-яёA-Z])"
    rf"|\s?[-–—−]\s?[а-я]{{1,3}}(?![А-Яа-яёA-Z]|\s(?!от\b|года?\b)[а-яё]{{2,}}|{_TORN}))*"
    # «№ 114 а», where nothing but the date may follow.
    r"(?:\s[аб](?=\s*(?:$|от\b)))?"
    r"(?:\s(?!(?:О|ОБ|И|В|С|НА|ПО|ОТ|К|Г)\b)[А-ЯЁ]{1,3}(?![А-Яа-яЁё]|\s[а-яё]))?)"
)
_NOT_AN_ACT = re.compile(
    r"(?:сош|оош|нош|школ\w*|лице\w*|гимнази\w*|приложени\w*|сад\w*|д/с|пункт\w*|форма|част\w*|таблиц\w*|доу)\s*$"
)
_BETWEEN = re.compile(r"^\s*(?:г\b|года|год)?\.?\s*,?\s*$")
_BARE_NUMBER = re.compile(r"^\s*(?:г\.|года)?\s*(?P<number>\d{1,5}(?:\s?[-–/]\s?[\dА-Яа-яё]{1,6})*)\s*$")
_BLANK = re.compile(r"_{2,}")
_CITED = re.compile(r"(?:в соответстви|на основани|во исполнени|согласно|в редакции|в ред\b|с изменени)")
_ORGANISATION = re.compile(
    r"управлени[еяю]м?\b|отдел(?:а|у|ом)?\b|комитет|департамент|министерств|администраци[яией]\b|учреждени|центр(?:а|у|ом)?\b|школ|лице[йя]|гимнази"
    r"|институт|глав[аыу]\b|рай?оо\b|коллеги|совета?\b"
)
_NOISE = re.compile(
    r"тел\b|тел\.|факс|e-?mail|@|\bинн\b|\bул\.|\bд\. ?\d|\d{6}|https?:|www|российск\w+ федераци|герб"
    r"|^(?:г|с|п|д|ст|пгт|пос)\.\s?[а-я]|приложени|утвержд"
)
_PERSON = re.compile(r"\s*[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё-]+|\s*\b[А-ЯЁ][а-яё-]+\s[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_HEAD_FORMS = {"datv", "gent", "ablt", "loct"}


def find_act(header: Header, after: Sequence[str]) -> Act | None:
    """Find the plan's own act; acts that the preamble cites are never taken.

    Args:
        header: the lines before the plan's rows with their zones.
        after: the lines behind the rows; stamps of later appendices repeat the act.

    Returns:
        None where neither a number nor a date of an act is printed.
    """
    heading = _from_heading(header)
    stamps = [act for text in _stamp_texts(header, after) if (act := _from_stamp(text)) is not None]
    stamps.sort(key=lambda act: (not (act.number and act.date), _RANK.index(act.kind)))
    if heading is None or not (heading.number or heading.date):
        return stamps[0] if stamps else None
    if heading.number and heading.date:
        return heading
    same = next((a for a in stamps if a.kind == heading.kind), None)
    if same is None:
        return heading
    return Act(
        kind=heading.kind,
        number=heading.number or same.number,
        date=heading.date or same.date,
        issuer=heading.issuer or same.issuer,
    )


def _stamp_texts(header: Header, after: Sequence[str]) -> tuple[str, ...]:
    later = [" ".join(after[i : i + 5]) for i, line in enumerate(after) if re.match(r"приложение\b", fold(line))]
    inside = [t for t in (header.title, *header.of("title")) if re.search(r"утвержд[её]н", fold(t))]
    return (*header.stamps(), *inside, *(unspaced(text) for text in later))


def _from_stamp(text: str) -> Act | None:
    """Read «Приложение к приказу отдела образования от 12.04.2022 № 121»."""
    folded = fold(text)
    found: list[Act] = []
    kinds = [m for m in _KIND.finditer(folded) if not _CITED.search(folded[max(m.start() - 60, 0) : m.start()])]
    for m, following in zip_longest(kinds, kinds[1:]):
        piece = text[m.end() : following.start() if following else m.end() + 400]
        number, date, end = _number_and_date(piece)
        if number is None and date is None and not following:
            number, date, _ = _number_and_date(text[: m.start()])
            end = 0
        if number or date:
            issuer = _issuer(piece[:end]) or (_issuer(text[: m.start()]) if "утвержда" in folded[: m.start()] else None)
            found.append(Act(kind=_FULL[m["kind"]], number=number, date=date, issuer=issuer))
    if not kinds and folded.startswith("утвержда"):
        # «УТВЕРЖДАЮ Начальник … от 10.01.2022 № 3»: heads of authorities and schools issue orders.
        number, date, end = _number_and_date(text)
        if number and date:
            found.append(Act(kind="приказ", number=number, date=date, issuer=_issuer(text[:end])))
    return min(found, key=lambda act: (not (act.number and act.date), _RANK.index(act.kind)), default=None)


def _number_and_date(text: str) -> tuple[str | None, str | None, int]:
    """Return number and date of the act in a text, and where the first of the two begins.

    A number beside a date is the act's; a lone «№» may be a school's.
    """
    dates = find_dates(text)
    numbers = [
        m for m in _NUMBER.finditer(text) if not _NOT_AN_ACT.search(fold(text[max(m.start() - 14, 0) : m.start()]))
    ]
    for d in dates:
        for n in numbers:
            if _beside(text, d, n):
                return _tidy(n["number"]), d.iso, min(d.start, n.start())
    number = (
        numbers[-1] if numbers and (not dates or numbers[-1].start() > dates[0].start) else next(iter(numbers), None)
    )
    starts = [x for x in (dates[0].start if dates else None, number.start() if number else None) if x is not None]
    return (
        _tidy(number["number"]) if number else None,
        dates[0].iso if dates else None,
        min(starts, default=len(text)),
    )


def _beside(text: str, d: FoundDate, n: re.Match[str]) -> bool:
    if d.end <= n.start():
        return bool(_BETWEEN.match(fold(text[d.end : n.start()])))
    return n.end() <= d.start and bool(re.match(r"^\s*(?:от|,)?\s*$", fold(text[n.end() : d.start])))


def _tidy(number: str) -> str:
    return number.strip(" .,;-–—/")


def _from_heading(header: Header) -> Act | None:
    """Read the order's own heading: the lines from «ПРИКАЗ» to «Об утверждении…»."""
    lines = header.lines
    at = next((i for i, line in enumerate(lines) if line.zone == "heading"), None)
    if at is None:
        return None
    kind = _KIND.search(fold(lines[at].text))
    if kind is None:
        return None
    below = [line.text for line in lines[at:] if line.zone == "heading"][:8]
    below[0] = below[0][kind.end() :]
    number, date = _from_lines(below)
    above = [line.text for line in lines[max(at - 3, 0) : at]]
    if number is None or date is None:
        more_number, more_date = _from_lines(above)
        number, date = number or more_number, date or more_date
    if number is None and date is None:
        # «…» with the date beneath the signature: the order's foot.
        number, date = _from_lines([line.text for line in lines[at:] if line.zone == "items"][-4:])
    issuer = _letterhead([line.text for line in lines[:at]])
    return Act(kind=_FULL[kind["kind"]], number=number, date=date, issuer=issuer)


def _from_lines(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Read number and date from short lines that hold little else."""
    number: str | None = None
    date: str | None = None
    for i, line in enumerate(lines):
        if len(line) > 250:
            continue
        own_number, own_date, _ = _number_and_date(line)
        if own_date and not own_number:
            d = find_dates(line)[0]
            bare = _BARE_NUMBER.match(line[d.end :])
            own_number = bare["number"] if bare else None
        if own_number and not own_date and not re.match(rf"\s*(?:{_SIGN}|от\b)", line) and i > 0:
            continue
        number, date = number or own_number, date or own_date
    return number, date


def _letterhead(lines: Sequence[str]) -> str | None:
    """Return the body named above an order's heading, its wrapped lines joined."""
    named: list[str] = []
    for line in lines:
        folded = fold(line)
        if _NOISE.search(folded) or len(line) > 250 or not re.search(r"[А-Яа-яЁё]{4}", line):
            if named:
                break
            continue
        if named or _ORGANISATION.search(folded):
            named.append(line)
        if len(named) == 5:
            break
    return " ".join(named) or None


def _issuer(text: str) -> str | None:
    """Return the body between the kind and the date, its head brought to the nominative: «отдела …» → «отдел …»."""
    text = re.sub(r"\s*(?:\bот\b|№\s*\d+\s*$).*$", "", _BLANK.sub(" ", text)).strip(" ,.;:()-–")
    text = _PERSON.sub("", re.sub(r"^заседани[яею]\s+", "", text)).strip(" ,.;:")
    text = re.sub(r"^.*?утвержда[юе]\w*[»\"”]?\s*:?\s*", "", text, flags=re.I).strip()
    if not _ORGANISATION.search(fold(text)) and not re.search(r"\b[А-ЯЁ]{2,}\b", text):
        return None
    words = text.split()
    for i, word in enumerate(words):
        form, is_head = _nominative(word)
        words[i] = form
        if is_head:
            break
    return " ".join(words) or None


def _nominative(word: str) -> tuple[str, bool]:
    """Bring one word of a body's name to the nominative; also tell whether it is the head noun."""
    bare = word.strip('«»",.()')
    if not bare or (bare.isupper() and len(bare) <= 5):
        return word, True
    for parse in morphology().parse(bare.lower()):
        if parse.tag.case == "nomn" and parse.tag.POS == "NOUN":
            return word, True
        if parse.tag.POS in {"NOUN", "ADJF", "PRTF"} and parse.tag.case in _HEAD_FORMS:
            form = parse.inflect({"nomn"})
            if form is not None:
                text = str(form.word)
                text = text.upper() if bare.isupper() else titled(text) if bare[:1].isupper() else text
                return word.replace(bare, text), parse.tag.POS == "NOUN"
    return word, True
