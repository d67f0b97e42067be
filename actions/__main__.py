"""`python -m actions`: the action server on the loopback address, knowledge in memory before the first message."""

import os

from rasa_sdk.endpoint import run

from actions import session
from bot import settings

if __name__ == "__main__":
    session.matcher()
    session.directory()
    os.environ["SANIC_HOST"] = "127.0.0.1"
    run("actions", port=settings.current().integer("actions_port"))
