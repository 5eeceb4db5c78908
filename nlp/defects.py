"""Defects of a plan that need no other plan: what a row or the plan as a whole lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.domain import Measure, Notice, Passport
from nlp.text import fold


def defects(measures: Sequence[Measure], passport: Passport) -> tuple[Notice, ...]:
    """Return the plan's defects, in the order of its rows; each names the measure concerned.

    A column that the plan does not have at all gives one notice for the plan, not one a row.
    """
    if not measures:
        return ()
    found = [*_mostly_ongoing(measures), *_missing_cells(measures), *_section_numbers(measures)]
    repeated = _repeated(measures)
    for measure in measures:
        found.extend(_deadline_defects(measure, passport))
        found.extend(_executor_defects(measure))
        found.extend(_outcome_defects(measure, passport.title))
        if measure.id in repeated:
            found.append(_notice("duplicate-row", measure, f"Строка повторяет мероприятие {repeated[measure.id]}."))
    rows = {m.id: m.index for m in measures}
    return tuple(sorted(found, key=lambda n: rows.get(n.measure or "", 0)))


# «Сайт РОО», «Протокол совещания»: a thing, where no actor is named beside it.
_THING = re.compile(
    r"(?:официальн\w+ )?(?:сайт|страниц|приказ|протокол|справк|отчет|план\b|совещани|семинар|заседани|интернет)"
)
# «Повышение качества образования»: nothing to check, unless a number, a document or a share stands beside it.
_WISH = re.compile(
    r"(?:повышени|улучшени|совершенствовани|развити|усилени|укреплени|активизаци|формировани|обеспечени|расширени"
    r"|создание условий)"
)
_CHECKABLE = re.compile(
    r"[\d%\"]|приказ|план|справк|отчет|протокол|програм|карт[аыу]|положени|соглашени|договор|материал|рекомендац|график"
    r"|переч[ен]|список|банк|баз[аыу] данных|сборник|сертификат|удостоверени|памятк|буклет|публикац|сайт|паспорт|дневник"
    r"|журнал|маршрут|дол[яию]\b|процент|количеств|числ[оа]\b|охват|балл|заявк|реестр|решени|\bакты?\b|модел|положительн\w+ динамик"
)
_SECTION_NUMBER = re.compile(
    r"(?:(?:раздел|направление|этап|блок|модуль|задача)\s*№?\s*)?([ivxіх]+|\d+(?:\.\d+)*)(?=[.):\s])"
)
_SCHOOL = re.compile(r"№ ?\d|[со]ош\b|лице[йя]|гимнази")
# A repeat of fewer words is a coincidence: «Приказ» for «Издание приказа».
LEAST_REPEATED_WORDS = 3


def _notice(kind: str, measure: Measure, detail: str) -> Notice:
    return Notice(kind=kind, measure=measure.id, detail=detail)


def _missing_cells(measures: Sequence[Measure]) -> Iterator[Notice]:
    for kind, name, empty in (
        ("deadline", "срок", [m for m in measures if m.deadline.recurrence == "missing"]),
        ("executors", "ответственный исполнитель", [m for m in measures if _is_blank(m.executors.text)]),
        ("outcome", "ожидаемый результат", [m for m in measures if _is_blank(m.outcome.text)]),
    ):
        if len(empty) == len(measures):
            yield Notice(kind=f"no-{kind}-column", detail=f"В плане нет столбца «{name}».")
        else:
            yield from (_notice(f"no-{kind}", m, f"Не указан {name}.") for m in empty)


def _is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: «», «-», «…»."""
    return not any(c.isalnum() for c in text)


def _mostly_ongoing(measures: Sequence[Measure]) -> Iterator[Notice]:
    """A plan in which most rows are due «в течение года» cannot be followed up."""
    n_ongoing = sum(m.deadline.recurrence == "ongoing" for m in measures)
    if len(measures) >= 5 and n_ongoing * 2 > len(measures):
        detail = f"Срок «в течение года» или «постоянно» стоит у {n_ongoing} мероприятий из {len(measures)}."
        yield Notice(kind="mostly-ongoing", detail=detail)


