"""Who is responsible: a cell → roles, names of persons and the words that say so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from nlp.domain import Executors, Mention, Role, Span
from nlp.extract.heads import heads
from nlp.extract.usage import ActorUsage, actor_usage
from nlp.lexicon.actors import Actor
from nlp.lexicon.persons import Person, lone_surnames, named_persons, persons_by_model, unexplained
from nlp.lexicon.phrases import Found, Token, actors_in, tokens

__all__ = ["ActorUsage", "actor_usage", "executors"]

_ROLES: tuple[Role, ...] = get_args(Role)
# What says nothing about who: «(далее – ОО)», «(по согласованию)».
_ASIDE = re.compile(r"\((?:далее|в дальнейшем)[^()]*\)|\(по согласованию\)", re.I)
_MUNICIPALITY = re.compile(
    r"МО\s+(?:«|\"|(?:г|город|район|округ|город\w+|сельск\w+|муниципальн\w+)\b|[А-ЯЁ][а-яё]+ский\b)"
)
_QUOTES = frozenset('«"“„')
_LEGAL_FORMS = frozenset(("учреждение|организация", "учреждение|организация ~ образование", "центр"))


def _own_actors(toks: tuple[Token, ...], usage: ActorUsage) -> tuple[Found, ...]:
    """Return the abbreviations that the plan itself explains."""
    own = []
    for i, token in enumerate(toks):
        role = usage.role(token.text)
        if role is not None:
            own.append(Found(Actor(f"{token.text} by the plan", role, "body", token.text), i, i))
    return tuple(own)


def _in_context(text: str, toks: tuple[Token, ...], items: tuple[Found, ...]) -> tuple[Found, ...]:
    """Drop what only looks like an actor here.

    «МО» is a municipality in «глава МО «Сосновский район»»; a legal form says nothing before the name in quotes:
    «Казённое учреждение «Управление образования»», «Центр «Точка роста»»; people open no name: ЦНППМ «Учитель будущего».
    """
    starts = {item.first for item in items}
    kept = []
    for item in items:
        token, after = toks[item.first], item.last + 1
        municipality = token.key == "#мо" and item.first == item.last and _MUNICIPALITY.match(text, token.start)
        named = after < len(toks) and toks[after].text in _QUOTES and starts & set(range(after + 1, after + 4))
        title = item.actor.kind == "person" and text[max(0, token.start - 1)] in _QUOTES
        if not municipality and not title and not (named and item.actor.pattern in _LEGAL_FORMS):
            kept.append(item)
    return tuple(kept)


def _persons(text: str, taken: tuple[Span, ...]) -> tuple[Person, ...]:
    """Return the persons of a cell; the model is asked only where the rules leave capitals unexplained."""
    people = named_persons(text)
    spans = (*taken, *(p.span for p in people))
    lone = lone_surnames(text, spans)
    spans = (*spans, *(p.span for p in lone))
    more: tuple[Person, ...] = ()
    if unexplained(text, spans):
        seen = persons_by_model(text)
        more = tuple(p for p in seen if all(p.span[1] <= a or b <= p.span[0] for a, b in spans))
    return tuple(sorted((*people, *lone, *more)))


@lru_cache(maxsize=50_000)
def executors(text: str, usage: ActorUsage) -> Executors:
    """Read one cell of responsible actors.

    Args:
        text: the cell, cleaned; an empty one gives no roles.
        usage: what this plan's ambiguous abbreviations mean.

    Returns:
        Roles in the codebook's order, names exactly as printed, one mention for each actor that counts.
    """
    aside = _ASIDE.sub(lambda m: " " * len(m.group()), text)
    hidden = _blank(aside, named_persons(aside))
    toks = tokens(hidden)
    items = _in_context(hidden, toks, actors_in(toks, _own_actors(toks, usage)))
    spans = tuple((toks[i.first].start, toks[i.last].end) for i in items)
    people = _persons(aside, spans)
    counted = heads(hidden, toks, items, tuple(p.span for p in people))
    mentions = [Mention(label=h.role, span=(toks[h.found.first].start, toks[h.last].end), rule=h.rule) for h in counted]
    mentions += [Mention(label="person", span=p.span, rule=p.rule) for p in people]
    if not mentions and any(c.isalpha() for c in text):
        mentions.append(Mention(label="other", span=_trimmed(text), rule="nothing known"))
    mentions.sort(key=lambda m: m.span)
    labels = {m.label for m in mentions}
    return Executors(
        text=text,
        roles=tuple(role for role in _ROLES if role in labels),
        names=tuple(text[slice(*m.span)] for m in mentions if m.label == "person"),
        mentions=tuple(mentions),
    )


def _blank(text: str, people: tuple[Person, ...]) -> str:
    """Return `text` with the names of persons blanked out: «Глава К.Л.» is no head of a district."""
    letters = list(text)
    for person in people:
        for i in range(*person.span):
            letters[i] = " "
    return "".join(letters)


def _trimmed(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return start, len(text.rstrip())
