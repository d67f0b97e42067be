"""What somebody in danger is told: one number first, three short lines, nothing else."""

from pathlib import Path

import pytest

from bot.danger import reply
from bot.danger.language import KINDS
from bot.danger.reply import Replies
from bot.danger.spot import Danger, Spotter
from bot.errors import DataError
from tests.danger.table import FIRST

MOST_CHARACTERS = 150


def variants(replies: Replies) -> list[Danger]:
    return [
        Danger(kind, person, "", variant)
        for kind in KINDS
        for variant in {name.removesuffix("other").removesuffix("_") for name in replies.by_kind[kind]}
        for person in ("self", "other")
    ]


def test_every_reply_has_one_number_first_and_fits_a_screen(replies: Replies) -> None:
    for danger in variants(replies):
        text, payload = reply.emergency(danger, replies)
        assert payload["kind"] == "emergency"
        assert payload["danger"] == danger.kind
        assert payload["phone"] == payload["calls"][0]["number"]
        assert payload["phone"] in payload["lead"]
        assert text.startswith(payload["lead"])
        assert not payload.keys() & {"title", "sources", "related", "choices"}
        assert len(payload["short"]) <= 3
        shown = "".join([payload["lead"], *payload["short"]]).replace(" ", "")
        assert len(shown) <= MOST_CHARACTERS, shown


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("我不想活了", "12356 120 110"),
        ("我刚吞了一瓶安眠药", "120 110 12356"),
        ("我闺女割腕了", "120 110 12356"),
        ("有人要跳楼", "110 119 120"),
        ("我站在楼顶上", "110 120 12356"),
        ("老公打我", "110 120 12338"),
        ("邻居天天打孩子", "110 12355 120"),
        ("我妈晕倒了", "120"),
        ("着火了", "119 120"),
        ("煤气漏了", "119 120"),
        ("煤气中毒了", "120 119"),
        ("有人溺水", "119 120 110"),
        ("老人走失了", "110"),
        ("有人触电了", "120 119"),
        ("我被困在电梯里了", "119 120 110"),
    ],
)
def test_the_number_fits_what_happened(spotter: Spotter, replies: Replies, text: str, numbers: str) -> None:
    danger = spotter.spot(text)
    assert danger
    assert " ".join(call["number"] for call in reply.emergency(danger, replies)[1]["calls"]) == numbers


def test_every_kind_has_a_right_first_number_to_be_tested_against() -> None:
    assert set(FIRST) == set(KINDS)


def test_care_is_soft_and_names_one_number(replies: Replies) -> None:
    text, payload = reply.care(replies)
    assert payload["kind"] == "smalltalk"
    assert "12356" in text
    assert payload["phone"] == "12356"


@pytest.mark.parametrize(
    ("replies_of_fire", "message"),
    [
        ("{lead: 快跑, calls: [119], short: []}", "先打的 119"),
        ("{lead: 打 911, calls: [911], short: []}", "谁的电话"),
        ("{lead: 打 119, calls: [119], short: [一, 二, 三, 四]}", "最多"),
        ("{lead: 打 119, calls: [119], short: []}", "还没有写怎么回答"),
    ],
)
def test_a_wrong_reply_is_refused(tmp_path: Path, replies_of_fire: str, message: str) -> None:
    (tmp_path / "replies.yml").write_text(
        f'numbers: {{"119": 火警}}\nreplies:\n  fire: {replies_of_fire}\ncare: {{text: 软话, phone: "12356"}}\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError, match=message):
        reply.read(tmp_path)
