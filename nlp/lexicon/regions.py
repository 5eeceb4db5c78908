"""Federal subjects: finding them in a text, and telling them from a municipality's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from nlp.domain import Region
from nlp.text import fold

_CAPITALS = re.compile(r"(?<![А-Яа-яЁё-])[А-ЯЁ]{2,3}(?![А-Яа-яЁё]|-[а-я])")
_DASHES = str.maketrans("–—−‐‑", "-----")
_TOKEN = re.compile(r"[А-Яа-яЁё]+")
# Longest endings first; what stays is compared, never shown: «Томской» → «томск», «области» → «област».
_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ией|ая|яя|ую|юю|ой|ей|ый|ий|ые|ие|ых|их|ым|им|ом|ем|ью|ия|ии|ию|а|я|о|е|и|ы|у|ю|ь|й)$"
)
# «Амурский областной институт», «Томский ИПК»: an adjective alone may belong to a district («Амурский район»).
_BESIDE_ADJECTIVE = re.compile(
    r"\s+(?:(?:государственн|областн|краев|республиканск|окружн|региональн)\w*\s+)*"
    r"(?:областн|краев|республиканск|окружн|региональн|институт|иро\b|ипк|рцоко|цнппм|центр\w* (?:оценки|непрерывного|развития))"
)
# What «РТ», «УР» must stand behind to be a region: «Лесного района РТ», «Министерства образования и науки РБ», «368000, РД».
_BEFORE_SHORT = re.compile(
    r"(?:\b(?:район|округ|улус|кожуун|р-н|мр|го)\w{0,4}|\bминистерств\w*(?:\s[а-я,-]+){1,6}|\b(?:минобр|минпрос|моин|правительств)\w*"
    r"|\b(?:город\w*|г\.|с\.|п\.|пгт\.?)\s?\"?[а-я-]+|\b\d{6}|\b[а-я]*(?:иро|цоко|рцои))[\")]*[\s,(]+$"
)
# «Лесного района Тульской области»: the region of the place before it, more than one named anywhere else.
_BEHIND_PLACE = re.compile(
    r"\b(?:(?:район|округ|улус|кожуун|поселени)\w*|(?:город[ае]?|г\.)\s?\"?[а-я-]+)[\")]*[\s,(]+$"
)
# Types of municipalities that one republic alone has.
_OWN_TYPES = {"кожуун": "17", "улус": "14"}
# An autonomous district inside a region is the nearer answer of the two.
_INSIDE = {"83": "29", "86": "72", "89": "72"}
_TYPES = re.compile(
    r"\b(?:муниципальн(?:ый|ое)|городской|административный|национальный|район|округ|образование|улус|кожуун"
    r"|город(?:-курорт|-герой)?|зато|село|поселок|поселение|рабочий|станица|деревня|аул)\b"
)


class RegionMention(NamedTuple):
    """A federal subject named in a text.

    `strong` is a name or abbreviation, else only a hint of one; `near` stands right behind a municipality.
    """

    code: str
    start: int
    end: int
    strong: bool
    near: bool = False


class Place(NamedTuple):
    """What is known of a municipality's name: its regions, and whether no other can have one."""

    codes: tuple[str, ...]
    certain: bool


@dataclass(frozen=True)
class Regions:
    """The table of federal subjects, ready for look-ups.

    `phrases` maps stemmed names to (code, strong); `exact` the abbreviations, found letter by letter with
    `abbreviations`; `short` those that need a place or a ministry before them; `adjectives` stems to codes;
    `places` (kind, folded name) to what is known of the name; `cities` holds the folded names of all cities,
    `heads` the first stems of all phrases.
    """

    by_code: Mapping[str, Region]
    phrases: Mapping[tuple[str, ...], tuple[str, bool]]
    exact: Mapping[str, tuple[str, bool]]
    abbreviations: re.Pattern[str]
    short: Mapping[str, tuple[str, ...]]
    adjectives: Mapping[tuple[str, ...], str]
    capitals: Mapping[str, str]
    places: Mapping[tuple[str, str], Place]
    cities: frozenset[str]
    heads: frozenset[str]


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """Return a folded word without its ending; three letters stay at least."""
    cut = _ENDING.sub("", folded)
    if len(cut) >= 3:
        return cut
    return folded[:-1] if len(folded) == 4 and cut != folded else folded


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(token) for token in _TOKEN.findall(fold(text)))


