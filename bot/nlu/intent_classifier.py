"""Which of about a dozen kinds of request a message is; the work is in bot/chinese and a linear learner.

Besides `data/nlu`, the phrasings of `data/faq` are examples, of ask_faq and of crisis. So the training
fingerprint must follow those files too.
"""

from __future__ import annotations

import hashlib
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import answer_file, crisis
from bot.nlu.crisis_model import CRISIS_FROM
from bot.nlu.intent_model import MADE_OF, IntentModel, lessons, ranking
from bot.settings import ROOT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Crisis talk first, whatever else is said; then the learner."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self.model: IntentModel | None = None
        self._crises = crisis.read(ROOT / "data/matching/crisis.yml")

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"answers": "data/faq", "ranking_length": 5, "crisis_from": CRISIS_FROM}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes when the phrasings, or the code and the data the model is made of, change."""
        answers = ROOT / config.get("answers", cls.get_default_config()["answers"])
        digest = hashlib.sha256()
        for path in [*sorted(answers.glob("*.yml")), *MADE_OF]:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        written = answer_file.read_answers(ROOT / self._config["answers"])
        crisis_examples, phrasings = lessons([each.answer for each in written], self._crises)
        self.model = IntentModel.learn(examples + crisis_examples, phrasings)
        with self._storage.write_to(self._resource) as directory:
            joblib.dump(self.model, directory / "model.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            component.model = joblib.load(directory / "model.joblib")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if self.model is None:
            spoken = crisis.spoken_in(text, self._crises)
            return [{"name": "crisis" if spoken else None, "confidence": 1.0 if spoken else 0.0}]
        ranked = ranking(text, self.model, self._crises, self._config["crisis_from"])
        length = self._config["ranking_length"]
        shown = ranked if len(ranked) <= length else [*ranked[: length - 1], ranked[-1]]
        return [{"name": name, "confidence": sure} for name, sure in shown]
