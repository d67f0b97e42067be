"""The house held to its plan: who may import whom, what names promise, how long things get, who writes what.

The rules are the constants below; every check takes the root of a tree, so that a wrong copy can be shown to fail.
A rule the code breaks today is listed in KNOWN_OFFENCES with its reason, and only until it is mended.
"""

import ast
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot import yaml_file

ROOT = Path(__file__).parent.parent

# ── The rules ────────────────────────────────────────────────────────────────────────────────────────────────────────
# Rooms from the top down. An import stays in its room or goes to a lower level; rooms of one level never import one
# another, except in LEVELS_THAT_SHARE and where STARTS says so. Every module of bot/ and actions/ has a room.
LEVELS = {
    "edge": ("actions", "bot.nlu", "bot.engine", "bot.channels", "bot.desk", "bot.sharing", "bot.cli", "bot.__main__"),
    "walks": ("bot.walks",),
    "reading": ("bot.reading",),
    "domain": ("bot.knowledge", "bot.eligibility", "bot.places", "bot.danger"),
    "policy": ("bot.policy",),
    "base": (
        "bot.sheet", "bot.chinese", "bot.database", "bot.settings", "bot.clock", "bot.yaml_file", "bot.privacy", "bot.errors",
        "bot.trained_from", "bot.conversations", "bot.afterwards", "bot.metrics", "bot.occupancy", "bot.journal",
        "bot.wording", "bot.handover", "bot.wechat", "bot.lookup",
    ),
}  # fmt: skip
LEVELS_THAT_SHARE = ("base",)
STARTS = {"bot.__main__": ("bot.cli",), "bot.cli": ("bot.desk", "bot.sharing", "bot.engine")}
NEVER_IMPORTED = ("tests", "benchmarks")
# Heavy libraries and the rooms that may import them.
LIBRARIES = {
    "rasa": ("bot.nlu", "bot.engine", "bot.channels"),
    "rasa_sdk": ("actions",),
    "spacy": ("bot.reading",),
}
# actions/ is flat, a file an action; these hold none.
NO_ACTION = ("__init__", "__main__", "session")
# Names that promise nothing, as the whole of a file's or folder's name or as one of its words.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers"}
MODULE_LINES, FUNCTION_LINES = 420, 60
# What one can do to a table without writing to it; anything else counts as writing.
READS = {"count", "count_where", "exists", "get", "rows", "rows_where", "columns", "columns_dict", "pks", "schema"}

# Works on a copy on its way to another machine, never on the knowledge itself.
OF_A_COPY = ("bot/sharing/packed.py",)

# "file: offence" → why it is still there. Must shrink: an entry that no longer happens fails.
KNOWN_OFFENCES: dict[str, str] = {}
# ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

LEVEL_OF = {room: (depth, level) for depth, (level, rooms) in enumerate(LEVELS.items()) for room in rooms}


@dataclass(frozen=True)
class Offence:
    """Where a rule is broken and how."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"

    @property
    def key(self) -> str:
        """The offence as KNOWN_OFFENCES has it: lines move."""
        return f"{self.path}: {self.text}"


@dataclass(frozen=True)
class Module:
    """A Python file of bot/ or actions/, read once however many trees have it just so; what is asked of it is kept."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]


def modules(root: Path) -> Iterator[Module]:
    for path in sorted([*root.glob("bot/**/*.py"), *root.glob("actions/**/*.py")]):
        yield read_module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


@cache
def read_module(path: str, text: str) -> Module:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(path, name, text, ast.parse(text, path))


# ── Imports


@dataclass(frozen=True)
class Import:
    line: int
    target: str
    is_lazy: bool


_DOTTED_NAME = re.compile(r"(?:bot|actions)(?:\.\w+)+(?::\w+)?")


@cache
def imports(module: Module) -> tuple[Import, ...]:
    """Every import, wherever it stands; a module named in a string (`"bot.cli.ask:ask"`) is one too."""
    return tuple(_imports(module))


