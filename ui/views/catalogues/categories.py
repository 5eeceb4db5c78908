"""The categories of measures: what each is, what belongs to it and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from service.schemas.catalogue import CatalogueWhole
from ui.parts.plain import escaped
from ui.theme import CATEGORY_TINTS
from ui.wording import CATEGORIES
from ui.wording import catalogues as words


def show(catalogue: CatalogueWhole) -> None:
    """Draw the section."""
    st.markdown(words.CATEGORIES_INTRO)
    for start in range(0, len(catalogue.records), 2):
        for column, record in zip(st.columns(2), catalogue.records[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                _category(record)


def _category(record: Mapping[str, Any]) -> None:
    tint = CATEGORY_TINTS.get(record.get("id", ""), "gray")
    st.markdown(f":{tint}-badge[{escaped(str(record.get('label', '')))}]")
    st.markdown(escaped(str(record.get("definition", ""))))
    _list(words.BELONGS, [str(line) for line in record.get("belongs") or ()])
    with st.expander(words.BELONGS_NOT + " · " + words.EXAMPLES.lower()):
        _list(words.BELONGS_NOT, [_elsewhere(line) for line in record.get("does_not_belong") or ()])
        _list(words.EXAMPLES, [str(line) for line in record.get("examples") or ()])


def _elsewhere(line: Any) -> str:
    if not isinstance(line, Mapping):
        return str(line)
    category = str(line.get("category", ""))
    name = next((name for code, name in CATEGORIES.items() if code == category), category)
    return words.ELSEWHERE.format(what=line.get("what", ""), category=name)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f":gray[{title}]\n\n" + "\n".join(f"* {escaped(line)}" for line in lines))
