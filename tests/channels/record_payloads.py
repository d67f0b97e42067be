"""Records what the assistant really answers into `payloads/`, for the page's tests to draw.

`python -m tests.channels.record_payloads`, by hand, after the replies have changed their shape. A walk that has no
wording of its own to lead to it (clarify, error) is recorded from the function that makes its reply. Only
`handoff_code` is written by hand, after the schema.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.eligibility import interview
from bot.knowledge.render import Rendered, render
from bot.knowledge.reply import Reply, answer_reply, clarify_reply, error_reply, smalltalk_reply, topic_choice
from bot.places import store
from bot.reading.ground import Ground, Words
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT
from bot.walks.turn import respond
from tests.knowledge.sample import shipped

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIUJIE = Sent(location=(116.3579, 39.8841, "wgs84"))
ASKED = {
    "answer_tiers": [Sent("我妈85了高龄津贴给多少")],
    "answer_steps": [Sent(tapped="assistance.dibao_process")],
    "answer_marriage": [Sent(tapped="marriage.materials")],
    "emergency_illness": [Sent("我爸晕倒了叫不醒")],
    "emergency_self_harm": [Sent("我不想活了")],
    "emergency_fire": [Sent("楼下着火了，全是烟，我们出不去")],
    "places_marriage": [NIUJIE, Sent("婚姻登记处怎么走")],
    "places_office": [Sent("德胜街道办事处在哪")],
    "places_care": [Sent("什刹海有养老照料中心吗")],
    "places_ask": [Sent("附近有养老驿站吗")],
    "handoff": [Sent("转人工")],
    "smalltalk_greet": [Sent("你好")],
    "fallback_unknown": [Sent("月亮上有没有兔子")],
    "fallback_weather": [Sent("明天下雨吗")],
}
# Screenings, straight from the interview: what is said to it, one message after another.
SCREENED = {
    "question_number": ["帮我看看我能领什么"],
    "question_choice": ["帮我看看我能领什么", "85岁"],
    "screening": ["帮我妈看看她能领什么，85岁，西城户口，重度失能，退休金4000", "先告诉我结果"],
}
UNSURE = ("marriage.divorce_process", "marriage.divorce_conditions", "marriage.cooling_off")


def ground() -> Ground:
    """The shipped knowledge, places and words."""
    matcher = shipped()
    snapshot = matcher.settled(600)
    db = matcher._db()
    store.import_directory(db, ROOT / "data" / "places")
    return Ground(Words.read(ROOT / "data"), snapshot, matcher.thresholds, store.directory(db), NOW.date(), NOW)


def screened(on: Ground, said: Iterable[str]) -> interview.Step:
    """What the interview says to the last of `said`."""
    first, *rest = said
    step = interview.start(first, {}, on.day, on.snapshot.figures)
    for text in rest:
        step = interview.step(text, step.interview, on.day, on.snapshot.figures)
    return step


def ticked(on: Ground) -> interview.Step:
    """The first question of a screening at which several things may be ticked."""
    said = ["帮我看看我能领什么", "85岁", "西城区", "没有"]
    steps = (screened(on, said + ["没有"] * more) for more in range(12))
    return next(step for step in steps if step.custom.get("multiple"))


def doubtful(on: Ground) -> Rendered:
    """An answer that was not checked, with a figure and a section that were not either."""
    snapshot = on.snapshot
    rendered = (render(each, snapshot.figures, on.day, snapshot.sources) for each in snapshot.answers.values())
    return next(each for each in rendered if not each.lead_verified and not all(part.verified for part in each.more))


def write(name: str, replies: Iterable[Reply]) -> None:
    """As `POST …/messages` answers."""
    document = {"messages": [{"text": reply.text, "custom": dict(reply.custom)} for reply in replies]}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (PAYLOADS / f"{name}.json").write_text(text, encoding="utf-8")


def main() -> None:
    """All of ASKED, each in a conversation of its own, and what is made directly."""
    on = ground()
    for name, messages in ASKED.items():
        state, replies = State(), ()
        for sent in messages:
            turn = respond(sent, state, on)
            state, replies = turn.state, turn.replies
        write(name, replies)
    asked = {name: screened(on, said) for name, said in SCREENED.items()} | {"question_multiple": ticked(on)}
    for name, step in asked.items():
        write(name, [Reply(step.text, step.custom)])
    write("answer_doubtful", [answer_reply(doubtful(on))])
    sentences = on.words.sentences
    choices = [topic_choice(on.snapshot.answers[topic]) for topic in UNSURE]
    write("clarify", [clarify_reply(choices, sentences["which_one"], sentences["pick_one"])])
    write("smalltalk_thanks", [smalltalk_reply("thanks", sentences["thanks"])])
    write("error", [error_reply()])


if __name__ == "__main__":
    main()
