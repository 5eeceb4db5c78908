"""How figures are written in Russian: numbers with a comma, names of what was measured."""

from __future__ import annotations

from collections.abc import Sequence

WAYS = {"words": "по словам (BM25)", "vectors": "по векторам", "fused": "по словам и векторам"}
QUERIES = {"text": "запрос — формулировка мероприятия", "title": "запрос — название типового мероприятия"}


def number(value: float, digits: int = 3) -> str:
    """Write a share with a comma: 0.9656 → «0,966»; never «-0,000»."""
    rounded = round(value, digits)
    return f"{rounded if rounded else 0.0:.{digits}f}".replace(".", ",")


def thousands(value: int) -> str:
    """Write a count with spaces between thousands: 7092 → «7 092»."""
    return f"{value:,}".replace(",", " ")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table, the first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