def _imports(module: Module) -> Iterator[Import]:
    functions = (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                targets = [alias.name for alias in node.names]
            case ast.ImportFrom():
                targets = [f"{source(node, module.package)}.{alias.name}" for alias in node.names]
            case ast.Constant(value=str(text)) if _DOTTED_NAME.fullmatch(text):
                targets = [text.partition(":")[0]]
            case _:
                continue
        for target in targets:
            yield Import(node.lineno, target, id(node) in inside)


def source(node: ast.ImportFrom, package: str) -> str:
    """What `from … import` names, dots at its front counted from `package`."""
    if not node.level:
        return str(node.module)
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def room_of(name: str) -> str | None:
    return next((room for room in LEVEL_OF if f"{name}.".startswith(f"{room}.")), None)


def imports_go_down_only(root: Path) -> Iterator[Offence]:
    for module in modules(root):
        if module.name != "bot" and room_of(module.name) is None:
            yield Offence(module.path, 1, f"{module.name} has no room in LEVELS")
        for found in imports(module):
            if wrong := forbidden(module.name, found):
                yield Offence(module.path, found.line, wrong)


def forbidden(importer: str, found: Import) -> str | None:
    """Why `importer` may not have this import, or None."""
    first, here, there = found.target.split(".")[0], room_of(importer), room_of(found.target)
    if first in LIBRARIES:
        allowed = here in LIBRARIES[first]
        return None if allowed else f"{importer} may not import {first}: only {', '.join(LIBRARIES[first])} may"
    if first in NEVER_IMPORTED:
        return f"{importer} may not import {first}"
    if first not in ("bot", "actions") or (here == there is not None) or there in STARTS.get(str(here), ()):
        return None
    if here is None or there is None:
        return f"{importer} imports {found.target}, and LEVELS has no room for {importer if here is None else 'that'}"
    (depth, level), (other_depth, _) = LEVEL_OF[here], LEVEL_OF[there]
    if depth < other_depth or (depth == other_depth and level in LEVELS_THAT_SHARE):
        return None
    return f"{importer} may not import {found.target}: {here} is not above {there}"


# ── Names


def actions_are_flat_and_named_after_their_files(root: Path) -> Iterator[Offence]:
    for folder in sorted(path for path in root.glob("actions/*") if path.is_dir() and path.name != "__pycache__"):
        yield Offence(f"actions/{folder.name}", 1, "a folder inside actions/ can stop the action server")
    files = {path.stem: f"actions/{path.name}" for path in sorted(root.glob("actions/*.py"))}
    for module in (module for module in modules(root) if module.path in files.values()):
        stem = Path(module.path).stem
        promised = [] if stem in NO_ACTION else [f"action_{stem}"]
        if (named := action_names(module)) != promised:
            yield Offence(module.path, 1, f"holds the actions {named}, its name promises {promised}")
    domain = yaml_file.read(root / "domain.yml")
    listed, kept = set(domain["actions"]), {f"action_{stem}" for stem in files if stem not in NO_ACTION}
    for action in sorted(listed ^ kept):
        missing = "has no file in actions/" if action in listed else "has a file and is not listed"
        yield Offence("domain.yml", domain.lines["actions"], f"{action} {missing}")


def action_names(module: Module) -> list[str | None]:
    """What each class's `name()` returns; None where that is not a plain string."""
    classes = (node for node in module.tree.body if isinstance(node, ast.ClassDef))
    methods = (part for node in classes for part in node.body if isinstance(part, ast.FunctionDef))
    returned = (method.body[-1] for method in methods if method.name == "name")
    return [
        last.value.value if isinstance(last, ast.Return) and isinstance(last.value, ast.Constant) else None
        for last in returned
    ]


def every_intent_has_a_file_with_exactly_its_examples(root: Path) -> Iterator[Offence]:
    domain = yaml_file.read(root / "domain.yml")
    intents = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain["intents"]}
    files = {path.stem: path for path in sorted(root.glob("data/nlu/**/*")) if path.is_file()}
    for intent in sorted(intents - files.keys()):
        yield Offence("domain.yml", domain.lines["intents"], f"intent {intent} has no file data/nlu/{intent}.yml")
    for stem, path in files.items():
        where = path.relative_to(root).as_posix()
        if where != f"data/nlu/{stem}.yml" or stem not in intents:
            yield Offence(where, 1, "is not data/nlu/<intent>.yml of an intent of domain.yml")
        elif (held := [entry.get("intent") for entry in yaml_file.read(path)["nlu"]]) != [stem]:
            yield Offence(where, 1, f"holds {held}, not exactly {stem}")


