"""Names of districts and cities brought to the nominative: «Урванского» → «Урванский», «города Зеи» → «Зея»."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any

from nlp.text import fold, morphology

# Parts of a compound that stay small: «Ростов-на-Дону».
_SMALL = frozenset({"на", "в", "над", "под", "и", "у"})
_ADJECTIVE = re.compile(r"(?:ий|ый|ой|ого|его|ому|ему|ым|им|ом|ем)$")
_OBLIQUE = re.compile(r"(?:ого|его|ому|ему|ым|им|ом|ем|ое|ее|ая|яя|ую)$")
_GENITIVE_ADJECTIVE = re.compile(r"(?:ого|его|ой|их|ых)$")
# Names that the dictionary takes for other words or does not know.
_IRREGULAR = {
    "орла": "Орёл",
    "орле": "Орёл",
    "нарткалы": "Нарткала",
    "нарткале": "Нарткала",
    "кирова": "Киров",
    "кирове": "Киров",
    "пушкина": "Пушкин",
    "лук": "Луки",
    "вод": "Воды",
}


def titled(word: str) -> str:
    """Return a name in ordinary capitals: «УСТЬ-ИЛИМСКИЙ» → «Усть-Илимский»; mixed case stays."""
    if not word.isupper() and not word.islower():
        return word
    parts = [p if p in _SMALL else p[:1].upper() + p[1:] for p in word.lower().split("-")]
    return "-".join(parts)


def is_adjectival(word: str) -> bool:
    """Tell whether a word has the ending of a masculine adjective in any case: «Урванского»."""
    return len(word) > 4 and bool(_ADJECTIVE.search(fold(word)))


@lru_cache(maxsize=20_000)
def nominative_adjective(word: str) -> str:
    """Return the masculine nominative of a district's adjective, capitals as in a name."""
    name = titled(word)
    folded = fold(name)
    if not _OBLIQUE.search(folded):
        return name
    head, _, last = name.rpartition("-")
    for parse in morphology().parse(last.lower()):
        if parse.tag.POS == "ADJF" and "sing" in parse.tag:
            form = parse.inflect({"nomn", "masc", "sing"})
            if form is not None:
                return _join(head, _like(last, str(form.word)))
    cut = _OBLIQUE.sub("", last)
    return _join(head, cut + ("ий" if cut[-1:] in "гкхжшщчц" else "ый"))


def _join(head: str, last: str) -> str:
    return f"{head}-{last}" if head else last


def _like(printed: str, form: str) -> str:
    """Give a dictionary form the printed word's capital and its way with ё."""
    if "ё" not in printed.lower():
        form = form.replace("ё", "е")
    if not printed[:1].isupper():
        return form
    capitals = [part[:1].isupper() for part in printed.split("-")]
    parts = form.split("-")
    if len(parts) != len(capitals):
        return form[:1].upper() + form[1:]
    return "-".join(p[:1].upper() + p[1:] if big else p for p, big in zip(parts, capitals, strict=True))


def nominative_city(words: Sequence[str], *, oblique: bool, known: Container[str] = frozenset()) -> str:
    """Return a city's name in the nominative.

    Args:
        words: the name as printed, one or two words («Нижнего Тагила»).
        oblique: the word before it («города») says that the name stands in another case;
            otherwise a form that may be a nominative is left alone («г. Зея»).
        known: folded names of cities; a reading found among them wins.
    """
    names = [titled(w) for w in words]
    printed = " ".join(names)
    if not oblique and fold(printed) in known:
        return printed
    if len(names) == 2:
        return _two_words(names, known)
    return _one_word(names[0], known, oblique=oblique)


