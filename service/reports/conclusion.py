"""An expert's conclusion on a plan as a Word document, from the built-in template or an admin's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError

from nlp.errors import InputError, SverkaError
from service.reports.context import context
from service.reports.inputs import ConclusionInput
from service.reports.packing import repacked
from service.reports.specimen import empty_specimen, specimen
from service.reports.template import filled, static_findings

TEMPLATE = Path(__file__).parent / "templates" / "conclusion.docx"
MAX_FINDINGS = 20
MAX_SPECIMEN_BYTES = 2 * 1024**2


def conclusion(data: ConclusionInput, template: bytes | None = None) -> bytes:
    """Return the conclusion as docx; the same input gives the same bytes.

    Args:
        data: what the conclusion says.
        template: an admin's template (checked here again, as it was when it was taken in); the built-in one by default.

    Raises:
        InputError: the template cannot be used.
    """
    if template is not None and (found := _static(template)):
        raise _refused(found[0])
    try:
        document = filled(builtin_template() if template is None else template, context(data), data.stamp.date)
    except TemplateError as error:
        raise _refused(f"не подставляется: {error.message}") from error
    return repacked(document, data.stamp.date)


def check_template(data: bytes) -> tuple[str, ...]:
    """Return in Russian what stands against using a template; empty where nothing does.

    Bounded by the sizes of its parts and its loops, which can run over the data only; a caller who trusts nobody may still
    run it in a child.
    """
    found = _static(data)
    if found:
        return found
    for sample in (specimen(), empty_specimen()):
        try:
            document = filled(data, context(sample), sample.stamp.date)
        except SverkaError as error:
            return (f"{error.what}: {error.why}.",)
        except TemplateError as error:
            return (f"На пробных данных не подставляется: {error.message}",)
        except Exception as error:  # a foreign document can break docxtpl and python-docx in any way
            return (f"На пробных данных документ не строится ({type(error).__name__}).",)
        if len(document) > MAX_SPECIMEN_BYTES + len(data):
            return ("На пробных данных документ выходит слишком большим.",)
    return ()


@lru_cache(maxsize=1)
def builtin_template() -> bytes:
    """Return the built-in template, which an admin may take as a start."""
    return TEMPLATE.read_bytes()


def template_fields() -> tuple[str, ...]:
    """Return every value that a template may name, for the help of admins: «plan.title», «coverage[].rows[].status»."""
    return tuple(_paths(context(specimen()), ""))


def _paths(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield from _paths(value[0], f"{path}[]")
    else:
        yield path


def _static(data: bytes) -> tuple[str, ...]:
    sample = context(specimen())
    found: list[str] = []
    try:
        for finding in static_findings(data, sample):
            if finding not in found:
                found.append(finding)
            if len(found) >= MAX_FINDINGS:
                break
    except Exception as error:  # as above
        found.append(f"Документ не открывается ({type(error).__name__}).")
    return tuple(found)


def _refused(why: str) -> InputError:
    advice = "Проверьте шаблон или верните встроенный."
    return InputError("Заключение не построено", f"шаблон не подошёл: {why.rstrip('.')}", advice)
