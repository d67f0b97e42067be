"""spaCy's Chinese pipeline as Rasa's tokenizer: one token per character.

spaCy's jieba segmenter cuts 离牛街最近 as 离牛街/最近 and loses the place; characters lose nothing.
"""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.chinese.normalize import simplified


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyChinese(Tokenizer):
    """Tokens of spaCy's `zh` language with its character segmenter."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._language = spacy.blank("zh")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyChinese:
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        document = self._language(text)
        tokens = [
            Token(token.text, token.idx, lemma=simplified(token.text)) for token in document if not token.is_space
        ]
        return self._apply_token_pattern(tokens) or [Token(text, 0)]
