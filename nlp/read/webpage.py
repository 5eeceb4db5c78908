"""A web page without its furniture: scripts, menus, headers and footers, hidden elements."""

from __future__ import annotations

import re

from lxml import etree

from nlp.errors import LimitError
from nlp.read.limits import too_large

_NEVER_TEXT = frozenset((
    "script", "style", "noscript", "template", "head", "nav", "aside", "select", "option", "button", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map", "datalist", "dialog", "del",
))  # fmt: skip
_ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert",
))  # fmt: skip
# A class or id that begins with one of these words («menu-main», «sidebarLeft») or ends with one of the next
# («main-menu»); «with-sidebar» and «page-header» are no furniture.
_FIRST_WORDS = frozenset((
    "menu", "menus", "topmenu", "mainmenu", "submenu", "navbar", "navigation", "nav", "breadcrumb", "breadcrumbs", "sidebar",
    "footer", "header", "topbar", "toolbar", "pagination", "pager", "cookie", "cookies", "banner", "banners", "social",
    "share", "sharing", "search", "login", "popup", "modal", "widget", "widgets", "copyright", "counter", "counters", "skip",
))  # fmt: skip
_LAST_WORDS = frozenset((
    "menu", "nav", "navigation", "navbar", "breadcrumb", "breadcrumbs", "sidebar", "footer", "pagination", "banner",
))  # fmt: skip
_HIDDEN_CLASSES = frozenset(("hidden", "invisible", "sr-only", "visually-hidden", "d-none"))
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]|&#(?:[0-8]|1[124-9]|2\\d|3[01]|x[01]?[0-8a-f]);"
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
# The parser walks along all attributes of an element with each new one: 200,000 of them take minutes.
_LONG_TAG = re.compile(r"<[a-z][^<>]{50000,}", re.I)
_MAX_ATTRIBUTES = 10_000
_ARTICLE = frozenset(("article", "main"))
# Whose site it is, in its header: «Управление образования Лесного района Томской области» tells what the plan leaves out.
_OWNER = re.compile(
    r"(?:управлени|отдел|комитет|департамент|администраци|министерств|школа|гимнази|лицей).*(?:район|округ|город|област|кра[йя]\b|республик)",
    re.I | re.S,
)
_LONGEST_OWNER = 200
_MENU_TAGS = frozenset(("ul", "ol", "table", "dl"))


def parse_page(text: str) -> etree._Element | None:
    """Parse HTML leniently; None for a page without elements.

    Raises:
        LimitError: elements nested deeper than the parser follows.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _CONTROL.sub("", text))
    # The parser takes all that follows an <embed> for its content.
    text = re.sub(r"<embed\b[^<>]*>", "", text, flags=re.I)
    if any(len(tag[0].split()) > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise too_large("у одного элемента слишком много свойств")
    parser = etree.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text, parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise _too_deep()
    return root


def _too_deep() -> LimitError:
    return too_large("вложенность слишком велика")


def drop_furniture(root: etree._Element) -> None:
    """Remove from a page, in place, what is not its content; text behind a removed element stays.

    A block whose name sounds like furniture stays when it holds a grid of data or most of the page's
    words: some sites keep everything in a «header». The name of the site's owner stays as a paragraph at its head.
    """
    _remove([e for e in root.iter(etree.Element) if _is_invisible(e)])
    total, n_titles = _length(root), sum(1 for _ in root.iter("h1"))
    furniture = [e for e in root.iter(etree.Element) if _is_furniture(e) and not _is_content(e, total, n_titles)]
    owner = next((name for e in furniture if _is_banner(e) and (name := _owner(e))), None)
    _remove(furniture)
    if owner is not None:
        _put_first(root, owner)
    _remove([e for e in root.iter(*_MENU_TAGS) if _is_menu(e)])


def _remove(elements: list[etree._Element]) -> None:
    """Remove elements; the texts behind them are put together once, for a page may have 100,000 scripts in a row."""
    doomed = set(elements)
    for parent in dict.fromkeys(p for e in elements if (p := e.getparent()) is not None):
        kept: etree._Element | None = None
        texts = [parent.text]
        for child in (*parent, None):
            if child in doomed:
                texts.append(child.tail)
                parent.remove(child)
                continue
            if len(texts) > 1:
                _put_behind(kept, parent, "".join(filter(None, texts)))
            if child is not None:
                kept, texts = child, [child.tail]


def _put_behind(element: etree._Element | None, parent: etree._Element, text: str) -> None:
    """Set the text behind an element, or where there is none the one at the head of the parent."""
    if element is None:
        parent.text = text
    else:
        element.tail = text


def _is_invisible(element: etree._Element) -> bool:
    tag = element.tag
    if tag in ("body", "html"):
        return False
    if tag in _NEVER_TEXT or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return not (tag in ("nav", "aside", "object") and _has_grid(element))
    classes = element.get("class", "").split()
    # Bootstrap's «d-none d-md-block» is hidden on small screens only.
    hidden = not _HIDDEN_CLASSES.isdisjoint(classes) and not any(c.startswith("d-") and c != "d-none" for c in classes)
    return hidden or bool(_INVISIBLE.search(element.get("style", "")))


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in ("body", "html", "td", "th", "tr", "tbody", "a", "p", "span", "h1", "h2", "h3"):
        return False
    if element.tag in ("header", "footer"):
        return not any(a.tag in _ARTICLE for a in element.iterancestors())
    if element.get("role", "").lower() in _ROLES:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if names == " " or element.tag == "table":
        return False
    return any(_names_furniture(name) for name in names.split())


def _names_furniture(name: str) -> bool:
    words = [w.lower() for w in _WORD.findall(name)]
    return bool(words) and (
        words[0] in _FIRST_WORDS or (words[-1] in _LAST_WORDS and words[0] != "with" and len(words) <= 3)
    )


def _is_banner(element: etree._Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')} {element.tag}".lower()
    return "head" in names or "banner" in names


def _owner(element: etree._Element) -> str | None:
    """Return the name of the body that a site's header shows; None where it names no body with a place."""
    texts = (
        " ".join(" ".join(map(str, e.itertext())).split())
        for e in element.iter("a", "p", "div", "span", "h2", "h3", "td")
    )
    return min((t for t in texts if len(t) <= _LONGEST_OWNER and _OWNER.search(t)), key=len, default=None)


def _put_first(root: etree._Element, text: str) -> None:
    body = root.find("body")
    paragraph = etree.Element("p")
    paragraph.text = text
    target = root if body is None else body
    paragraph.tail, target.text = target.text, None
    target.insert(0, paragraph)


def _is_content(element: etree._Element, total: int, n_titles: int) -> bool:
    """Tell whether an element holds a grid, most of the page's words or the page's only titles."""
    own_titles = sum(1 for _ in element.iter("h1"))
    return _has_grid(element) or 2 * _length(element) > total or 0 < own_titles == n_titles


def _has_grid(element: etree._Element) -> bool:
    """Tell whether there is a table of at least three rows of three cells inside."""
    for table in element.iter("table"):
        wide = sum(len(row.findall("td")) + len(row.findall("th")) >= 3 for row in table.iter("tr"))
        if wide >= 3:
            return True
    return False


def _is_menu(element: etree._Element) -> bool:
    """Tell whether a list or a narrow table consists of links only."""
    links = list(element.iter("a"))
    if len(links) < 3 or _has_grid(element):
        return False
    return sum(_length(a) for a in links) > 0.8 * _length(element)


def _length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
