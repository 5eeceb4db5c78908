"""The municipality that a plan belongs to, in the nominative, from names in any case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from nlp.lexicon.toponyms import is_adjectival, nominative_adjective, nominative_city, titled
from nlp.text import fold, morphology

# A capitalised word also where the rest of a pattern ignores case; spaces stand around a dash only in
# «Павлово – Посадский», «Усть - Илимск».
_PART = r"[А-ЯЁ][А-ЯЁа-яё]{0,40}"
_CAP = rf"(?-i:(?<![А-Яа-яЁё-]){_PART}(?:(?:-|(?<=[оОьЬ])\s?[-–]\s?)(?:на-|НА-)?{_PART}){{0,3}})"
_TYPE_WORD = r"(?!муниципальн|городск|национальн|административн|район|округ|имени)"
_QUOTE = r"[«\"“„]?"
_DISTRICT = re.compile(
    rf"(?P<name>{_CAP}(?:\s{_TYPE_WORD}{_CAP})?)[»\"”]?\s+(?:(?P<kind>муниципальн\w+|городск\w+|национальн\w+|административн\w+)\s+)?"
    r"(?P<type>(?:район|округ|улус|кожуун)(?:а|у|е|ом|ы)?|р-н[ауе]?|муниципальн\w+\s+образовани\w+|мр|мо|го|м\.\s?р\.|м\.\s?о\.|г\.\s?о\.)(?![а-яё])",
    re.I,
)
_AFTER_TYPE = re.compile(
    rf"(?P<type>муниципальн\w+\s+район\w*|муниципальн\w+\s+округ\w*|городск\w+\s+округ\w*|муниципальн\w+\s+образовани\w+"
    rf"|м\.\s?р\.|г\.\s?о\.|м\.\s?о\.|\bГО\b|\bМР\b|\bМО\b)\s*[-–—:]?\s*"
    rf"(?P<inner>(?:зато|городской\s+округ|городского\s+округа|го|{_QUOTE}\s*город(?:а|е)?(?:-курорт\w*|-герой|-героя)?|г\.|район)\s*[-–—]?\s*)*"
    rf"{_QUOTE}\s*(?P<name>{_CAP}(?:\s{_CAP})?)(?P<tail>[»\"”]?\s*(?:район\w*)?)",
    re.I,
)
_CITY = re.compile(
    rf"(?<![А-Яа-яЁё])(?P<head>город(?:а|у|е|ом)?(?:\s?-\s?(?:курорт|геро)\w*)?|гор\.|г\.|зато(?:\s+(?:город\w?|г\.|п\.|пгт))?)\s*[-–—]?\s*{_QUOTE}\s*"
    rf"(?P<name>{_CAP}(?:\s{_CAP})?)",
    re.I,
)
_NAMED_AFTER = re.compile(
    r"(?P<type>район\w*|округ\w*)\s+имени\s+(?P<name>[А-ЯЁ][А-Яа-яЁё]+(?:\s[А-ЯЁ][А-Яа-яё]+(?![а-яё])(?<!ого)(?<!ой))?)"
)
_OFFICE = re.compile(
    rf"(?P<name>{_CAP})\s+(?:РОО|РУО|РУНО|РайОО|районо|роно|р\.о\.о\."
    r"|районн\w+\s+(?:отдел|управлени|комитет)\w*|УО\s+района)(?![а-яё])",
    re.I,
)
_SETTLEMENT = re.compile(
    rf"(?<![А-Яа-яЁё.])(?P<head>с\.|село|села|селе|п\.|пос\.|пос[её]лок|пос[её]лка|пос[её]лке|пгт\.?|р\.\s?п\.|рп|ст\.|ст-ца|станица|станицы|станице"
    rf"|д\.|дер\.|деревня|деревни|аул|аула|с\.\s?п\.|г\.\s?п\.)\s*{_QUOTE}(?P<name>{_CAP}(?:\s{_CAP})?)",
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
_NOT_NAMES = re.compile(
    r"^(?:муниципальн|городск|сельск|наш|данн|кажд|друг|образовательн|общеобразовательн|автономн|федеральн|школьн|учебн|избирательн|управленческ|судебн"
    r"|административн|национальн|военн|отдаленн|соседн|эт|так|перв\w{2,3}$|методическ|территориальн|областн|краев|районн|всех|весь|казенн|бюджетн|местн"
    r"|российск|республик|област|кра[йяею]$|кра[ею]м$|социальн|целев|внутригородск|отдельн|больш(?:ой|ого)$)"
)
_SCHOOL = re.compile(r"\b(?:школ|сош|оош|нош|лице|гимнази|м[абк]*оу\b|д/с|детск)")
_YEARS = re.compile(r"(?:\b(?:19|20)\d\d|\.\d\d|[/-]\d\d|\bуч\.?)\s*$")
_CITY_DISTRICT_TAIL = re.compile(
    r"^\s*(?:городск\w+\s+округ\w*\s+)?(?P<head>города|г\.|гор\.)\s*(?P<name>[А-ЯЁ][А-Яа-яЁё-]+(?:\s[А-ЯЁ][А-Яа-яё]+)?)"
)
# Cities whose districts have their own education authorities although they are no capitals.
_DIVIDED = frozenset(
    (
        "тольятти", "новокузнецк", "магнитогорск", "нижний тагил", "набережные челны", "каменск-уральский", "прокопьевск",
        "норильск", "сочи", "братск", "комсомольск-на-амуре", "копейск",
    )
)  # fmt: skip

DISTRICT, OFFICE, CITY, LOOSE, SETTLEMENT = 5, 4, 3, 2, 1


class Candidate(NamedTuple):
    """A municipality's name in the nominative and how surely it is one: districts before cities before villages."""

    name: str
    rank: int


