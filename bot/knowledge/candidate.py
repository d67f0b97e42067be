"""What a message may be about, as the index ranks it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A topic and how likely it was asked, 0–1; its likeliest question, how likely that is given the topic; the next one."""

    topic: str
    score: float
    question: str | None = None
    question_score: float = 0.0
    also: str | None = None
