"""The environment, read once, cast, checked and frozen; every problem is named at once.

A secret may stand in a file (`FAQBOT_TELEGRAM_TOKEN_FILE=/run/secrets/telegram`). Messages name the
setting and the cure, never the value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.errors import SettingsError

PREFIX = "FAQBOT_"
FILE = "_FILE"
STARS = "********"


class Secret:
    """A text that shows as stars wherever it is printed; `reveal` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({STARS!r})"

    def __str__(self) -> str:
        return STARS

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _folder(value: str) -> Path:
    path = _path(value)
    if not path.is_dir():
        raise ValueError("is not a folder: check the path")
    return path


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError("is not an address: write http://host:port or https://host")
    return value.rstrip("/")


def _secure_address(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("must start with https://")
    return _address(value)


def _redis(value: str) -> Secret:
    if not re.match(r"(rediss?|unix)://", value):
        raise ValueError("is not a Redis address: write redis://host:6379/0")
    return Secret(value)


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65_535:
        raise ValueError("is not a port: write a number from 1 to 65535")
    return int(value)


def _switch(value: str) -> bool:
    on, off = ("on", "yes", "true", "1"), ("off", "no", "false", "0")
    if value.lower() not in (*on, *off):
        raise ValueError("is neither on nor off")
    return value.lower() in on


def _level(value: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if value.lower() not in levels:
        raise ValueError("is not a level: write one of " + ", ".join(levels))
    return value.lower()


def _telegram_token(value: str) -> Secret:
    if value.count(".") == 2 and ":" not in value:
        raise ValueError("looks like a Discord token: put it into FAQBOT_DISCORD_TOKEN")
    if not re.fullmatch(r"\d{3,20}:[A-Za-z0-9_-]{1,100}", value):
        raise ValueError("is not a Telegram token: copy it whole from @BotFather (digits, a colon, letters)")
    return Secret(value)


def _discord_token(value: str) -> Secret:
    if re.fullmatch(r"\d+:\S+", value):
        raise ValueError("looks like a Telegram token: put it into FAQBOT_TELEGRAM_TOKEN")
    if not re.fullmatch(r"[A-Za-z0-9_.=-]{1,200}", value):
        raise ValueError("is not a Discord token: copy it from the developer portal, page Bot")
    return Secret(value)


def _webhook_secret(value: str) -> Secret:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise ValueError("must have 16 to 256 letters, digits, _ or -")
    return Secret(value)


def _pepper(value: str) -> Secret:
    if len(value) < 32:
        raise ValueError("is too short: 32 characters at least, for example from `openssl rand -hex 32`")
    return Secret(value)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, how it is read, what holds without it, and what it means."""

    name: str
    cast: Callable[[str], Any]
    default: str
    meaning: str
    secret: bool = False

    @property
    def field(self) -> str:
        """Its name as a field of `Settings`."""
        return self.name.removeprefix(PREFIX).lower()


SETTINGS: tuple[Setting, ...] = (
    Setting("FAQBOT_TELEGRAM_TOKEN", _telegram_token, "", "The bot's token from @BotFather.", secret=True),
    Setting("FAQBOT_DISCORD_TOKEN", _discord_token, "", "The bot's token from Discord's developer portal.", secret=True),
    Setting("FAQBOT_FAQ_DIR", _folder, "", "A FAQ folder of your own; without it the packaged one."),
    Setting("FAQBOT_DATA_DIR", _path, "", "Where choices that people made are kept; without it in memory only."),
    Setting("FAQBOT_CACHE_DIR", _path, "", "Where compiled FAQs are kept; without it in the user's cache folder."),
    Setting("FAQBOT_PEPPER", _pepper, "", "The key under which chat numbers are scrambled in FAQBOT_DATA_DIR.", secret=True),
    Setting("FAQBOT_TELEGRAM_API", _address, "", "A Bot API server of your own instead of Telegram's."),
    Setting("FAQBOT_TELEGRAM_EPHEMERAL", _switch, "off", "Answer in Telegram groups so that only the asker sees it."),
    Setting("FAQBOT_TELEGRAM_WEBHOOK_URL", _secure_address, "", "Public https address for webhooks; without it long polling."),
    Setting("FAQBOT_TELEGRAM_WEBHOOK_SECRET", _webhook_secret, "", "What Telegram must send with each webhook.", secret=True),
    Setting("FAQBOT_DISCORD_API", _address, "", "A REST proxy instead of Discord's own address."),
    Setting("FAQBOT_HTTP_PORT", _port, "", "Port for health, metrics and webhooks; without it no web server."),
    Setting("FAQBOT_REDIS_URL", _redis, "", "Redis for webhook receipts shared by several processes.", secret=True),
    Setting("FAQBOT_LOG", _level, "info", "How much is logged: debug, info, warning or error."),
)  # fmt: skip
"""Every setting there is; the table in the README is made of this."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; a field that is None was not set."""

    telegram_token: Secret | None = None
    discord_token: Secret | None = None
    faq_dir: Path | None = None
    data_dir: Path | None = None
    cache_dir: Path | None = None
    pepper: Secret | None = None
    telegram_api: str | None = None
    telegram_ephemeral: bool = False
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: Secret | None = None
    discord_api: str | None = None
    http_port: int | None = None
    redis_url: Secret | None = None
    log: str = "info"
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each setting that is set came from: `environment` or the file's path."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment (the process's own by default).

    Raises SettingsError with every problem: unknown names (with the nearest right one), values that
    cannot be used, files that cannot be read, a secret given twice.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    problems = list(_unknown(given))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        try:
            text, origin = _given(setting, given)
            if text or setting.default:
                values[setting.field] = setting.cast(text or setting.default)
            if text:
                origins[setting.name] = origin
        except ValueError as problem:
            problems.append(f"{setting.name} {problem}")
    problems += _together(values)
    if problems:
        raise SettingsError(problems)
    return Settings(**values, origins=origins)


def _given(setting: Setting, given: Mapping[str, str]) -> tuple[str, str]:
    """The text of a setting and where it comes from."""
    direct, file = given.get(setting.name, "").strip(), given.get(setting.name + FILE, "").strip()
    if direct and file and setting.secret:
        raise ValueError(f"is set twice: keep either it or {setting.name}{FILE}")
    if not file or not setting.secret:
        return direct, "environment"
    try:
        return Path(file).read_text(encoding="utf-8").strip(), file
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not a text"
        raise ValueError(f"cannot be read from the file that {setting.name}{FILE} names ({reason})") from None


def _unknown(given: Mapping[str, str]) -> list[str]:
    names = [s.name for s in SETTINGS] + [s.name + FILE for s in SETTINGS if s.secret]
    problems = []
    for name in sorted(given.keys() - set(names)):
        near = get_close_matches(name, names, 1, 0.6)
        problems.append(
            f"{name} is not a setting: " + (f"did you mean {near[0]}?" if near else "see `faqbot settings`")
        )
    return problems


def _together(values: Mapping[str, Any]) -> list[str]:
    """What is wrong between settings."""
    problems = []
    if "telegram_webhook_url" in values and "http_port" not in values:
        problems.append(
            "FAQBOT_TELEGRAM_WEBHOOK_URL needs FAQBOT_HTTP_PORT, the port that the address leads to"
        )
    if "telegram_webhook_url" in values and "telegram_webhook_secret" not in values:
        problems.append(
            "FAQBOT_TELEGRAM_WEBHOOK_URL needs FAQBOT_TELEGRAM_WEBHOOK_SECRET, so that nobody else can post"
        )
    if "data_dir" in values and "pepper" not in values:
        problems.append("FAQBOT_DATA_DIR needs FAQBOT_PEPPER, so that a stolen folder names nobody")
    return problems


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `faqbot settings`: what is in force, where it came from, what it means."""

    name: str
    value: str
    source: str
    default: str
    meaning: str


def settings_table(settings: Settings) -> tuple[Row, ...]:
    """Every setting with its value in force (secrets as stars) and where it came from."""
    return tuple(_row(setting, settings) for setting in SETTINGS)


def _row(setting: Setting, settings: Settings) -> Row:
    value = getattr(settings, setting.field)
    source = settings.origins.get(setting.name, "default" if setting.default else "not set")
    return Row(setting.name, _shown(value), source, setting.default, setting.meaning)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def drop_secrets(environ: MutableMapping[str, str] | None = None) -> None:
    """Take the secrets out of the environment once they were read, so that no child or dump inherits them.

    What the process was started with stays in /proc/PID/environ: a secret in a file never was there.
    """
    environ = os.environ if environ is None else environ
    for setting in SETTINGS:
        if setting.secret:
            environ.pop(setting.name, None)
