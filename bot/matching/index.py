"""The FAQ compiled for matching: one value that ranks questions, and its bytes for the cache."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from bot.catalog.vocabulary import Group, Name, Place, Spelling, Theme, Vocabulary
from bot.matching.arrays import Rows, Sums, pack, unpack
from bot.matching.features import Block, Reader, pieces_of
from bot.matching.guards import away_from_home
from bot.matching.rivals import MOST_TEXTS, rival_weights
from bot.matching.spelling import Speller
from bot.matching.weigh import BLOCK_WEIGHTS, centres, rarity, unit
from bot.model import Region
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.catalog.catalog import Catalog
    from bot.matching.arrays import Floats, Integers, Ints
    from bot.matching.limits import Limits
    from bot.model import Entry, Version

FORMAT = 3
"""Counted up with every change of what an index holds; an older cache is then compiled anew."""

_MARKUP = re.compile(r"\[\^[^\]]*\]|\]\([^)]*\)|[*_\[\]]")

AT_ONCE = 1_000
"""Texts whose features are counted at once: for all together it would take half a gigabyte."""

SEEN_PAIRS = 2
"""In a large FAQ a pair of words that occurs once is left out: most occur once, and few come again."""


PIECE = f"{int(Block.PIECES)}"
"""What the names of features that are pieces begin with."""


@dataclass(frozen=True, slots=True)
class Known:
    """What matching knows of an entry beside its words."""

    id: str
    regions: tuple[Region, ...] = ()
    family: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The compiled FAQ.

    `entry_rows` holds each feature's weight in the entries that show it; `texts` each phrasing's
    features (entry by entry, `first_text` says where); `named` the share of an entry's phrasings
    that hold a name (names by entries). The themes of questions that belong elsewhere are compiled
    like entries and stand after them: the first `own` entries are the FAQ's.
    """

    fingerprint: str
    entries: tuple[Known, ...]
    vocabulary: Vocabulary
    features: Mapping[str, int]
    rarities: Floats
    entry_rows: Rows
    learned: Floats
    texts: Rows
    first_text: Ints
    named: Floats
    counts: Mapping[str, int]
    reader: Reader = field(init=False, repr=False)
    speller: Speller = field(init=False, repr=False)
    own: int = field(init=False)
    is_own: NDArray[np.bool_] = field(init=False, repr=False)
    away: Floats = field(init=False, repr=False)
    sums: Sums = field(init=False, repr=False)
    _pieces: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", len(self.entries) - len(self.vocabulary.elsewhere))
        object.__setattr__(self, "is_own", self._features_of_entries())
        object.__setattr__(self, "away", away_from_home(self.entries))
        object.__setattr__(self, "sums", Sums.of(self.entry_rows, len(self.entries)))
        object.__setattr__(self, "reader", Reader(self.vocabulary))
        spellings = {spelling.typed: spelling.meant for spelling in self.vocabulary.spellings}
        object.__setattr__(self, "speller", Speller(self.counts, spellings))

    def _features_of_entries(self) -> NDArray[np.bool_]:
        """Whether each feature occurs in an entry, not only in questions that belong elsewhere."""
        firsts = self.entry_rows.columns[self.entry_rows.starts[:-1]] if len(self.features) else np.zeros(0)
        return np.asarray(firsts < self.own)  # the cells of a row are in the order of the entries

    def knows(self, word: str) -> bool:
        """Whether the FAQ uses this word, in any form."""
        return word in self.counts or f"{int(Block.WORDS)}{self.reader.stem(word)}" in self.features

    def pieces(self, word: str) -> tuple[int, ...]:
        """The features of a word's pieces; remembered for the FAQ's words only, nobody else's."""
        found = self._pieces.get(word)
        if found is None:
            numbers = map(self.features.get, map(PIECE.__add__, pieces_of(word)))
            found = tuple(number for number in numbers if number is not None)
            if word in self.counts:
                self._pieces[word] = found
        return found

    @property
    def has_rivals(self) -> bool:
        """Whether `learned` holds anything."""
        return len(self.first_text) > 1 and int(self.first_text[-1]) <= MOST_TEXTS

    def holds(self, feature: int, entry: int) -> bool:
        """Whether an entry shows a feature."""
        start, end = self.entry_rows.starts[feature : feature + 2]
        columns = self.entry_rows.columns[start:end]
        at = columns.searchsorted(entry)
        return bool(at < len(columns) and columns[at] == entry)

    @property
    def most_rare(self) -> float:
        """The rarity of a word that occurs nowhere."""
        return math.log(len(self.texts.starts)) + 1

    def to_bytes(self) -> bytes:
        """The index for the cache; `from_bytes` gives it back."""
        header = {
            "format": FORMAT, "fingerprint": self.fingerprint, "vocabulary": asdict(self.vocabulary),
            "entries": [asdict(entry) for entry in self.entries],
            "features": "\n".join(self.features), "words": " ".join(self.counts),
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {
            "counts": np.fromiter(self.counts.values(), np.int32, len(self.counts)), "rarities": self.rarities,
            "entry.starts": self.entry_rows.starts, "entry.columns": self.entry_rows.columns,
            "entry.values": self.entry_rows.values, "learned": self.learned,
            "texts.starts": self.texts.starts, "texts.columns": self.texts.columns,
            "texts.values": self.texts.values, "first_text": self.first_text, "named": self.named,
        }  # fmt: skip
        return pack(header, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Index:
        """The index that `to_bytes` wrote; ValueError when it is of another format or damaged."""
        told, found = unpack(data)
        header, arrays = cast("dict[str, Any]", told), cast("dict[str, Any]", found)
        if header.get("format") != FORMAT:
            raise ValueError("the index was made by another version")
        features = header["features"].split("\n") if header["features"] else []
        return cls(
            fingerprint=header["fingerprint"], entries=tuple(_known(one) for one in header["entries"]),
            vocabulary=_vocabulary(header["vocabulary"]),
            features=dict(zip(features, range(len(features)), strict=True)), rarities=arrays["rarities"],
            entry_rows=Rows(arrays["entry.starts"], arrays["entry.columns"], arrays["entry.values"]),
            learned=arrays["learned"],
            texts=Rows(arrays["texts.starts"], arrays["texts.columns"], arrays["texts.values"]),
            first_text=arrays["first_text"], named=arrays["named"],
            counts=dict(zip(header["words"].split(" "), arrays["counts"].tolist(), strict=True)),
        )  # fmt: skip


def compile_index(catalog: Catalog, limits: Limits | None = None) -> Index:
    """The index of a catalogue. `limits` are not part of it: the same index serves any limits."""
    return compile_entries(catalog.entries, catalog.vocabulary, catalog.fingerprint)


def compile_entries(entries: Iterable[Entry], vocabulary: Vocabulary, fingerprint: str = "") -> Index:
    """The index of some entries."""
    known, spoken = [], []
    for entry in entries:
        known.append(known_of(entry))
        spoken.append(
            [words(text) for side in (entry.en, entry.fr) for text in (*asked_as(side), said_in(side))]
        )
    return compile_texts(known, spoken, vocabulary, fingerprint)


def known_of(entry: Entry) -> Known:
    """What matching keeps of an entry beside its words."""
    return Known(entry.id, entry.regions, entry.family, entry.area)


def asked_as(side: Version) -> tuple[str, ...]:
    """How one side of an entry is asked for, its own question first."""
    return (side.question, *side.phrasings)


def said_in(side: Version) -> str:
    """The short answer, the first paragraph, as plain text: it counts like one phrasing more."""
    return _MARKUP.sub(" ", side.answer.strip().split("\n\n", 1)[0])


def compile_texts(
    entries: Sequence[Known],
    spoken: Sequence[Sequence[tuple[str, ...]]],
    vocabulary: Vocabulary,
    fingerprint: str,
) -> Index:
    """The index of entries whose phrasings are given as words."""
    reader = Reader(vocabulary, remembers=True)
    entries = [*entries, *(Known(f"~{theme.id}") for theme in vocabulary.elsewhere)]
    spoken = [*spoken, *(theme.questions for theme in vocabulary.elsewhere)]
    texts = [text for phrasings in spoken for text in phrasings if text]
    sizes = np.array([sum(1 for text in phrasings if text) for phrasings in spoken], np.int64)
    entry_of = np.repeat(np.arange(len(entries), dtype=np.int32), sizes)
    cells = _Cells(reader, texts)
    feature, entry, value = centres(cells.columns, entry_of[cells.rows], cells.values, sizes)
    entry_rows = Rows.of(feature, entry, value, len(cells.features))
    whole = cells.blocks[cells.columns] != Block.PIECES
    return Index(
        fingerprint=fingerprint, entries=tuple(entries), vocabulary=vocabulary, features=cells.features,
        rarities=cells.rarities, entry_rows=entry_rows, learned=_learned(cells, entry_of, entry_rows, len(entries)),
        texts=Rows.of(cells.rows[whole], cells.columns[whole], cells.values[whole], len(texts)),
        first_text=np.concatenate(([0], np.cumsum(sizes))),
        named=_named(vocabulary, cells.names, entry_of, len(entries)),
        counts=Counter(word for text in texts for word in text),
    )  # fmt: skip


def _learned(cells: _Cells, entry_of: Integers, entry_rows: Rows, entries: int) -> Floats:
    """What tells entries from their rivals; in a large FAQ not even its material is made."""
    if len(entry_of) > MOST_TEXTS:
        return np.zeros(len(entry_rows.values), np.float32)
    by_feature = Rows.of(cells.columns, cells.rows, cells.values, len(cells.features))
    return rival_weights(by_feature, entry_of.astype(np.int64), entry_rows, entries)


class _Cells:
    """The weights of all features in all texts, as cells (row = text, column = feature)."""

    def __init__(self, reader: Reader, texts: Sequence[tuple[str, ...]]) -> None:
        read = [reader.read(text, pieces=False) for text in texts]
        self.names = [frozenset(found.id for found in one.names) for one in read]
        self.features: dict[str, int] = {}
        self.blocks, self.rarities = np.zeros(0, np.int8), np.zeros(0, np.float32)
        whole = (Block.WORDS, Block.PAIRS, Block.GROUPS)
        parts = [
            part for block in whole for part in self._block(block, [(one.blocks[block],) for one in read])
        ]
        pieces = {word: pieces_of(word) for word in {word for one in read for word in one.plain}}
        plain = [tuple(map(pieces.__getitem__, one.plain)) for one in read]
        del read
        parts += self._block(Block.PIECES, plain)
        self.rows, self.columns, self.values = (np.concatenate(column) for column in zip(*parts, strict=True))

    def _block(
        self, block: Block, shown: Sequence[Sequence[tuple[str, ...]]]
    ) -> Sequence[tuple[Integers, Integers, Floats]]:
        """The cells of one block, some texts at a time; its features and their rarities are noted."""
        first = len(self.features)
        numbers: dict[str, int] = {}
        counted = list(_counted(shown, numbers))
        texts_with = np.zeros(len(numbers), np.int64)
        for _, some, _ in counted:
            texts_with += np.bincount(some, minlength=len(numbers))
        kept = texts_with >= (SEEN_PAIRS if block is Block.PAIRS and len(shown) > MOST_TEXTS else 1)
        place = np.cumsum(kept) - 1
        self.features.update({f"{int(block)}{name}": first + int(place[number])
                              for name, number in numbers.items() if kept[number]})  # fmt: skip
        self.blocks = np.concatenate((self.blocks, np.full(int(kept.sum()), int(block), np.int8)))
        rarities = rarity(texts_with[kept], len(shown))
        parts = []
        while counted:  # what was read is given up: all of it twice would take much room
            rows, some, counts = counted.pop(0)
            stay = kept[some]
            rows, columns = rows[stay], place[some[stay]]
            values = unit(rows, counts[stay], rarities[columns], len(shown), BLOCK_WEIGHTS[block])
            parts.append((rows, (columns + first).astype(np.int32), values))
        self.rarities = np.concatenate((self.rarities, rarities))
        return parts


def _counted(
    shown: Sequence[Sequence[tuple[str, ...]]], numbers: dict[str, int]
) -> Iterator[tuple[Integers, Integers, Integers]]:
    """How often each text shows each feature: texts, features and counts. New features are numbered."""
    known: dict[tuple[str, ...], NDArray[np.int32]] = {}
    for first in range(0, max(len(shown), 1), AT_ONCE):
        some = shown[first : first + AT_ONCE]
        runs = [_numbered(run, numbers, known) for runs in some for run in runs]
        rows = np.repeat(np.arange(len(some)), [sum(map(len, runs)) for runs in some])
        width = max(len(numbers), 1)
        flat = np.concatenate([np.zeros(0, np.int32), *runs])
        keys, counts = np.unique(rows * width + flat, return_counts=True)
        row, number = np.divmod(keys, width)
        yield (first + row).astype(np.int32), number.astype(np.int32), counts.astype(np.int32)


def _numbered(
    run: tuple[str, ...], numbers: dict[str, int], known: dict[tuple[str, ...], NDArray[np.int32]]
) -> NDArray[np.int32]:
    """The numbers of a run of features; a run that comes again (a word's pieces) is numbered once."""
    found = known.get(run)
    if found is None:
        found = np.array([numbers.setdefault(feature, len(numbers)) for feature in run], np.int32)
        known[run] = found
    return found


def _named(
    vocabulary: Vocabulary, found: Sequence[frozenset[str]], entry_of: Integers, entries: int
) -> Floats:
    numbers = {name.id: number for number, name in enumerate(vocabulary.names)}
    shares = np.zeros((len(numbers), entries), np.float32)
    for names, entry in zip(found, entry_of, strict=True):
        for name in names:
            shares[numbers[name], entry] += 1
    sizes = np.maximum(np.bincount(entry_of, minlength=entries), 1)
    return np.asarray(shares / sizes, np.float32)


def _known(told: dict[str, Any]) -> Known:
    return Known(told["id"], tuple(map(Region, told["regions"])), told["family"], told["area"])


def _vocabulary(told: dict[str, Any]) -> Vocabulary:
    def wordings(value: list[list[str]]) -> tuple[tuple[str, ...], ...]:
        return tuple(map(tuple, value))

    return Vocabulary(
        groups=tuple(Group(one["id"], wordings(one["wordings"])) for one in told["groups"]),
        spellings=tuple(Spelling(one["typed"], tuple(one["meant"])) for one in told["spellings"]),
        chatter=wordings(told["chatter"]),
        names=tuple(Name(one["id"], one["of"], wordings(one["wordings"])) for one in told["names"]),
        places=tuple(Place(Region(one["region"]) if one["region"] else None, one["area"], wordings(one["wordings"]))
                     for one in told["places"]),
        elsewhere=tuple(Theme(one["id"], wordings(one["questions"])) for one in told["elsewhere"]),
    )  # fmt: skip
