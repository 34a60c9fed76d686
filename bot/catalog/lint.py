"""What a careful reader would say of an entry: length, first paragraph, citations, French, plain words.

Everything here is a warning: the FAQ loads, and a moderator decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.catalog import freshness, parity, phrasings
from bot.catalog.findings import Finding, Severity
from bot.catalog.readability import ease
from bot.model import Language, Listing, Paragraph, Region
from bot.reply import markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.catalog.load import Located
    from bot.catalog.style import Style
    from bot.model import Block

FEWEST_WORDS, MOST_WORDS = 60, 180
LONGEST_LEAD = 300
"""Characters of the first paragraph: previews and inline results show only it."""

HARDEST = {Language.EN: 25.0, Language.FR: 25.0}
"""Reading ease below which a text reads like a law (see `readability`)."""

_GUILLEMETS = re.compile(r"«[^»]*»")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
"""What somebody else wrote: menus, file contents, foreign words."""

_FRENCH: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"[“”]"), "English quotation marks", "write « … »"),
    (re.compile(r"\w[:;](?=\s)"), "no space before : or ;", "put a space before it, as French does"),
    (re.compile(r"«[^»]*$"), "« without »", "close the quotation"),
    (re.compile(r"\b(?:tu|toi|ton|tes)\b", re.IGNORECASE), "speaks to the reader as “tu”", "use “vous”"),
)


def findings(places: Sequence[Located], style: Style, today: date) -> tuple[Finding, ...]:
    """Every warning about these entries."""
    found = [warning for place in places for warning in _entry(place, style)]
    found += phrasings.findings(places)
    found += freshness.findings(places, today)
    found += _families(places, style)
    return tuple(sorted(found))


def _entry(place: Located, style: Style) -> Iterator[Finding]:
    for language in Language:
        blocks = markup.parse(place.entry.version(language).answer)
        yield from _length(place, language, blocks)
        yield from _uncited(place, language, blocks)
        yield from _words(place, language, markup.plain(blocks), style)
    yield from _typography(place)
    yield from parity.findings(place)


def _length(place: Located, language: Language, blocks: Sequence[Block]) -> Iterator[Finding]:
    count = len(markup.plain(blocks).split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        wanted = f"{FEWEST_WORDS} to {MOST_WORDS} words"
        yield _warning(place, language, f"{count} words", wanted)
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph):
        yield _warning(
            place, language, "does not open with a paragraph", "start with the answer in a sentence or two"
        )
    elif len(markup.inline_text(first.inlines)) > LONGEST_LEAD:
        length = len(markup.inline_text(first.inlines))
        yield _warning(place, language, f"first paragraph of {length} characters", f"at most {LONGEST_LEAD}")


def _uncited(place: Located, language: Language, blocks: Sequence[Block]) -> Iterator[Finding]:
    """Paragraphs and lists that cite nothing; a line that opens a list may leave it to the list."""
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        opens = isinstance(following, Listing) and markup.plain([block]).rstrip().endswith(":")
        if not markup.marks([block]) and not opens:
            start = " ".join(markup.plain([block]).split()[:6])
            yield _warning(
                place, language, f"cites no source: “{start} …”", "add the [^source] that carries it"
            )


def _words(place: Located, language: Language, text: str, style: Style) -> Iterator[Finding]:
    """Jargon, unless the entry explains it or only names it, in quotation marks."""
    question = place.entry.version(language).question
    text = _QUOTED.sub("", text)
    for word, plainer in style.jargon.get(language, {}).items():
        if re.search(rf"\b{re.escape(word)}\b", text) and word not in question:
            yield _warning(place, language, f"jargon: “{word}”", f"write {plainer}")
    found = ease(text, language)
    if found < HARDEST[language]:
        yield _warning(
            place, language, f"hard to read (reading ease {found:.0f})", "shorter sentences, plainer words"
        )


def _typography(place: Located) -> Iterator[Finding]:
    first = place.line("fr", "answer") + 1
    for number, line in enumerate(place.entry.fr.answer.splitlines()):
        text = re.sub(r"\]\([^)]*\)|\[\^[^\]]*\]|\*\*|https?://\S+", "", line)
        for pattern, problem, cure in _FRENCH:
            if pattern.search(_GUILLEMETS.sub("", text)):
                yield Finding(place.file, first + number, "fr.answer", problem, cure, Severity.WARNING)


def _families(places: Sequence[Located], style: Style) -> Iterator[Finding]:
    """A family that leaves a region out without saying so in style.yaml."""
    members: dict[str, set[Region]] = {}
    for place in places:
        if place.entry.family:
            members.setdefault(place.entry.family, set()).update(place.entry.regions)
    for family, regions in sorted(members.items()):
        missing = set(Region) - regions - set(style.without.get(family, ()))
        if missing:
            names = ", ".join(sorted(missing))
            cure = f"write the missing entries, or `{family}: [{names}]` under `without:`"
            yield Finding(
                "style.yaml", 1, f"families.{family}", f"no entry for {names}", cure, Severity.WARNING
            )


def _warning(place: Located, language: Language, problem: str, cure: str) -> Finding:
    line = place.line(language.value, "answer")
    return Finding(place.file, line, f"{language.value}.answer", problem, cure, Severity.WARNING)