def _section_numbers(measures: Sequence[Measure]) -> Iterator[Notice]:
    """Different headings with one number under the same heading above them."""
    headings: dict[tuple[str, ...], list[str]] = {}
    for measure in measures:
        for depth, heading in enumerate(measure.section):
            number = _SECTION_NUMBER.match(fold(heading))
            alike = headings.setdefault((*measure.section[:depth], number[0]), []) if number else [heading]
            if heading in alike:
                continue
            if alike:
                detail = f"У разделов «{alike[0]}» и «{heading}» один номер."
                yield _notice("section-number-repeated", measure, detail)
            alike.append(heading)


def _executor_defects(measure: Measure) -> Iterator[Notice]:
    executors = measure.executors
    if _THING.match(fold(executors.text)) and set(executors.roles) <= {"other"}:
        yield _notice("executor-not-actor", measure, f"«{executors.text}» не может быть исполнителем.")


def _outcome_defects(measure: Measure, title: str) -> Iterator[Notice]:
    outcome = fold(measure.outcome.text)
    checkable = bool(measure.outcome.indicators or _CHECKABLE.search(outcome))
    same = bool(_wording(outcome)) and _wording(outcome) == _wording(measure.text)
    if same or (not checkable and _repeats_words(outcome, measure.text)):
        yield _notice("outcome-repeats-measure", measure, "Ожидаемый результат повторяет само мероприятие.")
    elif not checkable and _repeats_words(outcome, title):
        yield _notice("outcome-repeats-title", measure, "Ожидаемый результат повторяет название плана.")
    elif not checkable and _WISH.match(outcome):
        yield _notice("vague-outcome", measure, "Ожидаемый результат нечем проверить: нет ни числа, ни документа.")


def _repeats_words(text: str, whole: str) -> bool:
    """Tell whether the words of `text` stand in `whole` in a row, endings apart."""
    own, other = (" ".join(word[:5] for word in _wording(t).split()) for t in (text, whole))
    return own.count(" ") + 1 >= LEAST_REPEATED_WORDS and f" {own} " in f" {other} "


def _deadline_defects(measure: Measure, passport: Passport) -> Iterator[Notice]:
    deadline = measure.deadline
    if deadline.text and not deadline.mentions and deadline.recurrence != "missing":
        yield _notice("deadline-unread", measure, f"Срок «{deadline.text}» не разобран.")
    dates = [d for window in deadline.windows for d in window if d and not d.startswith("-")]
    ends = [end for _, end in deadline.windows if end and not end.startswith("-")]
    act = passport.act.date if passport.act else None
    if act and ends and max(ends) < act:
        yield _notice("before-act", measure, f"Срок «{deadline.text}» раньше даты утверждения плана ({_russian(act)}).")
    if passport.period and dates and not _touches_years(dates, passport.period):
        yield _notice("outside-period", measure, f"Срок «{deadline.text}» вне периода плана.")


def _touches_years(dates: Sequence[str], period: tuple[str, str]) -> bool:
    """A school year's rows may begin in the summer before and reach to the end of its second year (codebook, section 3)."""
    return max(dates)[:4] >= period[0][:4] and min(dates)[:4] <= period[1][:4]


def _repeated(measures: Sequence[Measure]) -> dict[str, str]:
    """Return the ids of rows that repeat an earlier row, with that row's number.

    A work done again at another time is no repeat, nor is what stands in sections of several schools.
    """
    sections: dict[str, set[tuple[str, ...]]] = {}
    for measure in measures:
        sections.setdefault(_wording(measure.text), set()).add(measure.section)
    first: dict[tuple[object, ...], Measure] = {}
    repeated: dict[str, str] = {}
    for measure in measures:
        text, when = _wording(measure.text), _wording(measure.deadline.text)
        inside = (text, when, measure.section)
        across = (text, when, _wording(measure.executors.text), _wording(measure.outcome.text))
        schools = len(sections[text]) > 2 or any(_SCHOOL.search(fold(h)) for path in sections[text] for h in path)
        earlier = first.get(inside) or (None if schools else first.get(across))
        if text and earlier is not None:
            repeated[measure.id] = f"№ {(earlier.number or '').strip(' .№') or earlier.index}"
        first.setdefault(inside, measure)
        first.setdefault(across, measure)
    return repeated


def _wording(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _russian(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
