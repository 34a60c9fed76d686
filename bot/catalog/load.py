"""A folder of files becomes a `Catalog`, or a list of everything that keeps it from becoming one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog import nodes, schema
from bot.catalog.catalog import Catalog
from bot.catalog.findings import Finding, Severity, errors
from bot.catalog.folder import WORD_FILES
from bot.catalog.smalltalk import load_smalltalk
from bot.catalog.topics import load_topics
from bot.catalog.vocabulary import load_vocabulary
from bot.reply import markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.catalog.folder import Folder
    from bot.catalog.topics import Shelf
    from bot.model import Entry, Version


@dataclass(frozen=True, slots=True)
class Located:
    """An entry with the file it was read from, so that a finding about it has a place."""

    entry: Entry
    file: str
    tree: nodes.Fields

    def line(self, *path: str | int) -> int:
        """The line of a field of this entry."""
        return nodes.line_of(self.tree, path)

    def finding(
        self, path: tuple[str | int, ...], problem: str, cure: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        """A finding at a field of this entry."""
        return Finding(self.file, self.line(*path), schema.dotted(path), problem, cure, severity)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds: the catalogue unless there are errors, and every finding."""

    catalog: Catalog | None
    located: tuple[Located, ...]
    findings: tuple[Finding, ...]


def load(folder: Folder) -> Loaded:
    """The catalogue of a folder; `catalog` is None exactly when a finding is an error."""
    located, found = _read_entries(folder.files)
    words = {name: folder.files[name] for name in WORD_FILES if name in folder.files}
    missing = tuple(_missing(name) for name in WORD_FILES if name not in folder.files and not folder.findings)
    shelves, topic_findings = load_topics(words.get("topics.yaml"))
    talk, talk_findings = load_smalltalk(words.get("smalltalk.yaml"))
    vocabulary, word_findings = load_vocabulary(
        {name: nodes.decode(name, data)[0] for name, data in words.items()}
    )
    findings = (*folder.findings, *missing, *found, *topic_findings, *talk_findings, *word_findings)
    findings += tuple(_across(located, shelves)) if shelves else ()
    if not located and not findings:
        findings += (Finding("entries", 1, "", "no entries", "is this a FAQ folder? see faq/README.md"),)
    if errors(findings):
        return Loaded(None, located, tuple(sorted(findings)))
    entries = tuple(place.entry for place in sorted(located, key=lambda place: _rank(place.entry, shelves)))
    topics = tuple(shelf.topic for shelf in shelves)
    return Loaded(
        Catalog(entries, topics, vocabulary, talk, folder.fingerprint), located, tuple(sorted(findings))
    )


def _missing(name: str) -> Finding:
    """Without its shelves the FAQ cannot be browsed; without the other words it only matches less well."""
    severity = Severity.ERROR if name == "topics.yaml" else Severity.WARNING
    return Finding(name, 1, "", "the file is missing", "take it from the project's faq/ folder", severity)


def _read_entries(files: Mapping[str, bytes]) -> tuple[tuple[Located, ...], list[Finding]]:
    located: list[Located] = []
    findings: list[Finding] = []
    for file, data in files.items():
        if not file.startswith("entries/"):
            continue
        tree, found = nodes.read(file, data)
        findings += found
        if tree is None:
            continue
        entry, found = schema.entry(file, tree)
        findings += found
        if entry is not None:
            place = Located(entry, file, tree)
            located.append(place)
            findings += _alone(place)
    return tuple(located), findings


def _alone(place: Located) -> Iterator[Finding]:
    """What is wrong with one entry by itself."""
    entry = place.entry
    folder, _, name = place.file.removeprefix("entries/").rpartition("/")
    if entry.id != name.removesuffix(".yaml"):
        yield place.finding(
            ("id",), f"the file is called {name}", f"rename the file to {entry.id}.yaml, or the id"
        )
    if entry.topic != folder:
        yield place.finding(
            ("topic",), f"the folder is called {folder or 'entries'}", f"write `topic: {folder}`"
        )
    if entry.family and not entry.regions:
        yield place.finding(
            ("family",), "a family without a region", "add `region:`, so that the bot can tell them apart"
        )
    known = {source.id for source in entry.sources}
    for language, version in (("en", entry.en), ("fr", entry.fr)):
        yield from _markup(place, language, version, known)
    used = {*markup.cited(entry.en.answer), *markup.cited(entry.fr.answer)}
    for unused in sorted(known - used):
        yield place.finding(
            ("sources", unused), "no answer cites this source", f"add [^{unused}] to an answer, or remove it"
        )


