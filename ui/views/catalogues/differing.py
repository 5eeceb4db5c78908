"""How two versions of a catalogue differ."""

from __future__ import annotations

import streamlit as st

from service.schemas.catalogue import CatalogueChanges, RecordChange
from ui.parts.plain import escaped
from ui.wording import catalogues as words

_MOST = 60


def draw(found: CatalogueChanges) -> None:
    """Draw what was added, removed, changed; the fields of a changed record before and after."""
    if not found.changes:
        st.info(words.NO_CHANGES, icon=":material/drag_handle:")
        return
    for kind, title in words.CHANGES.items():
        of_kind = [change for change in found.changes if change.kind == kind]
        if not of_kind:
            continue
        st.markdown(f"**{words.SIGNS[kind]} {title}: {len(of_kind)}**")
        if kind == "changed":
            for change in of_kind[:_MOST]:
                _changed(change)
        else:
            st.dataframe(
                [{words.FIELDS["title"]: change.title, words.FIELDS["id"]: change.id} for change in of_kind],
                hide_index=True,
                width="stretch",
                height=min(35 * len(of_kind) + 38, 320),
                alt=title,
            )
    if found.n_same:
        st.caption(words.SAME_LEFT.format(n=found.n_same))


def _changed(change: RecordChange) -> None:
    with st.expander(f"{escaped(change.title)} :gray[{escaped(change.id)}]"):
        for field in change.fields:
            st.markdown(f":gray[{escaped(words.FIELDS.get(field.field, field.field))}]")
            before, after = st.columns(2)
            before.markdown(f":red-badge[{words.BEFORE}] {escaped(field.before) or words.EMPTY}")
            after.markdown(f":green-badge[{words.AFTER}] {escaped(field.after) or words.EMPTY}")
