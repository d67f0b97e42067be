"""`python -m bot.engine.lean_rasa run …`: Rasa's own command line without TensorFlow, which nothing here learns with.

Rasa imports TensorFlow for policies and classifiers that config.yml does not name: 350 MB and a dozen seconds of every
start. Here a module of that name stands in, whose names may be inherited from and never be used. Measured, and what
else was weighed: docs/decisions/0013-lean-processes.md.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

LEFT_OUT = ("tensorflow", "keras", "tensorflow_addons", "tensorflow_hub", "tensorflow_text")


class _Named(type):
    """A class in which every name is such a class again."""

    def __getattr__(cls, name: str) -> "_Named":
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Named(name, (LeftOut,), {})
        setattr(cls, name, made)
        return made


class LeftOut(metaclass=_Named):
    """What stands for a class or function of TensorFlow. Raises ImportError when it is used."""

    def __init__(self, *_: object, **__: object) -> None:
        raise ImportError("小西不带 TensorFlow 运行；config.yml 里用到它的部件，请用 python -m rasa 运行")


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Named(name, (LeftOut,), {})
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in LEFT_OUT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""


def leave_out() -> None:
    """From here on this process has no TensorFlow. To be called before anything of Rasa is imported."""
    sys.meta_path.insert(0, _Finder())


if __name__ == "__main__":
    leave_out()
    from rasa.__main__ import main

    main()
