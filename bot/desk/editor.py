"""Changing an answer: the form, what is wrong with it, what it would do to other questions, publish, two at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from bot.database import transaction
from bot.desk import answer_form, audit, batch, proposals
from bot.desk.answer_form import PREVIEW, Form
from bot.desk.answers import domains
from bot.desk.call import Call
from bot.desk.pages import after, fragment, page
from bot.desk.shown import in_words, phone, problem_in_words
from bot.errors import BadInput, Conflict, NotFound, NotInForce
from bot.knowledge import difference, draft, faq, merge, proposal, revision, trial, unanswered
from bot.knowledge.answer import ASPECTS, Answer
from bot.knowledge.check import Findings, of_answer
from bot.knowledge.difference import Difference
from bot.knowledge.field import CHOICES, CONDITIONS, KINDS, parts
from bot.knowledge.matcher import Snapshot
from bot.knowledge.mine import Person
from bot.knowledge.render import VISIBLE
from bot.knowledge.revision import Revision
from bot.knowledge.wording import Wording

LONGEST_QUESTION = 200
AGES = (".age_from", ".age_below")


@dataclass(frozen=True)
class Clash:
    """What happened meanwhile: their changes, mine, and the parts both touched."""

    others: list[Revision]
    theirs: list[Difference]
    mine: list[Difference]
    clashing: list[str]
    taken: list[str]


def edit(call: Call) -> Response:
    """The form for an answer; an unfinished draft of one's own comes back."""
    topic = call.part("topic")
    answer, number = faq.get(call.db, topic)
    kept = draft.get(call.db, topic, call.who)
    if kept and call.said("fresh") != "yes":
        return _form(call, Form(kept.fields), draft_at=kept.at)
    written = answer_form.fields_of(answer, _wording(call))
    fields = [*written, ("base", str(number)), ("seen", str(revision.latest(call.db, topic)))]
    return _form(call, Form(fields))


def new(call: Call) -> Response:
    """An empty form, or one begun from the inbox."""
    kept = draft.get(call.db, "", call.who)
    if kept and call.said("fresh") != "yes" and not call.said("settles"):
        return _form(call, Form(kept.fields), draft_at=kept.at)
    settles, asked = call.said("settles"), call.said("asked")
    review = call.bench.today().replace(year=call.bench.today().year + 1, day=1)
    fields = [("is_new", "yes"), ("seen", "0"), ("settles", settles), ("asked_as", asked), ("question", asked.split("\n")[0]),
              ("review_by", str(review)), ("confirm", "以户籍地街道答复为准")]  # fmt: skip
    return _form(call, Form(fields))


def _form(
    call: Call,
    form: Form,
    *,
    wrong: list[str] | None = None,
    draft_at: str = "",
    spoilt: Sequence[batch.Spoilt] = (),
    clash: Clash | None = None,
    status: int = 200,
) -> Response:
    snapshot = call.bench.snapshot()
    used = {value for field, value in form.fields if field.startswith("tier") and field.endswith(AGES)}
    ages = [each for each in snapshot.figures.values() if each.spoken_unit.endswith("岁") or each.name in used]
    shown = {figure.name: _spoken(call, snapshot, figure.name) for figure in snapshot.figures.values()}
    return page(
        call, "editor.html", status=status, form=form, wrong=wrong or [], draft_at=draft_at, clash=clash, kinds=KINDS, spoilt=spoilt,
        blocks=call.bench.regression_blocks, needs_two=call.bench.needs_two,
        aspects=ASPECTS, conditions=CONDITIONS, choices=CHOICES, categories=snapshot.titles, ages=ages,
        spoken=shown, wording=call.bench.wording(snapshot), domains=domains(snapshot.answers), most=VISIBLE,
    )  # fmt: skip


def _wording(call: Call) -> Wording:
    return call.bench.wording(call.bench.snapshot())


def _spoken(call: Call, snapshot: Snapshot, name: str) -> str:
    try:
        return snapshot.figures[name].spoken(call.bench.today())
    except NotInForce:
        return "今天没有数值"


