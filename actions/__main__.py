"""`python -m actions`: the action server on the loopback address, knowledge in memory before the first message."""

import os

from rasa_sdk.endpoint import run

from actions import session
from bot import settings
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond

# What a first message would wait for: sentences and figures, pinyin, places.
FIRST = ("您好，低保多少钱", "dibao zenme shenqing", "月坛附近哪里有养老驿站")

if __name__ == "__main__":
    for text in FIRST:
        respond(Sent(text), State(), session.premises().ground())
    os.environ["SANIC_HOST"] = "127.0.0.1"
    run("actions", port=settings.current().integer("actions_port"))
