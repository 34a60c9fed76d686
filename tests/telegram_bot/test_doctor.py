"""The doctor says what to change in BotFather, and nothing that holds the token."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from adapters.telegram_bot import build, doctor
from adapters.telegram_bot.commands import DESCRIPTION, NAME, SHORT, menus, publish
from bot import Engine
from bot.i18n.words import words
from bot.model import Language
from bot.settings import Secret, Settings
from tests.telegram_bot.conftest import SHORT as BRIEF
from tests.telegram_bot.conftest import Telegram, make_house
from tests.telegram_bot.fake import TOKEN, FakeTelegram, serve

HEALTHY = {"supports_inline_queries": True, "can_read_all_group_messages": False, "can_join_groups": True}


async def advice(fake: FakeTelegram, **settings: Any) -> dict[str, bool]:
    async with serve(fake) as base:
        given = Settings(telegram_token=Secret(TOKEN), telegram_api=base, **settings)
        found = await doctor(given)
    assert TOKEN not in repr(found)
    return {one.text: one.ok for one in found}


async def test_a_bot_that_is_set_up_has_nothing_to_change(telegram: Telegram) -> None:
    await publish(telegram.desk.sender.bot)
    telegram.fake.me |= HEALTHY
    found = await advice(telegram.fake)
    assert found
    assert all(found.values()), found


@pytest.mark.parametrize(
    ("me", "cure"),
    [
        ({"supports_inline_queries": False}, "/setinline"),
        ({"can_read_all_group_messages": True}, "/setprivacy"),
        ({"can_join_groups": False}, "/setjoingroups"),
    ],
)
async def test_what_botfather_must_change_is_named(
    fake: FakeTelegram, me: dict[str, bool], cure: str
) -> None:
    fake.me |= HEALTHY | me
    wrong = [text for text, ok in (await advice(fake)).items() if not ok]
    assert any(cure in text for text in wrong)


async def test_a_new_bot_lacks_its_menus_and_its_description(fake: FakeTelegram) -> None:
    wrong = " ".join(text for text, ok in (await advice(fake)).items() if not ok)
    assert "command menus" in wrong
    assert "description" in wrong


@pytest.mark.parametrize(
    ("url", "settings", "told"),
    [
        ("https://old.example", {}, "A webhook is set"),
        ("", {"telegram_webhook_url": "https://new.example"}, "not FAQBOT_TELEGRAM_WEBHOOK_URL"),
    ],
)
async def test_how_updates_come(fake: FakeTelegram, url: str, settings: dict[str, Any], told: str) -> None:
    fake.webhook |= {"url": url, "last_error_message": "Wrong response: 502", "pending_update_count": 7}
    found = await advice(fake, **settings)
    assert any(told in text and not ok for text, ok in found.items())
    assert any("502" in text and not ok for text, ok in found.items())
    assert any("7" in text for text in found)


async def test_a_refused_token_is_said_without_it(fake: FakeTelegram) -> None:
    fake.token = "999:another"
    [(text, ok)] = (await advice(fake)).items()
    assert not ok
    assert "@BotFather" in text


async def test_a_network_that_is_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["adapters.telegram_bot.doctor"], "PATIENCE", BRIEF)
    [found] = await doctor(Settings(telegram_token=Secret(TOKEN), telegram_api="http://127.0.0.1:9"))
    assert not found.ok
    assert "network" in found.text


async def test_no_token_is_said() -> None:
    [found] = await doctor(Settings())
    assert "FAQBOT_TELEGRAM_TOKEN" in found.text


def test_menus_are_for_every_scope_in_both_languages() -> None:
    made = menus()
    assert len(made) == 8
    assert {menu.code for menu in made} == {"", "fr"}
    french = next(menu for menu in made if menu.code == "fr")
    assert french.commands[0].description == "Poser une question"
    assert not any(command.api_kwargs for menu in made for command in menu.commands)


def test_hidden_commands_are_hidden_in_groups_only() -> None:
    hidden = {menu.scope.type for menu in menus(ephemeral=True) if any(c.api_kwargs for c in menu.commands)}
    assert hidden == {"all_group_chats", "all_chat_administrators"}


async def test_hidden_menus_are_legal_and_set_once(telegram: Telegram) -> None:
    for expected in (8, 8):
        await publish(telegram.desk.sender.bot, ephemeral=True)
        assert len(telegram.fake.made("setMyCommands")) == expected


@pytest.mark.parametrize("language", Language)
def test_the_profile_fits(language: Language) -> None:
    say = words(language).say
    assert len(say(NAME)) <= 64
    assert len(say(SHORT)) <= 120
    assert len(say(DESCRIPTION)) <= 512


def test_the_package_builds_an_adapter(engine: Engine) -> None:
    assert build(make_house(engine)).name == "telegram"
