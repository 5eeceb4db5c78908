"""Draws the built-in template of the conclusion; run as a program it writes the file that is kept beside it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from service.reports import drawing
from service.reports.packing import repacked

DAY = "2025-01-01"


def template() -> bytes:
    """Return the template; the same bytes each time."""
    from docx import Document

    document = Document()
    drawing.set_page(document)
    drawing.set_styles(document)
    _title(document)
    _summary(document)
    _coverage(document)
    _gaps(document)
    _remarks(document)
    _signature(document)
    _stamp(document)
    _footer(document)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue(), DAY)


def _title(document: Any) -> None:
    drawing.say(document, "Заключение эксперта", "Title")
    drawing.say(document, "по дорожной карте: {{ plan.municipality }}", "Subtitle")
    widths = (4.6, 12.4)
    table = drawing.add_table(document, widths)
    for label, value in (
        ("Название плана", "{{ plan.title }}"),
        ("Регион", "{{ plan.region }}"),
        ("Муниципалитет", "{{ plan.municipality }}"),
        ("Утверждён", "{{ plan.act }}"),
        ("Период действия", "{{ plan.period }}"),
        ("Исходный файл", "{{ plan.file }}"),
        ("Объём", "{{ plan.measures }}"),
    ):
        row = drawing.add_row(table, widths, f"*{label}*", value)
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _summary(document: Any) -> None:
    drawing.say(document, "1. Краткий вывод", "Heading 1")
    for line, style in (
        ("{{ summary.counts }}", "Normal"),
        ("{%p if summary.gaps %}", "Normal"),
        ("Главные пробелы по этапам управленческого цикла:", "Normal"),
        ("{%p for gap in summary.gaps %}", "Normal"),
        ("– *{{ gap.name }}:* {{ gap.text }}", "Quote line"),
        ("{%p endfor %}", "Normal"),
        ("{%p endif %}", "Normal"),
        ("{%p if summary.whole %}", "Normal"),
        ("{{ summary.whole }}", "Normal"),
        ("{%p endif %}", "Normal"),
        ("{{ summary.meaning }}", "Note"),
    ):
        drawing.say(document, line, style)
    drawing.say(document, "{%p if stages %}")
    widths = (6.0, 2.2, 2.0, 2.2, 2.3, 2.3)
    table = drawing.add_table(
        document, widths, ("Этап управленческого цикла", "Ожидается", "Есть", "Частично", "Не найдено", "Решит эксперт")
    )
    values = [f"{{{{ stage.{key} }}}}" for key in ("expected", "covered", "partial", "missing", "undecided")]
    drawing.add_loop(table, widths, "{%tr for stage in stages %}", "{%tr endfor %}", "{{ stage.name }}", *values)
    drawing.centre(table, 1)
    drawing.say(document, "{%p endif %}")
    drawing.say(document, "2. Какие это мероприятия", "Heading 1")
    _profile(document)


def _profile(document: Any) -> None:
    """A bar of twenty cells for each category: it prints and copies like any table."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Pt

    widths = (6.2, 1.3, 1.5, *[0.4] * 20)
    table = drawing.add_table(document, widths)
    bar = [f"{{% cellbg kind.bar[{i}] %}}" for i in range(20)]
    drawing.add_loop(
        table,
        widths,
        "{%tr for kind in profile %}",
        "{%tr endfor %}",
        "{{ kind.name }}",
        "{{ kind.number }}",
        "{{ kind.share }}",
        *bar,
    )
    row = table.rows[1]
    row.height, row.height_rule = Pt(17), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell in row.cells[:3]:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for cell in row.cells[3:]:
        margins = drawing.child(cell._tc.get_or_add_tcPr(), "w:tcMar")
        for side in ("left", "right"):
            drawing.child(margins, f"w:{side}", w="0", type="dxa")
        borders = drawing.child(cell._tc.get_or_add_tcPr(), "w:tcBorders")
        for side in ("top", "bottom"):
            drawing.child(borders, f"w:{side}", val="single", sz="36", space="0", color="FFFFFF")


def _coverage(document: Any) -> None:
    drawing.say(document, "3. Ожидаемые мероприятия: что есть в плане и чем подтверждается", "Heading 1")
    drawing.say(document, "{%p if coverage %}")
    widths = (1.0, 5.6, 2.6, 7.8)
    table = drawing.add_table(document, widths, ("№", "Ожидаемое мероприятие", "В плане", "Чем подтверждается"))
    blank = [""] * 3
    drawing.add_row(table, widths, "{%tr for part in coverage %}", *blank)
    drawing.add_band(table, widths, "{{ part.stage }}")
    shown = "\n".join((
        "{%p for row in item.evidence %}",
        "*{{ row.name }}:* {{ row.text }}",
        "{%p endfor %}",
        "{%p if item.note or not item.evidence %}",
        "~{{ item.note or '–' }}",
        "{%p endif %}",
    ))  # fmt: skip
    title = "{{ item.title }}\n{%p if item.grounds %}\n~{{ item.grounds }}\n{%p endif %}"
    status = "{% cellbg item.fill %}{{ item.status }}"
    drawing.add_loop(
        table, widths, "{%tr for item in part.rows %}", "{%tr endfor %}", "{{ item.number }}", title, status, shown
    )
    drawing.add_row(table, widths, "{%tr endfor %}", *blank)
    drawing.say(document, "{%p else %}")
    drawing.say(document, "План не сопоставлялся с каталогом ожидаемых мероприятий.")
    drawing.say(document, "{%p endif %}")


