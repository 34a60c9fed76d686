"""`faqbot chat`: the conversation in a terminal. Nothing typed here is written anywhere."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adapters.terminal.render import choosable, console, is_goodbye, print_buttons, print_reply
from bot.i18n.dates import region_name
from bot.i18n.words import Words, words
from bot.model import Action, Language, Press, Question, Reason, Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import IO

    from rich.console import Console

    from bot import Engine
    from bot.model import Reply


@dataclass(slots=True)
class Chat:
    """One conversation: what was chosen, what was last shown. Lives in memory, ends with the program."""

    engine: Engine
    screen: Console
    language: Language | None = None
    region: Region | None = None
    locale: Language = Language.EN
    last: Reply | None = None
    question: Question | None = None
    over: bool = False
    commands: Mapping[str, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.commands = {
            "/topics": self._topics,
            "/lang": self._lang,
            "/region": self._region,
            "/why": self._why,
            "/sources": self._sources,
            "/privacy": self._privacy,
            "/forget": self._forget,
            "/help": self._help,
            "/quit": self._quit,
        }

    @property
    def words(self) -> Words:
        """The bot's words in the language of the conversation."""
        return words(self.language or (self.last.language if self.last else self.locale))

    def open(self) -> None:
        """Say hello and how to leave."""
        self._show(self.engine.say(Reason.GREETING, self.language or self.locale))
        self._note(self.words.say("/help lists the commands, /quit ends."))

    def type(self, line: str) -> None:
        """What a line does: a command, the number of a choice, or a question."""
        text = line.strip()
        name, _, rest = text.partition(" ")
        if name.lower() in self.commands:
            self.commands[name.lower()](rest.strip())
        elif text.startswith("/"):
            self._note(self.words.say("There is no command {name}. /help lists them.", name=name))
        elif text.isascii() and text.isdigit() and self.last and choosable(self.last):
            self._choose(int(text))
        elif text:
            self._ask(text)

    def _ask(self, text: str) -> None:
        self.question = Question(text=text, language=self.language, region=self.region, locale=self.locale)
        reply = self.engine.ask(self.question)
        self._show(reply)
        self.over = is_goodbye(reply)

    def _choose(self, number: int) -> None:
        buttons = choosable(self.last) if self.last else ()
        if 1 <= number <= len(buttons):
            self._show(self.engine.press(buttons[number - 1].press))
        else:
            most = len(buttons)
            self._note(self.words.plural("Only 1 can be chosen here.", "Choose from 1 to {number}.", most))

    def _show(self, reply: Reply) -> None:
        self.last = reply
        self.screen.print()
        print_reply(self.screen, reply)
        if buttons := choosable(reply):
            self.screen.print()
            print_buttons(self.screen, buttons)
        self.screen.print()

    def _note(self, text: str) -> None:
        self.screen.print(text, style="dim")

    def _topics(self, _: str) -> None:
        self._show(self.engine.press(Press(Action.TOPICS, self.words.language)))

    def _lang(self, wanted: str) -> None:
        if wanted.lower() in {language.value for language in Language}:
            self.language = Language(wanted.lower())
            self._note(self.words.say("I will write in English where your question leaves it open."))
        else:
            self._note(self.words.say("Write /lang en or /lang fr."))

    def _region(self, wanted: str) -> None:
        if wanted.lower() in {region.value for region in Region}:
            self.region = Region(wanted.lower())
            name = region_name(self.region, self.words.language)
            self._note(self.words.say("Answers are now for: {place}.", place=name))
        else:
            known = ", ".join(
                f"{region.value} ({region_name(region, self.words.language)})" for region in Region
            )
            self._note(self.words.say("Write /region and one of: {regions}.", regions=known))

    def _why(self, text: str) -> None:
        question = replace(self.question or Question(text=text), text=text) if text else self.question
        if question is None:
            self._note(self.words.say("Ask something first, or write /why and a question."))
        else:
            self._show(self.engine.explained(question))

    def _sources(self, _: str) -> None:
        if self.last is None or self.last.entry_id is None:
            self._note(self.words.say("There is no answer yet whose sources I could show."))
        else:
            self._show(self.engine.press(Press(Action.SOURCES, self.last.language, self.last.entry_id)))

    def _privacy(self, _: str) -> None:
        self._show(self.engine.privacy(self.words.language))

    def _forget(self, _: str) -> None:
        self.language = self.region = self.last = self.question = None
        self._note(self.words.say("Forgotten: your language, your region and what you asked."))

    def _help(self, _: str) -> None:
        say = self.words.say
        for line in (
            say("Type a question, or the number of a choice."),
            say("/topics        browse everything I can answer"),
            say("/lang en|fr    your language, where a question leaves it open"),
            say("/region CODE   where you live: eu, uk, ch, us, ca, br, au"),
            say("/why           why I gave the last answer"),
            say("/sources       what the last answer rests on"),
            say("/privacy       what I read and what I keep"),
            say("/forget        forget what you chose and asked"),
            say("/quit          end"),
        ):
            self._note(line)

    def _quit(self, _: str) -> None:
        self.over = True


def talk(engine: Engine, *, language: Language | None, region: Region | None, locale: Language) -> None:
    """Hold a conversation on this terminal, or with what is piped in, until it ends."""
    chat = Chat(engine, console(), language, region, locale)
    chat.open()
    for line in _typed(sys.stdin):
        chat.type(line)
        if chat.over:
            return


def _typed(stdin: IO[str]) -> Iterable[str]:
    """The lines typed at a prompt, with history for this session only; or the lines of a pipe."""
    if not stdin.isatty():
        yield from stdin
        return
    with contextlib.suppress(ImportError):  # Windows has none; typing still works
        import readline  # noqa: F401 - gives input() line editing and history, in memory
    while True:
        try:
            yield input("> ")
        except EOFError:
            return
