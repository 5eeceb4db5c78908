"""The passport of a plan: title, act, region, municipality and period."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from nlp.domain import Act, Part, Passport, Region
from nlp.extract.acts import find_act
from nlp.extract.headers import Header, plain_lines, read_header, unwrapped
from nlp.extract.municipality import first_of
from nlp.extract.period import Period, act_period, deadline_period, stated_period
from nlp.extract.towns import Gazetteer
from nlp.lexicon.regions import Place, RegionMention, Regions, find_regions, place_of
from nlp.lexicon.toponyms import nominative_city
from nlp.text import fold

# An authority of the region itself: its plan is no municipality's.
_REGIONAL = re.compile(
    r"\bминистерств|\bминобр|\bдепартамент\w* (?:общего |образования|по образованию)|\bправительств|\bправление"
)
# «на 2022 год», «2021/2022 учебный год» on a line of its own.
# «Заречный округ Н-ской области, 2023-2025 годы»
_PLACE_AND_YEARS = re.compile(
    r"^[^.;:]{0,60}\b(?:район|округ|город|област|кра[йя])[^.;:\d]{0,60}, (?:на )?20\d\d(?: ?[-/] ?20\d\d)? (?:уч\w* )?(?:год\w*|гг?\.?)$"
)
_YEARS_ALONE = re.compile(r"[\"(]?(?:на |в )?(?:период )?(?:\S+ полугодие )?20\d\d[\s\d/,и-]*(?:г|уч)[\w. ]*[)\"]?$")
# «Срок реализации: сентябрь 2021 года - май 2022 года»
_OWN_PERIOD = re.compile(r"(?:сроки?|период) (?:реализации|действия|исполнения|выполнения)\b(?! про(?:екта|граммы) \")")
_LOCAL = re.compile(r"администраци[ияей]\b(?! \S+ (?:област|кра[яй]))|муниципальн|городск\w+ округ|\bрайон|\bгорода\b")
_ABOUT_PLAN = re.compile(r"дорожн\w+ карт|план\w*|комплекс\w* мер")


class _Sources(NamedTuple):
    """What helps to read a plan beside its text: the regions' table and the words of the file's name."""

    regions: Regions
    name: str


def passport(part: Part, file_name: str, regions: Regions) -> Passport:
    """Read what a plan says of itself; nothing is invented: `None` where it does not say.

    Args:
        part: the plan's rows and the lines around them.
        file_name: name of the source, the last resort.
        regions: federal subjects and municipalities (`nlp.artifacts.load_regions`).
    """
    header = read_header(part.before)
    after = plain_lines(part.after)
    act = find_act(header, after)
    sources = _Sources(regions, PurePath(file_name).stem.replace("_", " "))
    municipality = _municipality(header, part, sources)
    return Passport(
        title=_tidy_title(header.title),
        region=_region(header, part, municipality, sources),
        municipality=municipality,
        period=_period(header, part, act, sources.name),
        act=act,
    )


def _tidy_title(title: str) -> str:
    return re.sub(r"\s+([,.;)])", r"\1", title).strip()


# --- municipality ---------------------------------------------------------------------------------


def _municipality(header: Header, part: Part, sources: _Sources) -> str | None:
    gazetteer = Gazetteer(sources.regions.cities, sources.regions.capitals)
    stamps = header.stamps()
    titled = (header.title,)
    # An order's letterhead is wrapped anywhere: «МЕСТНОЙ АДМИНИСТРАЦИИ УРВАНСКОГО | МУНИЦИПАЛЬНОГО РАЙОНА».
    letterhead = (" ".join(header.of("letterhead")),)
    official = (*stamps, *letterhead, *header.of("heading", "subject", "title"))
    found = first_of((titled, official), gazetteer)
    if found is not None and not (_is_regional(header) and not first_of((titled,), gazetteer)):
        return found
    if _is_regional(header):
        return None
    other = (unwrapped(header.of("items", "body", "preamble")), part.after, (sources.name,))
    return first_of(other, gazetteer) or first_of((_cells(part),), gazetteer)


def _is_regional(header: Header) -> bool:
    """Tell whether an authority of the region issued the plan; cited acts do not count."""
    official = fold(" ".join((*header.stamps(), *header.of("letterhead", "heading"))))
    return bool(_REGIONAL.search(official)) and not _LOCAL.search(official)


# --- region ---------------------------------------------------------------------------------------


def _region(header: Header, part: Part, municipality: str | None, sources: _Sources) -> Region | None:
    """Find the region: by its name around the rows, then by the municipality, then by hints, last in the rows."""
    regions = sources.regions
    groups = (
        (header.title,),
        (*header.stamps(), *header.of("letterhead", "heading", "subject", "title")),
        header.of("preamble", "items", "body"),
        part.after,
        (sources.name,),
    )
    place = _place(municipality, regions) if municipality else None
    possible = place.codes if place else ()
    around = [_mentions(group, regions) for group in groups]
    named = [_codes(group, strong=True) for group in around]
    code = _first(named[:2], possible)
    if code is None and place is not None and place.certain:
        # What the plan cites further on («опыт Московской области») does not outweigh its own municipality.
        code = place.codes[0]
    if code is None:
        rows = _mentions(_cells(part), regions)
        hints = [_codes(group, strong=False) for group in around]
        code = _first(named[2:], possible) or _first(
            [*hints, _codes(rows, strong=True), _codes(rows, strong=False)], possible, narrow=bool(possible)
        )
    return regions.by_code[code] if code is not None else None


def _place(municipality: str, regions: Regions) -> Place | None:
    """Look a municipality up; a city's district is looked up by its city."""
    if " города " in municipality:
        city = nominative_city(municipality.split(" города ")[1].split(), oblique=True, known=regions.cities)
        return place_of(f"город {city}", regions)
    return place_of(municipality, regions)


