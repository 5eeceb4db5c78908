"""A measure as a person reads it: its cells with the facts marked, what was understood of them, its category."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from nlp.domain import Category, Deadline, Executors, Measure, Outcome
from service.schemas.answer import MeasureBrief
from ui import wording
from ui.parts.known import activity_titles
from ui.parts.plain import escaped, marked
from ui.theme import CATEGORY_TINTS
from ui.wording import CATEGORIES, RECURRENCES, ROLES
from ui.wording import measure as words

# Colours of Streamlit for the kinds of facts; each stands in a field that has its kind's name.
FACT_TINTS = {"deadline": "blue", "role": "violet", "name": "orange", "indicator": "green"}
Marks = list[tuple[int, int, str]]


def measure_card(measure: Measure, *, legend: bool = False) -> None:
    """Draw a measure with everything known about it; `legend` explains the colours below.

    The heading is left to the page. Nothing here can be pressed.
    """
    with st.container(gap="xsmall"):
        category_line(measure.category)
        st.markdown(f"**{escaped(measure.text)}**")
        if measure.section:
            st.caption(f"{words.SECTION}: {escaped(' → '.join(measure.section))}")
        for label, text, marks, understood in _fields(measure):
            _field(label, text, marks, understood)
        for header, text in measure.extra:
            _field(header, text, [], [])
        _field(words.ACTIVITY, _activity(measure), [], [])
        if legend:
            shown = {kind: f":{tint}-background[{words.LEGEND_WORDS[kind]}]" for kind, tint in FACT_TINTS.items()}
            st.caption(words.LEGEND.format(**shown))


def brief_card(measure: MeasureBrief) -> None:
    """Draw a measure of an answer about several plans: its cells as printed, without facts."""
    with st.container(gap="xsmall"):
        if measure.category in CATEGORIES:
            st.markdown(category_badge(Category(primary=measure.category, probability=1.0)))
        st.markdown(f"**{escaped(measure.text)}**")
        for label, text in (
            (wording.DEADLINE, measure.deadline),
            (wording.EXECUTORS, measure.executors),
            (wording.OUTCOME, measure.outcome),
        ):
            _field(label, text, [], [])


def category_line(category: Category) -> None:
    """Draw the category as a badge, with how sure the machine is of it, or that an expert said so."""
    told = words.BY_EXPERT if category.origin == "expert" else words.probability(category.probability)
    line = category_badge(category)
    if category.primary is not None:
        line = f"{line} :gray[:small[{told}]]"
    st.markdown(line, help=words.PROBABILITY_HELP if category.origin == "model" else None)


def category_badge(category: Category) -> str:
    """Return markdown: a badge for the main category, grey ones for the further ones."""
    if category.primary is None:
        return f":gray-badge[{words.NO_CATEGORY}]"
    main = f":{CATEGORY_TINTS[category.primary]}-badge[{CATEGORIES[category.primary]}]"
    return " ".join([main, *(f":gray-badge[{CATEGORIES[further]}]" for further in category.secondary)])


def deadline_marks(deadline: Deadline) -> Marks:
    """Return the stretches of the deadline's text that were understood."""
    return [(*mention.span, FACT_TINTS["deadline"]) for mention in deadline.mentions]


def executor_marks(executors: Executors) -> Marks:
    """Return the stretches of the executors' text that were understood: roles and people."""
    return [(*m.span, FACT_TINTS["name" if m.label == "person" else "role"]) for m in executors.mentions]


def outcome_marks(outcome: Outcome) -> Marks:
    """Return the stretches of the outcome's text that promise a number."""
    return [(*indicator.span, FACT_TINTS["indicator"]) for indicator in outcome.indicators]


def deadline_told(deadline: Deadline) -> str:
    """Return what was understood of a deadline: «05.09.2022 – 30.09.2022; ежемесячно»; empty where it is nothing."""
    windows = [wording.window(*window) for window in deadline.windows]
    recurrence = RECURRENCES[deadline.recurrence] if deadline.recurrence != "missing" else ""
    return "; ".join(filter(None, (recurrence, ", ".join(windows))))


def _fields(measure: Measure) -> Iterator[tuple[str, str, Marks, list[str]]]:
    """Give label, text, marks and the lines that tell what was understood."""
    deadline, executors, outcome = measure.deadline, measure.executors, measure.outcome
    when = deadline_told(deadline)
    yield wording.DEADLINE, deadline.text, deadline_marks(deadline), [f"{words.UNDERSTOOD}: {when}"] if when else []
    who = [f"{words.UNDERSTOOD}: {', '.join(ROLES[role] for role in executors.roles)}"] if executors.roles else []
    yield wording.EXECUTORS, executors.text, executor_marks(executors), who
    numbers = ", ".join(words.indicator(i.comparator, i.value, i.unit) for i in outcome.indicators)
    told = [f"{words.INDICATORS}: {numbers}"] if numbers else []
    yield wording.OUTCOME, outcome.text, outcome_marks(outcome), told


def _field(label: str, text: str, marks: Marks, understood: list[str]) -> None:
    shown = marked(text, marks) if text.strip() else f":gray[{wording.NO_VALUE}]"
    told = "".join(f"  \n:gray[:small[{escaped(line)}]]" for line in understood)
    st.markdown(f":gray[:small[{escaped(label)}]]  \n{shown}{told}")


def _activity(measure: Measure) -> str:
    if measure.activity is None:
        return words.NO_ACTIVITY
    title = activity_titles().get(measure.activity.id, measure.activity.id)
    sure = "" if measure.activity.probability == 1 else f" ({words.probability(measure.activity.probability)})"
    return title + sure
