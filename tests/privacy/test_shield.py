"""Personal data in a text that may be sent on: masked by its form, however it is typed."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.privacy.shield import mask


@pytest.mark.parametrize(
    "personal",
    [
        "john.doe+x@example.co.uk", "ada@localhost", "john (at) example (dot) com", "ada [arobase] example.fr",
        "06 12 34 56 78", "+33 (0)6.12.34.56.78", "+1-202-555-0143", "0\u200b612\u200b345678", "０６１２３４５６７８",
        "4111 1111 1111 1111", "4111111111111111", "1 85 05 78 006 084 36", "078-05-1120",
        "FR76 3000 6000 0112 3456 7890 189", "GB29NWBK60161331926819", "gb29 nwbk 6016 1331 9268 19",
        "@john_doe", "bob#1234", "u/spez_2", "<@123456789012345678>", "123456789012345678", "482913",
        "sk-abc123DEF456ghi789", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "AKIAIOSFODNN7EXAMPLE",
        "12/05/1987", "1.5.87", "192.168.1.12", "8.8.8.8", "fe80::1ff:fe23:4567:890a",
    ],
)  # fmt: skip
def test_what_points_at_somebody_is_masked_whole(personal: str) -> None:
    assert mask(f"call {personal} now", "§") == "call § now"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://user:pw@site.example/reset?token=abc", "https://site.example/§"),
        ("https://www.facebook.com/john.smith?id=5 is me", "https://www.facebook.com/§ is me"),
        ("discord.gg/abcdef", "discord.gg/§"),
        ("see https://meta.com or meta.com", "see https://meta.com or meta.com"),
    ],
)
def test_of_an_address_only_the_site_is_kept(written: str, kept: str) -> None:
    assert mask(written, "§") == kept


@pytest.mark.parametrize(
    "harmless",
    [
        "Regulation 2016/679, article 21(2), since 25 May 2018", "GPT-4o and Llama 3.1 405B", "at 12:30, 20 % of 5 000 €",
        "j'ai refusé en 2024 : rien ?", "anticonstitutionnellement", "C3PO", "iOS 18.5.1", "what about ai act art. 50?",
    ],
)  # fmt: skip
def test_what_points_at_nobody_is_kept(harmless: str) -> None:
    assert mask(harmless) == harmless.replace("\u00a0", " ")


TEXTS = some.one_of(some.text(max_size=200), some.text(alphabet="ab1@./:#-+ ()u0[]éx\n", max_size=120))


@given(TEXTS)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(TEXTS)
def test_no_long_number_and_no_address_is_left(text: str) -> None:
    assert not re.search(r"\d{6}|\w@\w", mask(text))


@given(
    some.text(max_size=50), some.sampled_from(["ada@example.org", "06 12 34 56 78", "sk-abc123DEF456ghi789"])
)
def test_it_is_found_wherever_it_stands(around: str, personal: str) -> None:
    assert personal not in mask(f"{around} {personal} {around}")


@pytest.mark.parametrize("unit", ["1 ", "a", "a.", "a1", "@", "0:", "ab12 ", "x (at) ", "a-", "http://", "+"])
def test_time_stays_bounded(unit: str) -> None:
    text = (unit * 1000)[:1000]
    started = time.perf_counter()
    mask(text)
    assert time.perf_counter() - started < 0.25
