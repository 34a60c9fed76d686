"""Telegram's own parser of markup, offline: TDLib through the package `tdjson`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest


class Refused(ValueError):
    """Telegram's own complaint about a text."""


@dataclass(frozen=True)
class Entity:
    """A run that Telegram sees in a text; offsets count UTF-16 units."""

    kind: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class Parsed:
    """What Telegram makes of a text."""

    text: str
    entities: tuple[Entity, ...]


@cache
def _tdjson() -> Any:
    tdjson = pytest.importorskip("tdjson", reason="UNCHECKED: no tdjson wheel for this platform")
    quiet = {"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}
    tdjson.td_execute(json.dumps(quiet).encode())
    return tdjson


def is_here() -> bool:
    """True where the parser can be used."""
    return find_spec("tdjson") is not None


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    answer = _tdjson().td_execute(json.dumps(request).encode())
    return dict(json.loads(answer or b"{}"))


def parse(html: str) -> Parsed:
    """The text that members see of this HTML, and its entities; Refused when Telegram would refuse it."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    found = _execute(request)
    if found["@type"] == "error":
        raise Refused(found["message"])
    return Parsed(found["text"], _entities(found["text"], found["entities"]))


def linked(plain: str) -> tuple[Entity, ...]:
    """What Telegram links by itself in a text: mentions, hashtags, commands, addresses."""
    return _entities(plain, _execute({"@type": "getTextEntities", "text": plain})["entities"])


def _entities(text: str, entities: list[dict[str, Any]]) -> tuple[Entity, ...]:
    units = text.encode("utf-16-le", "surrogatepass")
    return tuple(
        Entity(
            one["type"]["@type"].removeprefix("textEntityType"),
            units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le", "replace"),
            one["type"].get("url"),
        )
        for one in entities
    )
