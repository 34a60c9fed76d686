"""`faqbot ask`: one question, or one a line; with --json one object a line, in order, at once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.terminal.render import choosable, console, print_buttons, print_reply
from bot.model import Abstain, Answer, Choices, Language, Question, Region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from bot import Engine
    from bot.model import Reply


@dataclass(frozen=True, slots=True)
class Asking:
    """What holds for every question of a call."""

    language: Language | None = None
    region: Region | None = None
    locale: Language | None = None


def questions(lines: Iterable[bytes], asking: Asking) -> Iterable[Question]:
    """A question for each line, whatever the line holds; an object may bring its own language and region."""
    for line in lines:
        yield _question(line.decode("utf-8", "replace").rstrip("\r\n"), asking)


def _question(line: str, asking: Asking) -> Question:
    given: dict[str, Any] = {}
    if line.lstrip().startswith("{"):
        try:
            read = json.loads(line)
            given = read if isinstance(read, dict) and isinstance(read.get("question"), str) else {}
        except (ValueError, RecursionError):
            given = {}
    return Question(
        text=given.get("question", line),
        language=_member(Language, given.get("lang")) or asking.language,
        region=_member(Region, given.get("region")) or asking.region,
        locale=asking.locale,
    )


def _member(kind: Any, value: object) -> Any:
    return kind(value) if isinstance(value, str) and value in {member.value for member in kind} else None


def answer_all(engine: Engine, asked: Iterable[Question], out: IO[str], *, as_json: bool) -> None:
    """Answer each question before the next is read; every answer is flushed."""
    for number, question in enumerate(asked):
        started = time.perf_counter()
        reply = engine.ask(question)
        elapsed = (time.perf_counter() - started) * 1000
        if as_json:
            out.write(json.dumps(as_object(question, reply, elapsed), ensure_ascii=False) + "\n")
        else:
            show(reply, out, gap=number > 0)
        out.flush()


def as_object(question: Question, reply: Reply, milliseconds: float) -> dict[str, object]:
    """The reply as the JSON contract names it; the question's text survives any encoding."""
    decision = reply.decision
    names = {Answer: "answer", Choices: "choices", Abstain: "abstain"}
    return {
        "question": question.text.encode("utf-8", "replace").decode(),
        "language": reply.spoken.value,
        "reply_language": reply.language.value,
        "decision": names[type(decision)],
        "reason": decision.reason.value if isinstance(decision, Abstain) else None,
        "entry": reply.entry_id,
        "candidates": [
            {"entry": c.entry_id, "confidence": round(c.confidence, 4)} for c in reply.candidates[:10]
        ],
        "milliseconds": round(milliseconds, 3),
    }


def show(reply: Reply, out: IO[str], *, gap: bool = False) -> None:
    """The reply for reading; what could be asked next stands below it."""
    screen = console(out)
    if gap:
        screen.print()
    print_reply(screen, reply)
    if isinstance(reply.decision, Choices):
        screen.print()
        print_buttons(screen, [b for b in choosable(reply) if b.press.target in reply.decision.entry_ids])