def _markup(place: Located, language: str, version: Version, known: set[str]) -> Iterator[Finding]:
    first = place.line(language, "answer") + 1  # under `answer: |`
    field = f"{language}.answer"
    for refused in markup.refused(version.answer):
        cure = "use paragraphs, lists, **bold**, *italic*, [words](https://...) and [^source] only"
        yield Finding(place.file, first + refused.line, field, f"{refused.what} in the answer", cure)
    for number, line in enumerate(version.answer.splitlines()):
        for mark in markup.MARK.finditer(line):
            if mark[1] not in known:
                yield Finding(place.file, first + number, field, f"[^{mark[1]}] is not among the sources",
                              f"add `{mark[1]}:` under `sources:`, or cite one of {', '.join(sorted(known))}")  # fmt: skip
    for url in markup.links(version.answer):
        if not url.startswith("https://"):
            yield Finding(
                place.file, first, field, f"the link {url[:60]} is not https", "write the https:// address"
            )


def _across(located: tuple[Located, ...], shelves: Iterable[Shelf]) -> Iterator[Finding]:
    """What is wrong between entries."""
    yield from _twice(located)
    topics = {shelf.topic.id for shelf in shelves}
    ids = {id for place in located for id in (place.entry.id, *place.entry.aliases)}
    for place in located:
        if place.entry.topic not in topics:
            yield place.finding(
                ("topic",), f"`{place.entry.topic}` is not in topics.yaml", "add it there, in both languages"
            )
        for number, id in enumerate(place.entry.follow_ups):
            if id not in ids:
                yield place.finding(
                    ("follow_ups", number), f"there is no entry `{id}`", schema.nearest_id(id, ids)
                )
            elif id == place.entry.id:
                yield place.finding(("follow_ups", number), "the entry follows itself", "remove it")
    yield from _family_clashes(located)
    for shelf in shelves:
        for id in shelf.first:
            if id not in ids:
                yield Finding(
                    "topics.yaml",
                    shelf.line,
                    f"{shelf.topic.id}.first",
                    f"there is no entry `{id}`",
                    schema.nearest_id(id, ids),
                )


def _twice(located: tuple[Located, ...]) -> Iterator[Finding]:
    owner: dict[str, Located] = {}
    for place in located:
        for id in (place.entry.id, *place.entry.aliases):
            if id in owner:
                found = f"`{id}` also belongs to {owner[id].file}"
                yield place.finding(
                    ("id",) if id == place.entry.id else ("aliases",), found, "give each entry its own"
                )
            owner.setdefault(id, place)


def _family_clashes(located: tuple[Located, ...]) -> Iterator[Finding]:
    """Two of one family in one region need areas, else nobody could say which one is meant."""
    members = Counter(
        (p.entry.family, r, p.entry.area) for p in located if p.entry.family for r in p.entry.regions
    )
    for place in located:
        for region in place.entry.regions:
            if place.entry.family and members[place.entry.family, region, place.entry.area] > 1:
                found = f"another entry of `{place.entry.family}` is for {region} too"
                yield place.finding(("region",), found, "tell them apart with `area:` (fr, ie, ca-quebec)")
                break


def _rank(entry: Entry, shelves: tuple[Shelf, ...]) -> tuple[int, int, str]:
    """Topics in their order; in a topic first those that its shelf names first, then by id."""
    number, shelf = next((n, s) for n, s in enumerate(shelves) if s.topic.id == entry.topic)
    place = shelf.first.index(entry.id) if entry.id in shelf.first else len(shelf.first)
    return number, place, entry.id