def every_scheme_has_its_cases(root: Path) -> Iterator[Offence]:
    schemes = {path.stem for path in root.glob("bot/eligibility/schemes/*.py")} - {"__init__"}
    cases = {path.stem for path in root.glob("tests/eligibility/cases/*.yml")}
    for scheme in sorted(schemes - cases):
        missing = f"has no cases file tests/eligibility/cases/{scheme}.yml"
        yield Offence(f"bot/eligibility/schemes/{scheme}.py", 1, missing)
    for scheme in sorted(cases - schemes):
        yield Offence(f"tests/eligibility/cases/{scheme}.yml", 1, "is the cases of no scheme")


def names_say_what_is_inside(root: Path) -> Iterator[Offence]:
    for module in modules(root):
        for part in module.name.split("."):
            if EMPTY_NAMES & set(part.lower().split("_")):
                yield Offence(module.path, 1, f"the name {part} says nothing about what is inside")


# ── Sizes


def modules_and_functions_stay_short(root: Path) -> Iterator[Offence]:
    for module in modules(root):
        if (lines := len(module.text.splitlines())) > MODULE_LINES:
            yield Offence(module.path, lines, f"module of {lines} lines, over {MODULE_LINES}")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield Offence(module.path, node.lineno, f"{node.name} of {lines} lines, over {FUNCTION_LINES}")


# ── Tables

_CREATED = re.compile(r"\b(CREATE|DROP)\s+TABLE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(\w+)", re.IGNORECASE)
_TRIGGER = re.compile(r"\bCREATE\s+TRIGGER\b.*?\bEND\s*;", re.IGNORECASE | re.DOTALL)
_WRITTEN = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|ALTER\s+TABLE)"
    r"""\s+["'`\[]?(?P<table>\w+|[{%]|$)"""
    r"""|\bUPDATE(?:\s+OR\s+\w+)?\s+["'`\[]?(?P<updated>\w+|\{\}|%s)["'`\]]?(?:\s+AS\s+\w+)?\s+SET\b""",
    re.IGNORECASE,
)
_DATABASE = re.compile(r"(?:^|\.)_?db(?:\(\))?$")


def schema(root: Path) -> tuple[dict[str, list[str]], set[str]]:
    """Tables with the files that create them, and the tables that triggers move."""
    made: dict[str, list[str]] = defaultdict(list)
    moved: set[str] = set()
    for path in sorted(root.glob("bot/schema/*.sql")):
        text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        moved |= {table for trigger in _TRIGGER.findall(text) for table in tables_written(trigger)}
        for verb, table in _CREATED.findall(_TRIGGER.sub("", text)):
            made[table] = [*made[table], path.name] if verb.upper() == "CREATE" else []
    return {table: files for table, files in made.items() if files}, moved


def tables_written(sql: str) -> list[str]:
    """Tables that a piece of SQL writes to; "" for one whose name is put in later."""
    found = (match["table"] or match["updated"] or "" for match in _WRITTEN.finditer(sql))
    return [name if re.fullmatch(r"\w+", name) else "" for name in found]


@cache
def writes(module: Module) -> tuple[tuple[int, str], ...]:
    """(line, table) of every writing use, in SQL or through sqlite-utils; "" for a table not named there."""
    return tuple(_writes(module))


