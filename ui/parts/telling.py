"""What is told when something is wrong, or when there is nothing to show."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.client import ServiceError
from ui.parts.plain import escaped
from ui.wording import errors as words

_log = logging.getLogger(__name__)


@contextmanager
def telling() -> Iterator[None]:
    """Tell of what goes wrong inside, in Russian; what is drawn already stays."""
    try:
        yield
    except ServiceError as error:
        tell(error)
    except Exception as error:  # Streamlit's own rerun and stop are no Exceptions
        # The words of an error may quote a plan: only its kind and place are written down.
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else ""
        _log.error("page failed: %s at %s", type(error).__name__, where)
        st.error(f"**{words.BROKEN}**: {words.BROKEN_WHY}. {words.TRY_AGAIN}", icon=":material/error:")
    else:
        return
    st.button(words.AGAIN, key="telling-again", icon=":material/refresh:")


def tell(error: ServiceError) -> None:
    """Show what the service refused: what, why, what to do."""
    text = f"**{escaped(error.what)}**: {escaped(error.why)}"
    st.error(f"{text}{'' if text.endswith('.') else '.'} {escaped(error.advice)}", icon=":material/error:")


def nothing(message: str, advice: str) -> None:
    """Show an empty state: what is not there and what to do next."""
    st.info(f"**{message}** {advice}", icon=":material/info:")
