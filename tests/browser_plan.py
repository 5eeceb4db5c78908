"""An expert's own roadmap as a Word file, made for a test; the place and the school are invented."""

from __future__ import annotations

import io

import docx

HEADERS = ("№", "Мероприятие", "Срок", "Исполнители", "Ожидаемый результат")
ROWS = (
    ("1", "Анализ результатов ОГЭ и ЕГЭ за три года", "до 1 февраля 2024 г.", "Управление образования", "Справка"),
    ("2", "Совещание с директорами школ", "март 2024 г.", "Управление образования", "Протокол"),
    (
        "3",
        "Курсы повышения квалификации учителей математики",
        "апрель 2024 г.",
        "Методический центр",
        "Не менее 12 учителей",
    ),
    ("4", "Дополнительные занятия с обучающимися 9 классов", "ежемесячно", "Директора школ", "Расписание"),
    ("5", "Выездные консультации методистов", "ежеквартально", "Методический центр", "4 выезда"),
    ("6", "Родительские собрания о подготовке к экзаменам", "май 2024 г.", "Классные руководители", "Протоколы"),
)


def document(title: str = "", rows: tuple[tuple[str, ...], ...] = ROWS) -> bytes:
    """Return a Word file with a roadmap: a heading and a table."""
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(
        title or "План мероприятий («дорожная карта») поддержки школ с низкими образовательными результатами"
    )
    made.add_paragraph("Верхнеключевского муниципального района Амурской области на 2024 год")
    table = made.add_table(rows=1, cols=len(HEADERS))
    for cell, header in zip(table.rows[0].cells, HEADERS, strict=True):
        cell.text = header
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.save(out)
    return out.getvalue()