def _gaps(document: Any) -> None:
    drawing.say(document, "4. Что не найдено и что есть частично", "Heading 1")
    for line, style in (
        ("{%p for gap in gaps %}", "Normal"),
        ("{{ gap.number }}. {{ gap.title }} – {{ gap.status }}", "Heading 2"),
        ("{{ gap.reason }}", "Normal"),
        ("{%p if gap.basis %}", "Normal"),
        ("Основание: {{ gap.basis }}", "Note"),
        ("{%p endif %}", "Normal"),
        ("{%p if gap.borrowed %}", "Normal"),
        ("Как это записано в других планах:", "Note"),
        ("{%p for other in gap.borrowed %}", "Normal"),
        ("– «{{ other.text }}» ({{ other.source }})", "Quote line"),
        ("{%p endfor %}", "Normal"),
        ("{%p endif %}", "Normal"),
        ("{%p endfor %}", "Normal"),
        ("{%p if not gaps %}", "Normal"),
        ("Таких мероприятий нет.", "Normal"),
        ("{%p endif %}", "Normal"),
        ("5. На что посмотреть эксперту", "Heading 1"),
        ("{%p for item in undecided %}", "Normal"),
        ("{{ item.number }}. {{ item.title }}", "Heading 2"),
        ("{{ item.reason }}", "Normal"),
        ("{%p for row in item.evidence %}", "Normal"),
        ("– *{{ row.name }}:* {{ row.text }}", "Quote line"),
        ("{%p endfor %}", "Normal"),
        ("{%p endfor %}", "Normal"),
        ("{%p if not undecided %}", "Normal"),
        ("Программа не оставила нерешённых вопросов.", "Normal"),
        ("{%p endif %}", "Normal"),
    ):
        paragraph = drawing.say(document, line, style)
        paragraph.paragraph_format.keep_with_next = True if line.startswith("Как это") else None


def _remarks(document: Any) -> None:
    drawing.say(document, "6. Замечания по мероприятиям", "Heading 1")
    drawing.say(document, "{%p if defects %}")
    widths: drawing.Widths = (2.4, 7.0, 7.6)
    table = drawing.add_table(document, widths, ("Строка", "Мероприятие", "Замечания"))
    details = "{%p for detail in item.details %}\n{{ detail }}\n{%p endfor %}\n"
    drawing.add_loop(
        table,
        widths,
        "{%tr for item in defects %}",
        "{%tr endfor %}",
        "{{ item.name }}",
        "{{ item.text }}",
        details.rstrip("\n"),
    )
    drawing.say(document, "{%p else %}")
    drawing.say(document, "Замечаний нет.")
    drawing.say(document, "{%p endif %}")
    drawing.say(document, "7. Что исправил эксперт", "Heading 1")
    drawing.say(document, "{%p if corrections %}")
    widths = (4.6, 3.8, 3.8, 4.8)
    table = drawing.add_table(document, widths, ("Что исправлено", "Было", "Стало", "Пояснение"))
    opening, closing = "{%tr for fix in corrections %}", "{%tr endfor %}"
    note = "{{ fix.comment }}\n{%p if fix.by %}\n~{{ fix.by }}\n{%p endif %}"
    drawing.add_loop(table, widths, opening, closing, "{{ fix.what }}", "{{ fix.before }}", "{{ fix.after }}", note)
    drawing.say(document, "{%p else %}")
    drawing.say(document, "Ответы программы не исправлялись.")
    drawing.say(document, "{%p endif %}")


def _signature(document: Any) -> None:
    drawing.say(document, "Подпись эксперта", "Heading 1")
    widths = (4.6, 12.4)
    table = drawing.add_table(document, widths)
    for label, value in (
        ("Должность", "{{ signature.position }}"),
        ("Фамилия, имя, отчество", "{{ signature.name }}"),
        ("Подпись", "_" * 24),
        ("Дата", "{{ signature.date }}"),
    ):
        row = drawing.add_row(table, widths, label, value)
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _stamp(document: Any) -> None:
    """Close with what made the report, small: with the same stamp the same document comes out."""
    from docx.shared import Pt

    first = drawing.say(document, "Построено программой «Сверка» {{ stamp.program }}, {{ stamp.date }}.", "Small")
    first.paragraph_format.space_before = Pt(14)
    drawing.say(document, "Каталог ожидаемых мероприятий: {{ stamp.catalogue }}, версия {{ stamp.version }}.", "Small")
    drawing.say(document, "Модели, sha256: {{ stamp.model }}", "Small")
    drawing.say(document, "{%p for file in stamp.originals %}", "Small")
    drawing.say(document, "Исходный файл {{ file.name }}, sha256: {{ file.sha256 }}", "Small")
    drawing.say(document, "{%p endfor %}", "Small")


def _footer(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Small"]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("{{ plan.municipality }} · страница ")
    drawing.add_field(paragraph, "PAGE")
    paragraph.add_run(" из ")
    drawing.add_field(paragraph, "NUMPAGES")


if __name__ == "__main__":
    (Path(__file__).parent / "templates" / "conclusion.docx").write_bytes(template())
