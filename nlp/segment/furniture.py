"""Rows that are no measures: column numbers, signatures, sums."""

from __future__ import annotations

import re

from nlp.domain import Row
from nlp.text import clean

_POSITION = re.compile(
    r"^(?:и\. ?о\. )?(?:начальник|директор|глава|заместитель|руководитель|председатель|министр|заведующ"
    r"|(?:(?:главный|ведущий|старший) )?(?:специалист|бухгалтер|методист|инспектор|консультант|эксперт|секретарь))",
    re.I,
)
_SIGN_HERE = re.compile(r"^_{3,}$|^\(подпись\)$", re.I)
_COLOPHON = re.compile(r"^(?:исполнитель|исп|подготовила?|составила?|согласовано|примечани[ея]|тел)\b ?[.:*]", re.I)
_PERSON = re.compile(
    r"^(?:[А-ЯЁ]\. ?(?:[А-ЯЁ]\. ?)?[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+ [А-ЯЁ]\. ?(?:[А-ЯЁ]\.)?"
    r"|(?:[А-ЯЁ][а-яё-]+ ){2}[А-ЯЁ][а-яё]+(?:вна|ич|ична))$"
)
_TOTAL = re.compile(r"^(?:итого|всего)\b", re.I)


def is_column_numbers(row: Row) -> bool:
    """Tell whether the row only numbers the columns: «1 | 2 | 3 | 4»."""
    texts = [clean(c.text).strip(" .") for c in row.cells if clean(c.text)]
    if not (len(texts) >= 3 or len(texts) == len(row.cells) == 2):
        return False
    first = int(texts[0]) if re.fullmatch(r"[0-9]{1,2}", texts[0]) else -1
    return first >= 0 and texts == [str(first + i) for i in range(len(texts))]


def is_signature(row: Row) -> bool:
    """Tell whether the row is a signature block: «Начальник отдела | | И.И. Петров»."""
    texts = [t for c in row.cells if (t := clean(c.text).strip("_ /"))]
    if texts and _COLOPHON.match(texts[0]):
        return len(texts) == 1 or (len(texts) <= 4 and bool(_PERSON.match(texts[-1])))
    signed = any(_SIGN_HERE.match(clean(c.text)) for c in row.cells)
    return 2 <= len(texts) <= 3 and bool(_PERSON.match(texts[-1])) and (signed or bool(_POSITION.match(texts[0])))


def is_total(row: Row) -> bool:
    """Tell whether the row sums up amounts: «Итого | | 5 360,0»."""
    texts = [t for c in row.cells if (t := clean(c.text))]
    return bool(texts) and bool(_TOTAL.match(texts[0])) and len(texts[0]) < 60
