"""Cells that only point to the row above: «то же», «-//-», «—″—»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.domain import Segment
from nlp.text import fold

# Quotes are folded to «"» and dashes to «-»; a lone dash is an empty cell.
_DITTO = re.compile(r"^(?:то же(?: самое)?|там же|те же|тот же|-*\s*(?://|\"|\'\'|\u2033|\u3003)\s*-*)\.?$")


class Meant(NamedTuple):
    """What a row's deadline and executors point to; empty where they speak for themselves."""

    deadline: str
    executors: str


NOTHING_MEANT = Meant("", "")


def meant_rows(rows: Sequence[Segment]) -> Iterator[Meant]:
    """Yield for each row the texts that its ditto marks stand for: of the nearest row above that says them."""
    before = {"deadline": "", "executors": ""}
    for row in rows:
        own = {"deadline": row.deadline, "executors": row.executors}
        ditto = {role: bool(_DITTO.match(fold(text).strip())) for role, text in own.items()}
        yield Meant(*(before[role] if ditto[role] else "" for role in own))
        before |= {role: text for role, text in own.items() if text and not ditto[role]}
