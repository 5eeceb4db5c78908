"""The printed form of a Word part: changes accepted, hidden text gone, wrappers and text boxes unfolded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from nlp.read.numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

P, R, TBL, TR, TC, T = (f"{W}{name}" for name in ("p", "r", "tbl", "tr", "tc", "t"))
P_PR, TR_PR, TC_PR, VAL = (f"{W}{name}" for name in ("pPr", "trPr", "tcPr", "val"))
TAB, PTAB, BR, CR, NO_BREAK_HYPHEN, SYM = (f"{W}{name}" for name in ("tab", "ptab", "br", "cr", "noBreakHyphen", "sym"))
PAGE_BREAK, MATH_TEXT = f"{W}lastRenderedPageBreak", f"{_MATH}t"
INK = (T, TAB, PTAB, BR, CR, NO_BREAK_HYPHEN, SYM, MATH_TEXT, PAGE_BREAK)

_DELETED = (f"{W}del", f"{W}moveFrom")
_INSERTED = (f"{W}ins", f"{W}moveTo")
_BOX, _ALTERNATE, _FIELD = f"{W}txbxContent", f"{_MC}AlternateContent", f"{W}fldChar"
_SDT, _SDT_CONTENT, _PLACEHOLDER = f"{W}sdt", f"{W}sdtContent", f"{W}showingPlcHdr"
_WRAPPERS = (_SDT, f"{W}customXml", f"{W}smartTag", *_INSERTED)
_SPECIAL = (
    *_DELETED, *_WRAPPERS, _BOX, _ALTERNATE, _FIELD, _PLACEHOLDER,
    f"{W}vanish", f"{W}rStyle", f"{W}cellDel", f"{W}hidden", f"{W}ruby",
)  # fmt: skip
_Found = dict[str, list[etree._Element]]


def to_printed(root: etree._Element, hidden_styles: frozenset[str] = frozenset()) -> bool:
    """Change a part's tree in place into what is printed.

    Afterwards a body, cell, row or table holds its blocks directly; the paragraphs of a text box
    follow the paragraph that anchors it.

    Args:
        root: a document, footnotes or endnotes part.
        hidden_styles: ids of the character styles whose text is hidden.

    Returns:
        Whether the part had tracked changes.
    """
    found: _Found = {}
    for element in root.iter(*_SPECIAL):
        found.setdefault(str(element.tag), []).append(element)
    if not found:
        return False
    _choose(found.get(_ALTERNATE, ()))
    changed = _accept(found)
    _hide(found, hidden_styles)
    _drop_instructions(found.get(_FIELD, ()))
    _unfold_boxes(found.get(_BOX, ()))
    _unwrap(_all(found, _WRAPPERS))
    return changed


def is_on(toggle: etree._Element | None) -> bool:
    """Tell whether an on/off property is set."""
    return toggle is not None and toggle.get(VAL, "1") not in ("0", "false", "off")


def _all(found: _Found, tags: Iterable[str]) -> list[etree._Element]:
    return [element for tag in tags for element in found.get(tag, ())]


def _remove(elements: Iterable[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _choose(alternates: Iterable[etree._Element]) -> None:
    """Keep one branch of each alternative, so that a text box counts once."""
    for alternate in alternates:
        branches = list(alternate)
        best = next((b for b in branches if next(b.iter(T, SYM, MATH_TEXT), None) is not None), ())
        for child in list(best):
            alternate.addprevious(child)
        _remove([alternate])


def _accept(found: _Found) -> bool:
    """Take tracked changes as accepted; a deleted paragraph mark joins two paragraphs."""
    joined: list[etree._Element | None] = []
    for mark in _all(found, _DELETED):
        owner = mark.getparent()
        holder = None if owner is None else owner.getparent()
        if owner is None or holder is None:
            continue
        if owner.tag == TR_PR:
            _remove([holder])
        elif owner.tag == f"{W}rPr" and holder.tag == P_PR:
            joined.append(holder.getparent())
        else:
            owner.remove(mark)
    # The last first: else the first paragraph of a thousand moves a thousand times.
    for paragraph in reversed(joined):
        _join_next(paragraph)
    _remove(c for mark in found.get(f"{W}cellDel", ()) if (c := _ancestor(mark, lambda e: e.tag == TC)) is not None)
    return any(found.get(tag) for tag in (*_DELETED, *_INSERTED, f"{W}cellDel"))


def _join_next(paragraph: etree._Element | None) -> None:
    following = None if paragraph is None else paragraph.getnext()
    if paragraph is None or following is None or following.tag != P:
        return
    head = next(following.iterchildren(), None)  # len() counts all children
    place = 1 if head is not None and head.tag == P_PR else 0
    for child in reversed([c for c in paragraph if c.tag != P_PR]):
        following.insert(place, child)
    _remove([paragraph])


def _hide(found: _Found, hidden_styles: frozenset[str]) -> None:
    """Drop hidden runs and rows, placeholders of empty form fields and the small print over ruby."""
    runs = [v for v in found.get(f"{W}vanish", ()) if is_on(v)]
    runs += [s for s in found.get(f"{W}rStyle", ()) if s.get(VAL) in hidden_styles]
    for mark in runs:
        properties = mark.getparent()
        run = None if properties is None else properties.getparent()
        if run is not None and run.tag == R:
            _remove([run])
    rows = [h for h in found.get(f"{W}hidden", ()) if is_on(h)]
    _remove(r for h in rows if (p := h.getparent()) is not None and p.tag == TR_PR and (r := p.getparent()) is not None)
    for mark in found.get(_PLACEHOLDER, ()):
        control = _ancestor(mark, lambda e: e.tag == _SDT)
        if control is not None and is_on(mark):
            _remove(list(control.iter(T)))
    _remove(rt for ruby in found.get(f"{W}ruby", ()) for rt in list(ruby.iter(f"{W}rt")))


def _drop_instructions(marks: Iterable[etree._Element]) -> None:
    """Drop text between a field's begin and separator (nested fields leave some there)."""
    paragraphs = dict.fromkeys(p for m in marks if (p := _ancestor(m, lambda e: e.tag == P)) is not None)
    for paragraph in paragraphs:
        inside: list[bool] = []
        dropped = []
        for element in paragraph.iter(_FIELD, T):
            kind = element.get(f"{W}fldCharType") if element.tag == _FIELD else None
            if kind == "begin":
                inside.append(True)
            elif kind == "separate" and inside:
                inside[-1] = False
            elif kind == "end" and inside:
                inside.pop()
            elif kind is None and any(inside):
                dropped.append(element)
        _remove(dropped)


def _unfold_boxes(boxes: Iterable[etree._Element]) -> None:
    """Move the blocks of text boxes behind the paragraph that anchors them."""
    last: dict[etree._Element, etree._Element] = {}
    for box in boxes:
        anchor = _ancestor(box, lambda e: e.tag == P)
        if anchor is None:
            continue
        for block in list(box):
            last.get(anchor, anchor).addnext(block)
            last[anchor] = block


def _unwrap(wrappers: Iterable[etree._Element]) -> None:
    """Put the contents of wrappers around blocks, rows and cells in their place."""
    for wrapper in wrappers:
        parent = wrapper.getparent()
        if parent is None or parent.tag in (f"{W}rPr", TR_PR, TC_PR):
            continue
        content = wrapper.find(_SDT_CONTENT) if wrapper.tag == _SDT else wrapper
        for child in list(content) if content is not None else ():
            wrapper.addprevious(child)
        parent.remove(wrapper)


def _ancestor(element: etree._Element, test: Callable[[etree._Element], bool]) -> etree._Element | None:
    return next((a for a in element.iterancestors() if test(a)), None)
