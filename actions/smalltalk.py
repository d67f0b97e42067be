"""Courtesy, briefly, and what one can ask. Thanks with a question in the same breath answers the question."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from actions.answer_faq import ActionAnswerFaq
from bot.knowledge.reply import smalltalk_reply

_TEXTS = {
    "greet": "您好，我是小西，西城区民政问答助手。补贴、救助、结婚离婚登记、养老、残疾人、殡葬、慈善这些事都可以问我，直接用大白话说就行。",
    "thanks": "不客气，能帮上您就好。还有什么想问的，接着说。",
    "bye": "再见，您多保重。有事随时来问，也可以拨 12345。",
    "about_bot": (
        "我是小西，西城区民政局的问答助手，是程序不是真人。我能告诉您：能享受什么补贴和救助、多少钱、带什么材料、去哪儿办、"
        "最近的地点在哪；也能帮您看看一家人能申请哪些。金额都写明是哪份文件、从哪天起。说“转人工”我给您 12345。"
        "请不要发身份证号、银行卡号。"
    ),
}
_CHOICES = [
    {"title": "帮我看看我能领什么", "payload": "帮我看看我能领什么"},
    {"title": "老人补贴多少钱", "payload": "topic:elder.senior_allowance", "topic": "elder.senior_allowance"},
    {"title": "低保怎么申请", "payload": "topic:assistance.dibao_process", "topic": "assistance.dibao_process"},
    {"title": "结婚登记带什么", "payload": "topic:marriage.materials", "topic": "marriage.materials"},
]


class ActionSmalltalk(Action):
    def name(self) -> str:
        return "action_smalltalk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if self._asks_too(session.text_of(tracker)):
            return ActionAnswerFaq().run(dispatcher, tracker, domain)
        kind = intent if intent in _TEXTS else "about_bot"
        choices = _CHOICES if kind in ("greet", "about_bot") else []
        session.say(dispatcher, smalltalk_reply(kind, _TEXTS[kind], choices))
        session.say_care(dispatcher, tracker)
        return []

    @staticmethod
    def _asks_too(text: str) -> bool:
        """Is one part of the message surely a question of ours?"""
        matcher = session.matcher()
        if len(text) < 8:
            return False
        return matcher.match(text).status == "sure"