def _writes(module: Module) -> Iterator[tuple[int, str]]:
    parents = {id(child): node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if not isinstance(parents[id(node)], ast.Expr):
                tables = tables_written(text)
            case ast.JoinedStr(values=parts):
                tables = tables_written("".join(p.value if isinstance(p, ast.Constant) else "{}" for p in parts))
            case ast.Call(func=ast.Attribute(attr="table"), args=[name]):
                tables = handled(parents[id(node)], name)
            case ast.Subscript(value=holder, slice=name) if _DATABASE.search(ast.unparse(holder)):
                tables = handled(parents[id(node)], name)
            case _:
                continue
        yield from ((node.lineno, table) for table in tables)


def handled(use: ast.AST, name: ast.expr) -> list[str]:
    """The table that `db.table(name)` writes to, unless it is only read there."""
    if isinstance(use, ast.Attribute) and use.attr in READS:
        return []
    return [str(name.value) if isinstance(name, ast.Constant) else ""]


def every_table_is_written_by_exactly_one_module(root: Path) -> Iterator[Offence]:
    made, moved = schema(root)
    writers: dict[str, dict[str, int]] = defaultdict(dict)
    for module in modules(root):
        if module.path in OF_A_COPY:
            continue
        for line, table in sorted(set(writes(module))):
            if table:
                writers[table].setdefault(module.path, line)
            else:
                yield Offence(module.path, line, "writes to a table whose name is not written out")
    for table, files in made.items():
        if len(files) > 1:
            yield Offence(f"bot/schema/{files[1]}", 1, f"table {table} is made in {files[0]} already")
        found, promised = writers[table], 0 if table in moved else 1
        if not found and promised:
            yield Offence(f"bot/schema/{files[0]}", 1, f"no module writes table {table}")
        for path, line in sorted(found.items()) if len(found) > promised else ():
            rightful = "triggers alone" if table in moved else "exactly one module"
            yield Offence(path, line, f"writes table {table}, which is for {rightful}: {', '.join(sorted(found))}")


# ── Settings

_ENVIRONMENT = re.compile(r"XIAOXI_([A-Z][A-Z_]*)")
_SETTING_READS = ("text", "number", "integer", "path", "address")


def every_setting_named_in_code_exists(root: Path) -> Iterator[Offence]:
    listed = {
        call.args[0].value
        for call in ast.walk(read_module("bot/settings.py", (root / "bot/settings.py").read_text("utf-8")).tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Setting" and isinstance(call.args[0], ast.Constant)
    }
    for module in modules(root):
        for line, name in settings_read(module):
            if name not in listed:
                yield Offence(module.path, line, f"setting {name} is not in SETTINGS")
    code = [path for folder in ("bot", "actions", "deploy") for path in sorted((root / folder).rglob("*"))]
    for path in [*code, root / "Makefile"]:
        if path.is_file() and path.suffix in (".py", ".sh", ".conf", ".service", ".yml", ""):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for name in _ENVIRONMENT.findall(line):
                    if name.lower() not in listed:
                        where = path.relative_to(root).as_posix()
                        yield Offence(where, number, f"XIAOXI_{name} is not in SETTINGS")


@cache
def settings_read(module: Module) -> tuple[tuple[int, str], ...]:
    """(line, name) of every setting asked for by its name."""
    return tuple(_settings_read(module))


def _settings_read(module: Module) -> Iterator[tuple[int, str]]:
    holders = settings_holders(module.tree)
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr=verb), args=[ast.Constant(value=str(name))]):
                asked = verb in _SETTING_READS
            case ast.Subscript(value=holder, slice=ast.Constant(value=str(name))):
                asked = True
            case _:
                continue
        if asked and ast.unparse(holder) in holders:
            yield node.lineno, name


def settings_holders(tree: ast.Module) -> set[str]:
    """Expressions that stand for the settings: `settings.current()`, and what is given it or declared so."""
    holders = {"settings.current()", "current()"}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            holders |= {node.arg} if ast.unparse(node.annotation) in ("Settings", "settings.Settings") else set()
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Assign)):
        target, value = node.targets[0], node.value
        both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        pairs = zip(target.elts, value.elts, strict=False) if both else [(target, value)]  # type: ignore[attr-defined]
        holders |= {ast.unparse(name) for name, given in pairs if ast.unparse(given) in holders}
    return holders


# ── The checks, on the real tree


RULES: tuple[Callable[[Path], Iterator[Offence]], ...] = (
    imports_go_down_only,
    actions_are_flat_and_named_after_their_files,
    every_intent_has_a_file_with_exactly_its_examples,
    every_scheme_has_its_cases,
    names_say_what_is_inside,
    modules_and_functions_stay_short,
    every_table_is_written_by_exactly_one_module,
    every_setting_named_in_code_exists,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Callable[[Path], Iterator[Offence]]) -> None:
    offences = [str(offence) for offence in rule(ROOT) if offence.key not in KNOWN_OFFENCES]
    assert not offences, "\n" + "\n".join(offences)


def test_an_offence_that_is_mended_leaves_the_list() -> None:
    assert set(KNOWN_OFFENCES) <= {offence.key for rule in RULES for offence in rule(ROOT)}


