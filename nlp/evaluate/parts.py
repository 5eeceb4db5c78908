"""Figures → the parts of the model card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nlp.evaluate.card import CardPart
from nlp.evaluate.figures import (
    ActivityFigures,
    CategoryFigures,
    CurvePoint,
    DataFigures,
    EncoderFigures,
    Figures,
    HeldOut,
    PairFigures,
)
from nlp.evaluate.search import SearchFigure
from nlp.evaluate.wording import QUERIES, WAYS, number, table, thousands

Labels = Mapping[str, str]
MEASURED = ("показатель", "значение")


def parts(figures: Figures, labels: Labels) -> tuple[CardPart, ...]:
    """Return a part for each model that was judged; `labels` gives the categories' Russian names."""
    return tuple(_parts(figures, labels))


def _parts(figures: Figures, labels: Labels) -> Iterator[CardPart]:
    if figures.classifier is not None:
        yield _classifier(figures, labels)
    if figures.encoder is not None:
        yield _encoder(figures.encoder, figures.plain, figures.data)
    if figures.pairs is not None:
        yield _pairs(figures.pairs, figures.data)
    if figures.search:
        yield _search(figures.search, figures.data)


def _classifier(figures: Figures, labels: Labels) -> CardPart:
    judged, data = figures.classifier, figures.data
    assert judged is not None
    sections = [
        category_figures(judged.categories, labels),
        activity_figures(judged.activities),
        *([] if figures.held_out is None else [_held_out(figures.held_out)]),
        *([_curve(figures.curve)] if figures.curve else []),
    ]
    return CardPart(
        title="Классификатор категорий и типовых мероприятий",
        stamp=judged.stamp,
        what="Логистическая регрессия по леммам, парам лемм и началу строки; категория — среднее своей модели и суммы по её типовым "
        "мероприятиям. Заголовок раздела и результат учитываются, только когда сам текст оставляет сомнение. Вероятности откалиброваны "
        "температурой на отложенных авторах. Неуверенная категория даёт замечание, о типовом мероприятии модель может промолчать.",
        data=f"Обучение: формулировок — {thousands(data.n_phrasings)}, типовых мероприятий — {data.n_activities}, "
        f"авторов — {data.n_writers}. Проверка: формулировок — {thousands(data.n_test_phrasings)}.",
        figures="\n\n".join(sections),
        limits=(
            "Проверочная часть — придуманные строки; цифры на настоящих планах — в README, «Как проверено».",
            "Вторичные категории в проверочной части размечены редко и здесь не оцениваются.",
            "Строка с несколькими действиями относится к одной первичной категории; граница между ними спорна и для людей.",
            "Действия, которых нет в каталоге, модель может принять за похожее типовое мероприятие.",
        ),
    )


def category_figures(found: CategoryFigures, labels: Labels) -> str:
    """Write the figures of categories: overall, by class, with the charts."""
    overall = table(
        MEASURED,
        [
            ("верных категорий", number(found.accuracy)),
            ("среднее F1 по категориям", number(found.macro_f1)),
            ("ошибка калибровки (ECE, десять равных интервалов)", number(found.ece)),
        ],
    )
    classes = table(
        ("категория", "строк", "точность", "полнота", "F1"),
        [
            (labels.get(c.label, c.label), str(c.n_gold), number(c.precision), number(c.recall), number(c.f1))
            for c in found.classes
        ],
    )
    charts = "![Матрица ошибок](confusion.png)\n\n![Калибровка](reliability.png)"
    return f"{overall}\n\n{classes}\n\n{charts}"


def activity_figures(found: ActivityFigures) -> str:
    """Write the figures of typical activities."""
    return table(
        MEASURED,
        [
            ("верное типовое мероприятие на первом месте", number(found.top_1)),
            ("среди первых пяти", number(found.top_5)),
            ("доля строк, на которые модель отвечает", number(found.answered)),
            ("верных среди её ответов", number(found.precision)),
            (f"молчит там, где типового нет ({found.n_without})", number(found.abstained)),
        ],
    )


