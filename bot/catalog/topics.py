"""`topics.yaml`: the shelves of the FAQ, in the order in which members browse them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.findings import Finding
from bot.catalog.nodes import Fields, Items, Scalar, read
from bot.model import Topic

FILE = "topics.yaml"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic, and the entries that stand first on it."""

    topic: Topic
    first: tuple[str, ...]
    line: int


def load_topics(data: bytes | None) -> tuple[tuple[Shelf, ...], tuple[Finding, ...]]:
    """The shelves in their order; without the file there are none, and that is another room's finding."""
    if data is None:
        return (), ()
    tree, found = read(FILE, data)
    listed = tree.get("topics") if tree else None
    if not isinstance(listed, Items):
        return (), found or (
            Finding(FILE, 1, "topics", "no list of topics", "write `topics:` and a list under it"),
        )
    shelves: list[Shelf] = []
    findings = list(found)
    for node in listed.items:
        shelf = _shelf(node) if isinstance(node, Fields) else None
        if shelf is None:
            findings.append(
                Finding(FILE, node.line, "topics", "a topic without id, en or fr", "write all three")
            )
        elif any(shelf.topic.id == other.topic.id for other in shelves):
            findings.append(
                Finding(FILE, node.line, shelf.topic.id, "this topic stands here twice", "keep one")
            )
        else:
            shelves.append(shelf)
    return tuple(shelves), tuple(findings)


def _shelf(node: Fields) -> Shelf | None:
    texts = {name: value.text.strip() for name, _, value in node.pairs if isinstance(value, Scalar)}
    if not all(texts.get(name) for name in ("id", "en", "fr")):
        return None
    first = node.get("first")
    ids = (
        tuple(item.text for item in first.items if isinstance(item, Scalar))
        if isinstance(first, Items)
        else ()
    )
    return Shelf(Topic(texts["id"], texts["en"], texts["fr"]), ids, node.line)
