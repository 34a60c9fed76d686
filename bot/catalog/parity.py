"""Do both languages say the same? What a program can compare: numbers, lists, links, sources."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.catalog.findings import Severity
from bot.model import Language, Listing
from bot.reply import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.catalog.findings import Finding
    from bot.catalog.load import Located
    from bot.model import Entry

_GROUPS = re.compile(r"(?<=\d)[\u00a0\u202f ,.](?=\d{3}\b)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def findings(place: Located) -> Iterator[Finding]:
    """A warning for everything that one language has and the other lacks."""
    entry = place.entry
    for what, english, french in (
        ("numbers", numbers(entry.en.answer), numbers(entry.fr.answer)),
        ("list items", _items(entry.en.answer), _items(entry.fr.answer)),
        ("links", _hosts(entry.en.answer), _hosts(entry.fr.answer)),
        ("sources", _sources(entry, Language.EN), _sources(entry, Language.FR)),
    ):
        if english != french:
            only = (
                f"only in English: {_listed(english - french)}; only in French: {_listed(french - english)}"
            )
            cure = "say the same in both languages"
            yield place.finding(("fr", "answer"), f"{what} differ ({only})", cure, Severity.WARNING)


def numbers(answer: str) -> Counter[str]:
    """The figures in an answer, written alike: 1,500 and 1 500 are both 1500, 2.5 and 2,5 both 2.5."""
    text = _GROUPS.sub("", markup.plain(markup.parse(answer)))
    return Counter(number.replace(",", ".") for number in _NUMBER.findall(text))


def _items(answer: str) -> Counter[str]:
    lists = (block for block in markup.parse(answer) if isinstance(block, Listing))
    return Counter({("steps" if block.ordered else "points"): len(block.items) for block in lists})


def _hosts(answer: str) -> Counter[str]:
    """How many links go to which site; the page behind it may be each language's own."""
    return Counter(url.split("/")[2].removeprefix("www.").removeprefix("fr.") for url in markup.links(answer))


def _sources(entry: Entry, language: Language) -> Counter[str]:
    """The sources that one side cites, without those in the other side's language: each may have its own."""
    by_id = {source.id: source for source in entry.sources}
    own = {Language.EN: ("en",), Language.FR: ("fr",)}
    cited = markup.cited(entry.version(language).answer)
    theirs = set(markup.cited(entry.version(language.other).answer))
    replaced = any(by_id[id].language.startswith("fr") for id in theirs ^ set(cited) if id in by_id)
    skipped = own[language] if replaced else ()
    kept = (
        id
        for id in cited
        if id in theirs or id not in by_id or not by_id[id].language.startswith((*skipped, "fr"))
    )
    return Counter(kept)


def _listed(found: Counter[str]) -> str:
    return ", ".join(sorted(found)) or "nothing"
