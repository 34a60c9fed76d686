"""Discord's own description of its interface as a judge, and the limits that it leaves out."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPECS = Path(os.environ.get("SPECS_DIR") or Path(__file__).resolve().parents[2].parent / "shared" / "specs")
FILE = SPECS / "discord" / "openapi.json"


class Document:
    """The description, ready to judge."""

    def __init__(self, path: Path) -> None:
        self.document = json.loads(path.read_text(encoding="utf-8"))
        self._registry: Registry[Any] = Registry().with_resource(
            "urn:discord", DRAFT202012.create_resource(self.document)
        )
        self._paths = sorted(self.document["paths"], key=lambda path: path.count("{"))

    def template(self, method: str, path: str) -> str | None:
        """The operation's path; literal segments win over placeholders."""
        for known in self._paths:
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", known)
            if method.lower() in self.document["paths"][known] and re.fullmatch(pattern, path):
                return str(known)
        return None

    def faults(self, method: str, path: str, body: Any) -> list[str]:
        """Everything the description has against this request's body."""
        template = self.template(method, path)
        if template is None:
            return [f"{method} {path}: no such operation"]
        operation = self.document["paths"][template][method.lower()]
        if "requestBody" not in operation:
            return [f"{template}: takes no body"] if body else []
        found = self._validator(template, method.lower()).iter_errors(_as_wanted(body))
        return [f"{template}: {jsonschema.exceptions.best_match([error]).message}" for error in found]

    def unknown_parameters(self, method: str, path: str, given: dict[str, Any]) -> list[str]:
        """Query parameters that the operation does not have."""
        template = self.template(method, path)
        if template is None:
            return []
        shared = self.document["paths"][template].get("parameters", [])
        listed = [*shared, *self.document["paths"][template][method.lower()].get("parameters", [])]
        known = {self._resolved(one)["name"] for one in listed}
        return [f"{template}: no parameter {name}" for name in given if name not in known]

    def _resolved(self, parameter: dict[str, Any]) -> dict[str, Any]:
        found: Any = parameter
        if "$ref" in parameter:
            found = self.document
            for part in parameter["$ref"].removeprefix("#/").split("/"):
                found = found[part]
        return dict(found)

    @cache  # noqa: B019 - one document a session
    def _validator(self, template: str, method: str) -> jsonschema.Draft202012Validator:
        where = ["paths", template, method, "requestBody", "content", "application/json", "schema"]
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in where)
        return jsonschema.Draft202012Validator({"$ref": f"urn:discord#/{pointer}"}, registry=self._registry)


def _as_wanted(body: Any) -> Any:
    """discord.py writes the numbers of a message reference as integers; Discord takes both, the document texts."""
    if not isinstance(body, dict) or "message_reference" not in body:
        return body
    reference = {
        key: str(value) if key.endswith("_id") else value for key, value in body["message_reference"].items()
    }
    return {**body, "message_reference": reference}


@cache
def document() -> Document | None:
    """The description, where it is at hand."""
    return Document(FILE) if FILE.is_file() else None


def shape(part: Any) -> Any:
    """A body without its words: bodies of one shape are judged alike, but for the lengths of texts."""
    if isinstance(part, dict):
        return tuple((key, shape(value)) for key, value in sorted(part.items()))
    if isinstance(part, list):
        return tuple(map(shape, part))
    return "text" if isinstance(part, str) else part


# -- the limits that the document leaves out -----------------------------------------------------------

TEXTS_OF_COMPONENTS, COMPONENTS, CONTENT, EMBEDS = 4_000, 40, 2_000, 6_000
COMPONENTS_V2, EPHEMERAL = 1 << 15, 1 << 6


def over_limits(body: Any) -> list[str]:
    """What Discord would refuse although its document allows it."""
    if not isinstance(body, dict):
        return []
    data = body.get("data")
    message: dict[str, Any] = data if isinstance(data, dict) else body
    return [*_content(message), *_embeds(message), *_components(message), *_mentions(message)]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _content(message: dict[str, Any]) -> list[str]:
    size = utf16(message.get("content") or "")
    return [f"content: {size} characters"] if size > CONTENT else []


def _embeds(message: dict[str, Any]) -> list[str]:
    total = 0
    for one in message.get("embeds") or ():
        texts = [one.get("title"), one.get("description"), (one.get("footer") or {}).get("text")]
        texts += [text for field in one.get("fields", ()) for text in (field["name"], field["value"])]
        total += sum(utf16(text or "") for text in texts)
    return [f"embeds: {total} characters"] if total > EMBEDS else []


def _components(message: dict[str, Any]) -> list[str]:
    parts = list(walk(message.get("components") or ()))
    new = bool((message.get("flags") or 0) & COMPONENTS_V2)
    texts = sum(utf16(part.get("content", "")) for part in parts if part["type"] == 10)
    ids = [part["custom_id"] for part in parts if part.get("custom_id")]
    faults = [f"{len(parts)} components"] if len(parts) > COMPONENTS else []
    faults += [f"components: {texts} characters"] if texts > TEXTS_OF_COMPONENTS else []
    faults += ["the same custom_id twice"] if len(ids) != len(set(ids)) else []
    faults += [f"custom_id of {len(id)} characters" for id in ids if not 1 <= len(id) <= 100]
    faults += (
        ["content or embeds beside new components"]
        if new and (message.get("content") or message.get("embeds"))
        else []
    )
    faults += (
        ["new components without their flag"]
        if not new and any(p["type"] in (10, 14, 17) for p in parts)
        else []
    )
    faults += ["more than five rows"] if not new and len(message.get("components") or ()) > 5 else []
    for part in parts:
        if part["type"] == 3:
            values = [option["value"] for option in part["options"]]
            faults += ["a menu's values are not distinct"] if len(values) != len(set(values)) else []
            faults += ["a menu of no or too many options"] if not 1 <= len(values) <= 25 else []
        if part["type"] == 1:
            faults += ["a row of no or too many buttons"] if not 1 <= len(part["components"]) <= 5 else []
        if part["type"] == 2:
            faults += [f"label {part.get('label')!r}"] if not 1 <= len(part.get("label") or "") <= 80 else []
    return faults


def _mentions(message: dict[str, Any]) -> list[str]:
    """Whatever holds text says that nobody is to be pinged."""
    speaks = message.get("content") or message.get("embeds") or message.get("components")
    if not speaks or "title" in message:  # a form pings nobody
        return []
    allowed = message.get("allowed_mentions")
    return (
        []
        if allowed is not None and not allowed.get("parse") and not allowed.get("replied_user")
        else ["may ping"]
    )


def walk(components: Any) -> Any:
    """All components, also those inside others."""
    for part in components:
        yield part
        yield from walk(part.get("components") or ())
        if isinstance(part.get("component"), dict):
            yield from walk([part["component"]])
