"""Every error the bot raises on purpose.

    FaqbotError                 exit code 1
    ├── CatalogError            1   the FAQ has errors; carries every finding
    ├── UsageError              2   a command or a setting is wrong
    │   └── SettingsError       2   carries every problem of the environment
    └── PlatformError           3   a chat platform refuses the bot for good
        ├── TokenRefused        3   the token is wrong or was revoked
        └── AlreadyRunning      4   another process polls with the same token

The message is for the person who must act: what is wrong and what to do. It never holds a token,
a name, an id or the words of a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalog.findings import Finding


class FaqbotError(Exception):
    """The root: whoever catches it can print the message and leave with `exit_code`."""

    exit_code: ClassVar[int] = 1


class CatalogError(FaqbotError):
    """The FAQ cannot be used; `findings` holds every problem of every file."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        lines = [str(finding) for finding in self.findings]
        super().__init__("\n".join([*lines, "The FAQ has errors: nothing was loaded."]))


class UsageError(FaqbotError):
    """A command was called in a way that cannot work."""

    exit_code = 2


class SettingsError(UsageError):
    """The environment holds settings that cannot be used; all of them are named at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class PlatformError(FaqbotError):
    """A chat platform refuses the bot, and asking again would not help."""

    exit_code = 3


class TokenRefused(PlatformError):
    """The platform does not know the token."""


class AlreadyRunning(PlatformError):
    """Another process answers with the same token."""

    exit_code = 4
