"""What the stages make together: a document becomes roadmaps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypedDict, TypeVar

from nlp import gaps, match
from nlp.classify import Classifier, Floats, MeasureText, activities, categories, posteriors, unsure
from nlp.defects import defects
from nlp.domain import (
    Coverage,
    Deadline,
    Document,
    Executors,
    Mandate,
    Match,
    Measure,
    Notice,
    Outcome,
    Part,
    Passport,
    Place,
    Roadmap,
    Segment,
    Source,
    State,
)
from nlp.embed import Encoder
from nlp.extract.deadline import deadline
from nlp.extract.ditto import NOTHING_MEANT, Meant, meant_rows
from nlp.extract.executors import ActorUsage, actor_usage, executors
from nlp.extract.outcome import outcome
from nlp.extract.passport import passport
from nlp.gaps import GapModel
from nlp.lexicon.regions import Regions
from nlp.match import Matcher
from nlp.segment import segment

# Two pages; nobody writes more into a cell, and some rules take the square of its length.
LONGEST_CELL = 5_000
# Twenty pages before and behind: what a plan says of itself stands no further off.
LINES_AROUND = 1_000
Mentioned = TypeVar("Mentioned", Deadline, Executors)
Fact = TypeVar("Fact", Deadline, Executors, Outcome)
Period = tuple[str, str]


class Facts(TypedDict):
    """The cells of a measure, understood."""

    deadline: Deadline
    executors: Executors
    outcome: Outcome


def analyse(document: Document, regions: Regions, classifier: Classifier | None = None) -> tuple[Roadmap, ...]:
    """Take a document apart into roadmaps with measures and facts; without a classifier no categories.

    Returns:
        One roadmap a plan in the document, in its order; at least one.
    """
    roadmaps = [_roadmap(document, part, i, regions) for i, part in enumerate(segment(document), 1)]
    for i, roadmap in enumerate(roadmaps[1:], 1):  # the order that names the region stands before the first plan only
        if roadmap.region is None:
            roadmaps[i] = roadmap.model_copy(update={"region": roadmaps[0].region})
    return tuple(roadmaps if classifier is None else (classified(r, classifier) for r in roadmaps))


def measure_texts(measures: Sequence[Measure]) -> list[MeasureText]:
    """Return what the classifier reads of measures: text, innermost heading, outcome."""
    return [MeasureText(m.text, m.section[-1] if m.section else "", m.outcome.text) for m in measures]


def classified(roadmap: Roadmap, classifier: Classifier) -> Roadmap:
    """Return the roadmap with categories, typical activities and notices where the model is unsure."""
    rows = measure_texts(roadmap.measures)
    found = posteriors(classifier, rows)
    labels = zip(categories(classifier, found, rows), activities(classifier, found), strict=True)
    measures = tuple(
        m.model_copy(update={"category": category, "activity": activity})
        for m, (category, activity) in zip(roadmap.measures, labels, strict=True)
    )
    doubts = tuple(n for m in measures if (n := unsure(m.id, m.category)))
    return roadmap.model_copy(update={"measures": measures, "notices": (*roadmap.notices, *doubts)})


def _roadmap(document: Document, part: Part, index: int, regions: Regions) -> Roadmap:
    known = passport(_near(part), document.name, regions)
    given = document.part_ids or (document.sha256,)
    roadmap_id = given[index - 1] if index <= len(given) else _digest(f"{document.sha256}#{index}")
    measures, doubts = _measures(roadmap_id, part.segments, known, part)
    notices = (*document.notices, *part.notices, *doubts, *defects(measures, known))
    state: State = "partial" if document.state == "partial" or not measures else "ok"
    return Roadmap(
        id=roadmap_id,
        source=Source(name=document.name, media_type=document.media_type, part=index, state=state),
        **dict(known),
        measures=measures,
        notices=notices,
        context=(*part.before, *part.after),
    )


def _near(part: Part) -> Part:
    """Return a part as its passport reads it: without lines far from the plan and the ends of endless texts."""
    cut = [
        s.model_copy(update={"text": s.text[:LONGEST_CELL], "executors": s.executors[:LONGEST_CELL]})
        for s in part.segments
    ]
    return part.model_copy(update={"before": _ends(part.before), "segments": tuple(cut), "after": _ends(part.after)})


def _ends(lines: Sequence[str]) -> tuple[str, ...]:
    kept = lines if len(lines) <= 2 * LINES_AROUND else (*lines[:LINES_AROUND], *lines[-LINES_AROUND:])
    return tuple(line[:LONGEST_CELL] for line in kept)


def _measures(
    roadmap_id: str, segments: Sequence[Segment], known: Passport, part: Part
) -> tuple[tuple[Measure, ...], list[Notice]]:
    usage = actor_usage([*part.before, *part.after, *(t for s in segments for t in (s.text, s.executors))])
    seen: Counter[str] = Counter()
    measures: list[Measure] = []
    doubts: list[Notice] = []
    for index, (row, meant) in enumerate(zip(segments, meant_rows(segments), strict=True), 1):
        place = _key(row.place)
        seen[place] += 1
        measure_id = _digest(f"{roadmap_id}:{place}:{seen[place]}")[:24]
        measures.append(
            Measure(
                id=measure_id,
                index=index,
                number=row.number,
                section=row.section,
                text=row.text,
                **facts_of(row, known.period, usage, meant),
                extra=row.extra,
                source=row.place,
            )
        )
        doubts.extend(n.model_copy(update={"measure": measure_id}) for n in row.doubts)
        if max(map(len, (row.deadline, row.executors, row.outcome))) > LONGEST_CELL:
            detail = f"Ячейка длиннее {LONGEST_CELL} знаков: срок, исполнители и показатели взяты из её начала."
            doubts.append(Notice(kind="long-cell", measure=measure_id, detail=detail))
    return tuple(measures), doubts


def facts_of(row: Segment, period: Period | None, usage: ActorUsage, meant: Meant = NOTHING_MEANT) -> Facts:
    """Return what the cells of a row say: deadline, executors and outcome, ready for a measure.

    `meant` are the deadline and executors of a row above, where the row only says «то же».
    """
    return {
        "deadline": _repeated(partial(deadline, period=period), row.deadline, meant.deadline),
        "executors": _repeated(partial(executors, usage=usage), row.executors, meant.executors),
        "outcome": _understood(outcome, row.outcome),
    }


def _repeated(read: Callable[[str], Mentioned], text: str, meant: str) -> Mentioned:
    """Return what a cell says by pointing to another: the text stays as printed, and all of it is the mention."""
    if not meant:
        return _understood(read, text)
    fact = _understood(read, meant)
    whole = tuple(m.model_copy(update={"span": (0, len(text)), "rule": f"{m.rule}, ditto"}) for m in fact.mentions)
    return fact.model_copy(update={"text": text, "mentions": whole})


def _understood(read: Callable[[str], Fact], text: str) -> Fact:
    """Return what `read` finds in a cell; its text stays whole where only its beginning is understood."""
    fact = read(text[:LONGEST_CELL])
    return fact if len(text) <= LONGEST_CELL else fact.model_copy(update={"text": text})


def _key(place: Place) -> str:
    return f"{place.page}/{place.table}/{place.row}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Models:
    """The models that answers need, fitted together: one encoder and classifier under matcher and gaps."""

    encoder: Encoder
    classifier: Classifier
    matcher: Matcher
    gap_model: GapModel

    @cached_property
    def match_senses(self) -> match.Senses:
        """How the matcher understands texts."""

        def both(texts: Sequence[str]) -> tuple[Floats, Floats]:
            found = posteriors(self.classifier, [MeasureText(t) for t in texts])
            return found.categories, found.activities

        return match.Senses(self.encoder.encode, both)

    @cached_property
    def gap_senses(self) -> gaps.Senses:
        """How the model of coverage understands texts."""

        def activity(texts: Sequence[str]) -> Floats:
            return posteriors(self.classifier, [MeasureText(t) for t in texts]).activities

        return gaps.Senses(self.encoder.encode, activity, self.classifier.activity_ids)


def compare(left: Roadmap, right: Roadmap, models: Models, *, every: bool = False) -> tuple[Match, ...]:
    """Return the one-to-one alignment of two plans, or every pair of their measures, best first."""
    pairing = match.every_pair if every else match.match
    return pairing(models.matcher, models.match_senses, left.measures, right.measures)


def coverage(roadmap: Roadmap, mandates: Sequence[Mandate], models: Models) -> tuple[Coverage, ...]:
    """Say of every mandate of a catalogue how the plan covers it."""
    catalogue = gaps.prepare(mandates, models.gap_senses)
    return gaps.coverage(roadmap, catalogue, models.gap_model, models.gap_senses)


def coverage_by_plan(roadmap: Roadmap, asked: Roadmap, models: Models) -> tuple[Coverage, ...]:
    """Say of every measure of another plan (the region's, last year's) how this plan covers it."""
    left, right = (
        match.prepare(
            [match.Row(m.text, m.outcome.text) for m in plan.measures], models.match_senses, models.matcher.rarity
        )
        for plan in (roadmap, asked)
    )
    found = match.pair_probabilities(models.matcher, left, right)
    return gaps.coverage_by_match(roadmap, gaps.mandates_from_roadmap(asked), found.same, found.related)
