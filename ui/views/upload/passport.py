"""The proposed passport of a plan: confirmed or corrected."""

from __future__ import annotations

from datetime import date

import streamlit as st

from nlp.domain import Act, Region, SetPassport
from service.schemas.plan import PlanFull
from ui import wording
from ui.client import ServiceError, corrections
from ui.parts.known import region_names
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.visitor import api
from ui.wording import upload as words
from ui.wording import window

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)


def passport(plan: PlanFull) -> None:
    """Draw the form, and keep what the person says."""
    st.subheader(words.PASSPORT)
    _state(plan)
    regions = region_names()
    key = plan.id[:12]
    # What the person saw: a save after somebody else's must not overwrite it unseen.
    st.session_state.setdefault(f"seen-{key}", plan.revision)
    with st.form(f"passport-{key}"):
        title = st.text_area(words.TITLE, plan.title, key=f"title-{key}", height=96, max_chars=1_000)
        left, right = st.columns(2)
        region = left.selectbox(
            wording.REGION,
            list(regions),
            index=list(regions).index(plan.region_code) if plan.region_code in regions else None,
            format_func=lambda code: regions[code],
            placeholder=words.CHOOSE_REGION,
            key=f"region-{key}",
        )
        municipality = right.text_input(
            wording.MUNICIPALITY, plan.municipality or "", key=f"place-{key}", max_chars=200
        )
        starts, ends = _day(left, words.STARTS, plan.period_start, key), _day(right, words.ENDS, plan.period_end, key)
        st.caption(_act(plan.roadmap.act))
        is_sent = st.form_submit_button(words.SAVE_PASSPORT, type="primary", icon=":material/check:")
    if is_sent:
        named = Region(code=region, name=regions[region]) if region else None
        given = SetPassport(
            title=title.strip() or None,
            region=named,
            municipality=municipality.strip() or None,
            period=(starts.isoformat(), ends.isoformat()) if starts and ends else None,
        )
        if (starts is None) != (ends is None) or (given.period and given.period[0] > given.period[1]):
            st.error(words.WRONG_PERIOD, icon=":material/error:")
        elif (erased := _erased(plan, given)) is not None:
            st.error(words.NOT_ERASED.format(field=erased), icon=":material/error:")
        else:
            _save(plan, given, f"seen-{key}")


def _erased(plan: PlanFull, given: SetPassport) -> str | None:
    """Return the name of a field that was emptied: the service keeps what is not given."""
    fields = (
        (words.TITLE, plan.title, given.title),
        (wording.REGION, plan.region_code, given.region),
        (wording.MUNICIPALITY, plan.municipality, given.municipality),
        (words.PERIOD_FIELD, plan.period_start, given.period),
    )
    return next((name for name, before, now in fields if before and now is None), None)


def _state(plan: PlanFull) -> None:
    if plan.passport_confirmed:
        st.caption(f":green[✓] {words.PASSPORT_DONE}")
        return
    known = {"region": plan.region_code, "municipality": plan.municipality, "period": plan.period_start}
    lacking = [words.LACKING_FIELDS[name] for name, value in known.items() if not value]
    if lacking:
        st.warning(words.LACKING.format(fields=", ".join(lacking)), icon=":material/edit:")
    else:
        st.caption(words.PASSPORT_LEAD)


def _day(where: st.delta_generator.DeltaGenerator, label: str, iso: str | None, key: str) -> date | None:
    value = date.fromisoformat(iso) if iso else None
    fits = value is not None and _EARLIEST <= value <= _LATEST
    return where.date_input(
        label,
        value if fits else None,
        min_value=_EARLIEST,
        max_value=_LATEST,
        format="DD.MM.YYYY",
        key=f"{label}-{key}",
    )


def _act(act: Act | None) -> str:
    if act is None:
        return words.NO_ACT
    of_day = words.OF_DAY.format(wording.date(act.date)) if act.date else ""
    parts = (escaped(act.kind), words.NUMBER.format(escaped(act.number)) if act.number else "", of_day)
    said = " ".join(filter(None, parts))
    return f"{words.ACT}: {said}{f', {escaped(act.issuer)}' if act.issuer else ''}"


def _save(plan: PlanFull, given: SetPassport, seen: str) -> None:
    try:
        corrections.correct(api(), plan.id, [given], st.session_state[seen])
    except ServiceError as error:
        tell(error)
        if error.slug == "conflict":
            st.session_state[seen] = plan.revision  # what is told below
            st.info(words.now_it_is(*map(escaped, _told(plan))), icon=":material/info:")
        return
    st.session_state.pop(seen)
    st.toast(words.PASSPORT_SAVED, icon=":material/check:")
    st.rerun()


def _told(plan: PlanFull) -> tuple[str, ...]:
    period = window(plan.period_start, plan.period_end) if plan.period_start else ""
    return plan.title, plan.region or "", plan.municipality or "", period
