"""The template of the conclusion: taken, replaced after a check, given back its place."""

from __future__ import annotations

import streamlit as st

from ui.client import ServiceError, users
from ui.parts.exporting import download
from ui.parts.plain import escaped
from ui.parts.telling import tell
from ui.views.users import confirming
from ui.visitor import api
from ui.wording import users as words


def show() -> None:
    """Draw the tab."""
    st.markdown(words.TEMPLATE_INTRO)
    shown = users.template(api())
    st.markdown(f"**{words.TEMPLATE_OWN if shown.own else words.TEMPLATE_BUILTIN}**")
    left, right = st.columns(2)
    with left:
        download(words.TEMPLATE_DOWNLOAD, "/template", words.TEMPLATE_NAME)
    if shown.own and right.button(words.TEMPLATE_RESET, icon=":material/restart_alt:"):
        client = api()
        confirming.ask(
            words.TEMPLATE_RESET_TITLE,
            words.TEMPLATE_RESET_WHY,
            words.TEMPLATE_RESET,
            words.TEMPLATE_IS_RESET,
            lambda: users.reset_template(client),
        )
    _upload()
    with st.expander(words.TEMPLATE_FIELDS):
        rows = [{words.TEMPLATE_FIELD: field} for field in shown.fields]
        st.dataframe(rows, hide_index=True, alt=words.TEMPLATE_FIELDS)


def _upload() -> None:
    with st.form("template", enter_to_submit=False):
        file = st.file_uploader(words.TEMPLATE_UPLOAD, type="docx", key="template-file")
        if not st.form_submit_button(words.TEMPLATE_USE, type="primary"):
            return
    if file is None:
        st.warning(words.TEMPLATE_NONE)
        return
    try:
        users.replace_template(api(), file.name, file.getvalue())
    except ServiceError as error:
        tell(error)
        if len(error.findings) > 1:
            st.markdown(words.TEMPLATE_FINDINGS)
            st.markdown("\n".join(f"- {escaped(finding)}" for finding in error.findings))
        return
    st.toast(words.TEMPLATE_USED, icon=":material/check:")
    st.rerun()
