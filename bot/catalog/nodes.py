"""YAML as located values: every text, list and map knows its line.

PyYAML's own loaders lose the lines, keep the last of two equal keys without a word, turn `no` into
False and follow aliases. So a file is read here from the parser's events instead, and whatever a
moderator would not have meant becomes a finding with a cure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from bot.catalog.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
"""The largest file that is read: an entry has some 10,000 bytes, a list of words 100,000."""

MAX_DEPTH = 20
"""An entry is four levels deep; deeper nesting is a mistake or an attack."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_RESOLVER = yaml.resolver.Resolver()
_TEXT_TAG = "tag:yaml.org,2002:str"
_BECOMES = {"bool": "true or false", "null": "nothing", "int": "a number", "float": "a number",
            "timestamp": "a date", "merge": "a merge", "value": "a default"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `becomes` says what YAML would have made of it had it not been read as text."""

    text: str
    line: int
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """A map; the key's line stands beside each value."""

    pairs: tuple[tuple[str, int, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        """The value under this key."""
        return next((value for name, _, value in self.pairs if name == key), None)


Node = Scalar | Items | Fields


class TooDeep(yaml.YAMLError):
    """The file nests deeper than any entry does."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested more than {MAX_DEPTH} deep")
        self.line = line


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass(slots=True)
class _Reader:
    """Builds the tree from events and collects what is wrong; lives for one file."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def say(self, line: int, where: str, problem: str, cure: str) -> None:
        self.findings.append(Finding(self.file, line, where, problem, cure))

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], path: str, depth: int) -> Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            raise TooDeep(line)
        self._plain_yaml_only(event, line, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._fields(events, path, depth, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(events, path, depth, line)
        return self._scalar(event, path, line)

    def _plain_yaml_only(self, event: yaml.Event, line: int, path: str) -> None:
        if isinstance(event, yaml.AliasEvent):
            name = getattr(event, "anchor", "")
            self.say(line, path, f"an alias (*{name})", "write the value itself: aliases are not read")
        elif anchor := getattr(event, "anchor", None):
            self.say(line, path, f"an anchor (&{anchor})", "remove it: anchors are not read")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self.say(line, path, f"a tag ({tag})", "remove it: an entry holds only texts, lists and maps")

    def _fields(self, events: Iterator[yaml.Event], path: str, depth: int, line: int) -> Fields:
        pairs: list[tuple[str, int, Node]] = []
        first: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.value(event, events, path, depth + 1)
            name = key.text if isinstance(key, Scalar) else "?"
            where = f"{path}.{name}" if path else name
            if not isinstance(key, Scalar):
                self.say(key.line, path, "a key that is not a text", "write a plain word before the colon")
            value = self.value(next(events), events, where, depth + 1)
            if name in first:
                self.say(
                    key.line, where, f"`{name}` stands here twice (first in line {first[name]})", "keep one"
                )
                continue
            first[name] = key.line
            pairs.append((name, key.line, value))
        return Fields(tuple(pairs), line)

    def _items(self, events: Iterator[yaml.Event], path: str, depth: int, line: int) -> Items:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, events, f"{path}[{len(items)}]", depth + 1))
        return Items(tuple(items), line)

    def _scalar(self, event: yaml.Event, path: str, line: int) -> Scalar:
        text = getattr(event, "value", "")
        if _SURROGATE.search(text):
            self.say(line, path, "half of a character (a lone surrogate)", "type the character itself")
            text = _SURROGATE.sub("\ufffd", text)
        if _CONTROL.search(text):
            self.say(line, path, "an invisible control character", "delete it and type the text again")
        if getattr(event, "style", None):  # quoted or a block: a text by its form
            return Scalar(text, line)
        tag = str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
        return Scalar(
            text, line, "" if tag == _TEXT_TAG else _BECOMES.get(tag.rsplit(":", 1)[-1], "something else")
        )


def decode(file: str, data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file, with a byte order mark and Windows line ends taken away."""
    if len(data) > MAX_BYTES:
        return "", (
            Finding(file, 1, "", f"{len(data):,} bytes", f"at most {MAX_BYTES:,} bytes a file: split it"),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        found = f"byte {data[problem.start]:#04x} is not UTF-8 (Latin-1 or Windows text?)"
        return "", (Finding(file, line, "", found, "save the file as UTF-8"),)
    return text.replace("\r\n", "\n"), _unreadable(file, text)


def _unreadable(file: str, text: str) -> tuple[Finding, ...]:
    """Tabs and NULs, which YAML refuses in words that help nobody."""
    return tuple(
        Finding(file, number, "", problem, cure)
        for number, line in enumerate(text.split("\n"), 1)
        for sign, problem, cure in (
            ("\t", "a tab", "use spaces: YAML does not take tabs"),
            ("\x00", "a NUL character", "delete it"),
        )
        if sign in line
    )


def read(file: str, data: bytes) -> tuple[Fields | None, tuple[Finding, ...]]:
    """The map that a file holds, and everything that is wrong with it as YAML."""
    text, found = decode(file, data)
    if found:
        return None, found
    reader = _Reader(file)
    try:
        tree = _document(reader, yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as problem:
        return None, (*reader.findings, _syntax(file, problem))
    return tree, tuple(reader.findings)


def _document(reader: _Reader, events: Iterator[yaml.Event]) -> Fields | None:
    tree: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
            reader.say(_line(event), "", "a second document (---)", "one file holds one entry")
            return None
        if isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, yaml.CollectionStartEvent)):
            tree = reader.value(event, events, "", 0)
    if isinstance(tree, Fields):
        return tree
    reader.say(1, "", "no fields" if tree is None else "not a map of fields", "write `field: value` lines")
    return None


def _syntax(file: str, problem: yaml.YAMLError) -> Finding:
    if isinstance(problem, TooDeep):
        return Finding(
            file, problem.line, "", str(problem), "an entry is four levels deep: check the indentation"
        )
    mark = getattr(problem, "problem_mark", None)
    words = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "not YAML"
    line = mark.line + 1 if mark else 1
    cure = "check the indentation, and put texts with `: ` or ` #` into quotes or under `|`"
    return Finding(file, line, "", str(words), cure)


def plain(node: Node) -> object:
    """The tree as texts, lists and dictionaries."""
    if isinstance(node, Fields):
        return {name: plain(value) for name, _, value in node.pairs}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.text


def line_of(tree: Fields, path: tuple[str | int, ...]) -> int:
    """The line of the deepest part of this path that exists; a missing field has its parent's line."""
    node: Node = tree
    line = tree.line
    for step in path:
        if isinstance(node, Fields) and isinstance(step, str):
            found = next(((at, value) for name, at, value in node.pairs if name == step), None)
            if found is None:
                return line
            line, node = found
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            return line
    return line
