import pytest
from read_notation import (
    CONTINUE,
    RESTART,
    cell,
    deleted,
    par,
    row,
    run,
    span,
    table,
)
from read_notation import read_docx as read


def field(code, result):
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{run(result)}{marks[2]}"


def control(inner):
    return f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(*blocks):
    inner = f"<w:txbxContent>{''.join(blocks)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


TEXTS = {
    "runs join without gaps": (par(run("Про") + run("ведение")), ["Проведение"]),
    "tab is a space": (par(run("Срок:") + "<w:r><w:tab/></w:r>" + run("май")), ["Срок: май"]),
    "tab stops are no text": (par("Май", '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'), ["Май"]),
    "soft hyphen goes": (par(run("обра") + "<w:r><w:softHyphen/></w:r>" + run("зо\u00adвание")), ["образование"]),
    "no-break hyphen stays": (par(run("план") + "<w:r><w:noBreakHyphen/></w:r>" + run("график")), ["план-график"]),
    "inserted text stays": (par(f'{run("До ")}<w:ins w:id="1">{run("15 мая")}</w:ins>'), ["До 15 мая"]),
    "deleted text goes": (par(run("До ") + deleted("1 ") + run("15 мая")), ["До 15 мая"]),
    "moved text counts once": (
        par(
            f'<w:moveFrom w:id="1">{run("опрос")}</w:moveFrom>{run("Анкета, ")}<w:moveTo w:id="2">{run("опрос")}</w:moveTo>'
        ),
        ["Анкета, опрос"],
    ),
    "deleted paragraph mark joins": (
        par(run("Провести"), '<w:rPr><w:del w:id="1"/></w:rPr>') + par(run(" опрос")),
        ["Провести опрос"],
    ),
    "hidden text goes": (par(run("Опрос") + run(" тайно", "<w:vanish/>")), ["Опрос"]),
    "vanish switched off stays": (par(run("Опрос") + run(" явно", '<w:vanish w:val="0"/>')), ["Опрос явно"]),
    "old properties are no properties": (
        par(run("Опрос", '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>')),
        ["Опрос"],
    ),
    "field gives its result": (par(run("стр. ") + field("PAGE", "7")), ["стр. 7"]),
    "nested field's instruction goes": (
        par(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            + field("MERGEFIELD a", "лишнее")
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("май")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ),
        ["май"],
    ),
    "a field never closed costs one paragraph": (
        par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + par("План"),
        ["План"],
    ),
    "simple field and link": (
        par(f'<w:fldSimple w:instr="DATE">{run("1 мая")}</w:fldSimple><w:hyperlink>{run(" сайт")}</w:hyperlink>'),
        ["1 мая сайт"],
    ),
    "text box once, after its paragraph": (
        par(run("Заголовок") + box(par("УТВЕРЖДАЮ"), par("Начальник"))),
        ["Заголовок", "УТВЕРЖДАЮ", "Начальник"],
    ),
    "control around blocks": (
        f"<w:sdt><w:sdtContent>{par('Раз')}<w:sdt><w:sdtContent>{par('Два')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        ["Раз", "Два"],
    ),
    "control in a line": (par(f"{run('Срок ')}<w:sdt><w:sdtContent>{run('май')}</w:sdtContent></w:sdt>"), ["Срок май"]),
    "placeholder is no text": (
        par(
            run("Срок:")
            + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Место для ввода')}</w:sdtContent></w:sdt>"
        ),
        ["Срок:"],
    ),
    "symbol of a mark": (par('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), ["✓"]),
    "symbol font in plain text": (par("\uf0b7 опрос"), ["• опрос"]),
    "formula": (par(f"{run('не менее ')}<m:oMath><m:r><m:t>5%</m:t></m:r></m:oMath>"), ["не менее 5%"]),
    "a new item after a manual break": (
        par(f"{run('1. Опрос')}<w:r><w:br/></w:r>{run('Срок: май')}"),
        ["1. Опрос", "Срок: май"],
    ),
    "a title over two lines": (par(f"{run('План')}<w:r><w:br/></w:r>{run('мероприятий')}"), ["План мероприятий"]),
    "headers and footers are no text": (par("План") + "<w:sectPr/>", ["План"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_a_paragraph(name):
    blocks, expected = TEXTS[name]
    assert read(blocks) == expected


TABLES = {
    "plain": (table(row("1", "Опрос", "май")), ["= 3", "1 | Опрос | май"]),
    "section across": (
        table(row(cell("Раздел I", span(3))), row("1", "Опрос", "май")),
        ["= 3", "Раздел I>3", "1 | Опрос | май"],
    ),
    "text of a vertical merge repeats": (
        table(
            row("1", "Опрос", cell("май", RESTART)),
            row("2", "Анализ", cell("", CONTINUE)),
            row("3", "Отчёт", cell("", CONTINUE)),
            row("4", "Итог", cell("июнь", RESTART)),
        ),
        ["= 3", "1 | Опрос | май", "2 | Анализ | ^май", "3 | Отчёт | ^май", "4 | Итог | июнь"],
    ),
    "merge both ways": (
        table(row("1", cell("Опрос", RESTART + span(2))), row("2", cell("", CONTINUE + span(2))), row("3", "а", "б")),
        ["= 3", "1 | Опрос>2", "2 | ^Опрос>2", "3 | а | б"],
    ),
    "a merge without beginning is a cell": (
        table(row("1", "Опрос", cell("май", CONTINUE)), row("2", "Анализ", cell("", CONTINUE))),
        ["= 3", "1 | Опрос | май", "2 | Анализ | ^май"],
    ),
    "a merge ends where a row does not go on with it": (
        table(row("1", "а", cell("май", RESTART)), row("2", "б", "июнь"), row("3", "в", cell("июль", CONTINUE))),
        ["= 3", "1 | а | май", "2 | б | июнь", "3 | в | июль"],
    ),
    "gaps before and after": (
        table(
            row("1", "Опрос", "май"),
            row("июнь", properties='<w:gridBefore w:val="2"/>'),
            row("2", properties='<w:gridAfter w:val="2"/>'),
        ),
        ["= 3", "1 | Опрос | май", "· | · | июнь", "2 | · | ·"],
    ),
    "old horizontal merge": (
        table(
            row("1", "а", "б"),
            row(cell("Раздел", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("", "<w:hMerge/>")),
        ),
        ["= 3", "1 | а | б", "Раздел>3"],
    ),
    "spans that no row divides": (
        table(row(cell("1", span(2)), cell("Опрос", span(5)), "май")),
        ["= 3", "1 | Опрос | май"],
    ),
    "careless grid lines": (
        table(
            row("№", cell("Мероприятие", span(2)), "Срок"),
            row(cell("1", span(2)), "Опрос", "май"),
            widths=(600, 120, 5000, 1500),
        ),
        ["= 3", "№ | Мероприятие | Срок", "1 | Опрос | май"],
    ),
    "narrow columns that rows do use": (
        table(row("1", "+", "", "+"), row("2", "", "+", "+"), widths=(4000, 300, 300, 300)),
        ["= 4", "1 | + |  | +", "2 |  | + | +"],
    ),
    "breaks and paragraphs in a cell": (
        table(row("1", cell(par(f"{run('Опрос')}<w:r><w:br/></w:r>{run('Анализ')}") + par("Отчёт")), "май")),
        ["= 3", "1 | Опрос Анализ Отчёт | май"],
    ),
    "deleted and hidden rows go": (
        table(
            row("1", "а", "б"),
            row("2", "в", "г", properties='<w:del w:id="1"/>'),
            row("3", "д", "е", properties="<w:hidden/>"),
        ),
        ["= 3", "1 | а | б"],
    ),
    "inserted rows stay": (table(row("1", "а", "б", properties='<w:ins w:id="1"/>')), ["= 3", "1 | а | б"]),
    "a deleted cell goes": (
        table(row("1", "а", "б"), row("2", cell("лишнее", '<w:cellDel w:id="1"/>'), "в", "г")),
        ["= 3", "1 | а | б", "2 | в | г"],
    ),
    "controls around rows and cells": (
        table(control(row("1", control(cell("Опрос")), "май"))),
        ["= 3", "1 | Опрос | май"],
    ),
    "text box in a cell": (
        table(row("1", cell(par(run("Опрос ") + box(par("врезка")))), "май")),
        ["= 3", "1 | Опрос врезка | май"],
    ),
    "a table in a cell is the cell's text": (
        table(
            row("№", "Мероприятие", "Срок"),
            row("1", cell(par("Опрос:") + table(row("5 класс", "6 класс"), row("май", "июнь")) + par("")), "май"),
        ),
        ["= 3", "№ | Мероприятие | Срок", "1 | Опрос: 5 класс 6 класс май июнь | май"],
    ),
    "a frame around the plan": (
        table(row(cell(par("План") + table(row("1", "Опрос", "май"), row("2", "Анализ", "июнь")) + par("Подпись")))),
        ["План", "= 3", "1 | Опрос | май", "2 | Анализ | июнь", "Подпись"],
    ),
    "a layout of two columns": (
        table(
            row(
                cell("Эмблема"),
                cell(par("План") + table(row("1", "Опрос", "май"), row("2", "Анализ", "июнь")) + par("")),
            )
        ),
        ["Эмблема", "План", "= 3", "1 | Опрос | май", "2 | Анализ | июнь"],
    ),
    "a framed list of measures": (
        table(row(cell(par("1. Опрос") + par("Срок: май") + par("2. Анализ")))),
        ["1. Опрос", "Срок: май", "2. Анализ"],
    ),
    "empty tables are none": (table(row("", "", "")) + par("План"), ["План"]),
}


@pytest.mark.parametrize("name", TABLES)
def test_table(name):
    blocks, expected = TABLES[name]
    assert read(blocks) == expected
