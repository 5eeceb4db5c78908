import io
import zipfile

import docx
import pytest
from read_notation import (
    CONTINUE,
    RESTART,
    cell,
    deleted,
    make_docx,
    par,
    part,
    row,
    run,
    shown,
    span,
    table,
)
from read_notation import read_docx as read

from nlp.errors import LimitError, UnreadableFileError, UnsupportedFormatError
from nlp.read import read_bytes


def test_footnotes_stand_last_and_marks_go():
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="-1" w:type="separator">{par("—")}</w:footnote><w:footnote w:id="2">{par("По согласованию.")}</w:footnote>'
    assert read(par(run("Опрос") + mark), par("Конец"), footnotes=notes) == ["Опрос", "Конец", "По согласованию."]


def test_pages_come_from_rendered_breaks_only():
    turn = "<w:r><w:lastRenderedPageBreak/></w:r>"
    blocks = [
        par("А"),
        table(
            row("1", "а", "б"),
            row(cell(par(turn + run("2"))), "в", "г"),
            row("3", cell(par(run("начало ") + turn + run("конец"))), cell(par(run("тоже ") + turn + run("здесь")))),
            row("4", "д", "е"),
        ),
        par("Б"),
    ]
    document = read_bytes(make_docx(*blocks), "a.docx")
    first, plan, last = document.blocks
    assert (first.page, [r.page for r in plan.rows], last.page) == (1, [1, 2, 2, 3], 3)
    assert {b.page for b in read_bytes(make_docx(par("А"), par("Б")), "a.docx").blocks} == {None}


def test_tables_and_rows_are_numbered_from_one():
    document = read_bytes(
        make_docx(table(row("1", "а", "б"), row("2", "в", "г")), par("Между"), table(row("1", "а", "б"))), "a.docx"
    )
    assert [(b.table, [r.row for r in b.rows]) for b in document.blocks if b.kind == "table"] == [(1, [1, 2]), (2, [1])]


def test_tracked_changes_are_told():
    assert [n.kind for n in read_bytes(make_docx(par(run("А") + deleted("Б"))), "a.docx").notices] == [
        "tracked-changes"
    ]
    assert read_bytes(make_docx(par("А")), "a.docx").notices == ()


def test_strict_names_read_alike():
    blocks = [
        par("План", '<w:outlineLvl w:val="0"/>'),
        table(row(cell("1", RESTART), "а", "б"), row(cell("", CONTINUE), "в", "г")),
    ]
    plain = part("document", f"<w:body>{''.join(blocks)}</w:body>")
    strict = plain.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert strict != plain
    assert shown(read_bytes(make_docx(raw=strict), "a.docx").blocks) == shown(
        read_bytes(make_docx(raw=plain), "a.docx").blocks
    )


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251"])
def test_other_encodings_of_the_part(encoding):
    raw = part("document", f"<w:body>{par('Опрос')}</w:body>").replace("UTF-8", encoding).encode(encoding)
    assert shown(read_bytes(make_docx(raw=raw), "a.docx").blocks) == ["Опрос"]


def test_what_python_docx_writes():
    document = docx.Document()
    document.add_heading("Дорожная карта", 1)
    document.add_paragraph("Опрос", style="List Number")
    plan = document.add_table(3, 3)
    for i, cells in enumerate([["№", "Мероприятие", "Срок"], ["1", "Анкета", "май"], ["2", "Отчёт", ""]]):
        for j, text in enumerate(cells):
            plan.cell(i, j).text = text
    plan.cell(1, 2).merge(plan.cell(2, 2))
    stream = io.BytesIO()
    document.save(stream)
    expected = [
        "# Дорожная карта",
        "[1.] Опрос",
        "= 3",
        "№ | Мероприятие | Срок",
        "1 | Анкета | май",
        "2 | Отчёт | ^май",
    ]
    assert shown(read_bytes(stream.getvalue(), "a.docx").blocks) == expected


def test_entities_are_refused():
    raw = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "аааа">]>'
        + part("document", f"<w:body>{par('&a;')}</w:body>")[38:]
    )
    for data in (raw.encode(), raw.encode("utf-16")):
        with pytest.raises(UnreadableFileError, match="DOCTYPE"):
            read_bytes(make_docx(raw=data), "a.docx")


def test_an_absurd_span_costs_nothing():
    assert read(table(row(cell("1", span(200_000_000)), "Опрос", "май"))) == ["= 3", "1 | Опрос | май"]


def test_deep_nesting_is_refused():
    inner = par("дно")
    for _ in range(120):
        inner = table(row(cell(inner + par(""))))
    with pytest.raises(LimitError):
        read(inner)


def test_rows_beyond_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr("nlp.read.limits.MAX_ROWS", 2)
    with pytest.raises(LimitError, match="строк"):
        read(table(*[row("1", "а", "б")] * 3))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_truncated_files_are_told(cut):
    data = make_docx(*[par(f"Пункт {i}") for i in range(200)])
    with pytest.raises(UnreadableFileError, match="повреждён"):
        read_bytes(data[: int(len(data) * cut)], "план.docx")


def test_images_only_and_empty_documents():
    drawing = make_docx(par("<w:r><w:drawing/></w:r>"), numbering="")
    with pytest.raises(UnreadableFileError, match="нет текста"):
        read_bytes(drawing, "a.docx")
    with pytest.raises(UnsupportedFormatError, match="изображения"):
        read_bytes(_with_media(), "скан.docx")


def _with_media():
    stream = io.BytesIO(make_docx(par("<w:r><w:drawing/></w:r>")))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG")
    return stream.getvalue()
