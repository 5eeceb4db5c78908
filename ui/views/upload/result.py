"""What came of a file: its plans, what was not understood, where to go on."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from nlp.domain import Roadmap
from service.schemas.document import DocumentShown
from service.schemas.plan import PlanFull, PlanShown
from ui import wording
from ui.client import plans, uploads
from ui.pages import link
from ui.parts.addressed import select
from ui.parts.choosing import name_of
from ui.parts.exporting import download
from ui.parts.noticing import READING_KINDS
from ui.parts.passport import act_told, passport_form
from ui.parts.plain import escaped
from ui.parts.telling import nothing
from ui.theme import CATEGORY_TINTS
from ui.views.upload.listed import Uploaded
from ui.visitor import api
from ui.wording import moment
from ui.wording import passport as passport_words
from ui.wording import upload as words

_FORM_PX = 560
_HEAD_HEIGHT, _ROW_HEIGHT, _MOST_HEIGHT = 40, 68, 480  # rows this high are shown with their text wrapped


def result(document: DocumentShown, found: Uploaded) -> None:
    """Draw what came of a file."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(escaped(document.name), width="stretch")
        download(words.ORIGINAL, f"/documents/{document.id}/original", document.name)
    about = [words.STATES[document.state], words.size(document.size_bytes)]
    if document.n_pages:
        about.append(words.pages(document.n_pages))
    st.caption(" · ".join([*about, f"{words.UPLOADED} {moment(document.uploaded_at)}"]))
    if document.state is None:
        nothing(words.STILL, words.STILL_ADVICE)
        return
    _trouble(document)
    of_file = found.plans.get(document.id) or (uploads.plans_of(api(), document.id) if document.n_plans else [])
    if of_file:
        _plan(of_file)
    elif document.state in ("ok", "partial"):
        nothing(words.NO_PLAN, words.NO_PLAN_ADVICE)


def _trouble(document: DocumentShown) -> None:
    if document.state is None or document.state == "ok":
        return
    is_read = document.state == "partial"
    # What the reader says holds its own advice; ours stands in where it said nothing.
    head = words.READ_IN_PART if is_read else words.NOT_READ
    text = escaped(document.message) or f"{head}. {words.WHAT_TO_DO[document.state]}"
    if is_read:
        st.warning(text, icon=":material/warning:")
    else:
        st.error(text, icon=":material/error:")


def _plan(of_file: list[PlanShown]) -> None:
    """Draw the plan of a file, or the chosen one of several."""
    chosen: str | None = of_file[0].id
    if len(of_file) > 1:
        names = {plan.id: f"{plan.part}. {name_of(plan)}" for plan in of_file}
        if st.query_params.get("part") not in names:
            st.query_params["part"] = of_file[0].id
        chosen = select(words.PART, names, "part")
    if chosen is None:
        return
    plan = plans.one(api(), chosen)
    _versions(plan)
    # Side by side on a wide screen, below one another on a narrow one.
    with st.container(horizontal=True, gap="large"):
        left, right = st.container(width=_FORM_PX), st.container(width="stretch")
    with left:
        _passport(plan)
    with right:
        _numbers(plan)
    _notices(plan.roadmap)


def _passport(plan: PlanFull) -> None:
    """Draw what was understood of the plan's head, to be confirmed or corrected."""
    st.subheader(words.PASSPORT)
    known = {"region": plan.region_code, "municipality": plan.municipality, "period": plan.period_start}
    lacking = [words.LACKING_FIELDS[name] for name, value in known.items() if not value]
    if plan.passport_confirmed:
        st.caption(f":green[✓] {words.PASSPORT_DONE}")
    elif lacking:
        st.warning(words.LACKING.format(fields=", ".join(lacking)), icon=":material/edit:")
    else:
        st.caption(words.PASSPORT_LEAD)
    act = plan.roadmap.act
    st.caption(f"{passport_words.ACT}: {escaped(act_told(act))}" if act else words.NO_ACT)
    passport_form(plan, lambda _: st.toast(passport_words.SAVED, icon=":material/check:"))


