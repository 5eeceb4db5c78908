"""What experts have corrected, as training reads it: never a text by which the models are judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from nlp.classify import ACTIVITY_AT_LEAST, Classifier, MeasureText, posteriors
from nlp.domain import CategoryId, GradedPair, Phrasing, Record
from nlp.text import lemmas

# Two texts that share so many of their lemmas are one text written twice.
NEAR = 0.8


class Lesson(Record):
    """A measure's text with what an expert said of it.

    `category` is None where the expert left it alone; `activity` counts only where `says_activity`, and None is then
    «none of the typical ones». `writer` names the document: what is held out is held out by it.
    """

    text: str
    writer: str
    category: CategoryId | None = None
    activity: str | None = None
    says_activity: bool = False


class Lessons(Record):
    """All that experts teach; the pairs' writers are documents too."""

    phrasings: tuple[Lesson, ...] = ()
    pairs: tuple[GradedPair, ...] = ()

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.phrasings) + len(self.pairs)

    def typical(self) -> tuple[Phrasing, ...]:
        """Return what was said to be a typical activity, as the corpus writes it."""
        return tuple(
            Phrasing(activity=p.activity, category=p.category, text=p.text, writer=p.writer)
            for p in self.phrasings
            if p.activity and p.category and p.says_activity
        )


NONE = Lessons()


class Texts:
    """Texts by their lemmas, to be asked for near-copies."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sets = sorted({frozenset(lemmas(text)) for text in texts}, key=sorted)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for i, own in enumerate(self._sets):
            for word in own:
                self._holders[word].append(i)

    def has(self, text: str) -> bool:
        """Tell whether a text, or nearly this text, is among them."""
        words = frozenset(lemmas(text))
        shared = Counter(i for word in words for i in self._holders.get(word, ()))
        return any(n >= NEAR * (len(words) + len(self._sets[i]) - n) for i, n in shared.items())


def without(lessons: Lessons, texts: Iterable[str]) -> Lessons:
    """Return the lessons whose texts are no near-copies of some texts; a pair goes with either of its sides."""
    known = Texts(texts)
    return Lessons(
        phrasings=tuple(p for p in lessons.phrasings if not known.has(p.text)),
        pairs=tuple(p for p in lessons.pairs if not known.has(p.left) and not known.has(p.right)),
    )


def learnable(
    lessons: Lessons, phrasings: Iterable[Phrasing], pairs: Iterable[GradedPair], activities: Collection[str]
) -> Lessons:
    """Return what may be learned from.

    Args:
        lessons: all that experts said.
        phrasings: those that judge the models; neither they nor their near-copies may be learned from.
        pairs: those that judge the models.
        activities: ids that the catalogue knows; what is said of others is left out.
    """
    judging = [p.text for p in phrasings] + [text for p in pairs for text in (p.left, p.right)]
    kept = without(lessons, judging)
    known = [p for p in kept.phrasings if not p.says_activity or p.activity is None or p.activity in activities]
    return kept.model_copy(update={"phrasings": tuple(known)})


def completed(lessons: Lessons, base: Classifier) -> Lessons:
    """Say of categories what they say of activities: a row of another category than its activity's is not of that activity.

    In the corpus the two never differ. Without this a corrected category could not win against the sum of the
    activities, which is half of a category's probability.

    Args:
        lessons: what experts said.
        base: the classifier trained on the corpus alone, so that the same corrections are always completed alike.
    """
    found = posteriors(base, [MeasureText(p.text) for p in lessons.phrasings]).activities
    return lessons.model_copy(
        update={
            "phrasings": tuple(
                p.model_copy(update={"activity": None, "says_activity": True})
                if not p.says_activity
                and row.max(initial=0.0) >= ACTIVITY_AT_LEAST
                and base.activity_categories[int(row.argmax())] != p.category
                else p
                for p, row in zip(lessons.phrasings, found, strict=True)
            )
        }
    )


def documents(lessons: Sequence[Lesson]) -> list[str]:
    """Return the documents that lessons come from, in order."""
    return sorted({p.writer for p in lessons})
