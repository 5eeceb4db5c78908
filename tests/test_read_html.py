import pytest
from read_notation import shown

from nlp.errors import LimitError
from nlp.read import read_bytes

GRID = "<table>{}</table>"
PLAN = (
    "<table><tr><th>№<th>Мероприятие<th>Срок</tr><tr><td>1<td>Опрос<td>май</tr><tr><td>2<td>Анализ<td>июнь</tr></table>"
)
PLAN_SHOWN = ["= 3", "№ | Мероприятие | Срок", "1 | Опрос | май", "2 | Анализ | июнь"]


def read(body, head='<meta charset="utf-8"><title>Сайт</title>'):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return shown(read_bytes(page.encode(), "план.html").blocks)


TEXTS = {
    "paragraphs": ("<p>Раз</p>Два<div>Три</div>", ["Раз", "Два", "Три"]),
    "headings": ("<h2>План <b>мероприятий</b></h2><p>Текст</p>", ["# План мероприятий", "Текст"]),
    "entities and tags in a word": ("<p>Ла&shy;бора&nbsp;тория<b>м</b></p>", ["Лабора ториям"]),
    "line ends of the source are spaces": ("<p>План\nмероприятий</p>", ["План мероприятий"]),
    "a break inside a sentence": ("<p>План<br>мероприятий</p>", ["План мероприятий"]),
    "a break before a new line": (
        "<p>Опрос<br>Срок: май<br>Ответственный: ИМЦ</p>",
        ["Опрос", "Срок: май", "Ответственный: ИМЦ"],
    ),
    "an empty line parts": ("<p>Раз<br><br>два</p>", ["Раз", "два"]),
    "numbered list": ("<ol><li>Раз<li>Два</ol>", ["[1.] Раз", "[2.] Два"]),
    "list with start, value and type": (
        '<ol start="4"><li>а</li><li value=9>б</li><li>в</li></ol><ol type="I"><li>г</li></ol><ol type=a><li>д</li></ol>',
        ["[4.] а", "[9.] б", "[10.] в", "[I.] г", "[a.] д"],
    ),
    "nested lists": ("<ol><li>Раз<ul><li>а<li>б</ul><li>Два</ol>", ["[1.] Раз", "[-] а", "[-] б", "[2.] Два"]),
    "number goes to the first paragraph of an item": ("<ol><li><p>Раз</p><p>Срок</p></li></ol>", ["[1.] Раз", "Срок"]),
    "number of an empty item goes nowhere": ("<ol><li></li></ol><p>Текст</p>", ["Текст"]),
    "comments, scripts, styles": ("<!-- x --><script>var a</script><style>p{}</style><p>План</p>", ["План"]),
    "hidden": (
        "<p hidden>а</p><p style='display: none'>б</p><i class='sr-only'>в</i><p aria-hidden=true>г</p><p>План</p>",
        ["План"],
    ),
    "hidden on small screens only": ("<p class='d-none d-md-block'>План</p>", ["План"]),
    "text behind a removed element stays": ("<p>До <script>x</script>после</p>", ["До после"]),
    "broken markup": ("<p>Раз<p>Два</b></div><li>Три", ["Раз", "Два", "[-] Три"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name):
    body, expected = TEXTS[name]
    assert read(body) == expected


TABLES = {
    "plain": (PLAN, PLAN_SHOWN),
    "rowspan repeats its text": (
        GRID.format("<tr><td>1<td>а<td rowspan=2>май</tr><tr><td>2<td>б</tr><tr><td>3<td>в<td>г</tr>"),
        ["= 3", "1 | а | май", "2 | б | ^май", "3 | в | г"],
    ),
    "rowspan pushes cells to the right": (
        GRID.format("<tr><td rowspan=3>I<td>а<td>май</tr><tr><td>б<td>июнь</tr><tr><td>в<td>июль</tr>"),
        ["= 3", "I | а | май", "^I | б | июнь", "^I | в | июль"],
    ),
    "two-row head": (
        GRID.format(
            "<tr><th rowspan=2>№<th rowspan=2>Дело<th colspan=2>Срок</tr><tr><th>с<th>по</tr><tr><td>1<td>а<td>май<td>июнь</tr>"
        ),
        ["= 4", "№ | Дело | Срок>2", "^№ | ^Дело | с | по", "1 | а | май | июнь"],
    ),
    "colspan of a hundred means all": (
        GRID.format("<tr><td colspan=100>Раздел</tr><tr><td>1<td>а<td>б</tr>"),
        ["= 3", "Раздел>3", "1 | а | б"],
    ),
    "absurd spans": (
        GRID.format("<tr><td colspan=99999999>Раздел</tr><tr><td rowspan=99999999>1<td>а<td>б</tr><tr><td>в<td>г</tr>"),
        ["= 3", "Раздел>3", "1 | а | б", "^1 | в | г"],
    ),
    "spans that are no numbers": (
        GRID.format("<tr><td colspan=x>1<td rowspan=-2>а<td colspan=''>б</tr>"),
        ["= 3", "1 | а | б"],
    ),
    "rowspan 0 goes to the end": (
        GRID.format("<tr><td rowspan=0>1<td>а<td>б</tr><tr><td>в<td>г</tr>"),
        ["= 3", "1 | а | б", "^1 | в | г"],
    ),
    "rowspan ends with its group": (
        "<table><thead><tr><th rowspan=5>№<th>а<th>б</tr></thead><tbody><tr><td>1<td>в<td>г</tr></tbody></table>",
        ["= 3", "№ | а | б", "1 | в | г"],
    ),
    "foot stands last": (
        "<table><tfoot><tr><td>и<td>т<td>о</tr></tfoot><thead><tr><th>№<th>а<th>б</tr></thead><tbody><tr><td>1<td>в<td>г</tr></tbody></table>",
        ["= 3", "№ | а | б", "1 | в | г", "и | т | о"],
    ),
    "a span meets a hanging cell": (
        GRID.format("<tr><td>1<td>а<td rowspan=2>май</tr><tr><td colspan=3>Раздел</tr>"),
        ["= 3", "1 | а | май", "Раздел>2 | ^май"],
    ),
    "paragraphs, breaks and lists in a cell": (
        GRID.format("<tr><td>1<td><p>Опрос:</p><ol><li>а<li>б</ol>итог<br>года<td>май</tr>"),
        ["= 3", "1 | Опрос: 1. а 2. б итог года | май"],
    ),
    "caption before the table": (
        PLAN.replace("<table>", "<table><caption>План на год</caption>"),
        ["План на год", *PLAN_SHOWN],
    ),
    "a row without tr": (GRID.format("<td>1</td><tr><td>а<td>б<td>в</tr>"), ["= 3", "1 | · | ·", "а | б | в"]),
    "hidden rows": (
        GRID.format("<tr style='display:none'><td>0<td>x<td>y</tr><tr><td>1<td>а<td>б</tr>"),
        ["= 3", "1 | а | б"],
    ),
    "a layout table of a page": (
        f"<table><tr><td colspan=2>Управление образования</tr><tr><td>Слева<td><h1>План</h1>{PLAN}</tr></table>",
        ["Управление образования", "Слева", "# План", *PLAN_SHOWN],
    ),
    "layout tables in layout tables": (f"<table><tr><td><table><tr><td>{PLAN}</table></table>", PLAN_SHOWN),
    "a frame around paragraphs": (
        "<table><tr><td><p>1. Опрос</p><p>Срок: май</p><p>2. Анализ</p></table>",
        ["1. Опрос", "Срок: май", "2. Анализ"],
    ),
    "a table in a cell of the plan": (
        GRID.format(
            "<tr><th>№<th>Дело<th>Срок</tr><tr><td>1<td>Опрос: <table><tr><td>5 класс<td>6 класс</table><td>май</tr>"
            "<tr><td>2<td>а<td>б</tr>"
        ),
        ["= 3", "№ | Дело | Срок", "1 | Опрос: 5 класс 6 класс | май", "2 | а | б"],
    ),
    "text behind a table": (f"{PLAN}Начальник отдела", [*PLAN_SHOWN, "Начальник отдела"]),
}


@pytest.mark.parametrize("name", TABLES)
def test_table(name):
    body, expected = TABLES[name]
    assert read(body) == expected


LINKS = "".join(f"<li><a href='/{i}'>Ссылка {i}</a></li>" for i in range(5))
FURNITURE = {
    "header and footer": "<header><a>Главная</a> Отдел</header>{}<footer>© 2023</footer>",
    "nav": "<nav>Новости</nav>{}",
    "roles": "<div role=banner>Отдел</div>{}<div role='contentinfo'>Телефон</div>",
    "class names": "<div class='main-menu'>Новости</div><div id=sidebarLeft>Баннер</div>{}<div class='footer-bottom'>Адрес</div>",
    "lists of links": f"<ul>{LINKS}</ul>{{}}",
    "menus in tables": "<table><tr><td><a>Новости</a></tr><tr><td><a>Школы</a></tr><tr><td><a>Контакты</a></tr></table>{}",
    "forms": "<form><input value=Поиск><button>Найти</button><select><option>Год</select></form>{}",
    "aside": "{}<aside>Баннер</aside>",
    "a class that only mentions furniture": "<div class='page-with-sidebar'>{}</div>",
    "the plan in a block called like furniture": "<div class='header'>{}</div>",
}


@pytest.mark.parametrize("name", FURNITURE)
def test_furniture_of_a_site_is_no_text(name):
    assert read(FURNITURE[name].format(f"<main><h1>План</h1>{PLAN}</main>")) == ["# План", *PLAN_SHOWN]


def test_owner_of_a_site_stays():
    site = "<div id=header><a href='/'>Отдел образования Лесного района</a><ul><li>Новости</ul></div><main>{}</main>"
    text = "Дорожная карта повышения качества образования"
    assert read(site.format(f"<p>{text}</p>{PLAN}")) == ["Отдел образования Лесного района", text, *PLAN_SHOWN]


def test_title_in_the_header_of_an_article_stays():
    assert read(f"<header>Отдел</header><article><header><h1>План</h1></header>{PLAN}</article>") == [
        "# План",
        *PLAN_SHOWN,
    ]


def test_a_list_plan_without_a_table_stays():
    steps = "".join(f"<li>Шаг {i}: провести опрос, <a href='#'>форма</a></li>" for i in range(1, 4))
    assert read(f"<ol>{steps}</ol>") == [f"[{i}.] Шаг {i}: провести опрос, форма" for i in range(1, 4)]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        (encoding, declared)
        for encoding in ("utf-8", "windows-1251", "koi8-r", "cp866", "utf-16")
        for declared in (None, "windows-1251", "utf-8", "no-such-charset")
        # A page may lie, but not about one 8-bit table with another.
        if (encoding in ("utf-8", "windows-1251", "utf-16") or declared != "windows-1251")
    ],
)
def test_encodings_whatever_is_declared(encoding, declared):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>Проведение совещания с руководителями школ</p></body></html>"
    assert shown(read_bytes(page.encode(encoding), "a.html").blocks) == ["Проведение совещания с руководителями школ"]


