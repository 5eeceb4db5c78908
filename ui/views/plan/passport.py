"""The plan's passport, corrected and confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from nlp.domain import Act, Region, SetPassport
from ui import wording
from ui.client import ServiceError
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.views.plan.opened import Opened
from ui.views.plan.saving import save
from ui.wording import plan as words

_SEEN = "plan-passport-seen"
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)


def period_told(start: str | None, end: str | None) -> str:
    """Return the period as Russians write it."""
    return f"{wording.date(start)} – {wording.date(end)}" if start and end else wording.NO_VALUE


def act_told(act: Act | None) -> str:
    """Return the act that approved the plan: «приказ от 02.02.2023 № 41»."""
    if act is None:
        return wording.NO_VALUE
    return words.act(act.kind, act.date, act.number)


@dataclass(frozen=True)
class Seen:
    """The passport as it stood when its form was drawn first; `form` numbers the forms, filled anew each."""

    passport: tuple[str | None, ...]
    revision: int
    form: int


def show(opened: Opened) -> None:
    """Draw the form, folded."""
    plan, known = opened.plan, _seen(opened)
    with st.popover(words.PASSPORT, icon=":material/badge:", key=f"passport-{plan.id}-{known.form}"):
        st.caption(words.PASSPORT_WHY)
        with st.form(f"passport-form-{plan.id}-{known.form}", border=False):
            typed = _typed(known, plan.id)
            sent = st.form_submit_button(words.CONFIRM, type="primary")
        edit = _edit(*typed) if sent else None
        if edit is not None:
            _keep(opened, edit, known)


def forget() -> None:
    """Fill the form anew from what stands there now."""
    plan_id, kept = st.session_state.get(_SEEN, ("", Seen((), 0, 0)))
    st.session_state[_SEEN] = (plan_id, replace(kept, passport=(), form=kept.form + 1))


def _keep(opened: Opened, edit: SetPassport, known: Seen) -> None:
    now = _passport(opened)
    try:
        done = save(opened, [edit], known.revision)
    except ServiceError as error:
        st.session_state[_SEEN] = (opened.plan.id, replace(known, passport=now, revision=opened.plan.revision))
        st.warning(f"**{words.CONFLICT}**: {escaped(error.why)}. {words.CONFLICT_PASSPORT}", icon=":material/group:")
        return
    if done:
        forget()
        st.rerun()


def _seen(opened: Opened) -> Seen:
    """Return what the person saw; changes of rows are no conflict, so they count as seen."""
    plan_id, kept = st.session_state.get(_SEEN, ("", Seen((), 0, 0)))
    now = _passport(opened)
    if plan_id != opened.plan.id or kept.passport in ((), now):
        kept = Seen(now, opened.plan.revision, kept.form)
    st.session_state[_SEEN] = (opened.plan.id, kept)
    found: Seen = kept
    return found


def _passport(opened: Opened) -> tuple[str | None, ...]:
    plan = opened.plan
    return plan.title, plan.region_code, plan.municipality, plan.period_start, plan.period_end


def _typed(known: Seen, plan_id: str) -> tuple[str, str | None, str, date | None, date | None]:
    title, code, place, start, end = known.passport
    names, key = region_names(), f"passport-{{}}-{plan_id}-{known.form}".format
    codes = list(names)
    title = st.text_area(words.TITLE, title or "", height=100, key=key("title"))
    region = st.selectbox(
        wording.REGION,
        codes,
        index=codes.index(code) if code in names else None,
        format_func=lambda known_code: names.get(known_code, ""),
        placeholder=wording.CHOOSE,
        key=key("region"),
    )
    place = st.text_input(wording.MUNICIPALITY, place or "", key=key("place"))
    since, until = st.columns(2)
    with since:
        first = _day(words.SINCE, start, key("since"))
    with until:
        last = _day(words.UNTIL, end, key("until"))
    return title, region, place, first, last


def _day(label: str, iso: str | None, key: str) -> date | None:
    day = date.fromisoformat(iso) if iso else None
    chosen = st.date_input(label, day, min_value=_FIRST, max_value=_LAST, format="DD.MM.YYYY", key=key)
    return chosen if isinstance(chosen, date) else None


def _edit(title: str, region: str | None, place: str, start: date | None, end: date | None) -> SetPassport | None:
    """Return the edit, or None with the reason told."""
    if (start is None) != (end is None):
        st.error(words.PERIOD_HALF)
        return None
    if start and end and start > end:
        st.error(words.PERIOD_WRONG)
        return None
    return SetPassport(
        title=title.strip() or None,
        region=Region(code=region, name=region_names()[region]) if region else None,
        municipality=place.strip() or None,
        period=(start.isoformat(), end.isoformat()) if start and end else None,
    )
