"""The one place that decides which way a message goes: a table, read top to bottom; the first row that holds.

Pure: a reading and a state in, a walk out. Each row has its tests in tests/reading/decisions.yml.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.knowledge.candidate import Candidate
from bot.places import where as places
from bot.places.walk import Memory
from bot.reading.favour import PLAN, area
from bot.reading.reading import Reading
from bot.reading.state import State

COURTESY = ("greet", "thanks", "bye", "about_bot")
# The topic that asks of all help together: the screening answers it for one person.
ALL_HELP = "assistance.which_aid"
# What of it is asked about the help itself, not for somebody.
BESIDE_HELP = ("both", "price", "who_may", "certificate")
# A question of ours this long may stand beside a greeting.
_MORE_THAN_COURTESY = 4


@dataclass(frozen=True)
class Walk:
    """What is to be done (`name`: a leaf of actions/) and with what: a topic and question, a section asked for,
    a word (which courtesy, which reason). `also`: another question of the topic that may as well be meant. `then`: what
    follows in the same turn (places, screening).
    """

    name: str
    topic: str | None = None
    question: str | None = None
    also: str | None = None
    aspect: str | None = None
    word: str = ""
    then: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    holds: Callable[[Reading, State], bool]
    walk: Callable[[Reading, State], Walk]


def decide(reading: Reading, state: State) -> tuple[str, Walk]:
    """The row that held and the walk it sends the message on."""
    for row in TABLE:
        if row.holds(reading, state):
            return row.name, row.walk(reading, state)
    raise AssertionError("the last row always holds")


def _same(name: str, **fixed: str) -> Callable[[Reading, State], Walk]:
    walk = Walk(name, **fixed)
    return lambda reading, state: walk


def _chance(reading: Reading, name: str) -> float:
    return reading.ground.words.chances[name]


def _intent(reading: Reading, *names: str, at_least: str) -> bool:
    return reading.sent.intent in names and reading.sent.confidence >= _chance(reading, at_least)


def _knows(reading: Reading, name: str) -> bool:
    """Is the knowledge this sure of what is asked?"""
    found = reading.match.candidates
    return bool(found) and found[0].score >= _chance(reading, name)


def _is_sure(reading: Reading) -> bool:
    return reading.match.status == "sure"


def answering(reading: Reading, state: State) -> Walk:
    """The answer to what the knowledge holds likeliest."""
    best = reading.match.candidates[0]
    wanted = reading.ground.thresholds.question
    question = best.question if best.question_score >= wanted else None
    then = "screening" if best.topic == ALL_HELP and question not in BESIDE_HELP and state.interview is None else ""
    also = (best.also if question == best.question else best.question) if _may_be_another(reading, best) else None
    return Walk("answer", topic=best.topic, question=question, also=also, then=then)


def _may_be_another(reading: Reading, best: Candidate) -> bool:
    """Is it so unsure which question of the topic is asked that two are answered?"""
    return best.question_score < _chance(reading, "question_alone")


def _of(payload: str) -> Walk:
    """A payload offered or tapped: topic:x#q; what is no topic offers the screening."""
    if not payload.startswith("topic:") and "." not in payload:
        return Walk("screening", word="start")
    topic, _, question = payload.removeprefix("topic:").partition("#")
    return Walk("answer", topic=topic, question=question or None)


# ── screening ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_answer_to_screening(reading: Reading, state: State) -> bool:
    return reading.heard is not None and reading.heard.kind != "not_an_answer" and not _asks_in_between(reading)


def _asks_in_between(reading: Reading) -> bool:
    """先问一句，登记处礼拜天上班吗: a question the knowledge is sure of, whatever its words might also answer."""
    is_long = len(reading.key) >= _chance(reading, "in_between")
    return is_long and reading.surely_asks and _knows(reading, "surely_ours")


def _is_no_answer_to_screening(reading: Reading, state: State) -> bool:
    """Neither an answer nor surely something else: asked once more, then passed over (bot.eligibility.interview)."""
    if reading.heard is None or reading.is_only("assent") or reading.is_only("more") or reading.is_only("back"):
        return False
    return not _knows(reading, "surely_ours") and not _intent(reading, *COURTESY, at_least="courtesy")


def _wants_screening(reading: Reading, state: State) -> bool:
    """The wish itself, unless a question of ours is surely asked; what is asked of all help together is that wish."""
    if not _intent(reading, "check_eligibility", at_least="screening"):
        return False
    doubt = "exactly" if reading.facts else "surely_ours"
    return reading.match.topic == ALL_HELP or not _knows(reading, doubt)


def _is_jumble(reading: Reading) -> bool:
    """A few characters that resemble nothing anybody asks, of us or of others."""
    best = next(iter(reading.match.candidates), None)
    is_strange = best is None or best.score < _chance(reading, "jumble")
    is_short = len(reading.key) <= _chance(reading, "jumble_length")
    return is_strange and is_short and not reading.asks and not reading.is_only("denial")


