"""Parts, one a model → the model card; same figures, same text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class CardPart(NamedTuple):
    """What the card says of one model, Russian Markdown.

    `figures` holds tables and images; `limits` one sentence each, without a mark before them.
    """

    title: str
    stamp: str
    what: str
    data: str
    figures: str
    limits: tuple[str, ...]


INTRO = """# Карточка моделей

Модели «Сверки» обучены только на текстах из `corpus/`, написанных для неё вручную; ни одной строки настоящих планов среди них нет.
Цифры ниже — на проверочной части `corpus/test`: её писали другие авторы, модели её не видели. Карточку пишет `sverka evaluate --out models`
из измеренного; руками её не правят. Файлы без pickle (safetensors, JSON), их sha256 — в `manifest.json`."""


def card(parts: Sequence[CardPart], missing: Sequence[str] = ()) -> str:
    """Write the card: the parts in their order, then what could not be judged."""
    sections = [INTRO, *(_section(part) for part in parts)]
    if missing:
        sections.append("## Не измерено\n\n" + "\n".join(f"- {cause}" for cause in missing))
    return "\n\n".join(sections) + "\n"


def _section(part: CardPart) -> str:
    limits = "\n".join(f"- {limit}" for limit in part.limits)
    stamp = f"Отпечаток: `{part.stamp}`.\n\n" if part.stamp else ""
    return (
        f"## {part.title}\n\n{stamp}{part.what}\n\n**Данные.** {part.data}\n\n"
        f"**Цифры.**\n\n{part.figures}\n\n**Ограничения.**\n\n{limits}"
    )
