"""What the stages make together: a document becomes roadmaps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from nlp.classify import Classifier, MeasureText, activities, categories, posteriors, unsure
from nlp.defects import defects
from nlp.domain import Document, Measure, Notice, Part, Passport, Place, Roadmap, Segment, Source, State
from nlp.extract.deadline import deadline
from nlp.extract.executors import actor_usage, executors
from nlp.extract.outcome import outcome
from nlp.extract.passport import passport
from nlp.lexicon.regions import Regions
from nlp.segment import segment


def analyse(document: Document, regions: Regions, classifier: Classifier | None = None) -> tuple[Roadmap, ...]:
    """Take a document apart into roadmaps with measures and facts; without a classifier no categories.

    Returns:
        One roadmap a plan in the document, in its order; at least one.
    """
    parts = segment(document)
    roadmaps = (_roadmap(document, part, i, regions) for i, part in enumerate(parts, 1))
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
    known = passport(part, document.name, regions)
    roadmap_id = document.sha256 if index == 1 else _digest(f"{document.sha256}#{index}")
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


def _measures(
    roadmap_id: str, segments: Sequence[Segment], known: Passport, part: Part
) -> tuple[tuple[Measure, ...], list[Notice]]:
    usage = actor_usage([*part.before, *part.after, *(t for s in segments for t in (s.text, s.executors))])
    seen: Counter[str] = Counter()
    measures: list[Measure] = []
    doubts: list[Notice] = []
    for index, row in enumerate(segments, 1):
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
                deadline=deadline(row.deadline, known.period),
                executors=executors(row.executors, usage),
                outcome=outcome(row.outcome),
                extra=row.extra,
                source=row.place,
            )
        )
        doubts.extend(n.model_copy(update={"measure": measure_id}) for n in row.doubts)
    return tuple(measures), doubts


def _key(place: Place) -> str:
    return f"{place.page}/{place.table}/{place.row}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
