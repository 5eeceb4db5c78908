"""The act around the rows and the executors' column → what they show of a mandate."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nlp.domain import Mandate, Roadmap
from nlp.gaps.features import Catalogue, Floats, Senses, understand
from nlp.gaps.model import GapModel, grades
from nlp.gaps.texts import clauses
from nlp.lexicon.terms import position
from nlp.text import fold, words

_ORDERS = re.compile(
    r"^(?:п\s?р\s?и\s?к\s?а\s?з\s?ы\s?в\s?а\s?[юе]\s?т?|п\s?о\s?с\s?т\s?а\s?н\s?о\s?в\s?л\s?я\s?[юе]\s?т?|обязываю|решил)\b.*:?$|приказываю:|постановляю:|постановляет:"
)
_ITEM = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s|[-–—•]\s)")
_APPENDIX = re.compile(r"^(?:перечень|список|состав)\s")
_APPROVED = re.compile(r"^\W*(?:утвержден[аоы]?|утверждаю|введен[аоы]? в действие)\b")
_APPROVES = re.compile(r"\bутвердить\b")
_ROADMAP = re.compile(r"дорожн\w+ карт|план\w* мероприятий|комплекс\w* мер|план\w*-график")
# What an act says is short and sure, yet an item commands and does not report.
_BY_ACT, _BY_PASSPORT = 0.9, 0.97


def act_lines(context: Sequence[str]) -> tuple[str, ...]:
    """Return the items of the order and the headings of its lists; goals and signatures are neither."""
    kept: list[str] = []
    ordering = False
    for line in context:
        text = fold(line).strip()
        if _ORDERS.search(text):
            ordering = True
        elif ordering and _ITEM.match(text):
            kept.append(_ITEM.sub("", line.strip()))
        elif ordering and not text.endswith((".", ":", ";", ",")) and len(words(text)) > 2:
            ordering = False
        if _APPENDIX.match(text):
            kept.append(line.strip())
    return tuple(dict.fromkeys(part for line in kept for part in (line, *(c.read for c in clauses(line)))))


def is_approved(roadmap: Roadmap) -> bool:
    """Tell whether the plan shows the act that puts it into force: its details, a stamp or an item of the order."""
    if roadmap.act is not None:
        return True
    lines = [fold(line) for line in roadmap.context]
    if any(_APPROVED.match(line) for line in lines):
        return True
    return any(_APPROVES.search(line) and _ROADMAP.search(line) for line in map(fold, act_lines(roadmap.context)))


def act_shows(roadmap: Roadmap, catalogue: Catalogue, model: GapModel, senses: Senses) -> Floats:
    """Return how surely the act itself speaks of each mandate that it may cover, shape (n_mandates,)."""
    found = np.zeros(len(catalogue.mandates), np.float32)
    lines = act_lines(roadmap.context)
    may = np.array([bool(m.act_may_cover) for m in catalogue.mandates], np.bool_)
    if lines:
        judged = grades(model, understand(lines, senses), catalogue)
        found = np.where(may, _BY_ACT * (judged[:, :, 0] + judged[:, :, 1]).max(axis=0), 0.0).astype(np.float32)
    if is_approved(roadmap):
        whole = np.array([m.act_may_cover is True for m in catalogue.mandates], np.bool_)
        found = np.where(whole, _BY_PASSPORT, found).astype(np.float32)
    return found


def spoken_executors(roadmap: Roadmap) -> tuple[tuple[str, ...], ...]:
    """Return the words of each measure's executors; most are the same from row to row."""
    known = {text: words(text) for text in dict.fromkeys(m.executors.text for m in roadmap.measures)}
    return tuple(known[m.executors.text] for m in roadmap.measures)


def rows_with_executors(spoken: Sequence[Sequence[str]], mandate: Mandate) -> tuple[int, ...]:
    """Return the indices of the rows whose executors (`spoken_executors`) show the mandate, none where they are too few."""
    for sign in mandate.executors:
        rows = tuple(i for i, ws in enumerate(spoken) if any(position(t, ws) is not None for t in sign.terms))
        if rows and len(rows) >= sign.share * len(spoken):
            return rows
    return ()
