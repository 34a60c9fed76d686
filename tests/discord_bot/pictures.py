"""Pictures of a real conversation on Discord, for the README, in both languages.

    pip install "simcord[preview]"        and a chromium on the path
    python -m tests.discord_bot.pictures docs/pictures

The bot is the real one; the page is simcord's, which draws Discord's messages on loopback.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops  # comes with simcord[preview]
from simcord import Env

from adapters.discord_bot.client import FaqClient
from adapters.life import House, Pulse
from bot import Engine
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore
from bot.settings import Settings

WIDTH, HEIGHT = 980, 1040
SIDEBAR, HEADER, COMPOSER, MARGIN = 256, 122, 110, 16
"""What the page shows around the conversation, cut off the picture."""
SETTLED = 60_000
"""Milliseconds that the browser gives the page to draw itself."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: who asks what, in which channel."""

    name: str
    member: str
    channel: str
    question: str


SCENES = (
    Scene("discord-en", "amelia", "privacy-help", "does chatgpt train on what I type?"),
    Scene(
        "discord-fr", "amelie", "vie-privee", "comment refuser que chatgpt s'entraîne sur mes conversations ?"
    ),
)


async def draw(scene: Scene, folder: Path, engine: Engine) -> Path:
    """The picture of a scene."""
    with tempfile.TemporaryDirectory() as cache:
        house = House(engine, Settings(cache_dir=Path(cache)), MemoryStore(), Keys(), Pace())
        env = Env(FaqClient(house, Pulse()), shard_count=1)
        await env.start()
        env.backend.bot_user.name = "faq"
        guild = env.create_guild("AI and privacy")
        channel = guild.create_text_channel(scene.channel)
        member = guild.add_member(env.create_user(scene.member))
        bot = env.bot.user
        assert bot is not None
        await member.send(channel, f"{bot.mention} {scene.question}")
        async with env.preview(
            channel, viewers=[member], layout="channel", width=WIDTH, height=HEIGHT
        ) as page:
            picture = await photograph(page.url, folder / f"{scene.name}.png")
        await env.shutdown()
    return picture


async def photograph(url: str, to: Path) -> Path:
    """What a headless browser shows at this address."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("no chromium is on the path")
    rooted = ["--no-sandbox"] if os.geteuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        browser, "--headless", *rooted, "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}",
        "--run-all-compositor-stages-before-draw", f"--virtual-time-budget={SETTLED}", f"--screenshot={to}", url,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await asyncio.wait_for(process.wait(), 90)
    with Image.open(to) as whole:
        part = whole.crop((SIDEBAR, HEADER, WIDTH, HEIGHT - COMPOSER)).convert("RGB")
    empty = Image.new("RGB", part.size, part.getpixel((2, part.height - 2)))
    drawn = ImageChops.difference(part, empty).getbbox() or (0, 0, *part.size)
    part = part.crop((0, 0, part.width, min(drawn[3] + MARGIN, part.height)))
    part.quantize(64, dither=Image.Dither.NONE).save(to, optimize=True)  # fewer colours: it stays small
    return to


async def main(folder: Path) -> None:
    """Draw all scenes."""
    engine = Engine.open()
    for scene in SCENES:
        picture = await draw(scene, folder, engine)
        print(picture, picture.stat().st_size)


if __name__ == "__main__":
    pictures = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
