"""The words that moderators teach the bot: synonyms, spellings, names, places, and what is not its business.

Four files, one shape: a short key, then words. Every wording is read by `bot.text`, so case,
accents, hyphens and apostrophes in the files do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog import nodes
from bot.catalog.findings import Finding
from bot.model import Region
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Wording = tuple[str, ...]

LEXICON, NAMES, REGIONS, ELSEWHERE = "lexicon.yaml", "names.yaml", "regions.yaml", "elsewhere.yaml"


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings that mean the same to the matcher, in both languages."""

    id: str
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way of typing (`jpeu`) and the words that it stands for (`je peux`)."""

    typed: str
    meant: Wording


@dataclass(frozen=True, slots=True)
class Name:
    """A product or company that must never be taken for another; `of` names its maker."""

    id: str
    of: str
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Words that place a question in a region, or in an area of it (`fr`, `us-california`)."""

    region: Region | None
    area: str | None
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of question that the FAQ does not answer, by examples in both languages."""

    id: str
    questions: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that is taught about words, beside the entries themselves."""

    groups: tuple[Group, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    chatter: tuple[Wording, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    elsewhere: tuple[Theme, ...] = ()


def load_vocabulary(files: Mapping[str, str]) -> tuple[Vocabulary, tuple[Finding, ...]]:
    """The vocabulary in the given texts (file name to content), and what is wrong with them.

    A file that is absent teaches nothing. Parts with findings are left out.
    """
    reader = _Reader()
    lexicon = reader.mapping(LEXICON, files.get(LEXICON, ""))
    names = reader.mapping(NAMES, files.get(NAMES, ""))
    regions = reader.mapping(REGIONS, files.get(REGIONS, ""))
    known = {"groups", "spellings", "chatter"}
    for key in lexicon.keys() - known:
        reader.report(LEXICON, key, "this part is not known", f"use one of: {', '.join(sorted(known))}")
    vocabulary = Vocabulary(
        groups=tuple(reader.groups(lexicon.get("groups"))),
        spellings=tuple(reader.spellings(lexicon.get("spellings"))),
        chatter=tuple(wording for _, wording in reader.wordings(LEXICON, "chatter", lexicon.get("chatter"))),
        names=tuple(reader.names(names)),
        places=tuple(reader.places(regions)),
        elsewhere=tuple(reader.themes(reader.mapping(ELSEWHERE, files.get(ELSEWHERE, "")))),
    )
    return vocabulary, tuple(reader.findings)


class _Reader:
    """Walks the files and gathers findings on the way."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._texts: dict[str, list[str]] = {}

    def report(self, file: str, field: str, problem: str, cure: str) -> None:
        last = field.rsplit(".", 1)[-1]
        lines = self._texts.get(file, [])
        line = next((n for n, text in enumerate(lines, 1) if last and last in text), 1)
        self.findings.append(Finding(file, line, field, problem, cure))

    def mapping(self, file: str, text: str) -> dict[str, object]:
        self._texts[file] = text.splitlines()
        tree, found = nodes.read(file, text.encode()) if text else (None, ())
        self.findings += found
        return self._keyed(file, "", nodes.plain(tree) if tree else None)

    def groups(self, value: object) -> Iterator[Group]:
        for key, part in self._keyed(LEXICON, "groups", value).items():
            found = tuple(wording for _, wording in self.wordings(LEXICON, f"groups.{key}", part))
            if len(found) > 1:
                yield Group(key, found)

    def spellings(self, value: object) -> Iterator[Spelling]:
        for typed, meant in self._keyed(LEXICON, "spellings", value).items():
            forms = words(typed)
            if len(forms) == 1 and isinstance(meant, str) and words(meant):
                yield Spelling(forms[0], words(meant))
            else:
                self.report(LEXICON, f"spellings.{typed}", "one typed word must stand for some words",
                            "write for example `koi: quoi`")  # fmt: skip

    def themes(self, value: dict[str, object]) -> Iterator[Theme]:
        for key, part in value.items():
            questions = tuple(wording for _, wording in self.wordings(ELSEWHERE, key, part))
            if questions:
                yield Theme(key, questions)

    def names(self, value: dict[str, object]) -> Iterator[Name]:
        for key, part in value.items():
            fields = self._keyed(NAMES, key, part)
            found = tuple(wording for _, wording in self.wordings(NAMES, key, fields.get("words")))
            yield Name(key, str(fields.get("of", key)), found or (words(key),))

    def places(self, value: dict[str, object]) -> Iterator[Place]:
        for key, part in value.items():
            region = self._region(key)
            fields = self._keyed(REGIONS, key, part)
            found = tuple(wording for _, wording in self.wordings(REGIONS, key, fields.get("words")))
            if found:
                yield Place(region, None, found)
            for area, names in self._keyed(REGIONS, f"{key}.areas", fields.get("areas")).items():
                yield Place(
                    region, area, tuple(w for _, w in self.wordings(REGIONS, f"{key}.areas.{area}", names))
                )

    def wordings(self, file: str, field: str, value: object) -> Iterator[tuple[str, Wording]]:
        """The wordings in a list, in a text with one a line or commas between, or by language."""
        if isinstance(value, dict):
            for key, part in value.items():
                yield from self.wordings(file, f"{field}.{key}", part)
            return
        if isinstance(value, str):
            value = value.replace("\n", ",").split(",")
        if value is not None and not isinstance(value, list):
            self.report(file, field, "words are expected here", "write `[first wording, second wording]`")
            return
        for item in value or ():
            wording = words(str(item))
            if wording:
                yield field, wording

    def _region(self, key: str) -> Region | None:
        if key == "elsewhere":
            return None
        try:
            return Region(key)
        except ValueError:
            self.report(
                REGIONS, key, "this region is not known", f"use one of: {', '.join(Region)}, elsewhere"
            )
            return None

    def _keyed(self, file: str, field: str, value: object) -> dict[str, object]:
        if value is None:
            return {}
        if isinstance(value, dict):
            return {str(key): part for key, part in value.items()}
        self.report(file, field, "keys with words are expected here", "write `key: [wording, wording]`")
        return {}
