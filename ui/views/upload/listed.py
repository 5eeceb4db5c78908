"""The person's files: a table, and the choice of one to look at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from service.schemas.document import DocumentShown
from service.schemas.plan import PlanShown
from ui.client import ServiceError, documents, plans, uploads
from ui.parts.addressed import segments, select
from ui.parts.telling import nothing
from ui.visitor import api, me
from ui.wording import moment
from ui.wording import upload as words

_MONTH = timedelta(days=31)
_LEAST_PLANS = 200  # a page of the service, the latest first
_ROW_HEIGHT, _MOST_HEIGHT = 35, 400


@dataclass(frozen=True)
class Uploaded:
    """The person's files, the latest first, with their plans."""

    documents: tuple[DocumentShown, ...]
    plans: dict[str, list[PlanShown]]  # by document, in the order of the file

    def unchecked(self) -> list[DocumentShown]:
        """Return the files with a passport that nobody has confirmed."""
        return [d for d in self.documents if any(not p.passport_confirmed for p in self.plans.get(d.id, ()))]


def recent(whole_month: bool = False) -> list[DocumentShown]:
    """Return what the person has uploaded today, or in a month."""
    now = datetime.now().astimezone()
    since = now - _MONTH if whole_month else now.replace(hour=0, minute=0, second=0, microsecond=0)
    return uploads.own(api(), me().user_id or "", since)


def uploaded() -> Uploaded:
    """Draw the table of the person's files; return them."""
    st.header(words.FILES)
    chosen = segments(words.PERIOD, {"day": words.TODAY, "month": words.ALL_TIME}, "when")
    own = recent(chosen == "month")
    if not own:
        nothing(words.NO_FILES if chosen == "day" else words.NO_FILES_MONTH, words.NO_FILES_ADVICE)
        return Uploaded((), {})
    by_document = defaultdict(list)
    for plan in sorted(plans.listed(api(), max(_LEAST_PLANS, 2 * len(own))), key=lambda plan: plan.part):
        by_document[plan.document_id].append(plan)
    found = Uploaded(tuple(own), dict(by_document))
    rows = [_row(document, found.plans.get(document.id, [])) for document in own]
    st.dataframe(
        rows,
        hide_index=True,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 2),
        column_config={words.FILE: st.column_config.TextColumn(width="medium")},
        alt=words.TABLE_ALT,
        placeholder="",
    )
    return found


def choose(found: Uploaded) -> DocumentShown | None:
    """Draw the choice of a file; the address keeps it. The first that nobody has checked is proposed."""
    known = {document.id: document for document in found.documents}
    asked = st.query_params.get("doc")
    if asked is not None and asked not in known:
        try:
            known[asked] = documents.one(api(), asked)
        except ServiceError as error:
            if error.slug not in ("not-found", "invalid-input"):
                raise
            nothing(words.NO_SUCH_FILE, words.NO_SUCH_FILE_ADVICE)
            st.query_params.pop("doc")
    if not known:
        return None
    unchecked = found.unchecked()
    if "doc" not in st.query_params:
        st.query_params["doc"] = (unchecked or list(found.documents))[0].id
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        chosen = select(words.CHOSEN, {id_: _named(one) for id_, one in known.items()}, "doc", words.CHOOSE_FILE)
    others = [document.id for document in unchecked if document.id != chosen]
    if others and right.button(words.NEXT, help=words.NEXT_HELP, width="stretch"):
        st.query_params["doc"] = others[0]
        st.rerun()
    return known.get(chosen) if chosen else None


def _named(document: DocumentShown) -> str:
    return f"{document.name} · {moment(document.uploaded_at)}"


def _row(document: DocumentShown, found: list[PlanShown]) -> dict[str, Any]:
    n_checked = sum(plan.passport_confirmed for plan in found)
    passport = words.CHECKED if n_checked == len(found) else words.UNCHECKED
    if 0 < n_checked < len(found):
        passport = words.CHECKED_OF.format(n=n_checked, total=len(found))
    return {
        words.FILE: document.name,
        words.COLUMN_STATE: words.STATES[document.state],
        words.COLUMN_PASSPORT: passport if found else "",
        words.COLUMN_NEW: _kind(found),
        words.COLUMN_PLANS: document.n_plans or None,
        words.COLUMN_MEASURES: sum(plan.n_measures for plan in found) or None,
        words.COLUMN_NOTICES: sum(plan.n_notices for plan in found) if found else None,
    }


def _kind(found: list[PlanShown]) -> str:
    if not found:
        return ""
    return words.NEW_VERSION if any(plan.previous_id for plan in found) else words.NEW_PLAN
