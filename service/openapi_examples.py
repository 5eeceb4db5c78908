"""An example of every body in the description of the API, put together from the examples of its fields."""

from __future__ import annotations

from typing import Any

_PLAIN: dict[str, Any] = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}
_BY_FORMAT = {"date-time": "2026-03-02T09:30:00Z", "date": "2026-03-02", "binary": "…"}
_DEEPEST = 6


def add_examples(api: dict[str, Any]) -> None:
    """Give each JSON body of an OpenAPI description an `example`, unless it has one."""
    schemas = api["components"]["schemas"]
    for methods in api["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {})]
            bodies += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            for body in bodies:
                for media, content in body.get("content", {}).items():
                    if media == "application/json" and not {"example", "examples"} & set(content):
                        content["example"] = example_of(content.get("schema", {}), schemas)


def example_of(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """Return a value that shows what a schema means: its own example, else one of its parts."""
    if "$ref" in schema:
        return example_of(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas, depth + 1)
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema or "oneOf" in schema:
        return example_of((schema.get("anyOf") or schema["oneOf"])[0], schemas, depth)
    if schema.get("properties") and depth < _DEEPEST:
        return {name: example_of(part, schemas, depth + 1) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, depth + 1)] if schema.get("items") and depth < _DEEPEST else []
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> Any:
    if "pattern" in schema and "[0-9a-f]{" in schema["pattern"]:
        n_digits = 64 if "{64}" in schema["pattern"] else 32
        return "5f0c9a7e1b2d3c4a" * (n_digits // 16)
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if schema.get("default") is not None:
        return schema["default"]
    return _PLAIN.get(str(schema.get("type", "")), {})
