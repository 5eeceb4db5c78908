"""What answers are called."""

from __future__ import annotations

from service.schemas.review import ReviewKind
from ui.wording import CATEGORIES, RELATIONS, STATUSES

_NAMES: dict[ReviewKind, dict[str, str]] = {
    "category": {str(code): name for code, name in CATEGORIES.items()},
    "coverage": {str(code): name for code, name in STATUSES.items()},
    "match": {str(code): name for code, name in RELATIONS.items()},
}


def label_of(kind: ReviewKind, label: str) -> str:
    """Return the Russian word of an answer."""
    return _NAMES[kind].get(label, label)
