"""The passport of a plan: told in words, and corrected and confirmed in a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nlp.domain import Act, Region, SetPassport
from service.schemas.correction import Corrected
from service.schemas.plan import PlanFull
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.visitor import api
from ui.wording import passport as words

_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 12, 31)
_MOST_TITLE, _MOST_PLACE = 1_000, 200


class Passport(NamedTuple):
    """What the form holds; `region` is a code, days are as the service writes them."""

    title: str
    region: str | None
    place: str
    start: str | None
    end: str | None


@dataclass(frozen=True)
class Seen:
    """The passport as it stood when its form was drawn first; None: to be filled anew. `form` numbers the forms."""

    passport: Passport | None
    revision: int
    form: int


def period_told(start: str | None, end: str | None) -> str:
    """Return the period as Russians write it."""
    return wording.window(start, end) if start and end else wording.NO_VALUE


def act_told(act: Act | None) -> str:
    """Return the act that approved the plan: «приказ от 02.02.2023 № 41». Not escaped."""
    return words.act(act.kind, act.date, act.number) if act else wording.NO_VALUE


def passport_form(plan: PlanFull, kept: Callable[[Corrected], object]) -> None:
    """Draw the form; when it is saved, call `kept` and draw the page anew, else tell why not and keep what was typed."""
    known = seen(plan)
    with st.form(f"passport-{plan.id}-{known.form}", border=False):
        typed = _typed(known, f"{plan.id}-{known.form}")
        sent = st.form_submit_button(words.SAVE, type="primary", icon=":material/check:")
    if not sent:
        return
    reason = _wrong(_passport(plan), typed)
    if reason:
        st.error(reason, icon=":material/error:")
        return
    try:
        made = corrections.correct(api(), plan.id, [_edit(typed)], known.revision)
    except ServiceError as error:
        if error.slug == "conflict":
            _tell_conflict(plan, known)
        else:
            tell(error)
        return
    forget(plan.id)
    kept(made)
    st.rerun()


def seen(plan: PlanFull) -> Seen:
    """Return what the person saw, so that nobody's change is overwritten unseen; changes of rows count as seen."""
    kept: Seen | None = st.session_state.get(_key(plan.id))
    now = _passport(plan)
    if kept is None or kept.passport in (None, now):
        kept = Seen(now, plan.revision, kept.form if kept else 0)
        st.session_state[_key(plan.id)] = kept
    return kept


def forget(plan_id: str) -> None:
    """Fill the form anew from what stands there now."""
    kept: Seen | None = st.session_state.get(_key(plan_id))
    if kept is not None:
        st.session_state[_key(plan_id)] = replace(kept, passport=None, form=kept.form + 1)


def _key(plan_id: str) -> str:
    return f"passport-seen-{plan_id}"


def _passport(plan: PlanFull) -> Passport:
    return Passport(plan.title, plan.region_code, plan.municipality or "", plan.period_start, plan.period_end)


def _typed(known: Seen, name: str) -> Passport:
    shown = known.passport or Passport("", None, "", None, None)
    names = region_names()
    codes = list(names)
    title = st.text_area(words.TITLE, shown.title, height=96, max_chars=_MOST_TITLE, key=f"title-{name}")
    left, right = st.columns(2)
    region = left.selectbox(
        wording.REGION,
        codes,
        index=codes.index(shown.region) if shown.region in names else None,
        format_func=lambda code: names.get(code, ""),
        placeholder=words.CHOOSE_REGION,
        key=f"region-{name}",
    )
    place = right.text_input(wording.MUNICIPALITY, shown.place, max_chars=_MOST_PLACE, key=f"place-{name}")
    starts = _day(left, words.STARTS, shown.start, f"starts-{name}")
    ends = _day(right, words.ENDS, shown.end, f"ends-{name}")
    return Passport(title.strip(), region, place.strip(), starts, ends)


def _day(where: DeltaGenerator, label: str, iso: str | None, key: str) -> str | None:
    day = date.fromisoformat(iso) if iso else None
    fits = day if day and _EARLIEST <= day <= _LATEST else None
    given = where.date_input(label, fits, min_value=_EARLIEST, max_value=_LATEST, format="DD.MM.YYYY", key=key)
    return given.isoformat() if isinstance(given, date) else None


def _wrong(now: Passport, typed: Passport) -> str:
    """Return why a passport cannot be kept; the service keeps what is not given, so nothing can be emptied."""
    names = (words.TITLE, wording.REGION, wording.MUNICIPALITY, words.PERIOD, words.PERIOD)
    erased = [name for name, before, after in zip(names, now, typed, strict=True) if before and not after]
    if bool(typed.start) != bool(typed.end):
        return words.PERIOD_HALF
    if typed.start and typed.end and typed.start > typed.end:
        return words.PERIOD_WRONG
    return words.NOT_ERASED.format(field=erased[0]) if erased else ""


def _edit(typed: Passport) -> SetPassport:
    return SetPassport(
        title=typed.title or None,
        region=Region(code=typed.region, name=region_names()[typed.region]) if typed.region else None,
        municipality=typed.place or None,
        period=(typed.start, typed.end) if typed.start and typed.end else None,
    )


def _tell_conflict(plan: PlanFull, known: Seen) -> None:
    """Tell what stands there now; the next attempt passes."""
    st.session_state[_key(plan.id)] = replace(known, passport=_passport(plan), revision=plan.revision)
    period = period_told(plan.period_start, plan.period_end) if plan.period_start else ""
    fields = (plan.title, plan.region or "", plan.municipality or "", period)
    st.warning(f"**{words.CONFLICT}** {words.now_it_is(*map(escaped, fields))}", icon=":material/group:")
