"""`python -m actions`: the action server on the loopback address, knowledge in memory before the first message."""

from rasa_sdk.endpoint import create_app
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from actions import session
from bot import metrics, settings
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond

# What a first message would wait for: sentences and figures, pinyin, places.
FIRST = ("您好，低保多少钱", "dibao zenme shenqing", "月坛附近哪里有养老驿站")


def serve(port: int) -> None:
    """Rasa's action server with its counts beside it, for ever."""
    app = create_app("actions", cors_origins=[])

    @app.get("/metrics")
    async def counted(_: Request) -> HTTPResponse:
        metrics.knowledge(session.premises().matcher.snapshot().version)
        return raw(metrics.page(), content_type=metrics.CONTENT_TYPE)

    app.run("127.0.0.1", port, access_log=False)


if __name__ == "__main__":
    for text in FIRST:
        respond(Sent(text), State(), session.premises().ground())
    serve(settings.current().integer("actions_port"))
