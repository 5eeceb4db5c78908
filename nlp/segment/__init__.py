"""Document → plans with their measures as printed."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.domain import Document, Notice, Paragraph, Part, Segment
from nlp.segment.labelled import spread
from nlp.segment.list_items import without_furniture
from nlp.segment.listing import read_list
from nlp.segment.numbering import numbering_notices
from nlp.segment.table import Draft
from nlp.segment.walker import Walker

__all__ = ["segment"]


def segment(document: Document) -> tuple[Part, ...]:
    """Take a document apart into its plans, each with its measures in order.

    Returns:
        At least one part; a document in which no plan was found gives one part without segments
        whose `before` holds all its lines.
    """
    walker = Walker()
    for block in document.blocks:
        if isinstance(block, Paragraph):
            walker.line(block)
        else:
            walker.table(block)
    walker.finish()
    if not any(part.drafts for part in walker.parts):
        lines = [b for b in document.blocks if isinstance(b, Paragraph)]
        before, drafts, after = read_list(without_furniture(lines)) if lines else ([], [], [])
        if drafts:
            return (_part(before, drafts, after),)
    kept = [p for p in walker.parts if p.drafts] or walker.parts[:1]
    return tuple(_part(p.before, p.drafts, p.after) for p in kept)


def _part(before: Sequence[str], drafts: Sequence[Draft], after: Sequence[str]) -> Part:
    """Close the drafts: add the notices that need all rows."""
    spread(drafts)
    faults: dict[int, list[Notice]] = {}
    for index, notice in numbering_notices([d.number for d in drafts], [d.section for d in drafts]):
        faults.setdefault(index, []).append(notice)
    segments = tuple(
        Segment(
            number=d.number or None,
            section=d.section,
            text=d.cells.get("text", ""),
            deadline=d.cells.get("deadline", ""),
            executors=d.cells.get("executors", ""),
            outcome=d.cells.get("outcome", ""),
            extra=tuple(d.extra.items()),
            place=d.place,
            doubts=(*d.doubts, *faults.get(i, ())),
        )
        for i, d in enumerate(drafts)
    )
    notices = () if segments else (Notice(kind="no-plan", detail="В файле не найдено ни одного мероприятия."),)
    return Part(before=tuple(before), segments=segments, after=tuple(after), notices=notices)
