"""`style.yaml`: the house rules that `faqbot check` holds texts against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.catalog.findings import Finding
from bot.catalog.folder import STYLE_FILE
from bot.catalog.nodes import Fields, Items, Node, Scalar, read
from bot.model import Language, Region


@dataclass(frozen=True, slots=True)
class Style:
    """Jargon with its plainer words by language, and the regions that families leave out on purpose."""

    jargon: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    without: Mapping[str, tuple[Region, ...]] = field(default_factory=dict)


def load_style(data: bytes | None) -> tuple[Style, tuple[Finding, ...]]:
    """The rules of the file; without it there are none."""
    if data is None:
        return Style(), ()
    tree, found = read(STYLE_FILE, data)
    if tree is None:
        return Style(), found
    jargon = {language: _texts(_part(tree, "jargon", language.value)) for language in Language}
    families = tree.get("without")
    pairs = families.pairs if isinstance(families, Fields) else ()
    without = {name: _regions(value) for name, _, value in pairs}
    return Style(jargon, without), found


def _part(tree: Fields, *path: str) -> Node | None:
    node: Node | None = tree
    for step in path:
        node = node.get(step) if isinstance(node, Fields) else None
    return node


def _texts(node: Node | None) -> dict[str, str]:
    pairs = node.pairs if isinstance(node, Fields) else ()
    return {name: value.text for name, _, value in pairs if isinstance(value, Scalar)}


def _regions(node: Node) -> tuple[Region, ...]:
    known = {region.value for region in Region}
    items = node.items if isinstance(node, Items) else ()
    return tuple(Region(item.text) for item in items if isinstance(item, Scalar) and item.text in known)
