"""`python -m actions`: the action server on the loopback address, knowledge in memory before the first message."""

import os

from rasa_sdk.endpoint import run

from actions import session
from bot import settings
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond

if __name__ == "__main__":
    respond(Sent("您好，低保多少钱"), State(), session.premises().ground())
    os.environ["SANIC_HOST"] = "127.0.0.1"
    run("actions", port=settings.current().integer("actions_port"))
