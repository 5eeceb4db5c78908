"""What a link names and nobody sees any more."""

from __future__ import annotations

from collections.abc import Sized

import streamlit as st

from ui import wording
from ui.wording import compare as words


def tell_absent(chosen: Sized, key: str = "plans") -> None:
    """Tell how many plans of the address under `key` are not among those `chosen`: taken away, or not to be seen."""
    n = len(set(st.query_params.get_all(key))) - len(chosen)
    if n > 0:
        st.info(words.ABSENT.format(plans=wording.plans(n)), icon=":material/info:")