def _is_abbreviation(name: str) -> bool:
    return sum(c.isupper() for c in name) >= 2 and bool(re.search(r"[А-ЯЁ]{2}", name))


def build_regions(subjects: Iterable[Mapping[str, Any]], places: Iterable[Mapping[str, Any]]) -> Regions:
    """Prepare the records of `corpus/regions.yaml` and `corpus/municipalities.yaml` for look-ups.

    Args:
        subjects: records with code, name, aliases, adjectives, capital, institutes.
        places: records with name, kind (город, район, округ), region or regions, certain.
    """
    by_code: dict[str, Region] = {}
    phrases: dict[tuple[str, ...], tuple[str, bool]] = {}
    exact: dict[str, tuple[str, bool]] = {}
    short: dict[str, tuple[str, ...]] = {}
    adjectives: dict[tuple[str, ...], str] = {}
    capitals: dict[str, str] = {}
    for record in subjects:
        code, name = str(record["code"]), str(record["name"])
        by_code[code] = Region(code=code, name=name)
        for alias in (name, *record.get("aliases", ())):
            if _is_abbreviation(alias):
                exact[alias.translate(_DASHES)] = (code, True)
            else:
                phrases.update(dict.fromkeys(_short_forms(_stems(alias)), (code, True)))
        for institute in record.get("institutes", ()):
            if _is_abbreviation(institute):
                exact.setdefault(institute.translate(_DASHES), (code, False))
            else:
                phrases.setdefault(_stems(institute), (code, False))
        for letters in record.get("short", ()):
            short[letters] = (*short.get(letters, ()), code)
        adjectives.update({_stems(adjective): code for adjective in record.get("adjectives", ())})
        capitals[fold(record["capital"])] = code
    known = _places(places)
    cities = frozenset(name for kind, name in known if kind == "город") | frozenset(capitals)
    names = "|".join(re.escape(name) for name in sorted(exact, key=lambda name: (-len(name), name)))
    pattern = re.compile(rf"(?<![А-Яа-яЁё])(?:{names})(?![А-Яа-яЁё])") if exact else re.compile(r"(?!)")
    heads = frozenset(key[0] for key in (*phrases, *adjectives))
    return Regions(by_code, phrases, exact, pattern, short, adjectives, capitals, known, cities, heads)


def _places(records: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Place]:
    known: dict[tuple[str, str], Place] = {}
    for record in records:
        codes = tuple(str(c) for c in record.get("regions") or [record["region"]])
        inner = {str(c) for c in record.get("city_district", ())}
        # A district inside a city tells the region only where no municipality has the name.
        codes = tuple(c for c in codes if c not in inner) or codes
        known[record["kind"], fold(record["name"])] = Place(
            codes, certain=record.get("certain", True) and len(codes) == 1
        )
    return known


