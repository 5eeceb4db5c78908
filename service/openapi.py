"""The description of the API: OpenAPI as FastAPI makes it, with our problems, and the same for people as a page."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from service.access.policy import LEAST_ROLE, Required
from service.messages import KINDS
from service.openapi_examples import add_examples
from service.pages import render
from service.schemas.problem import Problem

DESCRIPTION = (
    "«Сверка» разбирает муниципальные дорожные карты поддержки школ: мероприятия, сроки, исполнители, пробелы. "
    "Человек входит на странице /login, программа передаёт токен: Authorization: Bearer …"
)
_ROLES = {"viewer": "наблюдатель", "expert": "эксперт", "admin": "администратор"}
_PLACES = {"path": "путь", "query": "запрос", "header": "заголовок", "cookie": "cookie"}
_KINDS = {
    "string": "строка",
    "integer": "целое",
    "number": "число",
    "boolean": "да/нет",
    "array": "список",
    "object": "объект",
    "null": "null",
}


def action_of(route: APIRoute) -> str | None:
    """Return the action that a route requires the right to; None: it is open to all."""
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Required):
            return dependency.call.action
    return None


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description; made once."""
    if app.openapi_schema is None:
        api = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        schemas = api.setdefault("components", {}).setdefault("schemas", {})
        made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update({**made.pop("$defs", {}), "Problem": made})
        api["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "токен программы"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sverka_session", "description": "сеанс браузера"},
        }
        for route in app.routes:
            if isinstance(route, APIRoute) and route.include_in_schema:
                _note_right(api["paths"][route.path_format], route)
        add_examples(api)
        app.openapi_schema = api
    return app.openapi_schema


def _note_right(path: dict[str, Any], route: APIRoute) -> None:
    action = action_of(route)
    for method in route.methods or ():
        operation = path[method.lower()]
        operation["security"] = [{"token": []}, {"session": []}] if action else []
        if action:
            operation["x-sverka-action"] = action
            operation["x-sverka-role"] = LEAST_ROLE[action]


def description_bytes(app: FastAPI) -> bytes:
    """Return the OpenAPI description as JSON; made once."""
    if not hasattr(app.state, "openapi_bytes"):
        app.state.openapi_bytes = json.dumps(describe(app), ensure_ascii=False).encode()
    return bytes(app.state.openapi_bytes)


def documentation(app: FastAPI) -> str:
    """Return the page for people; made once."""
    if not hasattr(app.state, "documentation"):
        api = describe(app)
        schemas = [_schema(name, made) for name, made in api["components"]["schemas"].items()]
        app.state.documentation = render(
            "docs.html", api=api, groups=_groups(api), schemas=schemas, problems=KINDS.items()
        )
    return str(app.state.documentation)


def _groups(api: dict[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            name = (operation.get("tags") or ["Прочее"])[0]
            groups.setdefault(name, []).append(_operation(path, method, operation))
    return [{"name": name, "anchor": f"part-{n}", "operations": ops} for n, (name, ops) in enumerate(groups.items(), 1)]


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "role": _ROLES.get(operation.get("x-sverka-role", ""), ""),
        "parameters": [_parameter(p) for p in operation.get("parameters", ())],
        "bodies": [_content(media, content) for media, content in bodies.items()],
        "answers": [_answer(s, a) for s, a in operation["responses"].items() if s.startswith(("2", "3"))],
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "place": _PLACES.get(parameter["in"], parameter["in"]),
        "required": parameter.get("required", False),
        "kind": kind_of(schema),
        "description": parameter.get("description") or schema.get("description", ""),
    }


def _content(media: str, content: dict[str, Any]) -> dict[str, Any]:
    schema = content.get("schema", {})
    example = content.get("example")
    shown = json.dumps(example, ensure_ascii=False, indent=2) if example is not None else ""
    return {"media": media, "schema": _name(schema), "kind": kind_of(schema), "example": shown}


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    media, content = next(iter(answer.get("content", {}).items()), ("", {}))
    return {"status": status, "description": answer.get("description", ""), **_content(media, content)}


def _schema(name: str, made: dict[str, Any]) -> dict[str, Any]:
    required = set(made.get("required", ()))
    fields = [
        {"name": n, "required": n in required, "kind": kind_of(s), "description": s.get("description", "")}
        for n, s in made.get("properties", {}).items()
    ]
    return {"name": name, "description": made.get("description", ""), "fields": fields}


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def kind_of(schema: dict[str, Any]) -> str:
    """Return what a value is, in a few Russian words: «строка», «список: Measure», «целое или null»."""
    if "$ref" in schema:
        return _name(schema)
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " или ".join(kind_of(one) for one in schema["anyOf"])
    kind = _KINDS.get(str(schema.get("type", "")), "любое")
    return f"{kind}: {kind_of(schema['items'])}" if schema.get("items") else kind
