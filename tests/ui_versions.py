"""Two versions of one plan, the second with measures weakened, strengthened, dropped and added."""

from __future__ import annotations

import io

import docx

HEADER = ("№", "Мероприятие", "Срок", "Ответственные", "Ожидаемый результат")
EARLIER = (
    (
        "Анализ результатов ВПР в школах с низкими результатами",
        "до 1 июня 2023 г.",
        "Управление образования",
        "Справка",
    ),
    ("Повышение квалификации учителей математики", "до 1 октября 2023 г.", "Методист", "Не менее 20 учителей"),
    ("Подбор кураторов для школ и закрепление за каждой школой", "февраль 2023 г.", "Управление образования", "Приказ"),
    ("Посещение уроков молодых педагогов наставниками", "ежемесячно", "Школы", "Листы наблюдений"),
)
LATER = (
    (
        "Анализ результатов ВПР в школах с низкими результатами",
        "до 1 декабря 2024 г.",
        "Управление образования",
        "Справка",
    ),
    ("Повышение квалификации учителей математики", "до 1 октября 2024 г.", "Методист", "Не менее 30 учителей"),
    ("Подбор кураторов для школ и закрепление за каждой школой", "февраль 2024 г.", "Управление образования", "Приказ"),
    ("Родительский лекторий о подготовке к экзаменам", "март 2024 г.", "Школы", "2 встречи"),
)


def roadmap(year: int, rows: tuple[tuple[str, ...], ...], place: str = "Светлоборского района") -> bytes:
    """Return a roadmap as docx."""
    document = docx.Document()
    document.add_paragraph(f"План мероприятий («дорожная карта») {place} Томской области на {year} год")
    table = document.add_table(len(rows) + 1, len(HEADER))
    for line, cells in zip(table.rows, (HEADER, *((str(n), *row) for n, row in enumerate(rows, 1))), strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
