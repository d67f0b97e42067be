"""One message as it came in: read strictly, every refusal a Chinese sentence. What is stored or logged is masked here."""

import json
import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import privacy
from bot.channels.knowledge import Thumb
from bot.chinese.normalize import clean
from bot.errors import BadInput

DATUMS = ("gcj02", "wgs84", "bd09")
_SENDER = re.compile(r"[A-Za-z0-9_.:@+\-]{32,64}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:@+\-]{1,64}")
_COMMAND = re.compile(r"[A-Za-z_]+")
_CHOICE = re.compile(r"topic:(.{1,120})")
_LONGEST_PAYLOAD = 200


@dataclass(frozen=True)
class Incoming:
    """Who sent what. `text`: as Rasa may read it. `typed`: what of it the resident could have typed, else empty.

    `choice`: what a tap asks for, still to be looked up. `was_cut`: the text was longer than is read. `request`: its id
    in the logs, where a proxy gave it one.
    """

    sender: str
    text: str = ""
    typed: str = ""
    choice: str | None = None
    was_cut: bool = False
    message_id: str | None = None
    request: str | None = None


def new_sender() -> str:
    """A sender id: 128 random bits, the bearer's only key to his conversation."""
    return secrets.token_hex(16)


def json_object(body: bytes, content_type: str) -> dict[str, Any]:
    """The request's JSON object. Raises BadInput for anything else."""
    kind, *parameters = [part.strip().lower() for part in content_type.split(";")]
    charset = next(
        (each.removeprefix("charset=").strip('"') for each in parameters if each.startswith("charset=")), "utf-8"
    )
    if kind != "application/json" or charset not in ("utf-8", "utf8"):
        raise BadInput("请用 Content-Type: application/json 发送，字符集是 UTF-8")
    try:
        read = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadInput("内容不是合法的 JSON") from None
    if not isinstance(read, dict):
        raise BadInput("内容要是一个 JSON 对象")
    return read


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def sender_of(body: Mapping[str, Any]) -> str:
    """Who is talking. Raises BadInput: an id that can be guessed is no key."""
    sender = body.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadInput("sender 要是 32 到 64 个字母、数字或 . : @ + - _，而且别人猜不到；可以用 GET session 取一个")
    return sender


def message_of(body: Mapping[str, Any], limit: int) -> Incoming:
    """The one thing a message carries. Raises BadInput. `limit` characters of a text are read."""
    sender, message_id = sender_of(body), body.get("id")
    if message_id is not None and not (isinstance(message_id, str) and _MESSAGE_ID.fullmatch(message_id)):
        raise BadInput("id 要是 1 到 64 个字母、数字或 . : @ + - _")
    given = [key for key in ("text", "location", "payload") if body.get(key) is not None]
    if len(given) != 1:
        raise BadInput("消息里要有且只有 text、location、payload 中的一样")
    value = body[given[0]]
    if given[0] == "location":
        return Incoming(sender, location_message(value), message_id=message_id)
    if not isinstance(value, str):
        raise BadInput(f"{given[0]} 要是文字")
    make = tapped if given[0] == "payload" else typed
    return make(sender, value, limit, message_id)


def typed(sender: str, text: str, limit: int, message_id: str | None = None) -> Incoming:
    """What a resident typed or said aloud; `limit` characters of it are read."""
    read, was_cut = readable(text, limit)
    return Incoming(sender, read, read, was_cut=was_cut, message_id=message_id)


def tapped(sender: str, payload: str, limit: int, message_id: str | None = None) -> Incoming:
    """A choice offered before: a topic's is looked up, any other is as if it were typed. Raises BadInput."""
    if len(payload) > _LONGEST_PAYLOAD:
        raise BadInput("payload 要是回答里给过的选项，没有这么长的")
    if choice := _CHOICE.fullmatch(payload.strip()):
        return Incoming(sender, choice=choice[1], message_id=message_id)
    return typed(sender, payload, limit, message_id)


def thumb_of(body: Mapping[str, Any], limit: int) -> Thumb:
    """A thumb up or down. Raises BadInput. `limit` characters of a text are read."""
    texts = {name: body.get(name) for name in ("topic", "question", "text", "comment")}
    helpful = body.get("helpful")
    if not isinstance(helpful, bool) or not all(text is None or isinstance(text, str) for text in texts.values()):
        raise BadInput("反馈要有 helpful（true 或 false），可带 topic、question、text 和 comment，都是文字")
    text, comment = (readable(texts[name] or "", limit)[0] for name in ("text", "comment"))
    return Thumb(helpful, texts["topic"], texts["question"], text, comment)


def readable(text: str, limit: int) -> tuple[str, bool]:
    """What a resident typed as Rasa may read it, and whether it had to be cut.

    Rasa takes a message that begins with `/` for a command: nobody types one. Who types /help all the same keeps a
    stroke that is none to Rasa, so that it is not read as a cry for help.
    """
    typed = clean(text[: 20 * limit])
    cleaned = typed.lstrip("/／ ")
    if cleaned != typed and _COMMAND.fullmatch(cleaned):
        cleaned = f"／{cleaned}"
    return privacy.mask_numbers(cleaned[:limit]), len(cleaned) > limit


def tapped_message(choice: str) -> str:
    """A choice that was looked up, as Rasa's message."""
    return "/ask_faq" + json.dumps({"topic": choice})


def location_message(location: Any) -> str:
    """A shared position as Rasa's share_location message. Raises BadInput for what is no position.

    Rounded to four decimals (about ten metres): nothing finer needs to be kept.
    """
    if not isinstance(location, dict):
        raise BadInput("location 要写成 {lon, lat, datum}")
    datum = location.get("datum", "wgs84")
    if datum not in DATUMS:
        raise BadInput(f"坐标系 datum 只能是 {'、'.join(DATUMS)}")
    lon, lat = _degrees(location.get("lon")), _degrees(location.get("lat"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInput("经度应在 -180 到 180、纬度应在 -90 到 90 之间")
    return "/share_location" + json.dumps({"lon": round(lon, 4), "lat": round(lat, 4), "datum": datum})


def _degrees(value: Any) -> float:
    try:
        degrees = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise BadInput("位置要有 lon（经度）和 lat（纬度）两个数字")
    return degrees
