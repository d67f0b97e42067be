"""The action Rasa runs, walk by walk (walks.yml): a tracker in, the replies and the one event out."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlite_utils import Database

from actions import session
from actions.turn import ActionTurn
from bot import database, settings, yaml_file
from bot.places import store
from bot.walks.turn import LEAVES
from tests.knowledge.sample import shipped

CASES = yaml_file.read(Path(__file__).parent / "walks.yml")
KEYS = {"walk", "say", "tap", "at", "intent", "state", "kind", "topic", "keeps"}


@pytest.fixture(scope="module", autouse=True)
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The shipped knowledge as of one day in a database of its own, where the notes for staff go too."""
    place = tmp_path_factory.mktemp("actions") / "xiaoxi.db"
    shutil.copy(shipped()._path, place)
    db = database.connect(place)
    store.import_directory(db, settings.ROOT / "data" / "places")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"DATABASE": place, "NOTES": place, "DAY": "2026-11-30"}.items():
            patch.setenv(f"XIAOXI_{name}", str(value))
        session.premises.cache_clear()
        session.afterwards.cache_clear()
        session.premises().matcher.settled(300)
        yield db
    session.premises.cache_clear()
    session.afterwards.cache_clear()


def tracker(case: dict[str, Any]) -> Tracker:
    """What Rasa hands over: the latest message with its intent and entities, and the state slot."""
    entities = [{"entity": name, "value": value} for name, value in case.get("at", {}).items()]
    if "tap" in case:
        entities.append({"entity": "topic", "value": case["tap"]})
    latest = {
        "text": case.get("say", ""),
        "intent": {"name": case.get("intent", "ask_faq"), "confidence": 0.9},
        "entities": entities,
    }
    return Tracker("resident", {"state": case.get("state")}, latest, [], False, None, {}, "action_listen")


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['walk']}: {case.get('say') or case.get('tap') or '位置'}" for case in CASES]
)
def test_a_message_is_answered_and_one_slot_set(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    said = CollectingDispatcher()
    events = ActionTurn().run(said, tracker(case), {})
    replies = [message["custom"] for message in said.messages]
    assert [reply["kind"] for reply in replies] == case["kind"]
    assert all(message["text"] for message in said.messages)
    assert replies[0].get("topic") == case.get("topic", replies[0].get("topic"))
    (event,) = events
    assert (event["event"], event["name"]) == ("slot", "state")
    assert event["value"] == case.get("keeps", event["value"])


def test_every_walk_has_a_case() -> None:
    assert {case["walk"] for case in CASES} == set(LEAVES)


def test_what_was_answered_is_noted_for_staff(knowledge: Database) -> None:
    for text in ("结婚登记要不要交钱",):
        ActionTurn().run(CollectingDispatcher(), tracker({"say": text}), {})
    session.afterwards().settle()
    noted = {row["text"] for row in knowledge["trace"].rows}
    assert any("结婚登记要不要交钱" in text for text in noted)
