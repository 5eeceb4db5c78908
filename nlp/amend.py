"""A roadmap and a person's edits → the roadmap as the person sees it, its facts and defects understood anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from nlp.classify import Classifier
from nlp.defects import defects
from nlp.domain import (
    ActivityGuess,
    AddRow,
    Category,
    DropRow,
    Edit,
    JoinRows,
    Measure,
    Notice,
    Passport,
    Roadmap,
    Segment,
    SetActivity,
    SetCategory,
    SetCell,
    SetPassport,
    SplitRow,
)
from nlp.extract.deadline import deadline
from nlp.extract.executors import ActorUsage, actor_usage
from nlp.pipeline import classified, facts_of
from nlp.text import fold, mend, words

_CELLS = ("deadline", "executors", "outcome")


@dataclass(frozen=True)
class Amended:
    """The roadmap after the edits, and the places (in the list of edits) of those whose row is no longer there."""

    roadmap: Roadmap
    unplaced: tuple[int, ...]


def amend(roadmap: Roadmap, edits: Sequence[Edit], classifier: Classifier | None = None) -> Amended:
    """Replay edits in their order over a roadmap.

    Args:
        roadmap: as the machine gave it, with categories; where nothing is edited it comes back unchanged.
        edits: oldest first; one whose row is found neither by id nor by its anchor is left out and told of.
        classifier: for rows whose words changed; without one they keep their category.
    """
    if not edits:
        return Amended(roadmap, ())
    bench = _Bench(roadmap)
    unplaced = tuple(i for i, edit in enumerate(edits) if not bench.apply(edit))
    return Amended(_finished(roadmap, bench, classifier), unplaced)


@dataclass
class _Bench:
    """The rows while they are worked on."""

    machine: Roadmap
    passport: Passport = field(init=False)
    rows: list[Measure] = field(init=False)
    labels: dict[str, tuple[Category | None, ActivityGuess | None, bool]] = field(default_factory=dict)
    rewritten: set[str] = field(default_factory=set)
    usage: ActorUsage = field(init=False)

    def __post_init__(self) -> None:
        cells = (t for m in self.machine.measures for t in (m.text, m.executors.text))
        self.usage = actor_usage([*self.machine.context, *cells])
        self.passport = Passport(**{name: getattr(self.machine, name) for name in Passport.model_fields})
        self.rows = list(self.machine.measures)

    def apply(self, edit: Edit) -> bool:
        """Make one edit; False if its row is not there."""
        if isinstance(edit, SetPassport):
            given = edit.model_dump(exclude={"kind"}, exclude_none=True)
            self.passport = Passport.model_validate({**dict(self.passport), **given})
            return True
        if isinstance(edit, AddRow) and not edit.measure:
            return self._add(0, edit)
        at = self._find(edit.measure, edit.anchor)
        if at is None:
            return False
        return self._apply_to(at, edit)

    def _apply_to(self, at: int, edit: Edit) -> bool:
        row = self.rows[at]
        if isinstance(edit, SetCell):
            self.rows[at] = self._written(row, {edit.column: edit.text})
        elif isinstance(edit, SplitRow):
            ids = [row.id, *self._new_ids(row.id, len(edit.texts) - 1)]
            self.rows[at : at + 1] = [self._part(row, id_, text) for id_, text in zip(ids, edit.texts, strict=True)]
        elif isinstance(edit, JoinRows):
            return self._join(row, edit)
        elif isinstance(edit, DropRow):
            del self.rows[at]
        elif isinstance(edit, AddRow):
            return self._add(at + 1, edit)
        elif isinstance(edit, SetCategory):
            category = Category(primary=edit.primary, probability=1.0, secondary=edit.secondary, origin="expert")
            known = self.labels.get(row.id, (None, None, False))
            self.labels[row.id] = (category, known[1], known[2])
        elif isinstance(edit, SetActivity):
            guess = ActivityGuess(id=edit.activity, probability=1.0) if edit.activity else None
            self.labels[row.id] = (self.labels.get(row.id, (None, None, False))[0], guess, True)
        return True

    def _find(self, measure_id: str, anchor: str) -> int | None:
        """Return where a row stands: by id if its text is the anchor's, else the only row with the anchor's text, else by id.

        Ids tell where a row stood: after a new analysis another one may stand there, which has few words of the anchor.
        """
        by_id = next((i for i, m in enumerate(self.rows) if m.id == measure_id), None)
        wanted = fold(anchor)
        if not anchor or (by_id is not None and fold(self.rows[by_id].text) == wanted):
            return by_id
        by_text = [i for i, m in enumerate(self.rows) if fold(m.text) == wanted]
        if len(by_text) == 1:
            return by_text[0]
        return by_id if by_id is not None and _is_alike(self.rows[by_id].text, anchor) else None

    def _written(self, row: Measure, cells: dict[str, str]) -> Measure:
        """Return a row with other texts in some cells, its facts understood anew."""
        texts = {"text": row.text, **{name: getattr(row, name).text for name in _CELLS}, **cells}
        number = texts.pop("number", row.number) or None
        self.rewritten.add(row.id)
        segment = Segment(number=number, section=row.section, extra=row.extra, place=row.source, **texts)
        understood = facts_of(segment, self.passport.period, self.usage)
        return row.model_copy(update={"number": number, "text": segment.text, **understood})

    def _part(self, row: Measure, id_: str, text: str) -> Measure:
        part = row if id_ == row.id else row.model_copy(update={"id": id_, "number": None})
        return self._written(part, {"text": text})

    def _new_ids(self, measure_id: str, n_ids: int) -> list[str]:
        """Return ids for further parts of a row; one that was split before has given some away."""
        taken = {m.id for m in self.rows}
        free = (id_ for n in count(1) if (id_ := _derived(measure_id, n)) not in taken)
        return list(islice(free, n_ids))

    def _join(self, row: Measure, edit: JoinRows) -> bool:
        anchors = (*edit.anchors, *[""] * len(edit.others))
        places = [self._find(other, anchor) for other, anchor in zip(edit.others, anchors, strict=False)]
        others = [self.rows[p] for p in places if p is not None and self.rows[p].id != row.id]
        if len(others) < len(edit.others):
            return False
        gone = {m.id for m in others}
        self.rows = [m for m in self.rows if m.id not in gone]
        cells = {"text": row.text, **{name: getattr(row, name).text for name in _CELLS}}
        for other in others:
            cells["text"] = mend(cells["text"], other.text)
            for name in _CELLS:
                more = getattr(other, name).text
                cells[name] = cells[name] if fold(more) == fold(cells[name]) else mend(cells[name], more)
        at = next(i for i, m in enumerate(self.rows) if m.id == row.id)
        self.rows[at] = self._written(row, cells)
        return True

    def _add(self, at: int, edit: AddRow) -> bool:
        if any(m.id == edit.id for m in self.rows):
            return True
        section = self.rows[at - 1].section if 0 < at <= len(self.rows) else ()
        blank = Measure(id=edit.id, index=1, section=section, text=edit.text)
        self.rows.insert(at, self._written(blank, {name: getattr(edit, name) for name in _CELLS}))
        return True


def _finished(machine: Roadmap, bench: _Bench, classifier: Classifier | None) -> Roadmap:
    rows = bench.rows if bench.passport.period == machine.period else [_redated(m, bench.passport) for m in bench.rows]
    measures = [m.model_copy(update={"index": i}) for i, m in enumerate(rows, 1)]
    changed = machine.model_copy(update={**dict(bench.passport), "measures": tuple(measures), "notices": ()})
    anew: dict[str, Measure] = {}
    doubts: dict[str, Notice] = {}
    if classifier is not None and bench.rewritten:
        new_rows = tuple(m for m in measures if m.id in bench.rewritten)
        known = classified(changed.model_copy(update={"measures": new_rows}), classifier)
        anew = {m.id: m for m in known.measures}
        doubts = {n.measure: n for n in known.notices if n.measure}
    final = tuple(_labelled(anew.get(m.id, m), bench) for m in measures)
    return changed.model_copy(update={"measures": final, "notices": _notices(machine, bench, final, doubts)})


def _redated(measure: Measure, passport: Passport) -> Measure:
    """Return a measure whose deadline is understood in another period of the plan."""
    return measure.model_copy(update={"deadline": deadline(measure.deadline.text, passport.period)})


def _labelled(measure: Measure, bench: _Bench) -> Measure:
    category, activity, has_activity = bench.labels.get(measure.id, (None, None, False))
    update: dict[str, object] = {"category": category} if category else {}
    if has_activity:
        update["activity"] = activity
    return measure.model_copy(update=update) if update else measure


def _notices(
    machine: Roadmap, bench: _Bench, measures: Sequence[Measure], doubts: dict[str, Notice]
) -> tuple[Notice, ...]:
    """Return the notices that still hold: the reader's, the defects found anew, the doubts about categories."""
    passport = Passport(**{name: getattr(machine, name) for name in Passport.model_fields})
    old = set(defects(machine.measures, passport))
    here = {m.id for m in measures}
    judged = {m.id for m in measures if m.category.origin == "expert"}
    kept = [
        n
        for n in machine.notices
        if n not in old
        and (n.measure is None or n.measure in here)
        and not (n.kind == "category-unsure" and (n.measure in judged or n.measure in bench.rewritten))
    ]
    new = [n for id_, n in doubts.items() if id_ not in judged]
    return (*kept, *defects(measures, bench.passport), *new)


def _is_alike(text: str, other: str) -> bool:
    """Tell whether two texts share half of the shorter one's words."""
    known, asked = set(words(fold(text))), set(words(fold(other)))
    return 2 * len(known & asked) >= max(1, min(len(known), len(asked)))


def _derived(measure_id: str, n: int) -> str:
    return hashlib.sha256(f"{measure_id}/{n}".encode()).hexdigest()[:24]