def _versions(plan: PlanFull) -> None:
    """Point out that the plan continues one that is known, or is continued by one."""
    if plan.previous_id is None and plan.version == 1:
        return
    versions = plans.versions(api(), plan.id)
    ids = [version.id for version in versions]
    at = ids.index(plan.id) if plan.id in ids else 0
    previous = next((v for v in versions if v.id == plan.previous_id), None)
    with st.container(border=True):
        if previous is not None:
            said = words.IS_VERSION.format(name=escaped(name_of(previous)), file=escaped(previous.file))
            st.markdown(f":material/history: {said}")
            link("compare", words.COMPARE, plans=[previous.id, plan.id])
        elif plan.previous_id is not None:
            st.markdown(f":material/history: {words.IS_VERSION_UNSEEN}")
        for later in versions[at + 1 : at + 2]:
            st.markdown(words.HAS_LATER.format(name=escaped(name_of(later)), file=escaped(later.file)))
            link("compare", words.COMPARE, plans=[plan.id, later.id])


def _numbers(plan: PlanFull) -> None:
    unsure = sum(notice.kind in READING_KINDS for notice in plan.roadmap.notices)
    st.subheader(words.FOUND)
    st.markdown(f":material/format_list_bulleted: {wording.measures(plan.n_measures)}")
    st.markdown(f":material/help: {words.unsure(unsure)}")
    st.markdown(f":material/report: {words.defects(len(plan.roadmap.notices) - unsure)}")
    link("plan", words.OPEN_PLAN, id=plan.id)
    link("gaps", words.OPEN_GAPS, plans=[plan.id])
    counted = Counter(m.category.primary for m in plan.roadmap.measures if m.category.primary).most_common()
    st.markdown(" ".join(f":{CATEGORY_TINTS[code]}-badge[{wording.CATEGORIES[code]}: {n}]" for code, n in counted))


def _notices(roadmap: Roadmap) -> None:
    unsure = [notice for notice in roadmap.notices if notice.kind in READING_KINDS]
    st.subheader(words.UNSURE)
    if unsure:
        st.caption(words.UNSURE_LEAD)
        _table(_rows(roadmap, True), words.COLUMN_WHAT)
    else:
        st.success(words.ALL_CLEAR, icon=":material/check:")
    if len(unsure) < len(roadmap.notices):
        st.subheader(words.DEFECTS)
        st.caption(words.DEFECTS_LEAD)
        _table(_rows(roadmap, False), words.COLUMN_DEFECT)


def _rows(roadmap: Roadmap, is_unsure: bool) -> list[tuple[str, str, str]]:
    """Return (number, text, what is said of it), in the order of the plan; of the whole plan first."""
    measures = {measure.id: measure for measure in roadmap.measures}
    found = []
    for notice in roadmap.notices:
        if (notice.kind in READING_KINDS) is is_unsure:
            measure = measures.get(notice.measure or "")
            at = measure.index if measure else 0
            number = (measure.number or str(at)) if measure else ""
            found.append((at, number, measure.text if measure else words.WHOLE_PLAN, notice.detail))
    return [row[1:] for row in sorted(found, key=lambda row: row[0])]


def _table(rows: list[tuple[str, str, str]], what: str) -> None:
    titles = (words.COLUMN_NUMBER, words.COLUMN_ROW, what)
    cells: list[dict[str, Any]] = [dict(zip(titles, row, strict=True)) for row in rows]
    st.dataframe(
        cells,
        hide_index=True,
        height=min(_MOST_HEIGHT, _HEAD_HEIGHT + _ROW_HEIGHT * len(cells)),
        row_height=_ROW_HEIGHT,
        column_config={
            words.COLUMN_NUMBER: st.column_config.TextColumn(width="small"),
            words.COLUMN_ROW: st.column_config.TextColumn(width="large"),
            what: st.column_config.TextColumn(width="large"),
        },
        alt=words.ROW_ALT,
    )