def check(call: Call) -> Response:
    """What is wrong, and how residents would read it on a day, as a fragment."""
    snapshot, wording = call.bench.snapshot(), _wording(call)
    try:
        answer = _read(call, snapshot)
        day, people = call.day("preview_day"), _previewed(call)
    except BadInput as wrong:
        findings = Findings(str(wrong).split("；"), [])
        return fragment(call, "findings.html", findings=findings, phone=None, day=None)
    found = of_answer(answer, call.bench.rules(snapshot, day))
    findings = Findings(
        *([problem_in_words(each, answer, wording) for each in part] for part in (found.wrong, found.advice))
    )
    shown = phone(answer, _open_question(call, answer), people, snapshot.figures, day, snapshot.sources)
    return fragment(call, "findings.html", findings=findings, phone=shown, day=day)


def _open_question(call: Call, answer: Answer) -> str:
    """The name of the question that stands open in the form; empty for the answer as a whole."""
    form = Form(call.fields())
    number = call.said("preview_question")
    kept = [str(each) for each in form.questions if form.one(f"q{each}.gone") != "yes"]
    return answer.questions[kept.index(number)].name if number in kept else ""


def _previewed(call: Call) -> list[Person]:
    """The person the preview is for, where one was chosen. Raises BadInput."""
    known: dict[str, object] = {}
    if age := call.whole_number("preview_age"):
        known["age"] = age
    for key in ("hukou", "household", "disability_level", "care_level", "sex"):
        value = call.said(f"preview_{key}")
        if value and value not in CHOICES[key]:
            raise BadInput(f"没有“{value[:10]}”这种{CONDITIONS[key]}")
        known |= {key: value} if value else {}
    if "disability_level" in known:
        known["disabled"] = True
    return [Person("您", known)] if known else []


def try_out(call: Call) -> Response:
    """试一试: one question before and after this edit, and the other questions whose answer would change."""
    snapshot = call.bench.snapshot()
    try:
        answer = _read(call, snapshot)
    except BadInput as wrong:
        return fragment(call, "error_fragment.html", code="bad_input", message=str(wrong))
    before_index = call.bench.trial_index(snapshot.answers)
    after_index = call.bench.trial_index(trial.edited(snapshot.answers, answer))
    thresholds = call.bench.matcher.thresholds
    text = call.said("question_tried").strip()[:LONGEST_QUESTION]
    tried = [trial.match(text, index, thresholds) for index in (before_index, after_index)] if text else []
    asked = [row["text"] for row in [*unanswered.waiting(call.db), *unanswered.settled(call.db)]]
    moved = trial.moved(answer, snapshot.answers, asked, (before_index, after_index), thresholds)
    questions = {topic: other.question for topic, other in trial.edited(snapshot.answers, answer).items()}
    return fragment(call, "trial.html", text=text, tried=tried, moved=moved, questions=questions, own=answer.topic)


def save_draft(call: Call) -> Response:
    fields = _kept_fields(call)
    topic = "" if call.said("is_new") else call.said("topic")
    draft.save(call.db, topic, call.who, call.whole_number("base") or None, fields)
    if call.is_fragment:
        return fragment(call, "said.html", said="草稿已存好，只有您看得到。")
    return after(f"/answers/{topic}/edit" if topic else "/answers/new", "drafted")


def drop_draft(call: Call) -> Response:
    topic = call.said("topic")
    draft.drop(call.db, "" if topic == draft.NEW else topic, call.who)
    return after("/answers", "draft_dropped")


def publish(call: Call) -> Response:
    """Live at once, in every process; refused where a check fails that did not fail before."""
    snapshot, fields = call.bench.snapshot(), _kept_fields(call)
    try:
        answer = _read(call, snapshot)
        _refuse_wrong(call, answer, snapshot)
        why = call.said("why")
        if not why.strip():
            raise BadInput("请写一句修改原因，以后查得到")
    except BadInput as wrong:
        return _form(call, Form(fields), wrong=str(wrong).split("；"), status=400)
    if not call.said("is_new") and answer == snapshot.answers.get(answer.topic):
        draft.drop(call.db, answer.topic, call.who)
        return after(f"/answers/{answer.topic}", "unchanged")
    if spoilt := batch.in_the_way(call, {answer.topic: answer}):
        return _form(call, Form(fields), spoilt=spoilt, status=409)
    try:
        _publish(call, answer, why)
    except Conflict as clash:
        if call.bench.needs_two and proposal.waits(call.db, answer.topic):
            return _form(call, Form(fields), wrong=[str(clash)], status=409)
        return _clash(call, answer, fields)
    if call.bench.needs_two:
        return after("/answers", "handed_in")
    return after(f"/answers/{answer.topic}", "published")


