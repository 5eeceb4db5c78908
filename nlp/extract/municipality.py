"""The municipality that a plan belongs to, in the nominative, from names in any case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from nlp.extract.towns import (
    CAP,
    CITY,
    DISTRICT,
    LOOSE,
    NOT_NAMES,
    OFFICE,
    QUOTE,
    SCHOOL,
    SETTLEMENT,
    Candidate,
    Gazetteer,
    cities,
    city_words,
    is_proper,
    settlements,
)
from nlp.lexicon.toponyms import is_adjectival, nominative_adjective, nominative_city, titled
from nlp.text import fold

_TYPE_WORD = r"(?!муниципальн|городск|национальн|административн|район|округ|имени)"
_DISTRICT = re.compile(
    rf"(?P<name>{CAP}(?:\s{_TYPE_WORD}{CAP})?)[»\"”]?\s+(?P<german>немецк\w+\s+)?"
    r"(?P<kind>(?:(?:муниципальн|городск|национальн|административн)\w+\s+){1,2})?"
    r"(?P<type>(?:район|округ|улус|кожуун)(?:а|у|е|ом|ы)?|р-н[ауе]?|муниципальн\w+\s+образовани\w+|мр|мо|го|м\.\s?р\.|м\.\s?о\.|г\.\s?о\.)(?![а-яё])",
    re.I,
)
_AFTER_TYPE = re.compile(
    rf"(?P<type>муниципальн\w+\s+район\w*|муниципальн\w+\s+округ\w*|городск\w+\s+округ\w*|муниципальн\w+\s+образовани\w+"
    rf"|м\.\s?р\.|г\.\s?о\.|м\.\s?о\.|\bГО\b|\bМР\b|\bМО\b)\s*[-–—:]?\s*"
    rf"(?P<inner>(?:зато|городской\s+округ|городского\s+округа|го|{QUOTE}\s*город(?:а|е)?(?:-курорт\w*|-герой|-героя)?|г\.|район)\s*[-–—]?\s*)*"
    rf"(?P<settlement>{QUOTE}\s*(?:пос[её]лок|пос[её]лка|пос[её]лке)\s+)?"
    rf"{QUOTE}\s*(?P<name>{CAP}(?:\s{CAP})?)(?P<tail>[»\"”]?\s*(?:район\w*)?)",
    re.I,
)
_NAMED_AFTER = re.compile(
    r"(?P<type>район\w*|округ\w*)\s+имени\s+(?P<name>[А-ЯЁ][А-Яа-яЁё]+(?:\s[А-ЯЁ][А-Яа-яё]+(?![а-яё])(?<!ого)(?<!ой))?)"
)
_OFFICE = re.compile(
    rf"(?P<name>{CAP})\s+(?:РОО|РУО|РУНО|РайОО|районо|роно|р\.о\.о\."
    r"|районн\w+\s+(?:отдел|управлени|комитет)\w*|УО\s+района)(?![а-яё])",
    re.I,
)
_CITY_DISTRICT_TAIL = re.compile(
    r"^\s*(?:городск\w+\s+округ\w*\s+)?(?P<head>города|г\.|гор\.)\s*(?P<name>[А-ЯЁ][А-Яа-яЁё-]+(?:\s[А-ЯЁ][А-Яа-яё]+)?)"
)
# «закрытое административно-территориальное образование Солнечный»
_CLOSED = re.compile(r"закрыт\w+\s+административно\s?[-–]\s?территориальн\w+\s+образовани\w+", re.I)
# Cities whose districts have their own education authorities although they are no capitals.
_DIVIDED = frozenset(
    (
        "тольятти", "новокузнецк", "магнитогорск", "нижний тагил", "набережные челны", "каменск-уральский", "прокопьевск",
        "норильск", "сочи", "братск", "комсомольск-на-амуре", "копейск",
    )
)  # fmt: skip


def find_municipalities(text: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Find the municipalities that a text names, in the nominative, surest kinds first."""
    found: list[Candidate] = []
    text = _CLOSED.sub("ЗАТО", text)
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
    found.extend(cities(rest, gazetteer))
    found.extend(settlements(rest))
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
    return is_adjectival(re.sub(r"(?:ое|ая)$", "ий", last)) and not NOT_NAMES.match(fold(last))


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
    if m["german"]:
        name = f"{name} немецкий"
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
    forms = ("национальный", "муниципальный", "городской", "административный")
    return " ".join((*(a for a in forms if a[:-2] in kind), noun))


def _city_tail(text: str, gazetteer: Gazetteer) -> str | None:
    """Return the city (genitive, as printed) whose part the district before is: «Центральный район города Томска»."""
    m = _CITY_DISTRICT_TAIL.match(text)
    if m is None:
        return None
    words = city_words(m["name"])
    city = fold(nominative_city(words, oblique=True, known=gazetteer.cities))
    divided = city in gazetteer.capitals or city in _DIVIDED
    return " ".join(titled(w) for w in words) if divided else None


def _after_type(m: re.Match[str], gazetteer: Gazetteer) -> str | None:
    """Read «городского округа Тольятти», «МО «Город Майкоп»», «муниципального района Сергиевский»."""
    if m["settlement"]:
        return _settlement_okrug(m)
    kind, inner, name, tail = fold(m["type"]), fold(m["inner"] or ""), m["name"], fold(m["tail"])
    quoted = m.group().rstrip().endswith(("»", '"', "”"))
    if kind in {"мо", "мр", "го"} and not m["type"].isupper():
        return None
    if not name[:1].isupper() or NOT_NAMES.match(fold(name)) or SCHOOL.search(fold(name)):
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
    first = city_words(name)
    if m.group().isupper() and not quoted and not is_proper(first[0], gazetteer):
        return None
    oblique = bool(re.search(r"город[ае]\b", inner))
    city = titled(name) if quoted and not of_city else nominative_city(first, oblique=oblique, known=gazetteer.cities)
    if of_city:
        return f"ЗАТО {city}" if "зато" in inner else f"город {city}"
    return f"{_kind_name(kind)} {city}"


def _settlement_okrug(m: re.Match[str]) -> str | None:
    """Read «городской округ «посёлок Палана»»; other municipalities are not called by a settlement's type."""
    kind = "городской округ" if "городск" in fold(m["inner"] or "") else _kind_name(fold(m["type"]))
    village = next(iter(settlements(m.group()[m.start("settlement") - m.start() :])), None)
    return f"{kind} {village.name}" if village and "округ" in kind else None


def _means_district(kind: str) -> bool:
    return bool(re.search(r"район|муниципальн\w+ (?:округ|образовани)|^м\.? ?р|^м\.? ?о|мр|мо", kind))


def _kind_name(kind: str) -> str:
    if re.search(r"район|^м\.? ?р", kind):
        return "муниципальный район"
    if re.search(r"городск|^г\.? ?о", kind):
        return "городской округ"
    return "муниципальный округ" if "округ" in kind else "муниципальное образование"


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
