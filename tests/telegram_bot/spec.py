"""Judges outgoing calls by specifications of the Bot API that others wrote.

The files are read from SPECS_DIR or ../shared/specs; they are not part of the project. Limits live
in the prose of descriptions there, so a few rules that no pattern finds stand in tables here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VERSIONS = ("10.0", "10.3")

_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)", re.I)
_AFTER_PARSING = "after entities parsing"
_CONSTANT = re.compile(r"(?:must be|always) [“\"‘']?([a-z_]+)[”\"’']?$")
_PLAIN: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
    "String": (str,),
    "InputFile": (str, bytes),
}
_ALPHABETS: Mapping[str, re.Pattern[str]] = {
    "BotCommand.command": re.compile(r"[a-z0-9_]+"),
    "setWebhook.secret_token": re.compile(r"[A-Za-z0-9_-]+"),
    "InlineQueryResultsButton.start_parameter": re.compile(r"[A-Za-z0-9_-]{1,64}"),
}
_PARSED = {f"{method}.text" for method in ("sendMessage", "editMessageText", "editEphemeralMessageText")}
"""Measured after their markup is parsed, which only the parser can: 10.3 does not say so everywhere."""
_MOST_ITEMS: Mapping[str, int] = {"answerInlineQuery.results": 50, "setMyCommands.commands": 100}
_ONE_OF: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "editMessageText": (("chat_id", "inline_message_id"),),
    "InlineKeyboardButton": (("url", "callback_data", "switch_inline_query", "login_url", "web_app", "pay"),),
    "InlineQueryResultsButton": (("web_app", "start_parameter"),),
}


def folder() -> Path:
    """Where the specifications should be."""
    given = os.environ.get("SPECS_DIR")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "specs"


@cache
def specification(version: str) -> BotApi:
    """The Bot API of a version; a test that needs one that is absent is skipped."""
    path = folder() / "telegram" / f"bot-api-{version}.json"
    if not path.exists():
        pytest.skip(f"UNCHECKED: no {path.name} in {folder()} (the README tells where it comes from)")
    document = json.loads(path.read_text(encoding="utf-8"))
    return BotApi(document["methods"], document["types"])


def available() -> tuple[str, ...]:
    """The versions whose files are here."""
    return tuple(v for v in VERSIONS if (folder() / "telegram" / f"bot-api-{v}.json").exists())


@dataclass(frozen=True)
class BotApi:
    """Methods and types of one version."""

    methods: Mapping[str, Any]
    types: Mapping[str, Any]

    def faults(self, method: str, form: Mapping[str, str]) -> list[str]:
        """What the specification has against this call; `form` as it came off the wire."""
        if method not in self.methods:
            return [f"{method}: unknown method"]
        fields = self.methods[method].get("fields", [])
        kinds = {field["name"]: field["types"] for field in fields}
        given = {name: _decoded(value, kinds.get(name, ["String"])) for name, value in form.items()}
        return self._fields(given, fields, method)

    def _fields(self, given: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], where: str) -> list[str]:
        known = {field["name"]: field for field in fields}
        kind = where.rsplit(":", 1)[-1]
        out = [f"{where}.{name}: unknown field" for name in given if name not in known]
        out += _one_of(given, kind, where)
        for name, field in known.items():
            if name in given:
                out += self._any(given[name], field["types"], f"{where}.{name}")
                out += _limits(given[name], field["description"], f"{where}.{name}", f"{kind}.{name}")
            elif field["required"]:
                out.append(f"{where}.{name}: required")
        return out

    def _any(self, value: object, kinds: Sequence[str], where: str) -> list[str]:
        """A union: the alternative with the fewest faults speaks."""
        return min((self._one(value, kind, where) for kind in kinds), key=len)

    def _one(self, value: object, kind: str, where: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: not a list"]
            return [
                fault for n, item in enumerate(value) for fault in self._one(item, kind[9:], f"{where}[{n}]")
            ]
        if kind in _PLAIN:
            wrong = not isinstance(value, _PLAIN[kind]) or (
                kind in ("Integer", "Float") and isinstance(value, bool)
            )
            return [f"{where}: not {kind}"] if wrong else []
        if "subtypes" in self.types[kind]:
            return self._any(value, members(self.types[kind]["subtypes"]), where)
        if not isinstance(value, dict):
            return [f"{where}: not {kind}"]
        return self._fields(value, self.types[kind].get("fields", []), f"{where}:{kind}")


def members(subtypes: Sequence[str]) -> list[str]:
    """The names in a union; in 10.3 they are one string, `?Annotated[A | B, Field(...)]`."""
    return [
        name for s in subtypes for name in s.removeprefix("?Annotated[").partition(", Field(")[0].split(" | ")
    ]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _decoded(value: str, kinds: Sequence[str]) -> Any:
    """Nested values, numbers and booleans travel as JSON in strings."""
    is_number = list(kinds) == ["Integer", "String"] and re.fullmatch(r"-?\d+", value)
    try:
        return json.loads(value) if is_number or "String" not in kinds else value
    except ValueError:
        return value


def _limits(value: object, description: str, where: str, rule: str) -> list[str]:
    if isinstance(value, list):
        most = _MOST_ITEMS.get(rule, 10_000)
        return [f"{where}: {len(value)} items, allowed {most}"] if len(value) > most else []
    if not isinstance(value, str):
        return []
    constant = _CONSTANT.search(description)
    if constant and value != constant[1] and rule.endswith(".type"):
        return [f"{where}: must be {constant[1]}"]
    if rule in _ALPHABETS and not _ALPHABETS[rule].fullmatch(value):
        return [f"{where}: characters that are not allowed"]
    found = _LENGTH.search(description)
    if not found or rule in _PARSED or _AFTER_PARSING in description:
        return []
    low, high, unit = int(found[1]), int(found[2]), found[3].lower()
    size = len(value.encode()) if unit == "bytes" else utf16(value)
    return [] if low <= size <= high else [f"{where}: {size} {unit}, allowed {low}-{high}"]


def _one_of(given: Mapping[str, Any], kind: str, where: str) -> list[str]:
    groups = _ONE_OF.get(kind, ())
    counts = [(group, sum(name in given for name in group)) for group in groups]
    return [f"{where}: exactly one of {', '.join(group)}" for group, count in counts if count != 1]
