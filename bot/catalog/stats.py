"""The FAQ in numbers, a row a topic and language: what `faqbot stats` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog.readability import ease
from bot.model import Language
from bot.reply import markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.catalog.catalog import Catalog
    from bot.model import Entry, Source

PRIMARY = (
    "edpb.europa.eu", "europa.eu", "cnil.fr", "ico.org.uk", "dataprotection.ie", "autoriteprotectiondonnees.be",
    "dataprotectionauthority.be", "cnpd.public.lu", "edoeb.admin.ch", "oaic.gov.au", "priv.gc.ca", "gov.br",
    "oag.ca.gov", "ca.gov", "ftc.gov", "gov.uk", "legislation.gov.uk", "admin.ch", "legifrance.gouv.fr", "gouv.fr",
    "gov.au", "gc.ca", "gouv.qc.ca", "gpdp.it", "garanteprivacy.it", "curia.europa.eu", "datenschutzstelle.li",
    "justiz.nrw", "gdprhub.eu", "meta.com", "fb.com", "facebook.com", "instagram.com", "whatsapp.com",
    "openai.com", "anthropic.com", "claude.com", "google.com", "blog.google", "microsoft.com", "mistral.ai",
    "perplexity.ai", "x.ai", "x.com", "deepseek.com", "linkedin.com", "reddit.com", "redditinc.com", "discord.com",
    "telegram.org", "snap.com", "snapchat.com", "tiktok.com", "pinterest.com", "zoom.com", "zoom.us", "slack.com",
    "notion.so", "notion.com", "grammarly.com", "adobe.com", "dropbox.com", "wetransfer.com", "github.com/openai",
    "apple.com", "amazon.com", "aboutamazon.com", "duckduckgo.com", "proton.me", "signal.org", "ollama.com",
    "spotify.com", "tumblr.com", "automattic.com", "roblox.com", "character.ai", "noyb.eu", "arxiv.org",
)  # fmt: skip
"""Sites of regulators, courts, lawmakers, of the companies that answers are about, and of those who brought a case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One topic in one language; `primary` is a share (0..1), `ease` the mean reading ease."""

    topic: str
    language: str
    entries: int
    phrasings: int
    words: int
    sources: int
    primary: float
    ease: float
    oldest_as_of: str | None
    next_review: date


def stats(catalog: Catalog) -> tuple[Row, ...]:
    """A row for each topic and language, then one for the whole FAQ in each language."""
    shelves = [(topic.id, catalog.of_topic(topic.id)) for topic in catalog.topics]
    rows = [_row(id, entries, language) for id, entries in shelves for language in Language if entries]
    return (*rows, *(_row("all", catalog.entries, language) for language in Language))


def _row(topic: str, entries: Sequence[Entry], language: Language) -> Row:
    plain = [markup.plain(markup.parse(entry.version(language).answer)) for entry in entries]
    cited = [source for entry in entries for source in _cited(entry, language)]
    return Row(
        topic=topic,
        language=language.value,
        entries=len(entries),
        phrasings=sum(len(entry.version(language).phrasings) for entry in entries),
        words=sum(len(text.split()) for text in plain),
        sources=len({source.url for source in cited}),
        primary=sum(map(is_primary, cited)) / max(1, len(cited)),
        ease=sum(ease(text, language) for text in plain) / len(entries),
        oldest_as_of=min((entry.as_of for entry in entries if entry.as_of), default=None),
        next_review=min(entry.review_by for entry in entries),
    )


def _cited(entry: Entry, language: Language) -> list[Source]:
    ids = set(markup.cited(entry.version(language).answer))
    return [source for source in entry.sources if source.id in ids]


def is_primary(source: Source) -> bool:
    """True for a source that speaks for itself: a regulator, a court, a law, the company in question."""
    host, _, _ = source.url.removeprefix("https://").partition("/")
    return any(host == site or host.endswith("." + site) for site in PRIMARY)