def test_the_words_page_names_what_the_code_has() -> None:
    """docs/words.md: no word twice, and each name stands in the file beside it."""
    rows = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \| `([^`]+)`", (ROOT / "docs/words.md").read_text("utf-8"), re.M)
    words = [word for word, _, _ in rows]
    assert len(words) >= 60
    assert sorted(set(words)) == sorted(words)
    for word, name, where in rows:
        written = (ROOT / where).read_text("utf-8") if (ROOT / where).is_file() else ""
        assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", written), f"{word}: {where} does not say {name}"


# ── The checks bite: on a copy with one thing planted


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("bot", "actions", "deploy", "data/nlu", "tests/eligibility/cases"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("domain.yml", "Makefile"):
        shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


def plant(root: Path, path: str, text: str | None) -> int:
    """Write `text` at the end of a file, new or old, or take the file away; returns the number of its last line."""
    target = root / path
    if text is None:
        target.unlink()
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_text("utf-8") if target.exists() else ""
    target.write_text(before + text, encoding="utf-8")
    return len((before + text).splitlines())


def news(rule: Callable[[Path], Iterator[Offence]], root: Path) -> list[Offence]:
    return [offence for offence in rule(root) if offence.key not in KNOWN_OFFENCES]


WRONG_IMPORTS = (
    # where, what, and what is said of it
    ("bot/places/nearest.py", "from bot.knowledge import faq\n", "bot.places is not above bot.knowledge"),
    ("bot/eligibility/assess.py", "import bot.places.point as point\n", "bot.eligibility is not above bot.places"),
    ("bot/knowledge/faq.py", "from bot.desk.app import make_app\n", "bot.knowledge is not above bot.desk"),
    ("bot/policy/figure.py", "from bot import clock, knowledge\n", "bot.policy is not above bot.knowledge"),
    ("bot/policy/figure.py", "from ..knowledge.faq import load\n", "bot.policy is not above bot.knowledge"),
    ("bot/chinese/normalize.py", "def f():\n    import bot.policy.figure\n", "bot.chinese is not above bot.policy"),
    ("bot/desk/app.py", "if 0:\n    from bot.cli import main\n", "bot.desk is not above bot.cli"),
    ("bot/nlu/intent_model.py", "from actions import session\n", "bot.nlu is not above actions"),
    ("actions/hand_off.py", "from bot.channels import door\n", "actions is not above bot.channels"),
    ("bot/cli/main.py", 'COMMANDS["talk"] = "bot.channels.door:Door"\n', "bot.cli is not above bot.channels"),
    ("bot/clock.py", "from bot import *\n", "LEVELS has no room for that"),
    ("bot/clock.py", "from tests.conftest import free_port\n", "bot.clock may not import tests"),
    ("bot/desk/app.py", "import rasa.core\n", "only bot.nlu, bot.engine, bot.channels may"),
    ("bot/channels/door.py", "from rasa_sdk import Tracker\n", "only actions may"),
    ("actions/session.py", "from rasa import train\n", "only bot.nlu, bot.engine, bot.channels may"),
    ("bot/knowledge/index.py", "def f():\n    import spacy\n", "only bot.reading may"),
    ("bot/knowledge/encoder.py", "import spacy\n", "only bot.reading may"),
)


@pytest.mark.parametrize(("path", "text", "said"), WRONG_IMPORTS)
def test_a_planted_wrong_import_is_caught_naming_file_and_line(copy: Path, path: str, text: str, said: str) -> None:
    line = plant(copy, path, text)
    (offence,) = news(imports_go_down_only, copy)
    assert str(offence).startswith(f"{path}:{line}: ")
    assert offence.text.endswith(said)


LONG = "\n".join(["", "", "def long():", *["    pass"] * FUNCTION_LINES, ""])
PLANTED = (
    # rule, where, what (None: the file is taken away), and the offences expected
    (imports_go_down_only, "bot/spare.py", "", ["bot/spare.py: bot.spare has no room in LEVELS"]),
    (actions_are_flat_and_named_after_their_files, "actions/forms/__init__.py", "",
     ["actions/forms: a folder inside actions/ can stop the action server"]),
    (actions_are_flat_and_named_after_their_files, "actions/pay.py",
     "class Pay:\n    def name(self):\n        return 'action_paid'\n",
     ["actions/pay.py: holds the actions ['action_paid'], its name promises ['action_pay']",
      "domain.yml: action_pay has a file and is not listed"]),
    (actions_are_flat_and_named_after_their_files, "actions/session.py",
     "class Pay:\n    def name(self):\n        return 'action_session'\n",
     ["actions/session.py: holds the actions ['action_session'], its name promises []"]),
    (actions_are_flat_and_named_after_their_files, "actions/turn.py", None,
     ["domain.yml: action_turn has no file in actions/"]),
    (every_intent_has_a_file_with_exactly_its_examples, "data/nlu/greet.yml",
     "  - intent: bye\n    examples: |\n      - 回见\n",
     ["data/nlu/greet.yml: holds ['greet', 'bye'], not exactly greet"]),
    (every_intent_has_a_file_with_exactly_its_examples, "data/nlu/praise.yml", "nlu: []\n",
     ["data/nlu/praise.yml: is not data/nlu/<intent>.yml of an intent of domain.yml"]),
    (every_intent_has_a_file_with_exactly_its_examples, "data/nlu/greet.yml", None,
     ["domain.yml: intent greet has no file data/nlu/greet.yml"]),
    (every_scheme_has_its_cases, "bot/eligibility/schemes/pension.py", "",
     ["bot/eligibility/schemes/pension.py: has no cases file tests/eligibility/cases/pension.yml"]),
    (names_say_what_is_inside, "bot/desk/account_manager.py", "",
     ["bot/desk/account_manager.py: the name account_manager says nothing about what is inside"]),
    (names_say_what_is_inside, "bot/places/utils/point.py", "",
     ["bot/places/utils/point.py: the name utils says nothing about what is inside"]),
    (modules_and_functions_stay_short, "bot/clock.py", LONG, ["bot/clock.py: long of 61 lines, over 60"]),
    (modules_and_functions_stay_short, "bot/desk/new.py", "\n" * 421,
     ["bot/desk/new.py: module of 421 lines, over 420"]),
    (every_table_is_written_by_exactly_one_module, "bot/desk/new.py",
     "def f(db):\n    db.table('turn').insert({})\n",
     ["bot/desk/new.py: writes table turn, which is for exactly one module: bot/desk/new.py, bot/knowledge/turns.py",
      "bot/knowledge/turns.py: writes table turn, which is for exactly one module: "
      "bot/desk/new.py, bot/knowledge/turns.py"]),
    (every_table_is_written_by_exactly_one_module, "bot/knowledge/turns.py",
     "def f(db, t):\n    db.conn.execute(f'UPDATE {t} SET x = 1')\n",
     ["bot/knowledge/turns.py: writes to a table whose name is not written out"]),
    (every_table_is_written_by_exactly_one_module, "bot/knowledge/turns.py", None,
     ["bot/schema/0002_answers.sql: no module writes table turn",
      "bot/schema/0002_answers.sql: no module writes table feedback"]),
    (every_table_is_written_by_exactly_one_module, "bot/database.py",
     "def f(db):\n    db.conn.execute('update content_version set version = 1')\n",
     ["bot/database.py: writes table content_version, which is for triggers alone: bot/database.py"]),
    (every_table_is_written_by_exactly_one_module, "bot/schema/9999_new.sql", "CREATE TABLE fresh (x);\n",
     ["bot/schema/9999_new.sql: no module writes table fresh"]),
    (every_setting_named_in_code_exists, "bot/desk/workbench.py",
     "def f(c: Settings):\n    return c.text('colour')\n",
     ["bot/desk/workbench.py: setting colour is not in SETTINGS"]),
    (every_setting_named_in_code_exists, "deploy/supervisord.conf", "x = %(ENV_XIAOXI_COLOUR)s\n",
     ["deploy/supervisord.conf: XIAOXI_COLOUR is not in SETTINGS"]),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "path", "text", "expected"), PLANTED)
def test_every_rule_bites(
    copy: Path, rule: Callable[[Path], Iterator[Offence]], path: str, text: str | None, expected: list[str]
) -> None:
    plant(copy, path, text)
    assert [offence.key for offence in news(rule, copy)] == expected
