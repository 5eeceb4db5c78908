"""Names of towns and villages as a plan prints them: «города Зеи», «ЗАТО г. Мирный», «с. Верхний Услон»."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from nlp.lexicon.toponyms import nominative_city
from nlp.text import fold, is_known, morphology

# A capitalised word also where the rest of a pattern ignores case; spaces stand around a dash only in
# «Павлово – Посадский», «Усть - Илимск».
_PART = r"[А-ЯЁ][А-ЯЁа-яё]{0,40}"
CAP = rf"(?-i:(?<![А-Яа-яЁё-]){_PART}(?:(?:-|(?<=[оОьЬ])\s?[-–]\s?)(?:на-|НА-)?{_PART}){{0,3}})"
QUOTE = r"[«\"“„]?"
_CITY = re.compile(
    rf"(?<![А-Яа-яЁё])(?P<head>город(?:а|у|е|ом)?(?:\s?-\s?(?:курорт|геро)\w*)?|гор\.|г\.|зато(?:\s+(?:город\w?|г\.|п\.|пгт|пос\.|пос[её]лок))?)\s*[-–—]?\s*{QUOTE}\s*"
    rf"(?P<name>{CAP}(?:\s{CAP})?)",
    re.I,
)
_SETTLEMENT = re.compile(
    rf"(?<![А-Яа-яЁё.])(?P<head>с\.|село|села|селе|п\.|пос\.|пос[её]лок|пос[её]лка|пос[её]лке|пгт\.?|р\.\s?п\.|рп|ст\.|ст-ца|станица|станицы|станице"
    rf"|д\.|дер\.|деревня|деревни|аул|аула|с\.\s?п\.|г\.\s?п\.)\s*{QUOTE}(?P<name>{CAP}(?:\s{CAP})?)",
)
_SETTLEMENT_TYPES = (
    (re.compile(r"^с(?:\.|ел)"), "село"),
    (re.compile(r"^(?:п\.|пос)"), "посёлок"),
    (re.compile(r"^(?:пгт|р\. ?п|рп|г\. ?п)"), "посёлок городского типа"),
    (re.compile(r"^ст"), "станица"),
    (re.compile(r"^д"), "деревня"),
    (re.compile(r"^аул"), "аул"),
)
# No municipality is called so; what stands before «район» in running text.
NOT_NAMES = re.compile(
    r"^(?:муниципальн|городск|сельск|наш|данн|кажд|друг|образовательн|общеобразовательн|автономн|федеральн|школьн|учебн|избирательн|управленческ|судебн"
    r"|административн|национальн|военн|отдаленн|соседн|перв\w{2,3}$|методическ|территориальн|областн|краев|районн|(?:всех|весь|так\w{0,3}|эт\w{1,3})$|казенн|бюджетн|местн"
    r"|российск|республик|област|кра[йяею]$|кра[ею]м$|социальн|целев|внутригородск|отдельн|больш(?:ой|ого)$)"
)
SCHOOL = re.compile(r"\b(?:школ|сош|оош|нош|лице|гимнази|м[абк]*оу\b|д/с|детск)")
_YEARS = re.compile(r"(?:\b(?:19|20)\d\d|\.\d\d|[/-]\d\d|\bуч\.?)\s*$")

DISTRICT, OFFICE, CITY, LOOSE, SETTLEMENT = 5, 4, 3, 2, 1


class Candidate(NamedTuple):
    """A municipality's name in the nominative and how surely it is one: districts before cities before villages."""

    name: str
    rank: int


class Gazetteer(NamedTuple):
    """What is known of names: folded names of all cities, and of the capitals among them."""

    cities: Container[str]
    capitals: Container[str]


def city_words(name: str) -> list[str]:
    """Keep one word of a name, or two where an adjective and its noun agree: «Нижнего Тагила»."""
    words = re.sub(r"\s?-\s?", "-", name).split()
    if len(words) < 2:
        return words
    first, second = (morphology().parse(w.lower()) for w in words[:2])
    forms = {(p.tag.case, p.tag.number, p.tag.gender) for p in first if p.tag.POS == "ADJF"}
    agree = any(
        p.tag.POS == "NOUN" and (p.tag.case, p.tag.number, p.tag.gender if p.tag.number == "sing" else None) in forms
        for p in second
    )
    possessive = bool(re.search(r"(?:ев|ов|ева|ова|еве|ове)$", fold(words[0]))) and fold(words[1]).startswith("посад")
    return words[:2] if agree or possessive else words[:1]


def is_proper(word: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a word in capitals may be a name: a place, or no word of the dictionary («СОСНОРЕЧЬЕ»)."""
    return _is_place(word, gazetteer) or not is_known(word)


def _is_place(word: str, gazetteer: Gazetteer) -> bool:
    if any("Geox" in p.tag for p in morphology().parse(word.lower())):
        return True
    return fold(nominative_city([word], oblique=True, known=gazetteer.cities)) in gazetteer.cities


def cities(text: str, gazetteer: Gazetteer) -> Iterable[Candidate]:
    """Find the cities that a text names; one beside a school or in an address is loose."""
    caps, address = text.isupper(), "ул." in fold(text)
    for m in _CITY.finditer(text):
        head, name = fold(m["head"]), m["name"]
        if not name[:1].isupper() or (head == "г." and _YEARS.search(fold(text[max(m.start() - 12, 0) : m.start()]))):
            continue
        words = city_words(name)
        if NOT_NAMES.match(fold(words[0])) or len(words[0]) < 3:
            continue
        if caps and not is_proper(words[0], gazetteer) and len(words) < 2:
            continue
        city = nominative_city(words, oblique=bool(re.match(r"город[ауе]|городом", head)), known=gazetteer.cities)
        loose = bool(SCHOOL.search(fold(text[max(m.start() - 60, 0) : m.start()])))
        loose = loose or (head in ("г.", "город") and len(text) < len(m.group()) + 4)
        kind = "ЗАТО" if head.startswith("зато") else "город"
        yield Candidate(f"{kind} {city}", LOOSE if loose or address else CITY)


def settlements(text: str) -> Iterable[Candidate]:
    """Find the villages that a text names: «с. Верхний Услон», «посёлка Палана»."""
    for m in _SETTLEMENT.finditer(text):
        if re.search(r"[А-ЯЁ]\.\s?$|\d\s?$", text[: m.start()]) or re.match(r"\s?[А-ЯЁ]\.", text[m.end() :]):
            continue
        words = city_words(m["name"])
        kind = next((name for pattern, name in _SETTLEMENT_TYPES if pattern.search(fold(m["head"]))), "село")
        oblique = fold(m["head"])[-1] in "аеы"
        yield Candidate(f"{kind} {_settlement_name(words, kind, oblique=oblique)}", SETTLEMENT)


def _settlement_name(words: Sequence[str], kind: str, *, oblique: bool) -> str:
    """Bring a village's name to the nominative in its type's gender: «ст. Кисловской» → «Кисловская»."""
    if len(words) == 1 and kind in {"станица", "деревня"} and words[0].endswith("ой"):
        return f"{words[0][:-2]}ая"
    if len(words) == 1 and kind == "село" and re.search(r"(?:ого|ом)$", words[0]):
        return re.sub(r"(?:ого|ом)$", "ое", words[0])
    return nominative_city(words, oblique=oblique)
