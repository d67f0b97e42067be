"""One message of WeChat's or WeCom's server, and the reply to it, as XML.

Names are theirs turned into ours here and nowhere else: `Location_X` is the latitude.
https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from bot.errors import BadInput

_MOST_FIELDS = 60
_ACCOUNT = re.compile(r"[\w.@+\-]{1,128}", re.ASCII)
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Received:
    """`kind`: MsgType, or `event.<Event>`, in small letters. `fields`: the rest by their names, as text."""

    kind: str
    sender: str
    account: str
    fields: dict[str, str]

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    @property
    def key(self) -> str:
        """What tells this message from the sender's others, also when it is sent again: MsgId, else time and event."""
        if message_id := self.field("MsgId"):
            return message_id
        told_apart = (self.field("CreateTime"), self.kind, self.field("EventKey")[:32], self.field("Token")[:32])
        return "-".join(filter(None, told_apart))

    @property
    def position(self) -> tuple[float, float] | None:
        """(longitude, latitude) of a location message or event, GCJ-02."""
        names = ("Location_Y", "Location_X") if self.kind == "location" else ("Longitude", "Latitude")
        try:
            lon, lat = (float(self.field(name)) for name in names)
        except ValueError:
            return None
        return lon, lat


def fields_of(document: str | bytes) -> dict[str, str]:
    """The children of `<xml>`. Raises BadInput: entities, a DTD, anything that is not flat and small."""
    try:
        root = ElementTree.fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise BadInput("内容不是合法的 XML") from None
    if root.tag != "xml" or len(root) > _MOST_FIELDS:
        raise BadInput("内容不是微信的消息")
    return {child.tag: child.text or "" for child in root}


def received(document: str | bytes) -> Received:
    """The message in `document`. Raises BadInput."""
    fields = fields_of(document)
    kind, sender, account = (fields.get(name, "").strip() for name in ("MsgType", "FromUserName", "ToUserName"))
    if not kind or not _ACCOUNT.fullmatch(account) or not (_ACCOUNT.fullmatch(sender) or kind == "event"):
        raise BadInput("消息里要有 MsgType、FromUserName、ToUserName")
    if kind == "event":
        kind = f"event.{fields.get('Event', '').strip().lower()}"
    return Received(kind.lower(), sender, account, fields)


def text_message(sender: str, receiver: str, content: str, at: int) -> str:
    """A text from `sender` to `receiver`, whichever of the two is the account."""
    parts = {"ToUserName": receiver, "FromUserName": sender, "CreateTime": str(at), "MsgType": "text"}
    return document({**parts, "Content": content})


def document(fields: dict[str, str]) -> str:
    """`<xml>` of `fields`, each safe whatever it holds."""
    return "<xml>" + "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in fields.items()) + "</xml>"


def _cdata(text: str) -> str:
    return "<![CDATA[" + _NOT_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"
