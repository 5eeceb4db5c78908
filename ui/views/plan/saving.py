"""Keeping what a person corrected: nobody's change is overwritten unseen, and what was kept is told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from nlp.domain import Edit, Measure
from service.schemas.correction import Corrected
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts import passport
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.plan.opened import MEASURE, Opened
from ui.visitor import api
from ui.wording import plan as words

_SEEN, _SAID = "plan-seen", "plan-said"
JOB = "plan-job"  # (plan, job) that this person's last change started


@dataclass(frozen=True)
class Seen:
    """A row as it stood when its form was drawn first; `form` numbers the forms, whose fields are filled anew each."""

    measure: Measure
    revision: int
    form: int


def seen(opened: Opened, measure: Measure) -> Seen:
    """Return what the person saw of a row; changes of other rows are no conflict, so they count as seen."""
    kept: Seen | None = st.session_state.get(_SEEN)
    if kept is None or kept.measure.id != measure.id:
        kept = Seen(measure, opened.plan.revision, kept.form + 1 if kept else 0)
    elif kept.measure == measure:
        kept = replace(kept, revision=opened.plan.revision)
    st.session_state[_SEEN] = kept
    return kept


def forget(plan_id: str) -> None:
    """Fill the forms of a row and of the passport anew from what stands there now."""
    passport.forget(plan_id)
    forget_row()


def forget_row() -> None:
    """Fill the form of a row anew from what stands there now."""
    kept: Seen | None = st.session_state.get(_SEEN)
    if kept is not None:
        # A row that nobody has: the next form has another number and fresh fields.
        st.session_state[_SEEN] = replace(kept, measure=kept.measure.model_copy(update={"id": ""}))


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
        made = corrections.correct(api(), opened.plan.id, edits, known.revision, comment)
    except ServiceError as error:
        if error.slug != "conflict":
            tell(error)
            return
        st.session_state[_SEEN] = replace(known, measure=measure, revision=opened.plan.revision)
        st.warning(f"**{words.CONFLICT}**: {escaped(error.why)}. {words.CONFLICT_TOLD}", icon=":material/group:")
        return
    noted(opened.plan.id, made)
    forget_row()
    st.session_state.pop(MEASURE, None)  # the list shows its old words until it is set anew from the address
    if then:
        st.query_params[MEASURE] = then
    st.rerun()


def noted(plan_id: str, made: Corrected, said: str = wording.SAVED) -> None:
    """Keep in mind what to say and which job to watch after a change."""
    if made.job_id:
        st.session_state[JOB] = (plan_id, made.job_id)
    say(said)


def say(said: str) -> None:
    """Have something said once the page is drawn anew."""
    st.session_state[_SAID] = said


def tell_saved() -> None:
    """Say what is to be said after a change."""
    said = st.session_state.pop(_SAID, "")
    if said:
        st.toast(said, icon=":material/check:")
