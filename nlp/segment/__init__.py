"""Document → plans with their measures as printed."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.domain import Document, Notice, Paragraph, Part, Segment
from nlp.segment.labelled import spread
from nlp.segment.list_items import is_title, without_furniture
from nlp.segment.listing import read_list
from nlp.segment.numbering import numbering_notices
from nlp.segment.table import Draft
from nlp.segment.walker import Walker

__all__ = ["segment"]

_FEWEST_LISTED = 3


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
    found = [_part(p.before, p.drafts, p.after) for p in kept]
    return (*found[:-1], *_with_list_behind(found[-1], document))


def _with_list_behind(last: Part, document: Document) -> tuple[Part, ...]:
    """Take the list of measures that follows the last table under a plan's title of its own for one more plan."""
    lines = [b for b in document.blocks if isinstance(b, Paragraph)]
    behind = lines[len(lines) - len(last.after) :] if last.segments and last.after else []
    start = next((i for i, line in enumerate(behind) if is_title(line.text)), None)
    if start is None or [line.text for line in behind] != list(last.after):
        return (last,)
    before, drafts, after = read_list(without_furniture(behind[start:]))
    labelled = sum(bool(d.cells.get("deadline") or d.cells.get("executors")) for d in drafts)
    if len(drafts) < _FEWEST_LISTED or labelled < len(drafts):
        return (last,)
    return (last.model_copy(update={"after": last.after[:start]}), _part(before, drafts, after))


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