def _short_forms(stems: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the stems and their printed abbreviations: «Томская обл.», «Респ. Коми»."""
    short = {"област": "обл", "республик": "респ", "автономн": "авт"}
    return (stems, tuple(short.get(s, s) for s in stems))


def place_of(name: str, regions: Regions) -> Place | None:
    """Return what is known of a municipality's name in the nominative; None for an unknown name.

    «Урванский муниципальный район», «город Зея», «городской округ Тольятти» are understood.
    """
    folded = re.sub(r'["().,]', " ", fold(name))
    bare = " ".join(_TYPES.sub(" ", folded).split()).strip(" -")
    bare = re.sub(r"(?<=[кн])ое$", "ий", bare) if "образование" in folded else bare
    kinds: tuple[str, ...] = ("город",)
    if re.search(r"\b(?:район|округ|улус|кожуун|образование)\b", folded) and re.search(r"(?:ий|ый|ой)$", bare):
        kinds = ("округ", "район") if "городской округ" in folded else ("район", "округ")
    found = [place for kind in kinds if (place := regions.places.get((kind, bare))) is not None]
    if "муниципальный округ" in folded and len(found) > 1:
        codes = tuple(dict.fromkeys(code for place in found for code in place.codes))
        return Place(codes, certain=len(codes) == 1 and all(place.certain for place in found))
    if not found and bare in regions.capitals:
        return Place((regions.capitals[bare],), certain=True)
    own = next((code for kind, code in _OWN_TYPES.items() if kind in folded), None)
    if not found and own is not None:
        return Place((own,), certain=True)
    return found[0] if found else None


def find_regions(text: str, regions: Regions) -> tuple[RegionMention, ...]:
    """Find the federal subjects that a text names, in order, longest names first where they overlap.

    Single words count only when capitalised; abbreviations only as printed.
    """
    tokens = [(m.start(), m.end(), stem(m.group())) for m in _TOKEN.finditer(fold(text))]
    found: list[RegionMention] = [*_abbreviations(text, regions), *_short_names(text, regions)]
    i = 0
    while i < len(tokens):
        mention, n = _phrase_at(text, tokens, i, regions)
        if mention is not None:
            found.append(mention)
        i += n
    placed = (m._replace(near=_stands_behind(_BEHIND_PLACE, text, m.start)) for m in _without_parents(found))
    return tuple(sorted(placed, key=lambda m: m.start))


def _abbreviations(text: str, regions: Regions) -> Iterable[RegionMention]:
    for m in regions.abbreviations.finditer(text.translate(_DASHES)):
        code, strong = regions.exact[m.group()]
        yield RegionMention(code, m.start(), m.end(), strong)


def _short_names(text: str, regions: Regions) -> Iterable[RegionMention]:
    for m in _CAPITALS.finditer(text):
        if m.group() in regions.short and _stands_behind(_BEFORE_SHORT, text, m.start()):
            for code in regions.short[m.group()]:
                yield RegionMention(code, m.start(), m.end(), strong=False)


def _stands_behind(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return bool(pattern.search(fold(text[max(start - 120, 0) : start])))


def _phrase_at(
    text: str, tokens: Sequence[tuple[int, int, str]], i: int, regions: Regions
) -> tuple[RegionMention | None, int]:
    """Read a subject's name that begins at token `i`; also tell how many tokens to go on by."""
    start = tokens[i][0]
    if tokens[i][2] not in regions.heads:
        return None, 1
    for n in range(min(6, len(tokens) - i), 0, -1):
        key = tuple(t[2] for t in tokens[i : i + n])
        end = tokens[i + n - 1][1]
        if key in regions.phrases and (n > 1 or _stands_alone(text, start, end)):
            code, strong = regions.phrases[key]
            return RegionMention(code, start, end, strong), n
        if key in regions.adjectives and text[start].isupper() and not _glued(text, start, end):
            hint = _BESIDE_ADJECTIVE.match(fold(text[end : end + 80]))
            return (RegionMention(regions.adjectives[key], start, end, strong=False) if hint else None), n
    return None, 1


def _glued(text: str, start: int, end: int) -> bool:
    """Tell whether a dash ties the word to another one: «Коми-Пермяцкий»."""
    return text[max(start - 1, 0) : start] == "-" or text[end : end + 1] == "-"


def _stands_alone(text: str, start: int, end: int) -> bool:
    return text[start].isupper() and not _glued(text, start, end)


def _without_parents(found: Sequence[RegionMention]) -> list[RegionMention]:
    parents = {_INSIDE[m.code] for m in found if m.code in _INSIDE and m.strong}
    return [m for m in found if m.code not in parents]
