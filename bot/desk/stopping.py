"""停答: an answer is withheld within a second, a sentence and 12345 stand in its place; one click undoes it."""

from starlette.responses import Response

from bot import yaml_file
from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.pages import after
from bot.knowledge import stopped
from bot.sheet.day import read_day


def stop(call: Call) -> Response:
    """From the next message on. Raises NotFound, BadInput."""
    topic, sentence, why, until = (
        call.part("topic"),
        call.said("sentence"),
        call.said("why"),
        call.said("until").strip(),
    )
    with transaction(call.db):
        last = read_day(until, "停到哪天") if until else None
        stopped.stop(call.db, topic, sentence, until=last, who=call.who, why=why)
        audit.record(
            call.db, call.who, "answer_stop", topic, after=f"{sentence}（停到 {until or '恢复为止'}）", why=why
        )
    return after(f"/answers/{topic}", "stopped")


def resume(call: Call) -> Response:
    topic = call.part("topic")
    with transaction(call.db):
        stopped.resume(call.db, topic, who=call.who)
        audit.record(call.db, call.who, "answer_resume", topic)
    return after(f"/answers/{topic}", "resumed")


def usual_sentence(call: Call) -> str:
    """What stands in the form before anybody writes."""
    return str(yaml_file.read(call.bench.data / "sentences.yml")["stopped"])
