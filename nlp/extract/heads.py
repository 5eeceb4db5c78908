"""Which actors of a cell count and which only say whose or which another one is.

A small grammar of heads and complements: «Педагоги ШНОР» are teachers, because «ШНОР» only says which; «Руководители ОО»
are a school, because a head of something is of its kind; «РОО ОО» are two, because no authority belongs to a school.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.domain import Role, Span
from nlp.lexicon.phrases import CaseForms, Found, Token, cases, is_adjectival

Forms = CaseForms | None
_SEPARATORS = frozenset(",;/():•·|&+")
_PREPOSITIONS = frozenset(
    ("в", "во", "с", "со", "по", "при", "для", "на", "из", "от", "за", "над", "о", "об", "у", "к", "до", "через")
)
# «в», «от», «из» name the place of an unresolved head: «ответственные в ОО».
_PLACE_PREPOSITIONS = frozenset(("в", "во", "от", "из"))
_JOINT = re.compile(
    r"(?:с привлечением|привлекая|с участием|при участии|при поддержке|при содействии|совместно с|во взаимодействии с"
    r"|в сотрудничестве с|при взаимодействии с)[^,;]*$",
    re.I,
)
_DASH = re.compile(r"\s[–—−-]\s|[–—]")
# Which bodies may stand after a body as its owner («Методический кабинет РОО», «ШМО школы») when grammar leaves it open.
_OWNERS: dict[Role, frozenset[Role]] = {
    "authority": frozenset(("authority",)),
    "coordinator": frozenset(("authority", "school", "coordinator")),
    "curator": frozenset(),
    "school": frozenset(("school",)),
    "teachers": frozenset(("school",)),
    "methodical_service": frozenset(("authority", "methodical_service")),
    "psychological_service": frozenset(("authority", "school", "psychological_service")),
    "tutor": frozenset(),
    "person": frozenset(),
    "other": frozenset(("authority", "school", "methodical_service", "teachers", "other")),
}


@dataclass(slots=True)
class Head:
    """An actor that counts, while its complements are being read."""

    found: Found
    last: int
    link: bool
    role: Role
    rule: str
    complements: int = 0
    nearest: Role = "other"  # of the actor read last: «учителя МБОУ СОШ», but «директор школы» + «ИМЦ»


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two actors.

    `listed`: after «,» or «и» other nouns stand before the actor, as in «учителя языка и математики ШНОР».
    """

    separated: bool
    comma: bool
    bracket: bool
    joint: bool
    preposition: str
    participle: bool
    listed: bool
    hyphen: bool
    label: bool


def _last_cut(toks: tuple[Token, ...], first: int, last: int, dashed: bool) -> int:
    """Return the place of the last separator among the tokens `first` … `last` - 1, counted from `first`; -1 without."""
    cut = -1
    for i in range(first, last):
        token = toks[i]
        stop = token.text == "." and not _is_shortened(toks, i)
        if token.text in _SEPARATORS or token.key == "и" or stop or (dashed and token.text in "–—-"):
            cut = i - first
    return cut


def _gap(text: str, toks: tuple[Token, ...], first: int, last: int) -> _Gap:
    """Describe the tokens `first` … `last` - 1 between two actors."""
    between = toks[first:last]
    raw = text[toks[first - 1].end if first else 0 : toks[last].start]
    cut = _last_cut(toks, first, last, bool(_DASH.search(raw)))
    tail = between[cut + 1 :]
    prepositions = [i for i, t in enumerate(tail) if t.key in _PREPOSITIONS]
    # A preposition that has met its noun («с НОР Методический кабинет») no longer governs what follows.
    governs = bool(prepositions) and all(is_adjectival(t.text) for t in tail[prepositions[-1] + 1 :] if t.is_word)
    return _Gap(
        separated=cut >= 0,
        comma=cut >= 0 and between[cut].text in {",", "и"},
        bracket=any(t.text == "(" for t in between) and not any(t.text == ")" for t in between),
        joint=bool(_JOINT.search(raw)),
        preposition=tail[prepositions[-1]].key if governs else "",
        listed=cut >= 0 and bool(tail) and tail[-1].is_word and not is_adjectival(tail[-1].text),
        hyphen=raw == "-",
        label=cut == 0 and between[0].text in ":–—-",
        participle=bool(tail) and _is_participle(tail[-1]),
    )


@lru_cache(maxsize=20_000)
def _participle_word(word: str) -> bool:
    return bool(re.search(r"(?:ущ|ющ|ащ|ящ|вш)(?:ие|их|ий|ая|ей|ую|ее|им|ими)(?:ся)?$", word)) and is_adjectival(word)


def _is_participle(token: Token) -> bool:
    return _participle_word(token.text.lower())


def _is_shortened(toks: tuple[Token, ...], dot: int) -> bool:
    """Tell whether the full stop at `dot` ends a shortened word («зам.», «г.») and no sentence."""
    if not dot:
        return False
    word = toks[dot - 1].text
    return word.isalpha() and len(word) <= 5 and not word.isupper() and word.lower() not in {"школ", "школа", "школы"}


