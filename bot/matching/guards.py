"""What must not be confused: names and places that a question tells apart.

Each guard gives one number an entry; how much it counts is learned (`limits.Limits.parts`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.catalog.vocabulary import Place, Vocabulary
    from bot.matching.arrays import Floats
    from bot.matching.index import Known
    from bot.model import Region

MENTIONED = 0.02
"""An entry that speaks of a name in fewer of its phrasings does not speak of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The names and places of a question."""

    names: tuple[str, ...] = ()
    regions: frozenset[Region] = frozenset()
    areas: frozenset[str] = frozenset()
    elsewhere: bool = False


def asked(names: Iterable[str], places: Iterable[Place], chosen: Region | None) -> Asked:
    """What a question names; the person's chosen region counts where it names none."""
    found = tuple(places)
    regions = frozenset(place.region for place in found if place.region)
    elsewhere = any(place.region is None for place in found)
    if chosen and not regions and not elsewhere:
        regions = frozenset((chosen,))
    areas = frozenset(place.area for place in found if place.area)
    return Asked(tuple(dict.fromkeys(names)), regions, areas, elsewhere)


def name_signs(vocabulary: Vocabulary, named: Floats, what: Asked) -> dict[str, Floats]:
    """By entry: how far it speaks of the names asked for, or of others.

    `name` is the share of phrasings with an asked name; `other name` how strongly an entry that
    never mentions one belongs to another maker's; `other product` the same within one maker;
    `no name` how strongly an entry belongs to a name while the question has none.
    """
    makers = np.array([hash(name.of) for name in vocabulary.names])
    rows = [number for number, name in enumerate(vocabulary.names) if name.id in what.names]
    nothing = np.zeros(named.shape[1], np.float32)
    if not len(named):
        return {}
    strongest = named.max(axis=0)
    if not rows:
        return {"no name": strongest}
    has = named[rows].max(axis=0)
    same_maker = np.isin(makers, makers[rows])
    cousins = named[same_maker].max(axis=0) if same_maker.any() else nothing
    strangers = named[~same_maker].max(axis=0) if not same_maker.all() else nothing
    silent = has < MENTIONED
    return {
        "name": has,
        "other name": np.where(silent & (strangers > cousins), strangers, nothing),
        "other product": np.where(silent & (cousins >= strangers), cousins, nothing),
    }


def away_from_home(entries: Sequence[Known]) -> Floats:
    """1 for each entry of a family that is not for the FAQ's home: the region that most entries are for.

    Nobody who names no place means the United Kingdom, or one authority among five.
    """
    home = Counter(region for entry in entries for region in entry.regions).most_common(1)
    at_home = {region for region, _ in home}
    away = (bool(entry.family and (entry.area or not at_home & {*entry.regions})) for entry in entries)
    return np.fromiter(away, np.float32, len(entries))


def place_signs(entries: Sequence[Known], what: Asked, away: Floats) -> dict[str, Floats]:
    """By entry of a family: 1 where its region or area is an asked one, or where it is another one.

    Where an area is asked for and the family has a member for it, its other members fit half as badly
    as one for another area. Where no place is asked for, `no place` marks those away from home.
    """
    if not what.regions and not what.areas and not what.elsewhere:
        return {"no place": away}
    signs = {
        name: np.zeros(len(entries), np.float32) for name in ("region", "other region", "area", "other area")
    }
    special = {entry.family for entry in entries if entry.family and entry.area in what.areas}
    for number, entry in enumerate(entries):
        if entry.family is None or not entry.regions:
            continue
        fits = bool(what.regions & frozenset(entry.regions))
        signs["region" if fits else "other region"][number] = 1
        if entry.area:
            signs["area" if entry.area in what.areas else "other area"][number] = 1
        elif entry.family in special:
            signs["other area"][number] = 0.5
    return signs
