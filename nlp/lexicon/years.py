"""Claims about time and the plan's period → windows with years, by the codebook's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nlp.lexicon.claims import Claim, Piece, Years
from nlp.lexicon.windows import UNKNOWN_YEAR, Days, MonthDay, Plan, day_of, merged, span_of


def windows(claims: Sequence[Claim], plan: Plan | None) -> list[Days]:
    """Return the windows of the claims, merged, by time.

    A year that one claim states serves its neighbours without one: «май, июнь 2022», «2022 год: март, октябрь».
    What is left takes the plan's year; without a plan, the year stays unknown.
    """
    ready = _with_hints(_unqualified([_placed(claim, plan) for claim in claims]), plan)
    found: list[Days] = []
    for claim in ready:
        for days in _days(claim, plan):
            found.append(_after_unknown(days, found[-1] if found else None))
    return merged(found)


def _after_unknown(days: Days, before: Days | None) -> Days:
    """Move January of an unknown year behind the December before it: «ноябрь, декабрь, январь» is one window."""
    if before and before[1] == date(UNKNOWN_YEAR, 12, 31) and days[0] == date(UNKNOWN_YEAR, 1, 1) and days[1]:
        return date(UNKNOWN_YEAR + 1, 1, 1), days[1].replace(year=UNKNOWN_YEAR + 1)
    return days


# --- pieces: halves of a school year, edges ---------------------------------------------------------------------------


def _placed(claim: Claim, plan: Plan | None) -> Claim:
    """Return the claim with its pieces read in this plan: school halves, «конец года», undecided pairs of years."""
    first = _shaped(claim.first, claim, plan) if claim.first else None
    if claim.last is claim.first:
        return replace(claim, first=first, last=first)
    return replace(claim, first=first, last=_shaped(claim.last, claim, plan) if claim.last else None)


def _shaped(piece: Piece, claim: Claim, plan: Plan | None) -> Piece:
    school_plan = plan is not None and plan.is_school_year
    if piece.school and school_plan:
        piece = replace(piece, first=piece.school[0], last=piece.school[1], school=None)
    if piece.years and piece.years.mode == "pair":
        piece = _paired(piece, piece.years, plan)
    if piece.unit == "plan" and plan is not None:
        piece = replace(piece, first=(plan.first.month, plan.first.day), last=(plan.last.month, plan.last.day))
    if not piece.edge:
        return piece
    part = _edge_part(piece)
    if claim.rule not in ("range", "since", "until"):
        return part
    opens = piece is claim.first or (claim.first is not None and piece.span == claim.first.span)
    if opens and piece.edge == "end":
        return replace(part, last=part.first)
    # «конец мая - начало июня» ends with the first decade, «до начала учебного года» the day it begins.
    if not opens and claim.rule == "range" and part.unit == "decade" and piece.edge == "begin":
        return part
    return _point(piece, plan)


def _paired(piece: Piece, years: Years, plan: Plan | None) -> Piece:
    """Decide «2021-2022» without a word: a school year beside a month or in a school-year plan, else two years."""
    same = plan is not None and plan.is_school_year and (plan.first.year, plan.last.year) == years.values
    if piece.unit != "year":
        return replace(piece, years=replace(years, mode="school"))
    if same:
        return replace(piece, unit="school", first=(9, 1), last=(8, 31), years=replace(years, mode="school"))
    return replace(piece, years=replace(years, mode="each"))


def _point(piece: Piece, plan: Plan | None) -> Piece:
    """Return the day that an edge means beside an open side: «до конца апреля» is the 30th."""
    middle = {"school": (12, 31), "plan": (6, 30), "year": (6, 30)}.get(piece.unit, (piece.last[0], 15))
    at = {"begin": piece.first, "end": piece.last}.get(piece.edge, middle)
    years = piece.years
    if years is not None and piece.unit in ("year", "school") and len(years.values) > 1 and piece.edge != "mid":
        years = Years((years.values[0 if piece.edge == "begin" else -1],))
    elif piece.unit == "plan" and plan is not None:
        years = Years((plan.first.year if piece.edge == "begin" else plan.last.year,))
    return replace(piece, first=at, last=at, unit="day", years=years)


def _edge_part(piece: Piece) -> Piece:
    """Return the part that an edge means by itself: a decade of a month, the outer month of anything longer."""
    if piece.unit == "month":
        month = piece.first[0]
        days = {"begin": (1, 10), "mid": (11, 20), "end": (21, 31)}[piece.edge]
        return replace(piece, first=(month, days[0]), last=(month, days[1]), unit="decade")
    if piece.unit == "day" or piece.edge == "mid":
        return piece
    month = piece.first[0] if piece.edge == "begin" else piece.last[0]
    if piece.edge == "end" and piece.last == (8, 31):
        month = 5  # lessons end in May, whatever the calendar of the school year says
    return replace(piece, first=(month, 1), last=(month, 31), unit="month")


# --- years from the neighbours ----------------------------------------------------------------------------------------


def _unqualified(claims: list[Claim]) -> list[Claim]:
    """Drop a bare year that only heads a list («2022 год: март, октябрь») and give it to the list."""
    result: list[Claim] = []
    years: Years | None = None
    for index, claim in enumerate(claims):
        piece = claim.first
        bare = (
            piece is not None and piece is claim.last and piece.unit in ("year", "school") and piece.years is not None
        )
        following = claims[index + 1] if index + 1 < len(claims) else None
        if bare and piece is not None and following is not None and not _stated(following):
            years = replace(piece.years, mode="school") if piece.unit == "school" and piece.years else piece.years
        elif _stated(claim) or years is None:
            years = None
            result.append(claim)
        else:
            result.append(_given(claim, years))
    return result


def _stated(claim: Claim) -> bool:
    return any(piece is not None and piece.years is not None for piece in (claim.first, claim.last))


def _given(claim: Claim, years: Years) -> Claim:
    first = replace(claim.first, years=years) if claim.first and claim.rule != "range" else claim.first
    if claim.last is claim.first:
        return replace(claim, first=first, last=first)
    last = replace(claim.last, years=years) if claim.last and claim.rule != "range" else claim.last
    if claim.rule == "range" and first and last:
        # The year names the beginning: «2022 год: сентябрь - май» ends in the year after.
        return replace(
            claim, first=replace(first, years=years), last=replace(last, years=years) if years.mode != "one" else last
        )
    return replace(claim, first=first, last=last)


def _with_hints(claims: list[Claim], plan: Plan | None) -> list[Claim]:
    """Return the claims with the year of the next claim that states one, else of the one before."""
    result = list(claims)
    for index in range(len(result) - 2, -1, -1):
        if not _stated(result[index]) and _stated(result[index + 1]):
            result[index] = _earlier(result[index], result[index + 1], plan)
    for index in range(1, len(result)):
        if not _stated(result[index]) and _stated(result[index - 1]):
            result[index] = _later(result[index], result[index - 1], plan)
    return result


def _ends(claim: Claim) -> tuple[Piece, Piece]:
    first, last = claim.first or claim.last, claim.last or claim.first
    assert first is not None and last is not None
    return first, last


def _earlier(claim: Claim, after: Claim, plan: Plan | None) -> Claim:
    """«май, июнь 2022» is one year; «декабрь, март 2022» begins in the year before, if the plan allows it."""
    own, following = _ends(claim), _ends(after)[0]
    years = following.years or _ends(after)[1].years
    assert years is not None
    if years.mode != "one" or following.first >= own[0].first:
        return _given_all(claim, years)
    year = years.values[0] - 1
    inside = plan is None or plan.overlap(span_of(year, own[0].first, own[1].last)) > 0
    return _given_all(claim, Years((year,)) if inside and following.years else years)


def _later(claim: Claim, before: Claim, plan: Plan | None) -> Claim:
    """«октябрь 2022, январь» goes on in time; the plan decides where that would leave its period."""
    own, previous = _ends(claim), _ends(before)[1]
    years = previous.years or _ends(before)[0].years
    assert years is not None
    if years.mode != "one":
        return _given_all(claim, years)
    year = years.values[0] + (own[0].first < previous.first)
    if plan is not None and plan.overlap(span_of(year, own[0].first, own[1].last)) == 0:
        return claim
    return _given_all(claim, Years((year,)))


def _given_all(claim: Claim, years: Years) -> Claim:
    if claim.rule == "range" and years.mode == "one":
        return replace(claim, first=replace(claim.first, years=years) if claim.first else None)
    first = replace(claim.first, years=years) if claim.first else None
    last = first if claim.last is claim.first else replace(claim.last, years=years) if claim.last else None
    return replace(claim, first=first, last=last)


# --- years ------------------------------------------------------------------------------------------------------------


def _days(claim: Claim, plan: Plan | None) -> list[Days]:
    if claim.rule == "range" and claim.first is not None and claim.last is not None:
        return list(_range_days(claim.first, claim.last, plan))
    piece = claim.first or claim.last
    assert piece is not None
    spans = _piece_days(piece, plan)
    if claim.last is None:
        return [(start, None) for start, _ in spans]
    if claim.first is None:
        return [(None, end) for _, end in spans]
    return list(spans)


def _piece_days(piece: Piece, plan: Plan | None) -> list[tuple[date, date]]:
    years = piece.years
    if piece.unit in ("year", "school") and years is not None:
        last = years.values[-1] - (piece.unit == "school" and len(years.values) > 1)
        return [
            (day_of(year, piece.first), span_of(year, piece.first, piece.last)[1])
            for year in years.values
            if year <= last
        ]
    return [span_of(year, piece.first, piece.last) for year in _start_years(piece.first, piece.last, years, plan)]


def _start_years(first: MonthDay, last: MonthDay, years: Years | None, plan: Plan | None) -> list[int]:
    """Return the years in which a stretch begins.

    A school year, and a plan over two calendar years, give September-December to the first and the rest to the
    second; a plan that leaves only one of them possible gives that one; a longer plan gives each.
    """
    if years is not None and years.mode != "next":
        return [_split(years.values, first)] if years.mode == "school" else list(years.values)
    if plan is None:
        return [UNKNOWN_YEAR]
    if years is not None:
        return [plan.first.year + 1 if len(plan.years) == 1 else plan.last.year]
    if len(plan.years) == 1:
        return [plan.first.year]
    overlaps = {year: plan.overlap(span_of(year, first, last)) for year in plan.years}
    if len(plan.years) == 2:
        best = max(overlaps.values())
        likely = [year for year in plan.years if overlaps[year] == best]
        return likely if len(likely) == 1 else [_split(tuple(plan.years), first)]
    return [year for year in plan.years if overlaps[year]] or list(plan.years)


def _split(years: tuple[int, ...], first: MonthDay) -> int:
    return years[0] if first[0] >= 9 else years[-1]


def _range_days(first: Piece, last: Piece, plan: Plan | None) -> list[tuple[date, date]]:
    """Return the windows of a range; the end without a year is the first such day after the beginning."""
    if first.years is not None and last.years is not None:
        starts, ends = _piece_days(first, plan), _piece_days(last, plan)
        if len(starts) == len(ends):
            return [_forward(start, end) for (start, _), (_, end) in zip(starts, ends, strict=True)]
        return [_forward(starts[0][0], ends[-1][1])]
    if last.years is None:
        return [span_of(start.year, (start.month, start.day), last.last) for start, _ in _first_days(first, last, plan)]
    found = []
    for _, end in _piece_days(last, plan):
        year = end.year - (first.first > last.last)
        if last.years.mode == "school":
            year = min(_split(last.years.values, first.first), end.year)
        found.append((day_of(year, first.first), end))
    return [_forward(start, end) for start, end in found]


def _first_days(first: Piece, last: Piece, plan: Plan | None) -> list[tuple[date, date]]:
    if first.years is not None:
        return _piece_days(first, plan)
    return [span_of(year, first.first, last.last) for year in _start_years(first.first, last.last, None, plan)]


def _forward(start: date, end: date) -> tuple[date, date]:
    """Return a range that runs forward: in «с 01.09.2022 по 31.05.2022» the second year is a slip."""
    if end >= start:
        return start, end
    return span_of(start.year, (start.month, start.day), (end.month, end.day))
