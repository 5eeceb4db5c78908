"""Tables saved as text with separators: «1;Анализ ВПР;май;ОО», quoted where a cell holds the separator."""

from __future__ import annotations

import csv
import io
from collections import Counter

from nlp.domain import Block, Cell, Paragraph, Row
from nlp.read.grid import make_row, make_table
from nlp.read.limits import MAX_SPAN, Budget
from nlp.text import clean

_SEPARATORS = ";,"
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 4
_SURE = 0.8


def records(text: str) -> list[list[str]] | None:
    """Return the records of a text that most of its lines show to be separated values; None for any other text."""
    for separator in _SEPARATORS:
        if text.count(separator) < _FEWEST_ROWS * (_FEWEST_COLUMNS - 1):
            continue
        try:
            found = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
        except csv.Error:
            continue
        filled = [record for record in found if any(map(str.strip, record))]
        widths = Counter(map(len, filled))
        width, n = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        if _FEWEST_COLUMNS <= width <= MAX_SPAN and n >= max(_SURE * len(filled), _FEWEST_ROWS):
            return found
    return None


def separated_blocks(found: list[list[str]]) -> tuple[Block, ...]:
    """Return records as one table; those before it that have a single value are lines of text.

    Raises:
        LimitError: larger than a plan can be.
    """
    blocks: list[Block] = []
    rows: list[Row] = []
    budget, width = Budget(), max(map(len, found))
    for number, record in enumerate(found, 1):
        texts = [clean(value) for value in record]
        alone = [text for text in texts if text]
        if len(alone) == 1 and not rows:
            budget.paragraph(len(alone[0]))
            blocks.append(Paragraph(text=alone[0], row=number))
        elif len(alone) == 1 and texts[0]:
            rows.append(make_row([Cell(text=texts[0], column=0, colspan=width)], number, None, budget))
        elif alone:
            rows.append(make_row([Cell(text=text, column=i) for i, text in enumerate(texts)], number, None, budget))
    table = make_table(rows, 1)
    return (*blocks, table) if table is not None else tuple(blocks)
