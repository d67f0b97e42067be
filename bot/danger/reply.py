"""What to say to someone in danger: one number first, what to do until help comes, nothing else."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.danger.language import KINDS
from bot.danger.spot import Danger
from bot.errors import DataError

_MOST_LINES = 3


@dataclass(frozen=True)
class EmergencyReply:
    """`lead` names the first number of `calls` (number, label); at most three lines in `short`."""

    lead: str
    calls: tuple[tuple[str, str], ...]
    short: tuple[str, ...]
    topic: str | None


@dataclass(frozen=True)
class Replies:
    """By kind, then by variant (`act`, `other`, `act_other`; empty for the kind's own)."""

    by_kind: dict[str, dict[str, EmergencyReply]]
    care: str
    care_phone: str

    def of(self, danger: Danger) -> EmergencyReply:
        """The closest variant: of this act by somebody else, of the act, of its group, of somebody else, the kind's own."""
        variants = self.by_kind[danger.kind]
        other = "other" if danger.person == "other" else ""
        group = danger.reply.partition("_")[0]
        wanted = ("_".join(filter(None, (danger.reply, other))), danger.reply, group, other, "")
        return next(variants[name] for name in wanted if name in variants)


def read(directory: Path) -> Replies:
    """`replies.yml` of `data/danger`. Raises DataError where a kind has none or a lead does not name its number."""
    path = directory / "replies.yml"
    document = yaml_file.read(path)
    labels = document["numbers"]
    by_kind: dict[str, dict[str, EmergencyReply]] = {kind: {} for kind in KINDS}
    for name, entry in document["replies"].items():
        kind, _, variant = name.partition("/")
        if kind not in by_kind:
            raise DataError(path, entry.line, f"没有叫“{kind}”的危险")
        by_kind[kind][variant] = _reply(path, entry, labels)
    if missing := [kind for kind, variants in by_kind.items() if "" not in variants]:
        raise DataError(path, None, f"{'、'.join(missing)} 还没有写怎么回答")
    return Replies(by_kind, document["care"]["text"], str(document["care"]["phone"]))


def _reply(path: Path, entry: Any, labels: Any) -> EmergencyReply:
    numbers = [str(number) for number in entry["calls"]]
    if unknown := [number for number in numbers if number not in labels]:
        raise DataError(path, entry.line, f"{'、'.join(unknown)} 是谁的电话？请在 numbers 里写明")
    if numbers[0] not in entry["lead"]:
        raise DataError(path, entry.line, f"第一句话里要有先打的 {numbers[0]}")
    if len(entry["short"]) > _MOST_LINES:
        raise DataError(path, entry.line, f"最多写 {_MOST_LINES} 行，人在危险里读不了更多")
    calls = tuple((number, labels[number]) for number in numbers)
    return EmergencyReply(entry["lead"], calls, tuple(entry["short"]), entry.get("topic"))


def emergency(danger: Danger, replies: Replies) -> tuple[str, dict[str, Any]]:
    """The plain text and the payload of kind `emergency` (docs/reply.schema.json): the first number leads both."""
    reply = replies.of(danger)
    also = "；".join(f"{label} {number}" for number, label in reply.calls[1:])
    text = "\n".join([reply.lead, *(f"• {line}" for line in reply.short), *([f"还可以打：{also}"] if also else [])])
    payload: dict[str, Any] = {
        "kind": "emergency",
        "danger": danger.kind,
        "lead": reply.lead,
        "calls": [{"number": number, "label": label} for number, label in reply.calls],
        "short": list(reply.short),
        "phone": reply.calls[0][0],
    }
    return text, payload | ({"topic": reply.topic} if reply.topic else {})


def care(replies: Replies) -> tuple[str, dict[str, Any]]:
    """A soft word for low spirits: no alarm, one number."""
    return replies.care, {"kind": "smalltalk", "lead": replies.care, "phone": replies.care_phone}
