"""What a person saw when they began to correct a row, so that nobody's change is overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from nlp.domain import Edit, Measure
from ui.client import ServiceError
from ui.parts.plain import escaped
from ui.views.plan.opened import MEASURE, Opened
from ui.views.plan.saving import save
from ui.wording import plan as words

_KEY = "plan-seen"


@dataclass(frozen=True)
class Seen:
    """A row as it stood when its form was drawn first; `form` numbers the forms, whose fields are filled anew each."""

    measure: Measure
    revision: int
    form: int


def seen(opened: Opened, measure: Measure) -> Seen:
    """Return what the person saw of a row; changes of other rows are no conflict, so they count as seen."""
    kept: Seen | None = st.session_state.get(_KEY)
    if kept is None or kept.measure.id != measure.id:
        kept = Seen(measure, opened.plan.revision, kept.form + 1 if kept else 0)
    elif kept.measure == measure:
        kept = replace(kept, revision=opened.plan.revision)
    st.session_state[_KEY] = kept
    return kept


def forget() -> None:
    """Fill the form anew from what stands there now."""
    kept: Seen | None = st.session_state.get(_KEY)
    if kept is not None:
        # A row that nobody has: the next form has another number and fresh fields.
        st.session_state[_KEY] = replace(kept, measure=kept.measure.model_copy(update={"id": ""}))


def keep(opened: Opened, measure: Measure, edits: Sequence[Edit], comment: str = "", then: str = "") -> None:
    """Keep edits of a row and draw the page anew; where others were first, tell, and let the next attempt pass.

    Args:
        opened: the plan.
        measure: the row as it is now.
        edits: what to keep.
        comment: why.
        then: the row to go to when it is kept.
    """
    known = seen(opened, measure)
    try:
        done = save(opened, edits, known.revision, comment)
    except ServiceError as error:
        st.session_state[_KEY] = replace(known, measure=measure, revision=opened.plan.revision)
        st.warning(f"**{words.CONFLICT}**: {escaped(error.why)}. {words.CONFLICT_TOLD}", icon=":material/group:")
        return
    if done:
        forget()
        st.session_state.pop(MEASURE, None)  # the list shows its old words until it is set anew from the address
        if then:
            st.query_params[MEASURE] = then
        st.rerun()