def _publish(call: Call, answer: Answer, why: str) -> None:
    is_new = bool(call.said("is_new"))
    with transaction(call.db):
        base = None if is_new else call.whole_number("base")
        draft.drop(call.db, "" if is_new else answer.topic, call.who)
        if call.bench.needs_two:
            proposals.hand_in(call, answer, base=base, why=why, settles=call.said("settles"))
            return
        before = None if is_new else faq.get(call.db, answer.topic)[0]
        revision.publish(call.db, answer, base=base, who=call.who, why=why)
        for identity in _numbers(call.said("settles")):
            with suppress(NotFound):  # somebody else settled it meanwhile
                unanswered.settle(call.db, identity, "new_answer", call.who)
        audit.record(
            call.db, call.who, "answer_publish", answer.topic, before=before.to_json() if before else None,
            after=answer.to_json(), why=why,
        )  # fmt: skip


def _refuse_wrong(call: Call, answer: Answer, snapshot: Snapshot) -> None:
    """Raises BadInput for what the checks call wrong, except where the live answer already has it."""
    rules = call.bench.rules(snapshot, call.bench.today())
    if call.said("is_new") and answer.topic in snapshot.answers:
        raise BadInput(f"编号“{answer.topic}”已经有答案了，请换一个，或空着让系统编")
    live = snapshot.answers.get(answer.topic)
    already = set(of_answer(live, rules).wrong) if live else set()
    fresh = [problem for problem in of_answer(answer, rules).wrong if problem not in already]
    if fresh:
        raise BadInput("；".join(problem_in_words(each, answer, _wording(call)) for each in fresh))


def _clash(call: Call, mine: Answer, fields: list[tuple[str, str]]) -> Response:
    """Somebody was quicker: both versions put together, mine kept as a draft, nothing lost."""
    draft.save(call.db, mine.topic, call.who, call.whole_number("base") or None, fields)
    theirs, number = faq.get(call.db, mine.topic)
    others = revision.since(call.db, mine.topic, call.whole_number("seen"))
    base = others[0].before if others else None
    merged = merge.merge(base, mine, theirs)
    titles, snapshot = parts(base, mine, theirs), call.bench.snapshot()
    others_changed = difference.between(base, theirs) if base else difference.between(mine, theirs)
    clash = Clash(
        others,
        theirs=in_words(others_changed, _wording(call), snapshot.titles),
        mine=in_words(difference.between(base, mine) if base else [], _wording(call), snapshot.titles),
        clashing=[titles[field] for field in merged.clashes],
        taken=[titles[field] for field in merged.taken],
    )
    again = [("base", str(number)), ("seen", str(revision.latest(call.db, mine.topic))), ("why", call.said("why"))]
    return _form(call, Form([*answer_form.fields_of(merged.answer, _wording(call)), *again]), clash=clash, status=409)


def _read(call: Call, snapshot: Snapshot) -> Answer:
    fields = [(name, value) for name, value in call.fields() if answer_form.is_of_answer(name)]
    return answer_form.read(fields, call.bench.wording(snapshot), snapshot.answers, prefixes(snapshot.answers))


def _kept_fields(call: Call) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in call.fields()
        if value and name != "question_tried" and not name.startswith(PREVIEW)
    ]


def prefixes(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Domain → how its topics' ids begin: 养老服务 → elder."""
    counts: dict[str, Counter[str]] = {}
    for topic, answer in answers.items():
        counts.setdefault(answer.domain, Counter())[topic.split(".")[0]] += 1
    return {domain: counter.most_common(1)[0][0] for domain, counter in counts.items()}


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip().isdigit()]
