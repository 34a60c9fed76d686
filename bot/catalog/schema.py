"""The shape of an entry file, and what to write where a file does not have it.

The models are the one description of the format: files are validated against them, and their JSON
Schema (`faq/entry.schema.json`) gives moderators completion and red lines in their editor.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import process

from bot.catalog.findings import Finding
from bot.catalog.nodes import Fields, Items, Node, Scalar, line_of, plain
from bot.model import Entry, Region, Source, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_ID = 40
"""A button's id holds an entry id, and Telegram takes 64 bytes in all."""

_DATES = {"as_of", "review_by", "date"}
_UNSAFE_URL = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f]|^https://[^/]*@|^https://(?:[^/]*\.)?xn--")


def _safe(url: str) -> str:
    if _UNSAFE_URL.search(url):
        raise ValueError("an address with a space, a user name or a disguised host")
    return url


Slug = Annotated[str, Field(pattern=SLUG, max_length=MAX_ID)]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Url = Annotated[str, Field(pattern=r"^https://[^/\s]+\.[^\s]+$", max_length=500), AfterValidator(_safe)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceFile(_File):
    """A published text that the answer rests on."""

    title: Text = Field(description="The title as published.")
    publisher: Text = Field(description="Who published it: the authority, court, company or newspaper.")
    url: Url = Field(description="Its public address; https only.")
    date: Day | None = Field(None, description="When it was published: 2026, 2026-06 or 2026-06-15.")
    lang: str = Field(pattern=r"^[a-z]{2}(/[a-z]{2})*$", description="Its language: en, fr, de, or en/fr.")
    access: Literal["read", "link-only"] = Field(
        "read", description="link-only: the address is known, but the text was read in a copy; open it first."
    )
    why: Text | None = Field(None, description="Why this source is cited, where that is not obvious.")


class VersionFile(_File):
    """One language's side of the entry."""

    question: str = Field(
        min_length=5, max_length=90, description="The question, as a title; at most 90 characters."
    )
    answer: Text = Field(description="Short answer first, then the rest; each paragraph cites its [^source].")
    phrasings: Text = Field(description="How members ask this, one a line; no quotes, no escapes.")


class EntryFile(_File):
    """One question of the FAQ: faq/entries/<topic>/<id>.yaml."""

    id: Slug = Field(description="The file's name without .yaml; it never changes (rename through aliases).")
    topic: Slug = Field(description="The folder's name, listed in faq/topics.yaml.")
    region: Region | list[Region] | None = Field(
        None, description="Where the answer holds; leave out: everywhere."
    )
    family: Slug | None = Field(None, description="Entries that answer the same question for other regions.")
    area: Slug | None = Field(
        None, description="Only where two of a family share a region, such as fr or ca-quebec."
    )
    aliases: list[Slug] = Field(default=[], description="Former ids of this entry: old links keep working.")
    as_of: Day | None = Field(None, description="The facts are true as of this date: the newest source's.")
    review_by: date = Field(description="After this day the answer opens with a caution: 2026-12-31.")
    follow_ups: list[Slug] = Field(
        default=[], max_length=4, description="What a reader would ask next: entry ids."
    )
    sources: dict[Slug, SourceFile] = Field(
        min_length=1, description="What the answer cites, by a short name."
    )
    en: VersionFile
    fr: VersionFile


def json_schema() -> str:
    """The JSON Schema of an entry, as shipped in `faq/entry.schema.json`."""
    schema = EntryFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def entry(file: str, tree: Fields) -> tuple[Entry | None, tuple[Finding, ...]]:
    """The entry that a file's fields describe, and every field that is not as it should be."""
    surprises = tuple(_surprises(file, tree, ()))
    try:
        model = EntryFile.model_validate(plain(tree))
    except ValidationError as problem:
        return None, surprises + tuple(_finding(file, tree, error) for error in problem.errors())
    return (None if surprises else _entry(model)), surprises


def _surprises(file: str, node: Node, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """Texts without quotes that YAML reads as something else, such as `no`."""
    if isinstance(node, Scalar):
        if node.becomes and not _DATES.intersection(str(step) for step in path):
            found = f"`{node.text}` is {node.becomes} to YAML, not a text"
            yield Finding(file, node.line, dotted(path), found, f'put it into quotes: "{node.text}"')
    elif isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield from _surprises(file, item, (*path, number))
    else:
        for name, _, value in node.pairs:
            yield from _surprises(file, value, (*path, name))


def _entry(model: EntryFile) -> Entry:
    regions = model.region if isinstance(model.region, list) else [model.region] if model.region else []
    return Entry(
        id=model.id,
        topic=model.topic,
        review_by=model.review_by,
        en=_version(model.en),
        fr=_version(model.fr),
        sources=tuple(_source(name, source) for name, source in model.sources.items()),
        as_of=model.as_of,
        regions=tuple(regions),
        family=model.family,
        area=model.area,
        aliases=tuple(model.aliases),
        follow_ups=tuple(model.follow_ups),
    )


def _version(model: VersionFile) -> Version:
    lines = (" ".join(line.split()) for line in model.phrasings.splitlines())
    return Version(model.question.strip(), model.answer.strip(), tuple(line for line in lines if line))


def _source(name: str, model: SourceFile) -> Source:
    return Source(
        name, model.title, model.publisher, model.url, model.lang, model.date, model.access, model.why
    )


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as people write it: `sources.dpc-2025.url`, `follow_ups[2]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


def _finding(file: str, tree: Fields, error: ErrorDetails) -> Finding:
    kind = error["type"]
    path = tuple(step for step in error["loc"] if not _is_branch(step))
    problem, cure = _words(kind, str(path[-1]) if path else "", path, error)
    return Finding(file, line_of(tree, path), dotted(path), problem, cure)


def _is_branch(step: str | int) -> bool:
    """Pydantic names the branch of a union in the path (`region.list[enum]`); readers need not see it."""
    return isinstance(step, str) and ("[" in step or step in ("enum", "Region", "str"))


def _words(kind: str, name: str, path: tuple[str | int, ...], error: ErrorDetails) -> tuple[str, str]:
    found = _shown(error.get("input"))
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "missing":
        return f"`{name}` is missing", _described(path)
    if kind == "extra_forbidden":
        return f"`{name}` is not a field", _nearest(name, path)
    if kind == "enum":
        return f"`{found}` is not a region", "one of " + ", ".join(Region)
    if kind == "string_pattern_mismatch":
        return f"`{found}` is not as it should be", _CURES.get(name, _CURES["id"])
    if kind in ("string_too_long", "too_long"):
        return (
            f"longer than {context.get('max_length')}",
            f"shorten it to {context.get('max_length')} at most",
        )
    if kind in ("string_too_short", "too_short"):
        return "empty or too short", _described(path)
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        return f"`{found}` where more is wanted", _described(path)
    return str(error["msg"]).removeprefix("Value error, "), _CURES.get(name, _described(path))


_CURES = {
    "id": f"small letters, digits and hyphens, at most {MAX_ID}: meta-optout-eu",
    "url": "the public address, starting with https://",
    "as_of": "a date such as 2026, 2026-06 or 2026-06-15",
    "date": "a date such as 2026, 2026-06 or 2026-06-15",
    "review_by": "a full date such as 2026-12-31",
    "lang": "a language code such as en or fr",
    "access": "read or link-only",
}


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def _model(path: tuple[str | int, ...]) -> type[_File]:
    if path and path[0] == "sources" and len(path) > 2:
        return SourceFile
    return VersionFile if len(path) > 1 and path[0] in ("en", "fr") else EntryFile


def _described(path: tuple[str | int, ...]) -> str:
    field = _model(path).model_fields.get(str(path[-1]) if path else "")
    return (field.description if field else None) or "see faq/README.md, “The fields of an entry”"


def _nearest(name: str, path: tuple[str | int, ...]) -> str:
    names = list(_model(path).model_fields)
    best = process.extractOne(name, names, score_cutoff=60)
    return f"did you mean `{best[0]}`?" if best else "remove it; the fields are " + ", ".join(names)


def nearest_id(id: str, ids: set[str]) -> str:
    """The cure for a mistyped entry id."""
    best = process.extractOne(id, sorted(ids), score_cutoff=70)
    return (
        f"did you mean `{best[0]}`?" if best else "write the id of an entry (its file's name without .yaml)"
    )
