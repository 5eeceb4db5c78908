"""How one plan uses the abbreviations of its actors, worked out from all of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.domain import Record, Role
from nlp.lexicon.abbreviations import AMBIGUOUS
from nlp.lexicon.phrases import actors_in, key, tokens
from nlp.text import fold

_MAX_PHRASE = 140
# «… (далее – ОО)», «… (далее по тексту: Центр)»
_HEREAFTER = re.compile(r"\(\s*(?:далее|в дальнейшем)[^()А-ЯЁ]{0,25}[«\"]?([А-ЯЁ][А-Яа-яЁё-]*)[»\"]?\s*\)")
# «методический кабинет (МК)»
_BRACKET = re.compile(r"\(([А-ЯЁ][А-ЯЁа-яё]*[А-ЯЁ])\)")
# «ДО – департамент образования»
_GLOSS = re.compile(r"(?<![\w-])([А-ЯЁ][А-ЯЁи]*[А-ЯЁ])\s*[–—-]\s*([а-яё][^,;.()–—]{4,90})")
_WORD = re.compile(r"[^\W\d_]+")
# What stands beside «ОО» where it is an authority, and where it is a school.
_OO_AUTHORITY = re.compile(
    r"\b(?i:начальник\w*|специалист\w*|инспектор\w*|приказ\w*|распоряжени\w+)\s+(?:[а-яё]+\s+)?ОО\b|\bОО\s+(?:администрации|муниципальн)"
)
_OO_BESIDE_SCHOOLS = re.compile(r"(?:^|[\t\n,;])\s*ОО\s*[,;]\s*(?:ОУ|[Шш]колы|ШНОР|руководители (?:ОУ|школ)|директора)")
_OO_SCHOOL = re.compile(
    r"\b(?i:руководител|директор|педагог|учител|администраци|коллектив|заместител|команд|обучающ|в|для|из|от|между|всех|всеми|со?)\w*\s+ОО\b"
    r"|\bОО\s+(?:с |района|города|округа|со |участник|показ|имеющ|вош)|[Оо]бразования[»\"]?\s*[,;]\s*ОО\b"
)


class ActorUsage(Record):
    """What abbreviations mean in one plan; those not listed keep the meaning of the lexicon."""

    meanings: tuple[tuple[str, Role], ...] = ()

    def role(self, word: str) -> Role | None:
        """Return the role that the plan gives to `word` (capitals matter), or `None`."""
        for name, role in self.meanings:
            if name == word:
                return role
        return None


def _fits(abbreviation: str, words: Sequence[str]) -> int:
    """Return how many last words spell the abbreviation by their initials, 0 if none do («и» may be left out)."""
    letters = fold(abbreviation)
    for n in range(len(letters), min(len(words), len(letters) + 3) + 1):
        initials = [fold(w)[0] for w in words[-n:]]
        if initials[0] == letters[0] and _is_subsequence(letters, initials, n - len(letters)):
            return n
    return 0


def _is_subsequence(letters: str, initials: Sequence[str], spare: int) -> bool:
    it = iter(initials)
    return spare <= 2 and all(letter in it for letter in letters)


def _phrase_role(phrase: str, name: str = "") -> Role | None:
    """Return the role of the actor in `phrase` that contains the word `name`, else of the first; `None` without actors."""
    words = tokens(phrase)
    found = actors_in(words)
    naming = [f for f in found if name and key(name) in (t.key for t in words[f.first : f.last + 1])]
    return (naming or found)[0].actor.role if found else None


def _before(text: str, end: int) -> str:
    """Return the clause that ends at `end`."""
    piece = text[max(0, end - _MAX_PHRASE) : end]
    return re.split(r"[,;:()\n\t]|(?<=\w{4})\.\s", piece)[-1]


def _explained(text: str) -> Iterator[tuple[str, Role]]:
    """Yield the abbreviations that a text explains, with the role of their full words."""
    for pattern in (_HEREAFTER, _BRACKET):
        for match in pattern.finditer(text):
            name, clause = match.group(1), _before(text, match.start())
            words = list(_WORD.finditer(clause))
            n = _fits(name, [w.group() for w in words]) if words else 0
            if n == 0 and pattern is _BRACKET:
                continue
            role = _phrase_role(clause[words[-n].start() :] if n else clause, name)
            if role is not None:
                yield name, role
    for match in _GLOSS.finditer(text):
        role = _phrase_role(match.group(2))
        full = _WORD.findall(match.group(2))[: len(match.group(1)) + 2]
        initials = [fold(word)[0] for word in full]
        if (
            role is not None
            and initials[0] == fold(match.group(1))[0]
            and _is_subsequence(fold(match.group(1)), initials, 0)
        ):
            yield match.group(1), role


def _oo_is_authority(text: str) -> bool:
    """Tell whether «ОО» stands where only an authority stands, and more often so than where a school does."""
    authority, school = len(_OO_AUTHORITY.findall(text)), len(_OO_SCHOOL.findall(text))
    if re.search(r"[Оо]тдел\w* (?:\w+ )?образования", text):
        authority += len(_OO_BESIDE_SCHOOLS.findall(text))
    return authority > school


def _by_full_words(whole: str) -> Iterator[tuple[str, Role]]:
    """Yield the readings of ambiguous abbreviations: the only one that the plan writes in full, else the usual one."""
    folded = fold(whole)
    for name in dict.fromkeys(m.abbreviation for m in AMBIGUOUS):
        readings = [m for m in AMBIGUOUS if m.abbreviation == name]
        if not re.search(rf"(?<!\w){name}(?!\w)", whole):
            continue
        written = [m for m in readings if re.search(m.full, folded)]
        chosen = written[0] if written else readings[0]
        yield name, chosen.role


def actor_usage(texts: Sequence[str]) -> ActorUsage:
    """Work out how a plan uses ambiguous abbreviations of actors.

    An explanation («… (далее – ОО)») wins over the plan's full words («методический кабинет» for «МК»), these over custom.

    Args:
        texts: every text of the plan, order free; nothing gives the customary meanings.
    """
    meanings: dict[str, Role] = {}
    whole = "\n".join(texts)
    meanings.update(_by_full_words(whole))
    if _oo_is_authority(whole):
        meanings["ОО"] = "authority"
    for text in texts:
        if "(" in text or "–" in text or "-" in text or "—" in text:
            meanings.update(_explained(text))
    return ActorUsage(meanings=tuple(sorted(meanings.items())))
