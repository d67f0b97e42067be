"""How long anything of a resident is kept (docs/privacy.md): a person's circumstances half an hour, the rest a day."""

import logging
import time
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from bot import database, handover
from bot.conversations import Conversation, Conversations
from bot.knowledge import trace, turns
from bot.reading.state import State

logger = logging.getLogger(__name__)
PERSON_IDLE_S = 30 * 60
CONVERSATION_IDLE_S = 24 * 60 * 60
_EVERY_S = 60


@dataclass(frozen=True)
class Swept:
    """How many conversations lost what was told of a person, and how many went whole."""

    lightened: int
    gone: int


def forgotten(kept: Conversation) -> Conversation:
    """Without anything told of a person, household or place, nor the words it was told in."""
    return replace(kept, state=State.from_json(kept.state).forgotten().to_json(), turns=(), answers=())


def sweep(conversations: Conversations, now: float | None = None) -> Swept:
    """Forget what is due. Raises Unavailable."""
    now = time.time() if now is None else now
    gone = conversations.forget_older(now - CONVERSATION_IDLE_S)
    return Swept(conversations.lighten(now - PERSON_IDLE_S, forgotten), gone)


def keep_sweeping(conversations: Conversations, knowledge: Path) -> None:
    """For ever, once a minute; of `knowledge` what was handed over, and once an hour how messages were taken."""
    for minute in count():
        time.sleep(_EVERY_S)
        try:
            sweep(conversations)
            forget_noted(database.Connections(knowledge).here(), hourly=minute % 60 == 0)
        except Exception:
            logger.exception("what is due was not forgotten")


def forget_noted(db: Database, hourly: bool) -> None:
    """What staff could see of residents, as far as it is due. Nothing is written where nothing is."""
    handover.forget_old(db)
    if hourly:
        trace.forget_old(db)
        turns.forget_comments(db)
