"""A door that holds real screenings (bot.eligibility.interview), for the page and without Rasa."""

import json
from datetime import date
from typing import Any

from bot.eligibility import interview as interviews
from bot.eligibility.interview import Step
from bot.policy.policy_file import read_figures
from bot.settings import ROOT
from tests.channels.recorded_door import RecordedDoor

DAY = date(2026, 11, 30)


class InterviewDoor(RecordedDoor):
    """The first message begins the screening, every further one is an answer."""

    def __init__(self) -> None:
        self.figures = read_figures(ROOT / "data" / "policy")
        self.step: Step | None = None
        self.slots: list[str] = []
        super().__init__()

    def reply_to(self, body: dict[str, Any]) -> bytes:
        said = str(body.get("text") or body.get("payload") or "")
        if self.step is None:
            self.step = interviews.start(said, {}, DAY, self.figures)
        else:
            self.step = interviews.step(said, self.step.interview, DAY, self.figures)
        self.slots.append(str(self.step.custom.get("slot", "")))
        message = {"text": self.step.text, "custom": self.step.custom}
        return json.dumps({"messages": [message]}, ensure_ascii=False).encode()
