"""Keeping what a person corrected, and telling of it after the page is drawn anew."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nlp.domain import Edit
from service.schemas.correction import Corrected
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts.telling import tell
from ui.views.plan.opened import Opened
from ui.visitor import api

_SAID = "plan-said"
JOB = "plan-job"  # (plan, job) that this person's last change started


def save(opened: Opened, edits: Sequence[Edit], revision: int | None = None, comment: str = "") -> bool:
    """Keep edits; tell of a refusal and return False, so that what was typed stays.

    Raises:
        ServiceError: others corrected the plan since `revision` (slug `conflict`).
    """
    try:
        made = corrections.correct(api(), opened.plan.id, edits, revision or opened.plan.revision, comment)
    except ServiceError as error:
        if error.slug == "conflict":
            raise
        tell(error)
        return False
    noted(opened.plan.id, made)
    return True


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