def _cells(part: Part) -> tuple[str, ...]:
    return tuple(text for s in part.segments for text in (s.executors, s.text, s.outcome) if text)


def _mentions(texts: Sequence[str], regions: Regions) -> tuple[RegionMention, ...]:
    return tuple(m for text in texts for m in find_regions(text, regions))


def _codes(mentions: Sequence[RegionMention], *, strong: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for m in mentions:
        if m.strong or not strong:
            counts[m.code] += 3 if m.near else 1
    return counts


def _first(groups: Sequence[Counter[str]], possible: Sequence[str], *, narrow: bool = False) -> str | None:
    """Choose the first group's clear answer: its one code, one that the municipality allows, or by far the most frequent.

    With `narrow` only codes that the municipality allows count.
    """
    for counts in groups:
        allowed = Counter({c: n for c, n in counts.items() if c in possible})
        usable = allowed if allowed or narrow else counts
        ranked = usable.most_common(2)
        if len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1]):
            return ranked[0][0]
    return None


# --- period ---------------------------------------------------------------------------------------


def _period(header: Header, part: Part, act: Act | None, name: str) -> Period | None:
    deadlines = [s.deadline for s in part.segments]
    by_rows = deadline_period(deadlines)
    first_year = act.date[:4] if act and act.date else by_rows[0][:4] if by_rows else None
    for text in _sentences_about_plan(header):
        period = stated_period(text, first_year)
        if period is not None:
            return period
    if by_rows is not None:
        return by_rows
    if act is not None and act.date is not None:
        return act_period(act.date, deadlines)
    return stated_period(name)


def _sentences_about_plan(header: Header) -> tuple[str, ...]:
    """Return the title, then what the act says of the plan; cited acts and programmes are left out."""
    subject = " ".join(header.of("subject"))
    items = tuple(
        t
        for t in header.of("items", "body")
        if re.search(r"утвердить|\bна 20", fold(t)) and _ABOUT_PLAN.search(fold(t))
    )
    places = header.of("letterhead", "stamp", "body")
    alone = tuple(t for t in places if _YEARS_ALONE.match(fold(t)) or _PLACE_AND_YEARS.match(fold(t)))
    own = tuple(t for line in header.lines if _OWN_PERIOD.match(fold(t := line.text)))
    return (header.title, *header.of("title"), *own, subject, *items, *alone)
