"""The little of Jinja that a template may use, checked on its syntax tree before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from nlp.errors import InputError

MAX_OUTPUT_CHARACTERS = 20_000_000
MAX_CONSTANT = 200
MAX_LOOPS = 60
FILTERS = ("capitalize", "default", "join", "length", "lower", "trim", "upper")
TESTS = ("defined", "divisibleby", "even", "odd")
LOOP = {"index": 1, "first": True, "last": True, "length": 1}
# Output, conditions and loops over what is given; no calls, no arithmetic, no assignments, macros, imports or blocks.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_UNKNOWN = object()


class Sandbox(SandboxedEnvironment):
    """Jinja without globals and with a handful of filters; everything printed is escaped."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}


def render(source: str, values: Mapping[str, Any], budget: int = MAX_OUTPUT_CHARACTERS) -> str:
    """Render checked source.

    Raises:
        InputError: more than `budget` characters come out.
        jinja2.TemplateError: something is undefined or fails.
    """
    pieces, size = [], 0
    for piece in Sandbox().from_string(source).generate(values):
        size += len(piece)
        if size > budget:
            raise InputError(
                "Документ не построен", "по шаблону он выходит слишком большим", "Уберите из шаблона повторы."
            )
        pieces.append(piece)
    return "".join(pieces)


def findings(source: str, sample: Mapping[str, Any]) -> Iterator[str]:
    """Yield in Russian what a template's source may not do; `sample` holds every value that a template may name."""
    try:
        tree = Sandbox().parse(source)
    except TemplateSyntaxError as error:
        yield f"Ошибка в записи шаблона: {error.message}."
        return
    except RecursionError:
        yield "Условия и повторы вложены слишком глубоко."
        return
    if sum(1 for _ in tree.find_all(nodes.For)) > MAX_LOOPS:
        yield f"Повторов больше {MAX_LOOPS}."
        return
    yield from _Walk(sample).node(tree, {})


class _Walk:
    """Follows the names of a template through a sample of its values."""

    def __init__(self, sample: Mapping[str, Any]) -> None:
        self._sample = sample

    def node(self, node: nodes.Node, local: Mapping[str, Any]) -> Iterator[str]:
        """Yield the findings of a node and of all below it; `local` holds the loop variables."""
        if isinstance(node, nodes.For):
            yield from self._loop(node, local)
            return
        if not isinstance(node, _ALLOWED):
            yield f"Не разрешено: {type(node).__name__}. Разрешены подстановки, условия if и повторы for."
            return
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield f"Неизвестный фильтр «{node.name}». Разрешены: {', '.join(FILTERS)}."
        elif isinstance(node, nodes.Test) and node.name not in TESTS:
            yield f"Неизвестная проверка «{node.name}». Разрешены: {', '.join(TESTS)}."
        elif isinstance(node, nodes.Const) and len(str(node.value)) > MAX_CONSTANT:
            yield f"Текст внутри скобок длиннее {MAX_CONSTANT} знаков."
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            if self._value(node, local) is _UNKNOWN:
                yield f"Неизвестное поле «{_path(node)}»."
            return
        for child in node.iter_child_nodes():
            yield from self.node(child, local)

    def _loop(self, node: nodes.For, local: Mapping[str, Any]) -> Iterator[str]:
        """A loop runs over a list of the data; one inside another over a list of its own item, so that nothing multiplies."""
        values = self._value(node.iter, local)
        if node.recursive or node.test or not isinstance(node.target, nodes.Name):
            yield "Повтор for не может быть рекурсивным, с условием или с несколькими именами."
        elif not isinstance(values, list):
            yield f"Повтор возможен только по списку из данных, а не по «{_path(node.iter)}»."
        elif local and _root(node.iter) != _innermost(local):
            yield f"Повтор внутри повтора возможен только по списку его же элемента, а не по «{_path(node.iter)}»."
        elif node.target.name in (*self._sample, *local, "loop"):
            yield f"Имя «{node.target.name}» уже занято."
        else:
            inner = {**local, node.target.name: values[0], "loop": LOOP}
            for child in (*node.body, *node.else_):
                yield from self.node(child, inner)

    def _value(self, node: nodes.Node, local: Mapping[str, Any]) -> Any:
        """Return what a path leads to in the sample, `_UNKNOWN` where it leads nowhere."""
        if isinstance(node, nodes.Name):
            return local.get(node.name, self._sample.get(node.name, _UNKNOWN))
        if isinstance(node, nodes.Getattr):
            owner = self._value(node.node, local)
            return owner.get(node.attr, _UNKNOWN) if isinstance(owner, dict) else _UNKNOWN
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            owner, key = self._value(node.node, local), node.arg.value
            inside = isinstance(owner, list) and isinstance(key, int) and 0 <= key < len(owner)
            return owner[key] if inside else _UNKNOWN
        return _UNKNOWN


def _innermost(local: Mapping[str, Any]) -> str:
    """Return the variable of the innermost loop, which was added last."""
    return [name for name in local if name != "loop"][-1]


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_path(node.node)}[…]"
    return "выражение"
