"""`python -m bot resident …`: what is kept of one resident, and its deletion (个人信息保护法 articles 45 and 47)."""

import json
from datetime import datetime

import click
from sqlite_utils import Database

from bot import clock, database, handover, privacy, settings
from bot.conversations import Conversations
from bot.settings import Settings

_door = click.option("--door", default="webchat", show_default=True, help="从哪个入口来的")


@click.group("resident")
def resident() -> None:
    """一位居民的对话：导出、删除。SENDER 是他的编号：网页上在“清空对话”旁边，公众号是 OpenID。"""


@resident.command("export")
@click.argument("sender")
@_door
def export(sender: str, door: str) -> None:
    """把现在留着的这位居民的对话写成 JSON。"""
    conversations, conversation = _of(sender, door)
    kept = conversations.read(conversation)
    if kept is None:
        click.echo("{}")
        return
    seen = datetime.fromtimestamp(kept.seen_at, clock.BEIJING).isoformat(timespec="seconds")
    everything = {"最后一次": seen, "知道的情况": dict(kept.state), "说过的话": [dict(turn) for turn in kept.turns]}
    click.echo(json.dumps(everything, ensure_ascii=False, indent=2))


@resident.command("forget")
@click.argument("sender")
@_door
def forget(sender: str, door: str) -> None:
    """删掉这位居民的对话，不能恢复。"""
    conversations, conversation = _of(sender, door)
    gone = conversations.forget(conversation)
    handover.forget(_knowledge(settings.current()), conversation)
    click.echo("已删掉。" if gone else "没有留着他的对话。")


def _of(sender: str, door: str) -> tuple[Conversations, str]:
    current = settings.current()
    salt = current["resident_salt"] or database.secret(_knowledge(current), "resident_salt")
    return Conversations(current.address("conversations")), privacy.hash_resident(f"{door}:{sender}", salt)


def _knowledge(current: Settings) -> Database:
    return database.Connections(current.path("database")).here()