def _two_words(names: Sequence[str], known: Container[str]) -> str:
    """Bring «Великих Лук», «Нижнего Тагила», «Горячего Ключа» to the nominative."""
    first, second = names
    plural = bool(re.search(r"[иы][ехм]$", fold(first)))
    noun = _noun(second, oblique=bool(_GENITIVE_ADJECTIVE.search(fold(first))), plural=plural)
    if noun is None:
        return f"{first} {_IRREGULAR.get(fold(second), second)}"
    grammemes = {"nomn", "plur"} if "plur" in noun.tag else {"nomn", "sing", str(noun.tag.gender or "masc")}
    form = noun.inflect({"nomn"})
    name = _IRREGULAR.get(fold(second)) or _like(second, str(form.word if form else noun.word))
    adjective = next((p for p in morphology().parse(first.lower()) if p.tag.POS == "ADJF"), None)
    changed = adjective.inflect(grammemes) if adjective else None
    return f"{_like(first, str(changed.word)) if changed else first} {name}"


@lru_cache(maxsize=20_000)
def _readings(word: str) -> tuple[Any, ...]:
    """Return the parses of a word that may be a place, places first."""
    parses = morphology().parse(word.lower())
    places = [p for p in parses if "Geox" in p.tag]
    others = [p for p in parses if "Geox" not in p.tag and p.tag.POS in {"NOUN", "ADJF"}]
    return (*places, *others)


def _noun(word: str, *, oblique: bool, plural: bool) -> Any:
    """Return the parse of a noun in the case and number that its neighbour asks for."""
    nouns = [p for p in _readings(word) if p.tag.POS == "NOUN"]
    wanted = [p for p in nouns if (p.tag.case == "nomn") != oblique and ("plur" in p.tag) == plural]
    return next(iter(wanted or nouns), None)


def _one_word(name: str, known: Container[str], *, oblique: bool) -> str:
    if fold(name) in _IRREGULAR:
        return _IRREGULAR[fold(name)]
    compound = _compound(name, known, oblique=oblique)
    if compound:
        return compound
    readings = _readings(name)
    forms = [(p, _nominative(p, name)) for p in readings]
    for _, form in forms:
        if fold(form) in known:
            return form
    nominative = [p for p in readings if p.tag.case == "nomn" and p.tag.POS == "NOUN" and "Geox" in p.tag]
    if nominative and (
        not oblique or not any("Geox" in p.tag and p.tag.case == "gent" and "Fixd" not in p.tag for p in readings)
    ):
        return name
    if not oblique and not any("Geox" in p.tag for p in readings) and any(p.tag.case == "nomn" for p in readings):
        return name
    cases = ("gent", "loct", "datv", "ablt", "accs")
    forms.sort(key=lambda pf: ("Geox" not in pf[0].tag, cases.index(pf[0].tag.case) if pf[0].tag.case in cases else 9))
    return forms[0][1] if forms else name


def _nominative(parse: Any, printed: str) -> str:
    """Inflect one reading; an adjective becomes masculine («Мирного» → «Мирный»)."""
    grammemes = {"nomn", "masc", "sing"} if parse.tag.POS == "ADJF" and "plur" not in parse.tag else {"nomn"}
    form = parse.inflect(grammemes)
    return _like(printed, str(form.word)) if form is not None else printed


def _compound(name: str, known: Container[str], *, oblique: bool) -> str | None:
    """Bring «Каменска-Уральского», «Гусь-Хрустального» to the nominative part by part; None for other names."""
    parts = name.split("-")
    if len(parts) == 3 and fold(parts[1]) in _SMALL:
        return "-".join((_one_word(parts[0], known, oblique=oblique), parts[1], parts[2]))
    if len(parts) != 2 or not _OBLIQUE.search(fold(parts[1])) or not is_adjectival(parts[1]):
        return None
    adjective = nominative_adjective(parts[1])
    first = parts[0]
    noun = next((p for p in morphology().parse(first.lower()) if p.tag.POS == "NOUN" and p.tag.case == "gent"), None)
    if noun is not None and not fold(first).endswith(("ь", "о")):
        form = noun.inflect({"nomn"})
        first = _like(first, str(form.word)) if form is not None else first
    return f"{first}-{adjective}"
