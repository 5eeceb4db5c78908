"""What the user is told of recognised pages: that they were, what was mended, where to look twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.domain import Notice

_MOST_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Recognised:
    """How the recognition of a page went.

    `repairs` are pairs of what was read and what was put; `doubtful` the words that are unsure, in reading order.
    """

    n_words: int = 0
    repairs: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[str, ...] = ()


def scan_notices(pages: Mapping[int, Recognised]) -> tuple[Notice, ...]:
    """Return the notices on a document's recognised pages, by page number; none where no page was a picture."""
    if not pages:
        return ()
    full = [number for number, page in pages.items() if page.n_words]
    empty = [number for number, page in pages.items() if not page.n_words]
    notices: list[Notice] = []
    if full:
        detail = f"Текст распознан с изображения: {_pages(full)}. Сверьте важное с оригиналом."
        notices.append(Notice(kind="recognised", detail=detail))
    if empty:
        notices.append(Notice(kind="scanned-pages", detail=f"На изображении не найден текст: {_pages(empty)}."))
    repairs = list(dict.fromkeys(pair for number in sorted(pages) for pair in pages[number].repairs))
    if repairs:
        notices.append(Notice(kind="ocr-repaired", detail=_repaired(repairs)))
    for number in sorted(pages):
        if pages[number].doubtful:
            notices.append(Notice(kind="ocr-doubtful", detail=_doubtful(number, pages[number].doubtful)))
    return tuple(notices)


def _repaired(repairs: Sequence[tuple[str, str]]) -> str:
    shown = "; ".join(f"{read} → {put or '…'}" for read, put in repairs)
    return f"Исправлены ошибки распознавания (прочитано → записано): {shown}."


def _doubtful(number: int, words: Sequence[str]) -> str:
    shown = ", ".join(f"«{word}»" for word in words[:_MOST_EXAMPLES])
    more = " и другие" if len(words) > _MOST_EXAMPLES else ""
    return f"Страница {number}: неуверенно распознано слов — {len(words)}: {shown}{more}."


def _pages(numbers: Iterable[int]) -> str:
    """Write page numbers with runs: «страницы 1–3, 5»."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    several = len(runs) > 1 or len(runs[0]) > 1
    return f"страниц{'ы' if several else 'а'} " + ", ".join("–".join(map(str, run)) for run in runs)
