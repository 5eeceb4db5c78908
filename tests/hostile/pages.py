"""Web pages: spans, nesting, attributes, furniture without end, charsets that are none."""

from __future__ import annotations

from hostile.case import case, several

HEAD = "<tr><th>№</th><th>Мероприятие</th><th>Срок</th></tr>"
TABLE = f"<table>{HEAD}<tr><td>1</td><td>Провести опрос</td><td>май</td></tr><tr><td>2</td><td>Семинар</td><td>июнь</td></tr></table>"


def page(body, head=""):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


several(
    {
        "span-of-a-hundred-million.html": lambda: page(
            f"<table>{HEAD}<tr><td colspan=100000000>Раздел I</td></tr><tr><td>1</td><td>Опрос</td><td>май</td></tr></table>"
        ),
        "span-down-of-a-hundred-million.html": lambda: page(
            f"<table>{HEAD}<tr><td rowspan=100000000>1</td><td>Опрос</td><td>май</td></tr></table>"
        ),
        "span-of-6000-digits.html": lambda: page(TABLE.replace("<td>", f"<td colspan={'9' * 6_000}>", 1)),
        "span-of-strange-digits.html": lambda: page(TABLE.replace("<td>", "<td colspan='²' rowspan='٣'>", 1)),
        "span-below-zero.html": lambda: page(TABLE.replace("<td>", "<td colspan=-7 rowspan=-1>", 1)),
        "list-begins-at-6000-digits.html": lambda: page(
            f"<ol start={'9' * 6_000}><li value={'9' * 6_000}>Опрос</ol>" + TABLE
        ),
    },
    "ok partial",
)
several(
    {
        "300-thousand-divs-deep.html": lambda: page("<div>" * 300_000 + TABLE),
        "300-thousand-tables-deep.html": lambda: page("<table><tr><td>" * 300_000 + TABLE),
        "300-thousand-fonts-deep.html": lambda: page("<font>" * 300_000 + TABLE),
        "300-thousand-lists-deep.html": lambda: page("<ul><li>" * 300_000 + TABLE),
        "two-hundred-menus-deep.html": lambda: page("<div class=menu><p>а</p>" * 200 + "<p>слово</p>" * 20_000 + TABLE),
        "hundred-thousand-menus.html": lambda: page("<div class=menu>а</div>б" * 100_000 + TABLE),
        "hundred-thousand-headers.html": lambda: page("<header>Управление образования</header>б" * 100_000 + TABLE),
        "scripts-between-words.html": lambda: page("<p>" + "<script>a</script>слово " * 200_000 + TABLE),
        "million-attributes.html": lambda: page("<p " + " ".join(f"a{i}=1" for i in range(200_000)) + ">" + TABLE),
        "million-same-attributes.html": lambda: page("<p " + "a=1 " * 1_000_000 + ">" + TABLE),
        "attribute-of-20-mb.html": lambda: page(f"<p class='{'menu ' * 4_000_000}'>" + TABLE),
        "million-line-breaks.html": lambda: page("<p>" + "а<br>" * 500_000 + TABLE),
        "million-empty-rows.html": lambda: page("<table>" + "<tr>" * 1_000_000 + TABLE),
        "comment-never-closed.html": lambda: page(TABLE + "<!--" + "-" * 5_000_000),
        "comments-half-closed.html": lambda: b"<!-- a --" * 300_000 + page(TABLE),
        "tag-never-closed.html": lambda: page(TABLE + "<a href='" + "x" * 5_000_000),
        "million-angles.html": lambda: page("<" * 3_000_000 + TABLE),
        "million-ampersands.html": lambda: page("&" * 2_000_000 + "&#" * 500_000 + "&lt" * 500_000 + TABLE),
        "nested-links.html": lambda: page("<a>" * 50_000 + TABLE),
        "nested-forms.html": lambda: page("<form>" * 50_000 + TABLE),
        "crossed-tags.html": lambda: page("<b><i><u>" * 5_000 + "</b></i></u>" * 5_000 + TABLE),
        "paragraphs-in-formatting.html": lambda: page("<b><p>" * 50_000 + TABLE),
        "select-in-select.html": lambda: page("<select><option>" * 100_000 + TABLE),
        "svg-and-math.html": lambda: page("<svg><math><mi>" * 20_000 + TABLE),
        "two-thousand-layout-tables.html": lambda: page(f"<table><tr><td>{TABLE}</td></tr></table>" * 2_000),
    },
    "ok partial rejected",
)


@case("two-million-cells.html", "rejected", "ячеек")
def many_cells():
    return page("<table>" + ("<tr>" + "<td>а" * 100) * 20_100 + "</table>")


@case("spans-that-fill-a-grid.html", "rejected")
def filled_grid():
    return page("<table>" + "<tr><td rowspan=1000 colspan=1000>а" * 30_000 + "</table>")


@case("long-text-merged-down.html", "rejected", "велик")
def merged_text():
    return page(
        f"<table>{HEAD}<tr><td rowspan=1000>{'слово ' * 20_000}<td>а<td>б" + "<tr><td>а<td>б" * 999 + "</table>"
    )


_CHARSETS = (
    "punycode",
    "idna",
    "unicode_escape",
    "utf-7",
    "undefined",
    "base64",
    "rot13",
    "zlib",
    "mbcs",
    "no-such",
    "utf-32",
)


def _in(charset):
    return lambda: f"<html><head><meta charset={charset}></head><body>{TABLE}</body></html>".encode("cp1251")


several({f"charset-{name}.html": _in(name) for name in _CHARSETS}, "ok partial rejected")


@case("charset-punycode-of-10-mb.html", "ok partial rejected")
def long_punycode():
    return b"<html><head><meta charset=punycode></head><body>\xcf\xeb" + b"-abcdefgh" * 1_000_000
