"""Words: what residents call things, other departments, fixed sentences. Checked, live within a second, undone by a click."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.responses import Response

from bot import wording, yaml_file
from bot.chinese.normalize import has_words, matching_key, normalize
from bot.database import transaction
from bot.desk import audit, learning
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.errors import BadInput, NotFound
from bot.knowledge import scope
from bot.knowledge.aliases import Aliases
from bot.knowledge.matcher import judge
from bot.knowledge.scope import Department, claimed_by
from bot.knowledge.trial import Moved, told
from bot.places import store

KINDS = {"synonym": "居民的说法", "place": "地点的叫法", "department": "别的部门", "sentence": "固定的话"}
SHORTEST, LONGEST, LONGEST_SENTENCE = 2, 12, 300
# What each fixed sentence is said for.
SENTENCES = {
    "greet": "问候", "thanks": "居民道谢时", "bye": "居民道别时", "about_bot": "问小西是谁", "agreed": "居民说好的", "declined": "居民说不用",
    "read_aloud": "要大字、要念", "number": "只打了一个数", "number_place": "没有这一项可选", "unclear": "没看懂", "unknown": "没把握",
    "none_of_these": "选项都不是", "not_ours": "不知道归谁管", "way_on": "答不上来时，还能问谁", "noted": "记下了", "hand_off": "转人工",
    "hand_off_urgent": "转人工，急事", "which_one": "请对方选", "pick_one": "怎么选", "since": "从哪天起执行",
}  # fmt: skip
# Said by the doors themselves, which read the files at their start; or in English.
_NOT_HERE = re.compile(r"error|busy|too_long|wordless|english_.*")
_GAP = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"\d{2,}")
_TRIED = 150


@dataclass(frozen=True)
class Entry:
    """One thing that can be changed: its name, what the files say, what staff made of it."""

    kind: str
    name: str
    title: str
    stock: str
    value: Any

    @property
    def words(self) -> str:
        """What staff added, as it is typed."""
        found = self.value.get("words", []) if isinstance(self.value, Mapping) else self.value or []
        return "、".join(found) if self.kind != "sentence" else ""

    @property
    def say(self) -> str:
        if self.kind == "sentence":
            return str(self.value or self.stock)
        return str(self.value.get("say") or self.stock) if isinstance(self.value, Mapping) else self.stock


def show(call: Call) -> Response:
    kind = _kind(call)
    return page(
        call, "words.html", kinds=KINDS, kind=kind, entries=_entries(call, kind), history=wording.history(call.db, 30)
    )


def edit(call: Call) -> Response:
    return _form(call, _entry(call))


def _form(call: Call, entry: Entry, wrong: str = "", status: int = 200) -> Response:
    return page(call, "words_edit.html", status=status, kinds=KINDS, entry=entry, wrong=wrong, why=call.said("why"))


def check(call: Call) -> Response:
    """What is wrong with it, else what it would change; then it can be saved."""
    entry = _entry(call)
    try:
        value = _value(call, entry)
        _refuse(call, entry, value)
    except BadInput as wrong:
        return _form(call, _typed(call, entry), str(wrong), status=400)
    return page(
        call, "words_check.html", kinds=KINDS, entry=entry, shown=_told(value), fields=call.fields(),
        moved=_moved(call, entry, value), claimed=_claimed(call, entry, value),
        questions={topic: answer.question for topic, answer in call.bench.snapshot().answers.items()},
    )  # fmt: skip


def save(call: Call) -> Response:
    """Live in every process within a second."""
    entry = _entry(call)
    value = _value(call, entry)
    if not call.said("why").strip():
        raise BadInput("请写一句修改原因，以后查得到")
    _refuse(call, entry, value)
    with transaction(call.db):
        wording.publish(call.db, entry.kind, entry.name, value, who=call.who, why=call.said("why"))
        audit.record(call.db, call.who, "words", f"{KINDS[entry.kind]}：{entry.title}", before=_told(entry.value) or None,
                     after=_told(value) or "照原来的", why=call.said("why"))  # fmt: skip
    return after(f"/words?kind={entry.kind}", "words_saved")


def undo(call: Call) -> Response:
    with transaction(call.db):
        change = wording.undo(call.db, call.whole_number("id"), who=call.who)
        audit.record(call.db, call.who, "words", f"{KINDS[change.kind]}：{change.name}", before=_told(change.after) or None,
                     after=_told(change.before) or "照原来的", why="恢复")  # fmt: skip
    return after(f"/words?kind={change.kind}", "words_undone")


# ── What there is


def _kind(call: Call) -> str:
    kind = call.said("kind") or "synonym"
    if kind not in KINDS:
        raise NotFound("没有这一类")
    return kind


def _entry(call: Call) -> Entry:
    """The one asked for; of synonyms and departments also a new one. Raises NotFound."""
    kind, name = _kind(call), call.said("name").strip()
    known = next((entry for entry in _entries(call, kind) if entry.name == name), None)
    if known:
        return known
    if kind in ("synonym", "department"):
        return Entry(kind, name, name, "", None)
    raise NotFound("没有这一项")


def _entries(call: Call, kind: str) -> list[Entry]:
    edits = wording.edits(call.db, kind)
    return _LISTS[kind](call, edits)


def _synonyms(call: Call, edits: dict[str, Any]) -> list[Entry]:
    groups = _synonym_groups(call.bench.data)
    names = {**dict.fromkeys(edits, ""), **{group[0]: "、".join(group[1:]) for group in groups}}
    return [Entry("synonym", name, name, stock, edits.get(name)) for name, stock in names.items()]


def _places(call: Call, edits: dict[str, Any]) -> list[Entry]:
    return [
        Entry("place", kind.id, kind.title, "、".join((*kind.words, *kind.generic_words)), edits.get(kind.id))
        for kind in store.categories(call.db)
    ]


def _departments(call: Call, edits: dict[str, Any]) -> list[Entry]:
    stock = {each.name: each.say for each in _stock_departments(call.bench.data)}
    return [Entry("department", name, name, stock.get(name, ""), edits.get(name)) for name in {**stock, **edits}]


def _sentences(call: Call, edits: dict[str, Any]) -> list[Entry]:
    stock = yaml_file.read(call.bench.data / "sentences.yml")
    return [
        Entry("sentence", name, SENTENCES.get(name, name), text, edits.get(name))
        for name, text in stock.items()
        if isinstance(text, str) and not _NOT_HERE.fullmatch(name)
    ]


_LISTS: Mapping[str, Callable[[Call, dict[str, Any]], list[Entry]]] = {
    "synonym": _synonyms,
    "place": _places,
    "department": _departments,
    "sentence": _sentences,
}


@lru_cache(maxsize=1)
def _synonym_groups(data: Path) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in yaml_file.read(data / "matching" / "synonyms.yml")["synonyms"])


@lru_cache(maxsize=1)
def _stock_departments(data: Path) -> list[Department]:
    return scope.read(data / "matching" / "departments.yml")


# ── What was typed, and what is wrong with it


def _value(call: Call, entry: Entry) -> Any:
    """The new value; None where it says what the files say."""
    words = list(dict.fromkeys(word.strip() for word in re.split(r"[、,，;；\n]", call.said("words")) if word.strip()))
    say = call.said("say").strip()
    if entry.kind == "sentence":
        return None if say == entry.stock else say
    if entry.kind == "department":
        changed = {**({"words": words} if words else {}), **({"say": say} if say != entry.stock else {})}
        return changed or None
    return words or None


def _typed(call: Call, entry: Entry) -> Entry:
    words, say = re.split(r"[、,，;；\n]", call.said("words")), call.said("say")
    value: Any = (
        {"words": words, "say": say} if entry.kind == "department" else say if entry.kind == "sentence" else words
    )
    return Entry(entry.kind, entry.name, entry.title, entry.stock, value)


def _told(value: Any) -> str:
    """A value in words."""
    if isinstance(value, Mapping):
        return "；".join(filter(None, ["、".join(value.get("words", [])), value.get("say", "")]))
    return "、".join(value) if isinstance(value, list) else str(value or "")


def _refuse(call: Call, entry: Entry, value: Any) -> None:
    """Raises BadInput where the new value would mislead residents."""
    if entry.kind in ("synonym", "department") and not (has_words(entry.name) and len(entry.name) <= 20):
        raise BadInput("请写它叫什么（20 个字以内）")
    words = value.get("words", []) if isinstance(value, Mapping) else value if isinstance(value, list) else []
    for word in words:
        _refuse_word(call, entry, word)
    if entry.kind == "department":
        _refuse_sentence(call, entry, value.get("say", entry.stock) if value else entry.stock)
    if entry.kind == "sentence":
        _refuse_sentence(call, entry, entry.stock if value is None else value)


def _refuse_word(call: Call, entry: Entry, word: str) -> None:
    key = normalize(word)
    if not SHORTEST <= len(matching_key(word)) <= LONGEST:
        raise BadInput(f"“{word}”要 {SHORTEST} 到 {LONGEST} 个字：太短的会误伤别的话，太长的请写成问法")
    if entry.kind == "synonym":
        groups = {normalize(each): group[0] for group in _synonym_groups(call.bench.data) for each in group}
        groups |= {normalize(each): head for head, more in wording.edits(call.db, "synonym").items() for each in more}
        if groups.get(key, entry.name) != entry.name or key == normalize(entry.name):
            raise BadInput(f"“{word}”已经是“{groups.get(key, entry.name)}”的说法，一个词只能有一个意思")
    if entry.kind == "place":
        other = call.bench.directory().kinds.find(word)
        if other and other.how == "named" and other.category != entry.name and other.word == key:
            raise BadInput(f"“{word}”已经是“{call.bench.snapshot().titles[other.category]}”的叫法")


def _refuse_sentence(call: Call, entry: Entry, text: str) -> None:
    if not has_words(text) or len(text) > LONGEST_SENTENCE:
        raise BadInput(f"要写一句话，最多 {LONGEST_SENTENCE} 个字")
    if set(_GAP.findall(text)) != set(_GAP.findall(entry.stock)) or "{" in _GAP.sub("", text):
        raise BadInput(
            "花括号里的空要和原来的一样："
            + ("、".join(f"{{{gap}}}" for gap in _GAP.findall(entry.stock)) or "原来没有")
        )
    hotlines = call.bench.rules(call.bench.snapshot(), call.bench.today()).verbatim.hotlines
    unknown = [number for number in _DIGITS.findall(text) if number not in hotlines and number not in entry.stock]
    if unknown and entry.kind == "sentence":
        raise BadInput(f"“{'、'.join(unknown)}”不是登记过的电话；金额、年龄、日期只写在“数字”里，不写在固定的话里")
    if entry.kind == "department" and not _DIGITS.search(text):
        raise BadInput("请在这句话里写上该打的电话，不知道的写 12345")


# ── What it would change


def _moved(call: Call, entry: Entry, value: Any) -> list[Moved]:
    """What people typed of late, and phrasings, with the words in them that would be answered otherwise."""
    if entry.kind != "synonym":
        return []
    snapshot, thresholds = call.bench.snapshot(), call.bench.matcher.thresholds
    groups = wording.edits(call.db, "synonym")
    trial = snapshot.index.with_aliases(Aliases({**groups, entry.name: value or []}))
    words = [normalize(word) for word in {*(value or []), *groups.get(entry.name, [])}]
    phrasings = (text for answer in snapshot.answers.values() for text in answer.phrasings)
    texts = [
        text for text in (*learning.asked_lately(call), *phrasings, *words) if any(w in normalize(text) for w in words)
    ]
    found = []
    for text in list(dict.fromkeys(texts))[:_TRIED]:
        now, then = judge(text, snapshot.index, thresholds), judge(text, trial, thresholds)
        if told(now) != told(then):
            found.append(Moved(text, now, then))
    return found


def _claimed(call: Call, entry: Entry, value: Any) -> list[str]:
    """Our own phrasings that the words would give to another department."""
    words = value.get("words") if isinstance(value, Mapping) else None
    if entry.kind != "department" or not words:
        return []
    edited = scope.with_edits(_stock_departments(call.bench.data), {entry.name: {"words": words, "say": "-"}})
    one = [each for each in edited if each.name == entry.name]
    before = [each for each in _stock_departments(call.bench.data) if each.name == entry.name]
    phrasings = (text for answer in call.bench.snapshot().answers.values() for text in answer.phrasings)
    return [text for text in phrasings if claimed_by(text, one) and not claimed_by(text, before)][:30]