def _noun_forms(toks: tuple[Token, ...], found: Found, floor: int = 0) -> Forms:
    """Return the (number, case) pairs that the actor's noun may stand in; `None` for abbreviations.

    Adjectives before it narrow the choice: «образовательные организации» is nominative, «школы» alone is open.
    Tokens before `floor` belong to another actor.
    """
    forms: Forms = None
    at = found.first
    while (
        at > floor
        and toks[at - 1].is_word
        and is_adjectival(toks[at - 1].text)
        and not toks[at - 1].key.startswith("#")
    ):
        at -= 1
    for token in toks[at : found.last + 1]:
        if not token.text.isalpha():
            continue
        if token.key.startswith("#"):
            return forms
        own = cases(token.text)
        if own is None:
            continue
        forms = own if forms is None else (forms & own or own)
        if not is_adjectival(token.text):
            return forms
    return forms


def _belongs(head: Head, item: Found, forms: Forms, gap: _Gap) -> bool:
    """Tell whether an actor that follows `head` without a separator only says whose or which it is."""
    names = {case for _, case in forms} if forms is not None else None
    nominative = names is None or "nomn" in names
    if gap.preposition or gap.participle:
        return names is None or bool(names - {"nomn"})
    if not nominative:
        return True
    if names is not None and names <= {"nomn", "accs", "voct"}:
        return False
    if item.actor.kind == "person":
        return names is not None and head.link and head.complements == 0
    if head.complements == 0 and (head.found.actor.kind == "person" or head.link):
        return True
    owned = item.actor.link and names is not None and "gent" in names  # «главы администрации»
    return owned or item.actor.role in _OWNERS[head.nearest]


def _describes(head: Head, forms: Forms) -> bool:
    return head.found.actor.kind == "person" and head.complements == 0 and (forms is None or _may_be(forms, "gent"))


def _may_be(forms: Forms, case: str) -> bool:
    """Tell whether a noun may stand in a case; an abbreviation may stand in any."""
    return forms is None or any(c == case for _, c in forms)


def _continues(head: Head, forms: Forms, head_forms: Forms) -> bool:
    """Tell whether an actor after «,» or «и» is one more complement: «специалисты отдела образования и методкабинета»."""
    if forms is None or not head.complements:
        return False
    names = {case for _, case in forms}
    heads = {case for _, case in head_forms} if head_forms else set()
    return "gent" in names and "nomn" not in names and not ("gent" in heads and "nomn" not in heads)


def _join(head: Head, item: Found, rule: str) -> None:
    """Give an unresolved link the role of its complement; a link inside a link waits for the next one."""
    head.nearest = item.actor.role
    if head.link and head.complements == 0:
        head.role, head.rule, head.last = item.actor.role, f"{head.rule} + {rule}", item.last
        head.complements = 0 if item.actor.link else 1
    else:
        head.complements += 1


def heads(text: str, toks: tuple[Token, ...], items: tuple[Found, ...], names: tuple[Span, ...]) -> list[Head]:
    """Return the actors that count, in order, each with its final role.

    Args:
        text: the cell, with the names of persons blanked out.
        toks: its tokens.
        items: the actors on them, by place.
        names: where the names of persons stand; an actor after a name begins anew.
    """
    counted: list[Head] = []
    previous = -1
    for item in items:
        gap = _gap(text, toks, previous + 1, item.first)
        rule = " ".join(t.key for t in toks[item.first : item.last + 1]).replace("#", "")
        named = any(previous >= 0 and toks[previous].end <= start < toks[item.first].start for start, _ in names)
        forms = _noun_forms(toks, item, previous + 1)
        if not counted or named or gap.joint or not _absorbed(toks, counted[-1], item, (gap, forms, rule)):
            counted.append(Head(item, item.last, item.actor.link, item.actor.role, rule, nearest=item.actor.role))
        previous = item.last
    return counted


def _absorbed(toks: tuple[Token, ...], head: Head, item: Found, around: tuple[_Gap, Forms, str]) -> bool:
    """Let `head` take an actor as a word about itself; tell whether it did."""
    gap, forms, rule = around
    if item.actor.pattern == "участник":  # «школы – участники проекта»
        return True
    if gap.hyphen and head.role == "school":  # «школы-наставники»
        return True
    if head.found.actor.pattern == "ответственный" and not head.complements and (gap.label or not gap.separated):
        _join(head, item, rule)  # «Ответственный: методист», «ответственные специалисты РОО»
        return True
    if not gap.separated or (gap.listed and _describes(head, forms)):
        if not _belongs(head, item, forms, gap):
            return False
        if not gap.preposition or gap.preposition in _PLACE_PREPOSITIONS:
            _join(head, item, rule)
        return True
    if (gap.preposition or gap.participle) and _keeps_clause(forms):
        return True
    if gap.comma and _continues(head, forms, _noun_forms(toks, head.found)):
        return not head.link
    return gap.bracket and forms is None and item.actor.kind == "body" and head.found.actor.kind == "person"


def _keeps_clause(forms: Forms) -> bool:
    """Tell whether an actor inside «…, работающие со школами» can be the object there."""
    return forms is None or bool({case for _, case in forms} - {"nomn", "voct"})