def _only_tells_facts(reading: Reading, state: State) -> bool:
    """我奶奶今年八十八，北京户口: somebody is told of and nothing is asked."""
    if not reading.facts or reading.asks or state.interview is not None:
        return False
    # 我在加拿大，我妈一个人住，87岁 wants nothing yet; 想申请低保 does.
    if _knows(reading, "surely_ours") or (reading.match.status != "none" and reading.said.has("wish")):
        return False
    return len(reading.key) <= _chance(reading, "longest_follow_up")


def _is_unnamed(reading: Reading, state: State) -> bool:
    """那个钱啥时候到账, with nothing spoken of before."""
    return state.topic is None and reading.is_unnamed and not _knows(reading, "surely_ours")


def _is_anothers(reading: Reading) -> bool:
    """Another department is named, and nothing of ours is surely asked."""
    goes_on = reading.match.topic is not None and area(reading.match.topic) == area(reading.state.topic or "")
    is_long = goes_on or len(reading.key) > _chance(reading, "long")
    is_bare = len(reading.key) <= _chance(reading, "jumble_length")
    enough = "against_department_long" if is_long else "exactly" if is_bare else "against_department"
    is_ours = _knows(reading, enough) or (goes_on and _is_sure(reading))
    return reading.department is not None and not is_ours


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _memory(state: State) -> Memory:
    return Memory.from_json(state.places)


def _is_about_places(reading: Reading, state: State) -> bool:
    if reading.sent.location is not None:
        return True
    if not reading.key or reading.tapped:
        return False
    memory = _memory(state)
    if _is_sure(reading) and area(str(reading.match.topic)) == PLAN:
        return False  # 志愿服务站覆盖率定的多少 asks what was planned, not where one is
    is_another = reading.where.bare != "place" and _knows(reading, "exactly") and reading.match.topic != state.topic
    if reading.follows_to_its_place and not is_another:
        return True
    if not memory.category and (_is_errand(reading) or _is_known_question(reading)):
        return False  # 户口在西城，人住大兴，低保归哪边管
    if reading.where.is_place_walk:
        return True
    if reading.aspect and state.topic and not memory.seeking:
        return False  # 去哪办 after an answer asks where that is done
    return places.goes_on(reading.where, memory.category, memory.seeking, len(memory.offered))


def _is_errand(reading: Reading) -> bool:
    """Is a kind of place meant only because it or its business is named, and another question of ours surely asked?"""
    if not _knows(reading, "not_an_errand"):
        return False
    best, where = reading.match.candidates[0], reading.where
    if where.kind is None:
        return False
    asks_where = _kind_of(reading, best) == "where"
    if where.kind.how == "errand":
        return where.errand is not None and (best.topic != where.errand.topic or not asks_where)
    # 他不乐意去养老院，非得给送走吗
    is_of_that_place = reading.ground.directory.category_explained_by(best.topic) == where.kind.category
    is_near_something = where.located.status in ("found", "ambiguous")
    return not (asks_where or is_of_that_place or is_near_something)


def _is_known_question(reading: Reading) -> bool:
    """Is it, word for word, a question of ours that does not ask where?"""
    if not _knows(reading, "exactly"):
        return False
    best = reading.match.candidates[0]
    return reading.ground.snapshot.index.is_phrasing(reading.asked) and _kind_of(reading, best) not in (None, "where")


def _kind_of(reading: Reading, asked: Candidate) -> str | None:
    questions = reading.ground.snapshot.answers[asked.topic].questions
    return next((each.kind for each in questions if each.name == asked.question), None)


def _asks_more_than_where(reading: Reading) -> bool:
    """附近有没有大人能去的温馨家园: what the knowledge is sure of is told, and the places shown."""
    best = next(iter(reading.match.candidates), None)
    if best is None or reading.where.bare or reading.where.asks & {"whose", "phone"} or not _knows(reading, "exactly"):
        return False
    is_named = best.question_score >= reading.ground.thresholds.question
    return is_named and _kind_of(reading, best) not in (None, "where")


def _places(reading: Reading, state: State) -> Walk:
    also = (reading.where.also_asks and _is_sure(reading)) or _asks_more_than_where(reading)
    return replace(answering(reading, state), then="places") if also else Walk("places")


# ── leaning on what was said before ───────────────────────────────────────────────────────────────────────────────


def _tells_facts_of_the_answer(reading: Reading, state: State) -> bool:
    """九十岁的呢, 我是二级肢体: facts that choose among the lines of the answer before, and hardly anything else."""
    before = reading.before
    if before is None or not before.tiers or len(reading.key) > _chance(reading, "longest_follow_up"):
        return False
    return bool(reading.decides & set(reading.told)) and not _knows_other(reading, state)


def _knows_other(reading: Reading, state: State) -> bool:
    return _is_sure(reading) and reading.match.topic != state.topic


def _again(reading: Reading, state: State) -> Walk:
    return Walk("answer", topic=state.topic, question=state.question)


def _then(reading: Reading, state: State) -> Walk:
    """The same of another time; the question of the same topic that is asked with it, where one is: 2020年底拿证的有多少."""
    best = next(iter(reading.match.candidates), None)
    wanted = reading.ground.thresholds.question
    if (
        best
        and best.topic == state.topic
        and best.question_score >= wanted
        and len(reading.without_small) >= 2
        and not reading.asks_formerly
    ):
        return Walk("answer", topic=state.topic, question=best.question)
    return _again(reading, state)


