"""What every action shares: the knowledge in memory, and the tracker read into plain values.

Not an action. Loaded once per process at the first message, not at import.
"""

import threading
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlite_utils import Database

from bot import database, settings
from bot.chinese.normalize import matching_key
from bot.clock import now, today
from bot.eligibility.facts import FACTS
from bot.eligibility.said import said
from bot.knowledge import conversation, unanswered
from bot.knowledge.conversation import Context, Turn
from bot.knowledge.crisis import Crisis, read_care
from bot.knowledge.crisis import read as read_crises
from bot.knowledge.encoder import from_settings
from bot.knowledge.matcher import Matcher
from bot.knowledge.reply import Reply, smalltalk_reply
from bot.knowledge.scope import Department
from bot.knowledge.scope import read as read_departments
from bot.places import store
from bot.places.amap import Amap
from bot.places.directory import Directory
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder

# From this chance of a crisis on, well below what makes it one.
CARE_FROM = 0.4
_TALK = {"title": "心里难受，想找人说说", "payload": "topic:psychology.crisis", "topic": "psychology.crisis"}


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    current = settings.current()
    return Matcher(current.path("database"), current.path("data") / "matching", from_settings(current))


@lru_cache(maxsize=1)
def crises() -> list[Crisis]:
    return read_crises(settings.current().path("data") / "matching" / "crisis.yml")


@lru_cache(maxsize=1)
def care() -> str:
    return read_care(settings.current().path("data") / "matching" / "crisis.yml")


@lru_cache(maxsize=1)
def departments() -> list[Department]:
    return read_departments(settings.current().path("data") / "matching" / "departments.yml")


_connections = threading.local()


def db() -> Database:
    """This thread's connection, opened once."""
    if not hasattr(_connections, "db"):
        _connections.db = database.connect(settings.current().path("database"), migrated=False)
    opened: Database = _connections.db
    return opened


def directory() -> Directory:
    """The service directory as of the last commit."""
    current = db()
    version = database.content_version(current)
    if _directory.version != version:
        _directory.version, _directory.loaded = version, store.directory(current)
    assert _directory.loaded
    return _directory.loaded


def geocoder() -> Geocoder | None:
    """AMap behind the local gazetteer; None without a key."""
    current = settings.current()
    if not current["amap_key"]:
        return None
    return Geocoder(Amap(current["amap_key"], current["amap_url"]), GeocodeCache(db()), now)


class _Kept:
    """The directory last read and the content version it was read at."""

    version = -1
    loaded: Directory | None = None


_directory = _Kept()


def text_of(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")


def entity(tracker: Tracker, name: str) -> Any:
    """The first value of entity `name` in the latest message, or None."""
    return next(tracker.get_latest_entity_values(name), None)


def facts_of(tracker: Tracker) -> dict[str, Any]:
    """What the resident has said so far, this message included."""
    before = dict(tracker.get_slot("facts") or {})
    return {**before, **said(text_of(tracker), None)}


def context_of(tracker: Tracker, facts: dict[str, Any]) -> Context:
    """The conversation so far as the knowledge sees it."""
    known, before = tier_facts(facts), tier_facts(tracker.get_slot("facts") or {})
    return Context(
        topic=tracker.get_slot("topic"),
        choices=tuple(tracker.get_slot("choices") or ()),
        known=known,
        newly_known=frozenset(name for name, value in known.items() if before.get(name) != value),
    )


def tier_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of the screening in the words of answers' tiers (docs/answers.md)."""
    known: dict[str, Any] = {key: facts[key] for key in ("age", "hukou", "care_level") if key in facts}
    kind, level, status = facts.get("disability_kind"), facts.get("disability_level"), facts.get("status")
    if isinstance(kind, str) and kind in FACTS["disability_kind"].values and kind != "none":
        known["disability_kind"] = [
            FACTS["disability_kind"].values[kind],
            *(["多重"] if facts.get("multiple_disability") is True else []),
        ]
        known["disabled"] = True
    if level in (1, 2, 3, 4):
        known["disability_level"] = "一二三四"[int(level) - 1]
    planning = ["family_planning_special"] if str(facts.get("family_planning")).startswith("child_") else []
    households = [*([status] if status in FACTS["status"].values else []), *planning]
    return {**known, "household": households} if households else known


def say(dispatcher: CollectingDispatcher, *replies: Reply) -> None:
    for reply in replies:
        dispatcher.utter_message(text=reply.text, json_message=dict(reply.custom))


def say_care(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """A word of care after another reply, where the learner half hears a crisis."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    danger = next((float(each["confidence"]) for each in ranking if each["name"] == "crisis"), 0.0)
    if danger >= CARE_FROM:
        say(dispatcher, smalltalk_reply("greet", care(), [_TALK]))


def say_answer(dispatcher: CollectingDispatcher, tracker: Tracker, facts: dict[str, Any]) -> list[EventType]:
    """The knowledge's turn: what it answers, asks back or does not know, and what the next message may lean on."""
    context, snapshot = context_of(tracker, facts), matcher().snapshot()
    if topic := entity(tracker, "topic"):
        turn = conversation.answer_topic(topic, context, snapshot, today())
    else:
        turn = conversation.respond(text_of(tracker), context, snapshot, matcher().thresholds, today())
    if turn.unanswered:
        unanswered.record(db(), text_of(tracker), turn.unanswered, turn.candidates, "webchat")
    say(dispatcher, *turn.replies)
    say_care(dispatcher, tracker)
    return remember(turn, facts, tracker.get_slot("seeking"))


def remember(turn: Turn, facts: dict[str, Any], seeking: str | None) -> list[EventType]:
    """Slots the next message may lean on; a kind of place only while Walk B is `seeking` something."""
    events = [SlotSet("topic", turn.topic), SlotSet("choices", list(turn.choices)), SlotSet("facts", facts)]
    return events if seeking else [*events, SlotSet("category", None)]


def is_only(text: str, *words: str) -> bool:
    """True when `text` is nothing but one of `words`."""
    return matching_key(text) in words