def _held_out(found: HeldOut) -> str:
    head = f"Авторы обучающей части по очереди отложены (частей — {found.n_folds}, строк — {thousands(found.n)}):"
    rows = [
        ("верных категорий", number(found.categories)),
        ("верное типовое мероприятие на первом месте", number(found.top_1)),
        ("среди первых пяти", number(found.top_5)),
    ]
    return f"{head}\n\n{table(MEASURED, rows)}"


def _curve(points: tuple[CurvePoint, ...]) -> str:
    rows = [(thousands(p.n), number(p.categories), number(p.activities)) for p in points]
    return (
        table(("формулировок в обучении", "верных категорий", "верных типовых мероприятий"), rows)
        + "\n\n![Кривая обучения](learning.png)"
    )


def _encoder(found: EncoderFigures, plain: EncoderFigures | None, data: DataFigures) -> CardPart:
    columns = [found, *([] if plain is None else [plain])]
    head = ("показатель", "модель", *([] if plain is None else ["простое среднее navec"]))
    rows = [
        ("общий русский: ранговая корреляция с людьми", *(number(c.spearman) for c in columns)),
        ("пары «то же» по косинусу (AP)", *(number(c.ap_same) for c in columns)),
        ("пары «то же» и «связано» по косинусу (AP)", *(number(c.ap_related) for c in columns)),
    ]
    return CardPart(
        title="Кодировщик текстов",
        stamp=found.stamp,
        what="Статическая модель: вектор текста — сумма векторов слов, веса слов выучены; все формы слова делят один вектор, "
        "незнакомые слова разбираются на части. Основа — новостные векторы navec из natasha.",
        data=f"Обучение: формулировок — {thousands(data.n_phrasings)}, оценённых пар — {thousands(data.n_pairs)}. "
        f"Проверка: оценённых пар — {thousands(data.n_test_pairs)}, пар общих предложений — {thousands(found.n_general)}.",
        figures=table(head, rows),
        limits=(
            "Порядок слов не учитывается: «школа помогает району» и «район помогает школе» для модели одно и то же.",
            "Косинус — не вероятность; вероятность даёт модель соответствий.",
        ),
    )


def _pairs(found: PairFigures, data: DataFigures) -> CardPart:
    rows = [
        ("«то же» (AP)", number(found.ap_same)),
        ("«то же» и «связано» (AP)", number(found.ap_related)),
        ("лучшая F1 для «то же»", number(found.best_f1)),
        ("точность при вероятности от 0,5", number(found.precision_at_half)),
        ("полнота при вероятности от 0,5", number(found.recall_at_half)),
        ("ошибка калибровки (ECE)", number(found.ece)),
    ]
    return CardPart(
        title="Соответствие мероприятий",
        stamp=found.stamp,
        what="Вероятность того, что эксперт назвал бы два мероприятия одним и тем же: модель по смысловой и словесной близости, "
        "действию и предмету, типовому мероприятию, адресату, уровню и названным процедурам; вклад каждого признака виден.",
        data=f"Обучение: оценённых пар — {thousands(data.n_pairs)}. Проверка: пар — {thousands(found.n)}, из них «то же» — {found.n_same}, "
        f"«связано» — {found.n_related - found.n_same}.",
        figures=table(MEASURED, rows),
        limits=(
            "Проверочные пары трудные: в них нарочно много почти совпадающих строк. В настоящих планах «то же» встречается гораздо реже.",
        ),
    )


def _search(found: tuple[SearchFigure, ...], data: DataFigures) -> CardPart:
    rows = [
        (f"{QUERIES[f.queries]}, {WAYS[f.way]}", number(f.ndcg_at_10), number(f.mean_average_precision)) for f in found
    ]
    return CardPart(
        title="Поиск",
        stamp="",
        what="BM25 по леммам с раскрытием сокращений, сложенный с близостью векторов. Своих обученных весов у поиска нет.",
        data=f"Проверка: формулировок — {thousands(data.n_test_phrasings)}; верными считаются формулировки того же типового мероприятия.",
        figures=table(("способ", "nDCG@10", "MAP"), rows),
        limits=("Коллекция проверки мала; на больших хранилищах цифры будут другими.",),
    )