def test_declared_encoding_is_used_where_letters_do_not_tell():
    page = '<html><head><meta charset="iso-8859-5"></head><body><p>ПЛАН</p></body></html>'
    assert shown(read_bytes(page.encode("iso-8859-5"), "a.html").blocks) == ["ПЛАН"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_one_broken_byte_spoils_no_page(encoding):
    page = f"<html><body>{'<br>' * 200}<p>Проведение совещания</p><p>@</p></body></html>".encode(encoding)
    assert shown(read_bytes(page.replace(b"@", b"\x98"), "a.html").blocks)[0] == "Проведение совещания"


def test_control_characters_are_dropped():
    assert read("<p>План<script>x</script>\x01 на\x00 год&#2;</p>") == ["План на год"]


def test_xhtml_with_a_declaration():
    page = '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>План</p></body></html>'
    assert shown(read_bytes(page.encode(), "a.xhtml").blocks) == ["План"]


def test_word_saved_as_a_page():
    body = "<p class=MsoNormal>План<o:p></o:p></p><!--[if gte mso 9]><p>xml</p><![endif]-->"
    body += "<p class=MsoListParagraph><![if !supportLists]>1.<![endif]>Опрос</p>"
    assert read(body) == ["План", "1.Опрос"]


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_deep_nesting_neither_hangs_nor_loses_text(tag):
    with pytest.raises(LimitError):
        read(f"<{tag}>" * 100_000 + "дно")


def test_unclosed_tags_by_the_hundred_are_read():
    assert read("".join(f"<font><div>Пункт {i}" for i in range(400))) == [f"Пункт {i}" for i in range(400)]


def test_long_lists_take_linear_time():
    assert read("<ol>" + "<li>а" * 20_000 + "</ol>")[-1] == "[20000.] а"
