"""Plans without a table: numbered paragraphs followed by «Срок: …», «Ответственный: …», «Результат: …»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.domain import Notice, Paragraph, Place
from nlp.lexicon.hints import is_action_like
from nlp.segment.joining import LONGEST_TEXT, ends_closed, ends_open, join, starts_inside
from nlp.segment.list_items import BULLET, Item, is_title, read_item
from nlp.segment.numbering import follows, is_roman, parts, split_number
from nlp.segment.table import Draft
from nlp.text import fold

_DATE = re.compile(r"^[\d.]{6,10}(?: ?г\.?)?$")
_HEAD = re.compile(r"^(?:раздел|направлени[ея]|блок|этап|модуль|задача|трек)\b|^[ivxіх]+[.)]\s", re.I)
_END = re.compile(
    r"^(?:приложение\b|перечень\b|список\b|состав\b|с приказом ознакомлен|исполнитель:|исп[.:]|начальник\b"
    r"|директор\b.*[а-яё]\. ?[а-яё]\.)"
)
# A converted line of at least this length was probably wrapped, so the next one continues it.
WRAPPED_LENGTH = 55


def read_list(lines: Sequence[Paragraph]) -> tuple[list[str], list[Draft], list[str]]:
    """Read a plan written as a list.

    Returns:
        The lines before the plan, its measures, the lines after it.
    """
    items = [read_item(line) for line in lines]
    start = _plan_start(items)
    if start is None:
        return [line.text for line in lines], [], []
    reader = _ListReader(items[start:])
    drafts = reader.read()
    heads = {d.section[:1] for d in drafts}
    if len(heads) == 1 and (head := next(iter(heads))) and not parts(split_number(head[0])[0]):
        for draft in drafts:  # one heading over everything is no section
            draft.section = draft.section[1:]
    return [i.line.text for i in items[:start]] + reader.before, drafts, reader.after


def _plan_start(items: Sequence[Item]) -> int | None:
    """Find where the plan begins: with the numbering that the first labelled item belongs to.

    The order above a plan may set deadlines too: where most labels stand behind a title, the plan does.
    Without labels a plan begins behind its title, if at least three numbered actions follow.
    """
    labelled = [i for i, item in enumerate(items) if any(r != "text" for r, _ in item.labelled)]
    titles = [i for i, item in enumerate(items) if is_title(item.line.text) and not item.number and not item.labelled]
    behind = [[i for i in labelled if i > title] for title in titles]
    labelled = next((found for found in reversed(behind) if 2 * len(found) > len(labelled)), labelled)
    first = labelled[0] if labelled else None
    if first is None:
        actions = [i for i, item in enumerate(items) if item.number and is_action_like(item.text)]
        starts = [i + 1 for i in titles if len(actions) >= 3 and i < actions[-3]]
        return starts[-1] if starts else None
    floor = max((i + 1 for i in titles if i < first), default=0)
    owners = [i for i in range(floor, first + 1) if items[i].number or any(r == "text" for r, _ in items[i].labelled)]
    if not owners:
        return max(first - 1, floor)
    return _with_headings(items, _run_start(items, owners), floor)


def _run_start(items: Sequence[Item], owners: Sequence[int]) -> int:
    """Walk back along the numbering from the last owner: 2.1 ← 2 ← 1.3 ← … ← 1."""
    start = owners[-1]
    for i in reversed(owners[:-1]):
        same_kind = (")" in (items[i].number or "")) == (")" in (items[start].number or ""))
        roman = is_roman(items[i].number) and parts(items[start].number)[-1:] == (1,)
        if items[start].number and same_kind and (follows(items[i].number, items[start].number) or roman):
            start = i
    return start


def _with_headings(items: Sequence[Item], start: int, floor: int) -> int:
    """Include the section headings that stand directly above the first item."""
    while start - 1 >= floor and start > 0:
        above = items[start - 1]
        text = above.line.text
        if (
            (
                above.number
                and not is_roman(above.number)
                and not parts(items[start].number) == (1,) == parts(above.number)
            )
            or above.labelled
            or len(text) > 160
            or text.rstrip()[-1:] in ".,;:"
        ):
            break
        start -= 1
    return start


class _ListReader:
    """Walks through the items of a list plan and collects drafts."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.drafts: list[Draft] = []
        self.sections: list[tuple[str | None, str]] = []
        self.before: list[str] = []
        self.after: list[str] = []
        self.role = "text"
        self.line_length = 0
        self.aside: list[str] = []
        self.bulleted = not any(i.number for i in items)  # bullets stand before measures, not inside them
        self.labels_rule = sum(bool(i.labelled) for i in items) * 3 >= max(1, sum(bool(i.number) for i in items))

    def read(self) -> list[Draft]:
        """Return the measures in order."""
        for i, item in enumerate(self.items):
            if self.after or (self.drafts and _END.match(fold(item.line.text))):
                self.after.append(item.line.text)
            else:
                self._take(i, item)
                self.line_length = len(item.line.text)
        self.after = [*self.aside, *self.after]
        return self.drafts

    def _take(self, i: int, item: Item) -> None:
        if self._is_sublist(item):
            self._continue(f"{item.number} {item.text}")
        elif item.number and self._is_head(i, item):
            self._enter(item.number, item.text)
        elif item.number or (any(r == "text" for r, _ in item.labelled)) or self._is_unnumbered(i, item):
            self._begin(item)
        elif item.labelled and self.drafts:
            if item.text:
                self._continue(item.text)
            self._label(item)
        elif item.line.heading or _HEAD.match(item.text) or self._is_head(i, item):
            self._enter(None, item.text)
        elif self.drafts:
            self._continue(item.text)
        else:
            self.before.append(item.line.text)

    def _is_sublist(self, item: Item) -> bool:
        """An item of another numbering inside an open text: «…по темам: 1) …; 2) …»."""
        if not item.number or item.labelled or not self.drafts or self.role != "text":
            return False
        before = self.drafts[-1].cells.get("text", "").rstrip()
        own = _style(item.number) == _style(self.drafts[-1].number)
        return before[-1:] in ":;" and not own and not is_roman(item.number)

    def _is_unnumbered(self, i: int, item: Item) -> bool:
        """A paragraph without a number is a measure when labels follow it and none are left open."""
        if item.labelled and item.text and is_action_like(item.text):
            return True
        opens = self.bulleted and bool(BULLET.match(item.text))
        if not opens and self._is_wrapped(item.text):
            return False
        following = self.items[i + 1] if i + 1 < len(self.items) else None
        plain = opens or (bool(item.text) and not item.labelled and not starts_inside(item.text))
        followed = following is not None and bool(following.labelled) and not following.text and not following.number
        return plain and followed and (self.role != "text" or not self.drafts) and not item.line.heading

    def _is_head(self, i: int, item: Item) -> bool:
        """A line heads a section when the next item is numbered below it or counts anew."""
        if item.labelled or BULLET.match(item.line.text) or item.text.rstrip().endswith(":"):
            return False
        following = next((x for x in self.items[i + 1 : i + 4] if x.text or x.labelled or x.number), None)
        if following is None or not following.number:
            return bool(_HEAD.match(item.line.text)) and following is not None and not following.labelled
        own, below = parts(item.number), parts(following.number)
        if is_roman(item.number) and not is_roman(following.number):
            return True
        if item.number:
            deeper = below[: len(own)] == own and len(below) > len(own)
            other_kind = _style(item.number) != _style(following.number)
            anew = below == (1,) and (own != (1,) or other_kind) and self.labels_rule
            return deeper or (anew and (other_kind or not follows(item.number, following.number)))
        anew = below == (1,) or below[-1:] == (1,)
        continues = (
            bool(self.drafts)
            and follows(self.drafts[-1].number, following.number)
            and item.line.text.rstrip()[-1:] not in ".;,"
        )
        return (
            not starts_inside(item.text)
            and len(item.text) < 200
            and (anew or continues)
            and item.line.text.rstrip()[-1:] not in ";,"
        )

    def _enter(self, number: str | None, text: str) -> None:
        own = parts(number)
        shown = f"{number} {text}" if number else text
        roman = is_roman(number) or bool(_HEAD.match(text))
        if roman or not number:
            keep = [s for s in self.sections if (is_roman(s[0]) or _HEAD.match(s[1])) and not roman]
        else:
            keep = [
                s
                for s in self.sections
                if is_roman(s[0]) or not s[0] or (own and parts(s[0]) == own[: len(parts(s[0]))] and parts(s[0]) != own)
            ]
        self.sections = [*keep, (number, shown)]
        self.role = "text"

    def _begin(self, item: Item) -> None:
        place = Place(page=item.line.page, table=None, row=item.line.row)
        draft = Draft(item.number, tuple(s[1] for s in self.sections), {"text": BULLET.sub("", item.text)}, place)
        self.drafts.append(draft)
        self.role = "text"
        self._label(item)

    def _label(self, item: Item) -> None:
        cells = self.drafts[-1].cells
        for role, value in item.labelled:
            cells[role] = join(cells.get(role, ""), value)
            self.role = role

    def _is_wrapped(self, text: str) -> bool:
        """Tell whether a line continues the labelled cell above it."""
        if self.role == "text" or not self.drafts or _DATE.match(text):
            return False
        before = self.drafts[-1].cells.get(self.role, "")
        return (
            starts_inside(text) or ends_open(before) or (self.line_length >= WRAPPED_LENGTH and not ends_closed(before))
        )

    def _continue(self, text: str) -> None:
        """Add a line without number and label to the cell that was being read, or set it aside."""
        draft = self.drafts[-1]
        is_full = len(draft.cells.get(self.role, "")) > LONGEST_TEXT
        if not is_full and (self.role == "text" or self._is_wrapped(text)):
            draft.cells[self.role] = join(draft.cells.get(self.role, ""), text)
        else:
            draft.doubts.append(
                Notice(kind="doubtful-line", detail=f"Строка после мероприятия не отнесена к нему: «{text[:80]}».")
            )
            self.aside.append(text)


def _style(number: str | None) -> tuple[bool, int]:
    """Return what tells numberings apart: the bracket and the depth."""
    return (")" in (number or ""), len(parts(number)))
