"""A Dockerfile as values: enough to follow its steps where there is no container engine."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its name in capitals and the rest of its line."""

    name: str
    rest: str


@dataclass(slots=True)
class Stage:
    """The instructions between one FROM and the next."""

    name: str
    steps: list[Step] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """What stands behind each instruction of this name."""
        return [step.rest for step in self.steps if step.name == name]

    def environment(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = (word.partition("=") for rest in self.all("ENV") for word in shlex.split(rest))
        return {name: value for name, _, value in pairs}

    def command(self, name: str) -> list[str]:
        """The exec form of ENTRYPOINT, CMD or HEALTHCHECK CMD."""
        (rest,) = self.all(name)
        command: list[str] = json.loads(rest[rest.index("[") :])
        return command


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in order."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found: list[Stage] = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, rest = line.partition(" ")
        if name.upper() == "FROM":
            found.append(Stage(rest.partition(" AS ")[2] or str(len(found))))
        elif found:
            found[-1].steps.append(Step(name.upper(), rest.strip()))
    return found


def ignored(path: str, rules: list[str]) -> bool:
    """Does .dockerignore keep this path out? The last rule that fits decides, as in Docker."""
    out = False
    for rule in rules:
        pattern = rule.removeprefix("!").rstrip("/")
        shape = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{shape}(?:/.*)?", path):
            out = not rule.startswith("!")
    return out


def rules(text: str) -> list[str]:
    """The rules of a .dockerignore."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
