"""Walk C: what am I entitled to. One question at a time, each the one that settles most; then all verdicts."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.answer_faq import ActionAnswerFaq
from actions.smalltalk import ActionSmalltalk
from bot.chinese.normalize import matching_key
from bot.clock import today
from bot.eligibility.assess import assess
from bot.eligibility.facts import NOT_SURE, Facts
from bot.eligibility.next_question import next_question, questions_left
from bot.eligibility.question import BY_NAME, Question
from bot.eligibility.said import hear, wants_to_stop
from bot.knowledge import conversation
from bot.knowledge.reply import Reply

DONE, AGAIN = "done", "again:"
_STOP = ("算了不查了", "不看了", "先不查了", "不弄了", "到此为止")
_START_OVER = ("重新开始", "从头来", "重来", "重新查")
_WHY = re.compile(
    r"(为什么|为啥|干嘛|干吗|凭什么|凭啥|干什么|什么用).{0,6}(问|要知道|打听|说)|问(这些|这个|那么多)?.{0,2}(干嘛|干吗|干什么|有什么用|做什么)"
)
_REASON = "每项补贴救助看的条件不一样，我只问会改变结果的那几样，不写进日志，聊完就清掉。不想说的可以答“不想说”。"
_SMALLTALK = ("greet", "thanks", "bye", "about_bot")


class ActionCheckEligibility(Action):
    """Starts, goes on with, corrects and ends the screening. Nothing said here is logged."""

    def name(self) -> str:
        return "action_check_eligibility"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text, asking = session.text_of(tracker), tracker.get_slot("asking")
        under_way = bool(tracker.get_slot("screening"))
        if (under_way and wants_to_stop(text)) or (under_way and matching_key(text) in _STOP):
            session.say(dispatcher, stopped())
            return forget()
        if matching_key(text) in _START_OVER:
            return self._go_on(dispatcher, Facts(), "好，我们重新来。")
        asked = asking.removeprefix(AGAIN) if under_way and asking and asking != DONE else None
        facts = Facts().learn(tracker.get_slot("facts") or {})
        heard = hear(facts, text, asked)
        news = [name for name, value in heard.as_dict().items() if value != facts.as_dict()[name]]
        if not under_way or news:
            return self._go_on(dispatcher, heard, self._lead(heard, news, under_way))
        if asking == DONE:
            return [*forget(), *self._something_else(dispatcher, tracker, domain)]
        return self._not_an_answer(dispatcher, tracker, domain, facts, str(asking))

    @staticmethod
    def _lead(facts: Facts, news: list[str], under_way: bool) -> str:
        """What was understood, read back, after a word of welcome at the start."""
        heard = f"记下了：{facts.read_back(news)}。" if news else ""
        if under_way:
            return heard
        return "好，我一项项帮您看。说不清的可以答“不清楚”，不想说的答“不想说”，随时可以说“不查了”。" + heard

    def _go_on(self, dispatcher: CollectingDispatcher, facts: Facts, lead: str) -> list[EventType]:
        figures, day = session.matcher().snapshot().figures, today()
        question = next_question(facts, day, figures)
        if question is None:
            session.say(dispatcher, results_reply(facts, lead))
            return [SlotSet("screening", True), SlotSet("facts", facts.to_json()), SlotSet("asking", DONE)]
        left = questions_left(facts, day, figures)
        session.say(
            dispatcher,
            question_reply(question, f"{lead}\n（大约还有 {left} 个问题）" if lead else f"（大约还有 {left} 个问题）"),
        )
        return [SlotSet("screening", True), SlotSet("facts", facts.to_json()), SlotSet("asking", question.name)]

    def _not_an_answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], facts: Facts, asking: str
    ) -> list[EventType]:
        """A question in between is answered and the screening resumes; the unreadable is asked once more, then skipped."""
        text, matcher = session.text_of(tracker), session.matcher()
        snapshot = matcher.snapshot()
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        asked = asking.removeprefix(AGAIN)
        if _WHY.search(matching_key(text)):
            session.say(dispatcher, question_reply(BY_NAME[asked], _REASON))
            return []
        if intent in _SMALLTALK:
            ActionSmalltalk().run(dispatcher, tracker, domain)
            return self._go_on(dispatcher, facts, "我们接着刚才的。")
        turn = conversation.respond(text, conversation.Context(), snapshot, matcher.thresholds, today())
        if turn.answered:
            session.say(dispatcher, *turn.replies)
            return [SlotSet("topic", turn.topic), *self._go_on(dispatcher, facts, "我们接着刚才的。")]
        if asking.startswith(AGAIN):
            return self._go_on(
                dispatcher, facts.learn({fact: NOT_SURE for fact in BY_NAME[asked].facts}), "没关系，这一项先跳过。"
            )
        session.say(
            dispatcher, question_reply(BY_NAME[asked], "对不起，我没看懂。您可以点下面的选项，或者答“不清楚”。")
        )
        return [SlotSet("asking", AGAIN + asked)]

    @staticmethod
    def _something_else(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        action = ActionSmalltalk() if intent in _SMALLTALK else ActionAnswerFaq()
        kept = ("facts", "screening", "asking")
        events: list[EventType] = action.run(dispatcher, tracker, domain)
        return [event for event in events if event.get("name") not in kept]


def question_reply(question: Question, lead: str) -> Reply:
    """One question with its answers to tap; each payload is text the resident could have typed."""
    choices = [{"title": choice.title, "payload": choice.title} for choice in question.choices]
    choices += [{"title": title, "payload": title} for title in ("不清楚", "不想说", "不查了")]
    custom = {"kind": "question", "slot": question.name, "title": question.text, "choices": choices}
    return Reply(f"{lead}\n{question.text}".strip(), custom)


def results_reply(facts: Facts, lead: str) -> Reply:
    """Every verdict, likely first, with amount, reason, papers and where; and who decides."""
    verdicts = assess(facts, today(), session.matcher().snapshot().figures)
    lines = (
        [lead, f"按您说的（{facts.read_back()}），看下来是这样："]
        if lead
        else [f"按您说的（{facts.read_back()}），看下来是这样："]
    )
    for outcome in dict.fromkeys(verdict.outcome for verdict in verdicts):
        group = [verdict for verdict in verdicts if verdict.outcome is outcome]
        if outcome.value == "unlikely":
            lines.append(f"{outcome.chinese}：" + "、".join(verdict.title for verdict in group))
            continue
        lines.append(f"{outcome.chinese}：")
        for verdict in group:
            amount = f"，{verdict.amount}" if verdict.amount else ""
            lines.append(f"· {verdict.title}{amount}。{verdict.reasons[0] if verdict.reasons else ''}")
    lines.append("这是初步估计，最后由户籍地街道（乡镇）审核决定；带上身份证、户口簿去问最稳妥，也可以拨 12345。")
    lines.append("说错了哪项直接改（如“不对，是三口人”）；您刚才说的情况，聊别的事时我就清掉。")
    custom = {
        "kind": "screening",
        "results": [verdict.payload() for verdict in verdicts],
        "related": [{"title": "街道办事处在哪儿", "payload": "街道办事处在哪儿"}],
    }
    return Reply("\n".join(lines), custom)


def stopped() -> Reply:
    """Ended by the resident."""
    text = "好，先不查了，您刚才说的情况我已经清掉。想接着问什么直接说，随时可以再说“帮我看看我能领什么”。"
    return Reply(text, {"kind": "smalltalk", "topic": "bye"})


def forget() -> list[EventType]:
    """Nothing of person and household is kept, and it is the resident's turn: no rule knows a screening that ends."""
    return [
        SlotSet("screening", False),
        SlotSet("facts", {}),
        SlotSet("asking", None),
        FollowupAction("action_listen"),
    ]
