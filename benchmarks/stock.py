"""Rasa's own bots, for comparison: one with our content and an action server, one with nothing but one fixed reply.

The first is what Rasa's documentation tells a beginner to build: an intent a topic, taught by its phrasings, Rasa's stock
pipeline with its Chinese tokenizer, a rule an intent, one custom action in Rasa's action server that says the answer. How
long DIET learns changes what it gets right and not what a message costs, so it learns briefly. Answers and phrasings are
written out from data/faq.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import bots
from benchmarks.bots import KEPT, MESSAGES, ROOT, Bot
from bot import yaml_file

PHRASINGS, EPOCHS = 20, 3
STOCK_TITLE = f"Rasa 现成的管线（DIET，学 {EPOCHS} 轮），同样的内容，动作服务"
EMPTY_TITLE = "空的 Rasa（关键词分类，一条固定回复）"
_COUNTS = {"name": "CountVectorsFeaturizer"}
_STOCK = {
    "recipe": "default.v1", "language": "zh", "assistant_id": "stock",
    "pipeline": [
        {"name": "JiebaTokenizer"}, {"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"}, _COUNTS,
        {**_COUNTS, "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True}, {"name": "EntitySynonymMapper"},
        {"name": "FallbackClassifier", "threshold": 0.3},
    ],
    "policies": [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}],
}  # fmt: skip
_EMPTY = {**_STOCK, "pipeline": [{"name": "KeywordIntentClassifier"}], "policies": [{"name": "RulePolicy"}]}
_ACTION = '''"""Says the answer of the intent."""

import json
from pathlib import Path

from rasa_sdk import Action

ANSWERS = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))


class Answer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(**ANSWERS.get(tracker.latest_message["intent"]["name"], {"text": "请打 12345。"}))
        return []
'''


def stock() -> Bot:
    """The bot with our content. Trained once for it."""
    asked, said = _content()
    domain = {"version": "3.1", "intents": list(asked), "actions": ["action_answer"]}
    files = {
        "config.yml": _STOCK, "domain.yml": domain, "credentials.yml": {"rest": None},
        "data/nlu.yml": _examples(asked), "data/rules.yml": _rules([*asked, "nlu_fallback"]),
    }  # fmt: skip
    folder = _made("stock", files, {"actions.py": _ACTION, "answers.json": json.dumps(said, ensure_ascii=False)})
    port = bots.free_port()
    endpoints = {"action_endpoint": {"url": f"http://127.0.0.1:{port}/webhook"}}
    (folder / "endpoints.yml").write_text(yaml_file.write_text(endpoints), encoding="utf-8")
    actions = bots.started([sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)], folder, {})
    return _served(STOCK_TITLE, folder, (actions,))


def empty() -> Bot:
    """The bot with one reply: what Rasa itself costs."""
    domain = {"version": "3.1", "intents": ["ask"], "responses": {"utter_answer": [{"text": "好。"}]}}
    rules = [{"rule": "answer", "steps": [{"intent": "ask"}, {"action": "utter_answer"}]}]
    files = {
        "config.yml": _EMPTY, "domain.yml": domain, "credentials.yml": {"rest": None}, "endpoints.yml": {},
        "data/nlu.yml": _examples({"ask": list(MESSAGES)}), "data/rules.yml": {"version": "3.1", "rules": rules},
    }  # fmt: skip
    return _served(EMPTY_TITLE, _made("empty", files, {}), ())


def _content() -> tuple[dict[str, list[str]], dict[str, dict[str, Any]]]:
    """Phrasings and what is said, by topic: text and payload as residents' page gets them, without what is worked out."""
    from bot.knowledge import answer_file

    answers = [written.answer for written in answer_file.read_answers(ROOT / "data" / "faq")]
    asked = {a.topic.replace(".", "_"): list(a.phrasings[:PHRASINGS]) for a in answers}
    said = {
        a.topic.replace(".", "_"): {
            "text": a.answer,
            "json_message": {"kind": "answer", "lead": a.answer, "topic": a.topic},
        }
        for a in answers
    }
    return asked, said


def _examples(asked: Mapping[str, list[str]]) -> dict[str, Any]:
    every = [{"intent": name, "examples": "".join(f"- {text}\n" for text in texts)} for name, texts in asked.items()]
    return {"version": "3.1", "nlu": every}


def _rules(intents: list[str]) -> dict[str, Any]:
    steps = {name: [{"intent": name}, {"action": "action_answer"}] for name in intents}
    return {"version": "3.1", "rules": [{"rule": name, "steps": each} for name, each in steps.items()]}


def _made(name: str, documents: Mapping[str, Any], texts: Mapping[str, str]) -> Path:
    """A Rasa project, trained if it was not yet of just these files."""
    written = {**{path: yaml_file.write_text(each) for path, each in documents.items()}, **texts}
    digest = hashlib.sha256(repr(sorted(written.items())).encode()).hexdigest()[:12]
    folder = KEPT / f"{name}-{digest}"
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    if not any(folder.glob("models/*.tar.gz")):
        subprocess.run(
            [sys.executable, "-m", "rasa", "train", "--out", "models"], cwd=folder, check=True,
            env=bots.environment({}, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    return folder


def _served(title: str, folder: Path, others: tuple[bots.Process, ...]) -> Bot:
    port = bots.free_port()
    command = ["run", "--interface", "127.0.0.1", "--port", str(port), "--credentials", "credentials.yml"]
    process = bots.started([sys.executable, "-m", "rasa", *command, "--endpoints", "endpoints.yml"], folder, {})
    bots.wait(f"http://127.0.0.1:{port}/webhooks/rest/", process)
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    return Bot(title, url, lambda who, text: {"sender": who, "message": text}, (process, *others), {})
