"""Figures → PNG: calibration, confusion of categories, learning curve; same figures, same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING

from nlp.errors import ModelError
from nlp.evaluate.figures import CategoryFigures, CurvePoint, Figures
from nlp.evaluate.metrics import Bin
from nlp.evaluate.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette: told apart with any colour vision.
BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8C8C8C"
DPI = 120


def charts(figures: Figures, labels: Mapping[str, str]) -> dict[str, bytes]:
    """Draw what was measured: file name → PNG; charts without figures are left out.

    Raises:
        ModelError: matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise ModelError("Графики не нарисованы", "не установлен matplotlib", "Выполните pip install 'sverka[train]'.")
    return {name: _png(drawn) for name, drawn in _drawn(figures, labels)}


def _drawn(figures: Figures, labels: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    panels = []
    if figures.classifier is not None:
        found = figures.classifier.categories
        panels.append((f"Категории (ECE {number(found.ece)})", found.bins))
        yield "confusion.png", draw_confusion(found, labels)
    if figures.pairs is not None:
        panels.append((f"«То же мероприятие» (ECE {number(figures.pairs.ece)})", figures.pairs.bins))
    if panels:
        yield "reliability.png", draw_reliability(panels)
    if figures.curve:
        yield "learning.png", draw_curve(figures.curve)


def draw_reliability(panels: Sequence[tuple[str, Sequence[Bin]]]) -> Figure:
    """Draw stated probability against the share of right answers, a panel each; the area of a dot grows with its answers."""
    drawn, axes = _canvas(4.6 * len(panels), 4.4, len(panels))
    for place, (title, bins) in zip(axes, panels, strict=True):
        kept = [b for b in bins if b.n]
        most = max((b.n for b in kept), default=1)
        place.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
        place.plot([b.stated for b in kept], [b.right for b in kept], color=BLUE, linewidth=1)
        place.scatter(
            [b.stated for b in kept], [b.right for b in kept], s=[20 + 180 * b.n / most for b in kept], color=BLUE
        )
        for b in kept:
            place.annotate(
                str(b.n), (b.stated, b.right), xytext=(0, -16), textcoords="offset points", fontsize=7, ha="center"
            )
        place.set(title=title, xlabel="названная вероятность", ylabel="доля верных", xlim=(0, 1.05), ylim=(-0.06, 1.08))
    return drawn


def draw_confusion(found: CategoryFigures, labels: Mapping[str, str]) -> Figure:
    """Draw the confusion matrix: counts, shaded by the share of the gold label's rows."""
    drawn, (axes,) = _canvas(8.6, 7.4, 1)
    names = [fill(labels.get(label, label), 18) for label in found.labels]
    shares = [[cell / max(sum(row), 1) for cell in row] for row in found.confusion]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for i, row in enumerate(found.confusion):
        for j, cell in enumerate(row):
            if cell:
                axes.text(j, i, str(cell), ha="center", va="center", color="white" if shares[i][j] > 0.5 else "black")
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set(title=f"Категории: верных {number(found.accuracy)}", xlabel="ответ модели", ylabel="разметка")
    return drawn


def draw_curve(points: Sequence[CurvePoint]) -> Figure:
    """Draw the shares of right answers on the test part against the number of training phrasings."""
    drawn, (axes,) = _canvas(6.4, 4.4, 1)
    counts = [p.n for p in points]
    for name, color, marker, values in (
        ("категория", BLUE, "o", [p.categories for p in points]),
        ("типовое мероприятие", ORANGE, "s", [p.activities for p in points]),
    ):
        axes.plot(counts, values, color=color, marker=marker, label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [str(n) for n in counts])
    axes.minorticks_off()
    axes.set(title="Кривая обучения", xlabel="формулировок в обучении", ylabel="верных на проверочной части")
    axes.set_ylim(top=1.0)
    axes.yaxis.set_major_formatter(_tick)
    axes.grid(color="#E5E5E5")
    axes.legend(loc="lower right", frameon=False)
    return drawn


def _tick(value: float, position: float = 0) -> str:
    """Write a number at an axis with a comma."""
    return number(value, 2)


def _canvas(width: float, height: float, n_panels: int) -> tuple[Figure, Sequence[Axes]]:
    """Make a figure without pyplot: no global state, no window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(drawn)
    return drawn, list(drawn.subplots(1, n_panels, squeeze=False)[0])


def _png(drawn: Figure) -> bytes:
    stream = BytesIO()
    drawn.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
