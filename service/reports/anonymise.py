"""Texts without the names of people: what a data set shows to those who may not know who they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from nlp.domain import Executors, Roadmap, Span
from nlp.lexicon.persons import lone_surnames, named_persons, persons_by_model, unexplained
from nlp.text import lemma, morphology

PLACEHOLDER, MAIL_PLACEHOLDER = "[имя]", "[почта]"

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_CAPITALISED = re.compile(rf"(?<![\w-])(?:{_WORD}|[А-ЯЁ]{{3,}}(?:-[А-ЯЁ]{{3,}})?)(?![\w-])")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24})+")
_ADORNED = re.compile(rf"\b{_WORD}(?:\s{_WORD}){{1,2}}(?:\s|-)(?:[Оо]глы|[Кк]ызы|[Уу]ул[уы]|[Уу]гл[иы])\b")
_BARE = re.compile(rf"\b({_WORD})[\s_]([А-ЯЁ]{{2}})(?![\w.])|(?<!\w)([А-ЯЁ]{{2}})\s({_WORD})\b")
_INITIALS_AFTER = re.compile(rf"\b(?:{_WORD}|[А-ЯЁ]{{3,}}),?\s?[А-ЯЁ]\.[\s,]*[А-ЯЁ](?:\.|\b)")
_INITIALS_BEFORE = re.compile(rf"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_WORD}")
_INITIAL = re.compile(rf"\b{_WORD}\s[А-ЯЁ]\.|(?<![\w.])[А-ЯЁ]\.\s?{_WORD}")
# Two letters that plans write after a word and that are nobody's initials.
_NOT_INITIALS = frozenset((
    "ОО", "ОУ", "УО", "МО", "РГ", "МК", "ДО", "КО", "РО", "СП", "ОВ", "НО", "ПО", "ФЗ", "РФ", "МС", "ЦО", "ЦР", "ГО",
    "УК", "КС", "РК", "ИТ", "ИС", "ВР", "УВ", "ПК", "МП", "ГК", "АО", "НК",
))  # fmt: skip
# What stands before a first name without being a surname: «Куратор Вера Яновна».
_POSTS = frozenset((
    "директор", "куратор", "координатор", "методист", "начальник", "заведующий", "заведующая", "руководитель", "учитель",
    "педагог", "тьютор", "психолог", "специалист", "заместитель", "глава", "наставник", "председатель", "инспектор", "эксперт",
    "ответственный", "секретарь", "логопед", "дефектолог", "воспитатель", "консультант", "автор", "исполнитель",
))  # fmt: skip
_ENDING = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ой|ою|ей|ею|ым|им|ом|ем|ых|их|ая|яя|ую|юю|ый|ий|а|я|у|ю|е|ы|и|ь)$")
_PATRONYMIC = re.compile(
    r"\w+(?:(?:[оеё]в|[ьмкт]|[аиыу])ич(?:а|у|ем|ом|е)?|(?:[оеё]вн|[иы]ничн|ичн)(?:а|ы|е|у|ой|ою))", re.I
)
_SURNAME = re.compile(
    r"(?:[оеё]в|[иы]н)(?:а|у|ым|ой|ою|е|ы)?$|(?:[цс]к)(?:ий|ого|ому|им|ом|ая|ой|ую)$|(?:енко|[уюы]к|ян|дзе|швили|[ыи]х)$"
)
_HONOUR = re.compile(r"\b(?:им\.|имени)\s*(?:[^\s,;()]+\s+){0,8}$", re.I)
_STREET = re.compile(
    r"\b(?:(?:ул|пер|просп|пл|г|с|пос|дер)\.|улиц\w*|переул\w*|проспект\w*|площад\w*|город\w*|сел[оае]\w*)\s*$", re.I
)
# «Новодольского и Заболотинского округов»: a list of districts has the word at its end.
_DISTRICT = re.compile(
    r"(?:(?:,|\sи)\s[А-ЯЁ][а-яё-]+)*\s+(?:муниципальн|городск|сельск|район|округ|област|кра[йя]|республик|поселени|СОШ|ООШ|МО\b"
    r"|чтени|диктант|закон)"
)
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]")
_SHORTEST_STEM = 3


class Names:
    """Hides the names of people in the texts of one plan.

    What the plan's executors are called is looked for in every case form everywhere else; other names are seen by the
    rules and the model of `nlp.lexicon.persons`. Names that schools, streets and districts bear stay.
    """

    def __init__(self, roadmap: Roadmap) -> None:
        names = [name for m in roadmap.measures for name in m.executors.names]
        self._stems = frozenset(stem for name in names for stem in _stems(name))

    def hide(self, text: str) -> str:
        """Return a text with each name replaced by a placeholder."""
        return _replaced(text, [*_spans(text), *self._known(text)])

    def hide_executors(self, executors: Executors) -> str:
        """Return the text of a cell of executors without the persons found there."""
        text = executors.text
        spans = [m.span for m in executors.mentions if m.label == "person"]
        found = [*spans, *_spans(text), *self._known(text)]
        lone = [p.span for p in lone_surnames(text, tuple(found))]
        return _replaced(text, [*found, *lone])

    def _known(self, text: str) -> Iterator[Span]:
        for match in _CAPITALISED.finditer(text) if self._stems else ():
            if _stem(match.group()) in self._stems and not _is_place(text, match.span()):
                yield match.span()


def _stems(name: str) -> Iterator[str]:
    """Yield the stems of the surname in a full name or a name with initials; first names are too common to hunt."""
    words = [w for w in _CAPITALISED.findall(name) if not _PATRONYMIC.fullmatch(w) and not _has(w, "Name")]
    for word in words:
        stem = _stem(word)
        if len(stem) >= _SHORTEST_STEM:
            yield stem


def _stem(word: str) -> str:
    return _ENDING.sub("", word.lower().replace("ё", "е"))


@lru_cache(maxsize=20_000)
def _spans(text: str) -> tuple[Span, ...]:
    """Return where a text names people, whoever they are; the model is asked only where the rules leave capitals."""
    found = [p.span for p in named_persons(text) if text[slice(*p.span)].rpartition(" ")[2] not in _NOT_INITIALS]
    for rule in (_ADORNED, _INITIALS_AFTER, _INITIALS_BEFORE):
        found += [m.span() for m in rule.finditer(text) if not _is_borne(text, m.span())]
    found += [m.span() for m in _INITIAL.finditer(text) if _is_single(m) and not _is_borne(text, m.span())]
    found += [m.span() for m in _BARE.finditer(text) if _is_bare(m) and not _is_borne(text, m.span())]
    found += _capitalised_names(text)
    if unexplained(text, tuple(found)):
        found += [p.span for p in persons_by_model(text) if not _is_place(text, p.span)]
    return tuple(found)


def _is_single(match: re.Match[str]) -> bool:
    """Tell whether the word beside a single initial can be a surname: «Сомова В.» can, «Школа В.» cannot."""
    return any(_bears_initials(word) for word in _CAPITALISED.findall(match.group()))


def _bears_initials(word: str) -> bool:
    """Tell whether a word beside letters can be a surname; those that mean a living being often are: «Ткач С.»."""
    being = _has(word, "anim") and lemma(word) not in _POSTS
    return being or _looks_like_surname(word) or _has(word, "Surn")


def _is_bare(match: re.Match[str]) -> bool:
    initials, word = (match[2], match[1]) if match[1] else (match[3], match[4])
    return initials not in _NOT_INITIALS and _bears_initials(word)


def _capitalised_names(text: str) -> list[Span]:
    """Return capitalised words that are surnames by themselves, and the first names beside them."""
    whole = [m for m in _CAPITALISED.finditer(text) if not _is_borne(text, m.span())]
    words = [m for m in whole if not _is_quoted(text, m.span())]
    surnames = [m.span() for m in words if _is_surname(m.group())]
    names = [m.span() for m in words if _is_first_name(m.group())]
    beside = [(a, b) for a, b in names if any(0 < a - d <= 1 or 0 < c - b <= 1 for c, d in surnames)]
    pairs = [
        (m.start(), n.end()) for m, n in pairwise(words) if _are_neighbours(m, n) and _is_pair(m.group(), n.group())
    ]
    return [*surnames, *beside, *pairs, *_around_patronymics(whole)]


def _around_patronymics(words: list[re.Match[str]]) -> list[Span]:
    """Return the patronymics with the first name before them and the surname before or after it."""
    spans = []
    for i, word in enumerate(words):
        if not (_PATRONYMIC.fullmatch(word.group()) and _has(word.group(), "Patr")):
            continue
        first = last = i
        if i and _are_neighbours(words[i - 1], word):
            first = i - 1
        if i + 1 < len(words) and _are_neighbours(word, words[i + 1]) and _may_be_surname(words[i + 1]):
            last = i + 1
        elif 0 < first < i and _are_neighbours(words[first - 1], words[first]) and not _is_post(words[first - 1]):
            first -= 1
        spans.append((words[first].start(), words[last].end()))
    return spans


def _are_neighbours(left: re.Match[str], right: re.Match[str]) -> bool:
    return right.start() - left.end() == 1


def _is_post(match: re.Match[str]) -> bool:
    return lemma(match.group()) in _POSTS


def _may_be_surname(match: re.Match[str]) -> bool:
    word = match.group()
    return _looks_like_surname(word) or _has(word, "Surn") or not morphology().word_is_known(word.lower())


def _is_pair(left: str, right: str) -> bool:
    """Tell whether two words are a first name and a surname, in either order."""
    return any(_has(a, "Name") and _bears_initials(b) for a, b in ((left, right), (right, left)))


@lru_cache(maxsize=50_000)
def _is_surname(word: str) -> bool:
    """Tell whether a word can hardly be anything but a surname."""
    if word.isupper():
        return False
    tag = morphology().parse(word)[0].tag
    return "Surn" in tag and "Geox" not in tag and _looks_like_surname(word)


@lru_cache(maxsize=50_000)
def _is_first_name(word: str) -> bool:
    return not word.isupper() and "Name" in morphology().parse(word)[0].tag


@lru_cache(maxsize=50_000)
def _has(word: str, grammeme: str) -> bool:
    return any(grammeme in p.tag for p in morphology().parse(word))


def _looks_like_surname(word: str) -> bool:
    return _SURNAME.search(word.lower()) is not None


def _is_place(text: str, span: Span) -> bool:
    """Tell whether a lone name belongs to a school, a street or a district, or stands in quotes."""
    return _is_borne(text, span) or _is_quoted(text, span)


def _is_quoted(text: str, span: Span) -> bool:
    return any(m.start() < span[0] and span[1] < m.end() for m in _QUOTED.finditer(text))


def _is_borne(text: str, span: Span) -> bool:
    """Tell whether a school, a street or a district bears the name: «школа им. Н. И. Громовой», «Громовский район»."""
    before = text[max(0, span[0] - 120) : span[0]]
    return bool(_HONOUR.search(before) or _STREET.search(before) or _DISTRICT.match(text, span[1]))


def _replaced(text: str, spans: Iterable[Span]) -> str:
    """Replace spans, those that touch or overlap by one placeholder; addresses of mail go too."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        text = f"{text[:start]}{PLACEHOLDER}{text[end:]}"
    return _MAIL.sub(MAIL_PLACEHOLDER, text)
