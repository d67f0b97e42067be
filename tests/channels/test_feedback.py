"""A thumb with a sentence over real HTTP: kept masked, for ninety days, for a topic there is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlite_utils import Database

from bot import clock, database
from bot.channels.webchat import WebChat
from bot.knowledge import turns, unanswered
from tests.channels.running_doors import Agent, Running, environment, stocked

SENDER, TOPIC = "f" * 32, "elder.senior_allowance"
WHY = "我说的是我爸，电话13812345678，你答的是我妈"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp("feedback")
    with environment({"XIAOXI_DATABASE": str(stocked(directory / "xiaoxi.db")), "XIAOXI_RUN": str(directory)}):
        page = WebChat()
    running = Running([page], Agent(None, directory / "conversations.db"))  # type: ignore[arg-type]
    yield running
    running.close()


@pytest.fixture
def db(door: Running) -> Database:
    path: Path = door.doors[0].settings.path("database")
    return database.connect(path, migrated=False)


def post(door: Running, path: str = "feedback", **body: Any) -> requests.Response:
    return requests.post(f"{door.url}/webhooks/webchat/{path}", json={"sender": SENDER, **body}, timeout=30)


def test_a_sentence_with_a_thumb_down_is_kept_masked_beside_what_was_asked(door: Running, db: Database) -> None:
    sent = post(door, topic=TOPIC, question=f"{TOPIC}#amount", helpful=False, text="我爸能领多少", comment=WHY)
    assert sent.json() == {"ok": True}
    (kept,) = turns.comments(db)
    assert (kept["topic"], kept["question"], kept["helpful"]) == (TOPIC, f"{TOPIC}#amount", 0)
    assert kept["comment"] == WHY.replace("13812345678", "〔手机号〕")
    assert unanswered.waiting(db)[0]["text"] == "我爸能领多少"


def test_a_thumb_alone_says_nothing(door: Running, db: Database) -> None:
    before = len(turns.comments(db))
    assert post(door, topic=TOPIC, helpful=True).status_code == 200
    assert len(turns.comments(db)) == before


def test_a_sentence_is_kept_for_ninety_days(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    turns.rate(db, TOPIC, False, "说得太长了")
    real, thumbs = clock.now(), db.table("feedback").count
    assert turns.forget_comments(db) == 0
    monkeypatch.setattr(turns, "now", lambda: real + timedelta(days=91))
    assert turns.forget_comments(db) >= 1
    assert turns.comments(db) == []
    assert db.table("feedback").count == thumbs


@pytest.mark.parametrize(
    "body",
    [
        {"helpful": "yes"},
        {"helpful": False, "topic": "no.such"},
        {"helpful": False, "topic": TOPIC, "question": f"{TOPIC}#no_such"},
        {"helpful": False, "comment": {"a": 1}},
        {"helpful": False, "topic": [TOPIC]},
    ],
)
def test_what_is_no_thumb_is_refused_in_chinese(door: Running, body: dict[str, Any]) -> None:
    refused = post(door, **body)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith("反馈")


def test_whether_staff_looked_is_told_to_whoever_holds_the_id_only(door: Running) -> None:
    assert post(door, "handover").json() == {"ok": True, "code": None, "read_at": None}
    assert requests.post(f"{door.url}/webhooks/webchat/handover", json={"sender": "x"}, timeout=30).status_code == 400
