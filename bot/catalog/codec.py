"""A frozen value as JSON and back, by its own type hints: what the cache of a catalogue is made of.

Understands texts, numbers, truth values, None, enums, dates, tuples, mappings with text keys and
frozen dataclasses of these. Nothing is executed while reading, unlike with pickle.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Json = Any  # what json.loads gives: there is no better name for it in the standard library


def encode(value: object) -> Json:
    """The value as lists, dictionaries and plain values; a dataclass becomes the list of its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return [encode(getattr(value, field.name)) for field in fields(value) if field.init]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): encode(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(part) for part in value]
    return value


T = TypeVar("T")


def decode(kind: type[T], data: Json) -> T:
    """The value of this type that `encode` made `data` from."""
    value: T = _decoder(kind)(data)  # type: ignore[arg-type]  # types are hashable; the stubs forget it
    return value


@cache
def _decoder(kind: Any) -> Callable[[Json], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is not None and issubclass(origin, Mapping):
        part = _decoder(arguments[1])
        return lambda data: {key: part(value) for key, value in data.items()}
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, date):
        return date.fromisoformat
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else lambda data: data


def _optional(arguments: tuple[Any, ...]) -> Callable[[Json], Any]:
    (kind,) = (argument for argument in arguments if argument is not type(None))
    part = _decoder(kind)
    return lambda data: None if data is None else part(data)


def _tuple(arguments: tuple[Any, ...]) -> Callable[[Json], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        part = _decoder(arguments[0])
        return tuple if arguments[0] is str else lambda data: tuple(map(part, data))
    parts = [_decoder(argument) for argument in arguments]
    return lambda data: tuple(part(value) for part, value in zip(parts, data, strict=True))


def _dataclass(kind: Any) -> Callable[[Json], Any]:
    hints = get_type_hints(kind)
    parts = [_decoder(hints[field.name]) for field in fields(kind) if field.init]
    return lambda data: kind(*(part(value) for part, value in zip(parts, data, strict=True)))
