"""`python -m bot.engine.lean_rasa run …`: Rasa's own command line without the libraries nothing here uses.

Rasa imports TensorFlow for classifiers that config.yml does not name and the client of every chat service: 350 MB and a
dozen seconds of every start; scikit-learn, 40 MB, only learns (bot/nlu/intent_model.py keeps its numbers). Here modules of those names stand in, whose names may be inherited from and never be used.
Measured, and what else was weighed: docs/decisions/0013-lean-processes.md.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

# What only training, and a person at a terminal, needs.
NOT_TO_RUN = frozenset({"sklearn", "questionary", "prompt_toolkit"})
# For learning that config.yml does not name; doors, stores and queues that credentials.yml and endpoints.yml do not.
LEFT_OUT = frozenset((
    "tensorflow", "keras", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "matplotlib",
    "aiogram", "twilio", "slack_sdk", "fbmessenger", "webexteamssdk", "rocketchat_API", "mattermostwrapper",
    "boto3", "botocore", "pymongo", "aio_pika", "aiormq", "confluent_kafka",
))  # fmt: skip


class _Named(type):
    """A class in which every name is such a class again."""

    def __getattr__(cls, name: str) -> "_Named":
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Named(name, (LeftOut,), {})
        setattr(cls, name, made)
        return made


class LeftOut(metaclass=_Named):
    """What stands for a class or function of theirs. Raises ImportError when it is used."""

    def __init__(self, *_: object, **__: object) -> None:
        raise ImportError(
            "小西运行时不带 TensorFlow 和别家聊天软件的库；要用它们的部件，请装 requirements.txt，用 python -m rasa 运行"
        )


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Named(name, (LeftOut,), {})
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""


def leave_out(names: frozenset[str] = LEFT_OUT) -> None:
    """From here on this process has none of `names`. To be called before anything of Rasa is imported."""
    sys.meta_path.insert(0, _Finder(names))


if __name__ == "__main__":
    leave_out(LEFT_OUT | NOT_TO_RUN if sys.argv[1:2] == ["run"] else LEFT_OUT)
    from rasa.__main__ import main

    main()