def _asks_another_time(reading: Reading, state: State) -> bool:
    before = reading.before
    if before is None:
        return False
    if reading.is_only("now") or reading.asks_formerly:
        return True
    if state.period and reading.said.has("now") and not _is_sure(reading):
        return True
    if reading.period is None and not reading.said.has("then"):
        return False
    left = len(reading.without_small)
    return left < 2 or (left <= 6 and reading.match.topic in (None, state.topic))


def _returns(reading: Reading, state: State) -> bool:
    return bool(state.earlier) and reading.is_only("back")


TABLE = (
    Row("somebody is in danger", lambda r, s: r.danger is not None, _same("emergency")),
    Row("a choice was tapped", lambda r, s: r.tapped is not None, lambda r, s: _of(str(r.sent.tapped))),
    Row("nothing was said", lambda r, s: r.is_nothing, _same("unclear", word="wordless")),
    Row("who is speaking", lambda r, s: r.is_only("about_bot"), _same("smalltalk", word="about_bot")),
    Row("a person is wanted", lambda r, s: r.wants_person, _same("hand_off")),
    Row("the screening is answered", _is_answer_to_screening, _same("screening")),
    Row("a choice is picked", lambda r, s: r.picked is not None, lambda r, s: _of(str(r.picked))),
    Row("none of the choices", lambda r, s: bool(s.choices) and r.is_only("none_of_these"), _same("unknown", word="none_of_these")),
    Row("more of the answer", lambda r, s: bool(s.topic) and s.interview is None and r.is_only("more") and not _memory(s).category, lambda r, s: Walk("more", topic=s.topic, question=s.question)),
    Row("back to an earlier matter", _returns, lambda r, s: _of(s.earlier[0])),
    Row("a location or a place", _is_about_places, _places),
    Row("the screening is not understood", _is_no_answer_to_screening, _same("screening")),
    Row("English", lambda r, s: r.is_english, _same("english")),
    Row("help to read", lambda r, s: r.is_only("read_aloud"), _same("smalltalk", word="read_aloud")),
    Row("simpler words", lambda r, s: bool(s.topic) and r.is_only("plain"), lambda r, s: Walk("answer", topic=s.topic)),
    Row("simpler words of nothing yet", lambda r, s: r.is_only("plain"), _same("smalltalk", word="plain")),
    Row("a section of the answer", lambda r, s: bool(s.topic) and r.aspect is not None, lambda r, s: Walk("answer", topic=s.topic, question=s.question, aspect=r.aspect)),
    Row("facts that choose a line", _tells_facts_of_the_answer, _again),
    Row("another time", _asks_another_time, _then),
    Row("a bare number", lambda r, s: r.number is not None, _same("unclear", word="number")),
    Row("agreement with an offer", lambda r, s: len(s.choices) == 1 and r.is_only("assent"), lambda r, s: _of(s.choices[0])),
    Row("a screening in between is resumed", lambda r, s: s.interview is not None and (r.is_only("assent") or r.is_only("more") or r.is_only("back")), _same("screening")),
    Row("a greeting alone", lambda r, s: r.is_only("opener"), _same("smalltalk", word="greet")),
    Row("agreement", lambda r, s: r.is_only("assent"), _same("smalltalk", word="agreed")),
    Row("a screening is wanted", _wants_screening, _same("screening", word="start")),
    Row("courtesy alone", lambda r, s: _intent(r, *COURTESY, at_least="courtesy") and not (_is_sure(r) and len(r.key) >= _MORE_THAN_COURTESY), lambda r, s: Walk("smalltalk", word=str(r.sent.intent))),
    Row("the same of something else", lambda r, s: r.sibling is not None, lambda r, s: _of(str(r.sibling))),
    Row("a wish for a person", lambda r, s: _intent(r, "hand_off", at_least="courtesy") and not _is_sure(r), _same("hand_off")),
    Row("a person is called for", lambda r, s: r.calls_person and not _knows(r, "exactly"), _same("hand_off")),
    Row("a word for several matters", lambda r, s: bool(r.menu), _same("clarify", word="menu")),
    Row("of nothing that was named", _is_unnamed, _same("clarify", word="unnamed")),
    Row("only facts are told", _only_tells_facts, _same("clarify", word="facts")),
    Row("another department's", lambda r, s: _is_anothers(r), _same("elsewhere")),
    Row("a jumble", lambda r, s: _is_jumble(r), _same("unclear", word="unclear")),
    Row("not ours", lambda r, s: _intent(r, "out_of_scope", at_least="elsewhere") and not _knows(r, "surely_ours") and not _is_sure(r), _same("elsewhere")),
    Row("a question of ours", lambda r, s: _is_sure(r), answering),
    Row("nearly a question of ours", lambda r, s: bool(r.choices), _same("clarify")),
    Row("no", lambda r, s: r.is_only("denial"), _same("smalltalk", word="declined")),
    Row("not known", lambda r, s: True, _same("unknown")),
)  # fmt: skip
