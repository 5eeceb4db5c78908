"""The plan that the page shows, and who looks at it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from nlp.domain import Measure, Notice
from service.schemas.account import Me
from service.schemas.plan import PlanFull
from ui.parts.choosing import number_of
from ui.parts.plain import escaped

MEASURE = "measure"  # the chosen measure's id in the address


@dataclass(frozen=True)
class Opened:
    """A plan and the person before it."""

    plan: PlanFull
    person: Me

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The rows in the plan's order."""
        return self.plan.roadmap.measures

    @property
    def may_correct(self) -> bool:
        """Whether the person may correct the plan."""
        return self.person.role in ("expert", "admin")

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        """The rows by their ids."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def notices(self) -> dict[str, list[Notice]]:
        """The notices of each row that has any."""
        found: defaultdict[str, list[Notice]] = defaultdict(list)
        for notice in self.plan.roadmap.notices:
            if notice.measure is not None:
                found[notice.measure].append(notice)
        return dict(found)


def go_to(tab: str, measure_id: str = "") -> None:
    """Turn the page to a tab, and to a measure; meant for `on_click`."""
    st.query_params["tab"] = tab
    if measure_id:
        st.query_params[MEASURE] = measure_id


def row_button(measure: Measure, key: str) -> None:
    """Draw a way to a row; its words are cut where there is no room for them."""
    st.button(
        escaped(brief(measure)),
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        wrap=False,
        on_click=go_to,
        args=("rows", measure.id),
    )


def brief(measure: Measure, most: int = 70) -> str:
    """Return a measure in a line: its number and the beginning of its text. Not escaped."""
    return f"{number_of(measure)} · {shortened(measure.text, most)}"


def shortened(text: str, most: int) -> str:
    """Return a text in one line, cut at a word's end."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