class Gazetteer(NamedTuple):
    """What is known of names: folded names of all cities, and of the capitals among them."""

    cities: Container[str]
    capitals: Container[str]


def find_municipalities(text: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Find the municipalities that a text names, in the nominative, surest kinds first."""
    found: list[Candidate] = []
    rest = text
    for m in _NAMED_AFTER.finditer(text):
        kind = "муниципальный район" if "муниципальн" in fold(text[max(m.start() - 16, 0) : m.start()]) else "район"
        found.append(Candidate(f"{kind} имени {m['name']}", DISTRICT))
    for m in _DISTRICT.finditer(text):
        district = _district(m)
        if district is not None:
            tail = _city_tail(text[m.end() :], gazetteer)
            found.append(Candidate(f"{district} города {tail}" if tail else district, DISTRICT))
            end = m.end() + (len(text[m.end() :]) if tail else 0)
            rest = rest[: m.start()] + " " * (end - m.start()) + rest[end:]
    for m in _AFTER_TYPE.finditer(rest):
        named = _after_type(m, gazetteer)
        if named is not None:
            found.append(Candidate(named, DISTRICT))
            rest = rest[: m.start()] + " " * (m.end() - m.start()) + rest[m.end() :]
    found.extend(
        Candidate(f"{nominative_adjective(m['name'])} район", OFFICE)
        for m in _OFFICE.finditer(rest)
        if _is_name(m["name"])
    )
    found.extend(_cities(rest, gazetteer))
    found.extend(_settlements(rest))
    return tuple(sorted(found, key=lambda c: -c.rank))


def choose(candidates: Iterable[Candidate]) -> str | None:
    """Choose one of the names found in one place: the surest kind, then the most frequent, then the first."""
    ranked = list(candidates)
    if not ranked:
        return None
    best = max(c.rank for c in ranked)
    return Counter(c.name for c in ranked if c.rank == best).most_common(1)[0][0]


def _is_name(word: str) -> bool:
    last = word.rsplit(maxsplit=1)[-1]
    return is_adjectival(re.sub(r"(?:ое|ая)$", "ий", last)) and not _NOT_NAMES.match(fold(last))


def _district(m: re.Match[str]) -> str | None:
    """Read «Урванского муниципального района», «Таймырского Долгано-Ненецкого МР»; None for other words."""
    short = fold(m["type"]).replace(" ", "")
    words = [re.sub(r"\s?-\s?", "-", w) for w in re.split(r"\s+(?!-)", re.sub(r"\s?-\s?", "-", m["name"]))]
    if short in {"мо", "го", "мр"} and not m["type"].isupper():
        return None
    if not words[-1][:1].isupper() or not _is_name(words[-1]):
        return None
    names = [words[-1]]
    if (
        len(words) == 2
        and _is_name(words[0])
        and not m.group().isupper()
        and fold(words[0])[-2:] == fold(words[1])[-2:]
    ):
        names.insert(0, words[0])
    kind = fold(m["kind"] or "")
    name, of_type = " ".join(nominative_adjective(w) for w in names), _type_name(short, kind)
    if of_type.endswith("образование"):
        name = re.sub(r"(?:ий|ый|ой)$", "ое", name)
    return f"{name} {of_type}"


def _type_name(short: str, kind: str) -> str:
    """Return the type in the nominative: «муниципальный район», «городской округ», «улус»."""
    if short in {"мр", "м.р."}:
        return "муниципальный район"
    if short in {"мо", "м.о."}:
        return "муниципальный округ"
    if short in {"го", "г.о."}:
        return "городской округ"
    if "образовани" in short:
        return "муниципальное образование"
    noun = next((n for n in ("округ", "улус", "кожуун") if short.startswith(n)), "район")
    adjective = next(
        (a for a in ("муниципальный", "городской", "национальный", "административный") if kind.startswith(a[:-2])), ""
    )
    return f"{adjective} {noun}".strip()


def _city_tail(text: str, gazetteer: Gazetteer) -> str | None:
    """Return the city (genitive, as printed) whose part the district before is: «Центральный район города Томска»."""
    m = _CITY_DISTRICT_TAIL.match(text)
    if m is None:
        return None
    words = _city_words(m["name"])
    city = fold(nominative_city(words, oblique=True, known=gazetteer.cities))
    divided = city in gazetteer.capitals or city in _DIVIDED
    return " ".join(titled(w) for w in words) if divided else None


def _after_type(m: re.Match[str], gazetteer: Gazetteer) -> str | None:
    """Read «городского округа Тольятти», «МО «Город Майкоп»», «муниципального района Сергиевский»."""
    kind, inner, name, tail = fold(m["type"]), fold(m["inner"] or ""), m["name"], fold(m["tail"])
    quoted = m.group().rstrip().endswith(("»", '"', "”"))
    if kind in {"мо", "мр", "го"} and not m["type"].isupper():
        return None
    if not name[:1].isupper() or _NOT_NAMES.match(fold(name)) or _SCHOOL.search(fold(name)):
        return None
    words = name.split()
    if "городской округ" in inner or "городского округа" in inner or re.match(r"го\b", inner):
        kind = "городской округ"
        inner = re.sub(r"городск\w+ округ\w*|\bго\b", "", inner)
    of_city = "город" in inner or inner.strip(" -") in {"г.", "зато"}
    if (
        is_adjectival(words[0])
        and not of_city
        and ("район" in tail or "район" in inner or _means_district(kind) or quoted)
    ):
        full = _kind_name(kind) if "район" not in tail and "образовани" not in _kind_name(kind) else "район"
        return f"{nominative_adjective(words[0])} {full}"
    first = _city_words(name)
    if m.group().isupper() and not quoted and not _is_place(first[0], gazetteer):
        return None
    oblique = bool(re.search(r"город[ае]\b", inner))
    city = titled(name) if quoted and not of_city else nominative_city(first, oblique=oblique, known=gazetteer.cities)
    if of_city:
        return f"ЗАТО {city}" if "зато" in inner else f"город {city}"
    return f"{_kind_name(kind)} {city}"


def _means_district(kind: str) -> bool:
    return bool(re.search(r"район|муниципальн\w+ (?:округ|образовани)|^м\.? ?р|^м\.? ?о|мр|мо", kind))


def _kind_name(kind: str) -> str:
    if re.search(r"район|^м\.? ?р", kind):
        return "муниципальный район"
    if re.search(r"городск|^г\.? ?о", kind):
        return "городской округ"
    return "муниципальный округ" if "округ" in kind else "муниципальное образование"


def _city_words(name: str) -> list[str]:
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


def _is_place(word: str, gazetteer: Gazetteer) -> bool:
    if any("Geox" in p.tag for p in morphology().parse(word.lower())):
        return True
    return fold(nominative_city([word], oblique=True, known=gazetteer.cities)) in gazetteer.cities


def _cities(text: str, gazetteer: Gazetteer) -> Iterable[Candidate]:
    caps, address = text.isupper(), "ул." in fold(text)
    for m in _CITY.finditer(text):
        head, name = fold(m["head"]), m["name"]
        if not name[:1].isupper() or (head == "г." and _YEARS.search(fold(text[max(m.start() - 12, 0) : m.start()]))):
            continue
        words = _city_words(name)
        if _NOT_NAMES.match(fold(words[0])) or len(words[0]) < 3:
            continue
        if caps and not _is_place(words[0], gazetteer) and len(words) < 2:
            continue
        city = nominative_city(words, oblique=bool(re.match(r"город[ауе]|городом", head)), known=gazetteer.cities)
        loose = bool(_SCHOOL.search(fold(text[max(m.start() - 60, 0) : m.start()])))
        loose = loose or (head in ("г.", "город") and len(text) < len(m.group()) + 4)
        kind = "ЗАТО" if head.startswith("зато") else "город"
        yield Candidate(f"{kind} {city}", LOOSE if loose or address else CITY)


def _settlements(text: str) -> Iterable[Candidate]:
    for m in _SETTLEMENT.finditer(text):
        if re.search(r"[А-ЯЁ]\.\s?$|\d\s?$", text[: m.start()]) or re.match(r"\s?[А-ЯЁ]\.", text[m.end() :]):
            continue
        words = _city_words(m["name"])
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


def first_of(groups: Sequence[Sequence[str]], gazetteer: Gazetteer) -> str | None:
    """Choose the municipality from groups of lines, the weightiest group first.

    A city beside a school's name or alone on a line gives way to a district named in a later group.
    """
    found = [[c for line in group for c in find_municipalities(line, gazetteer)] for group in groups]
    for least in (CITY, LOOSE, SETTLEMENT):
        for group in found:
            name = choose(c for c in group if c.rank >= least)
            if name is not None:
                return name
    return None
