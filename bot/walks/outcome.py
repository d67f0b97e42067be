"""What a walk gives back."""

from dataclasses import dataclass

from bot.knowledge.reply import Reply
from bot.reading.state import State


@dataclass(frozen=True)
class Outcome:
    """Replies in order, what the conversation knows then, and why staff should see the question (`unanswered`)."""

    replies: tuple[Reply, ...]
    state: State
    unanswered: str | None = None
