"""The inbox: what residents and agents asked in vain, gathered; only what is ticked is settled, and can be taken back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.danger.spot import Spotter
from bot.database import transaction
from bot.desk import audit, homes, learning, paging
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.errors import BadInput, NotFound
from bot.knowledge import inbox, phrasing, proposal, unanswered
from bot.knowledge.inbox import Cluster

SETTLED = {"phrasing": "加为问法", "new_answer": "写了新答案", "out_of_scope": "不归我们管", "dismissed": "不处理"}
WHY = "收件箱：居民原话"
PER_PAGE = 20
# A suggestion below this chance is none.
_SUGGESTED = 0.05
_EVERY = 100_000


@dataclass(frozen=True)
class Group:
    """A cluster on the page, with the questions it most likely asks: (home, name)."""

    cluster: Cluster
    offered: list[tuple[str, str]]


def show(call: Call) -> Response:
    snapshot = call.bench.snapshot()
    before_others = {identity for each in proposal.given(call.db) for identity in each.inbox}
    waiting = [row for row in unanswered.waiting(call.db) if row["id"] not in before_others]
    rows = [row for row in waiting if _is_question(row["text"], snapshot.index.is_nobodys, call.bench.data)]
    pages = paging.of(call, inbox.clusters(rows, snapshot.index.among), PER_PAGE)
    groups = [Group(cluster, _offered(call, cluster)) for cluster in pages.items]
    return page(call, "inbox.html", groups=groups, pages=pages, left_out=len(waiting) - len(rows),
                handed_in=len(before_others), titles=homes.titles(snapshot.answers))  # fmt: skip


def _is_question(text: str, is_nobodys: Callable[[str], bool], data: Path) -> bool:
    """No number, no greeting, and nobody in danger: those have been answered, or must not be learned from."""
    return inbox.worth_a_look(text) and not is_nobodys(text) and not _in_danger(text, data)


@lru_cache(maxsize=2000)
def _in_danger(text: str, data: Path) -> bool:
    return spotter(data).spot(text) is not None


@lru_cache(maxsize=1)
def spotter(data: Path) -> Spotter:
    """What tells of danger; some seconds' learning the first time."""
    return Spotter.read(data / "danger")


def _offered(call: Call, cluster: Cluster) -> list[tuple[str, str]]:
    """What the group asks as the matcher sees it now, then what came nearest when it was asked."""
    snapshot = call.bench.snapshot()
    now = [(each.topic, each.question) for each in snapshot.index.rank(cluster.text, 3) if each.score >= _SUGGESTED]
    then = [(topic, None) for topic in cluster.candidates if topic not in {topic for topic, _ in now}]
    return homes.offered([*now, *then], snapshot.answers)[:4]


def show_settled(call: Call) -> Response:
    return page(call, "inbox_settled.html", rows=unanswered.settled(call.db), settled=SETTLED, reasons=inbox.REASONS)


def add_phrasing(call: Call) -> Response:
    """“是这一问的问法”: live at once, or handed in; the ticked questions are settled with it."""
    text = phrasing.fit(call.said("text"))
    answers = call.bench.snapshot().answers
    home = homes.chosen(call.said("home") or call.said("other"), answers)
    ticked = _ticked(call)
    if spoilt := learning.in_the_way(call, {text: home}):
        return page(call, "inbox_spoilt.html", status=409, spoilt=spoilt, blocks=call.bench.regression_blocks,
                    text=text, home=home, named=homes.titles(answers)[home], ids=ticked)  # fmt: skip
    done = learning.publish(call, {text: home}, how="answer_phrasing", why=WHY, inbox={text: ticked})
    return after("/inbox", done)


def settle(call: Call) -> Response:
    """“不归我们管” or “不处理”, for the ticked."""
    how, ticked = call.said("how"), _ticked(call)
    if how not in ("out_of_scope", "dismissed"):
        raise BadInput("请选怎么处理")
    with transaction(call.db):
        texts = _settle(call, ticked, how)
        audit.record(call.db, call.who, "inbox_settle", "；".join(texts)[:200] or "收件箱", after=SETTLED[how])
    return after("/inbox", "settled")


def begin_answer(call: Call) -> Response:
    """On to the editor, with the ticked wordings; they are settled once the answer is published."""
    ticked = _ticked(call)
    rows = {row["id"]: row["text"] for row in unanswered.waiting(call.db, _EVERY)}
    texts = list(dict.fromkeys(rows[identity] for identity in ticked if identity in rows))
    begun = {"fresh": "yes", "settles": ",".join(map(str, ticked)), "asked": "\n".join(texts)}
    return RedirectResponse(f"/answers/new?{urlencode(begun)}", 303)


def reopen(call: Call) -> Response:
    """Back into the inbox, and the phrasing made of it taken back."""
    identity = call.whole_number("id")
    with transaction(call.db):
        phrased = unanswered.reopen(call.db, identity)
        if phrased:
            with suppress(NotFound):  # the answer itself is gone
                phrasing.take_back(call.db, phrased, who=call.who, why="撤销收件箱加的问法")
        audit.record(call.db, call.who, "inbox_reopen", phrased.text if phrased else str(identity))
    return after("/inbox/settled", "reopened")


def _ticked(call: Call) -> list[int]:
    """The rows of the ticked wordings. Raises BadInput."""
    identities = [int(part) for value in call.every("ids") for part in value.split(",") if part.strip().isdigit()]
    if not identities:
        raise BadInput("没有勾选任何一句；勾上要处理的说法再点")
    return identities


def _settle(call: Call, identities: list[int], how: str) -> list[str]:
    """The texts that were settled."""
    rows = {row["id"]: row["text"] for row in unanswered.waiting(call.db, _EVERY)}
    for identity in identities:
        with suppress(NotFound):  # somebody else settled it meanwhile
            unanswered.settle(call.db, identity, how, call.who)
    return list(dict.fromkeys(rows[identity] for identity in identities if identity in rows))
