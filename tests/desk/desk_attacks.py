"""What an attacker would try, each as a function that fails where the desk lets it through.

Beside each stands the guard that stops it, as a patch that takes the guard away: `test_desk_attacks.py`
runs every attack with the guard (nothing gets through) and without (something does, or the test is worth nothing).
"""

import contextlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from desk_caller import PASSWORDS, Caller, Desk

from bot import database
from bot.desk import account, door, headers, origin, pages, session, sign_in, slowdown, table_file, upload
from bot.desk.account import Account
from bot.desk.answer_form import fields_of
from bot.desk.routes import ROUTES
from bot.knowledge import draft, faq, proposal, render, review, revision, trace, turns
from bot.knowledge.answer import Citation, LookAlike, Tier
from bot.knowledge.candidate import Candidate
from bot.sheet import spreadsheet

TOPIC, OTHER_TOPIC = "charity.activities", "charity.supervision"
ROLES = ("agent", "editor", "admin")
XSS = """'"></textarea></title><i data-xss></i><img src=x onerror="window.xssed=true"><script>window.xssed=true</script>"""


@dataclass(frozen=True)
class Attack:
    """`run` raises AssertionError saying `breach` (a pattern) where it gets through; `without_guard` takes the guard away."""

    name: str
    run: Callable[[Desk], None]
    without_guard: Callable[[pytest.MonkeyPatch], None]
    breach: str


def path_of(template: str) -> str:
    """A route's address with something in its blanks."""
    known = {"topic": TOPIC, "name": "dibao.standard", "id": "sp-none", "kind": "csv", "number": "1"}
    filled = re.sub(r"\{(\w+)\}", lambda blank: known[blank[1]], template)
    return "/static/desk.css" if filled.startswith("/static/") else filled


def counts(desk: Desk) -> dict[str, int]:
    """Rows of every table an attack might change."""
    tables = (
        "answer",
        "phrasing",
        "revision",
        "figure_value",
        "source",
        "service",
        "unanswered",
        "indicator_value",
        "desk_account",
        "wording",
        "wording_revision",
        "stopped",
        "expectation",
        "proposal",
    )
    with contextlib.closing(sqlite3.connect(desk.path)) as db:
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


# 1. Authorisation, per route and role


def enter_without_permission(desk: Desk) -> None:
    callers: dict[str | None, Caller] = {None: desk.caller(), **{role: desk.caller(role) for role in ROLES}}
    for entry in ROUTES:
        if entry.path == "/sign-out":
            continue
        for role, caller in callers.items():
            answer = caller.send(entry.method, path_of(entry.path), b"" if entry.method == "POST" else None,
                                 {"Origin": desk.url, "Accept": "application/json"})  # fmt: skip
            where = f"{entry.method} {entry.path} as {role}"
            if entry.role is None:
                assert answer.status not in (401,), where
            elif role is None:
                assert answer.status == 401, where
            elif ROLES.index(role) < ROLES.index(entry.role):
                assert answer.status == 403 and answer.json()["error"]["code"] == "not_allowed", where
            else:
                assert answer.status not in (401, 403), where
    for path in (
        "//audit",
        "/audit/",
        "/AUDIT",
        "/static/../audit",
        "/static/..%2faudit",
        "/audit%2f",
        "/audit;a",
        "/./audit",
    ):
        assert callers["agent"].get(path, {"Accept": "application/json"}).status in (307, 403, 404), path


def no_permission_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "_permitted", lambda entry, bench, request: Account("somebody", "admin"))


def any_role_will_do(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Account, "may", lambda self, role: True)


# 2. Cross-site request forgery


def forge_requests(desk: Desk) -> None:
    admin = desk.caller("admin")
    before = counts(desk)
    foreign: tuple[dict[str, str], ...] = (
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": f"{desk.url}.evil.example"},
        {"Origin": desk.url, "Sec-Fetch-Site": "cross-site"},
        {"Origin": desk.url, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": f"{desk.url}/audit"},
    )
    fields = {
        "name": "agent",
        "how": "disable",
        "q": "伪造的问题",
        "topic": TOPIC,
        "text": "伪造的问法",
        "ids": "1",
        "title": "伪造",
    }
    for entry in ROUTES:
        if entry.method == "POST":
            for headers_sent in foreign:
                answer = admin.post(path_of(entry.path), fields, headers_sent)
                assert answer.status == 403, f"forged: {entry.path} {headers_sent}"
    assert counts(desk) == before
    assert admin.get("/hotline").status == 200, "still signed in: nobody was signed out from elsewhere"


def every_page_is_ours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(origin, "is_own", lambda method, headers: True)


# 3. Script in every field


def plant_script(desk: Desk) -> None:
    """Everything a person can write, written with script in it; then every page is read for live tags."""
    db = desk.db()
    answer, number = faq.get(db, TOPIC)
    if "xssed" in answer.question:
        answer = revision.history(db, TOPIC)[0].before or answer
    everywhere = replace(
        answer, question=f"慈善{XSS}", answer=XSS, confirm=XSS, details={"who": XSS, "materials": (XSS, XSS), "steps": (XSS,)},
        tiers=(Tier({"hukou": ["xicheng"]}, XSS),), sources=(Citation(XSS, XSS),), related=(XSS,), series=(), audience=(XSS,),
        asked_as=(*answer.asked_as, XSS), not_asked_as=(LookAlike(XSS, XSS),), domain=answer.domain,
    )  # fmt: skip
    revision.publish(db, everywhere, base=number, who=XSS, why=XSS)
    editor = desk.caller("editor")
    editor.post("/hotline/not-found", {"q": XSS[:190]})
    editor.post(
        "/answers/draft",
        {"topic": TOPIC, "is_new": "yes", "question": XSS, "answer": XSS, "tier0.text": XSS, "why": XSS},
    )
    editor.post("/sources", {"title": XSS, "number": XSS})
    editor.post("/batch/keep", {"table": f"{XSS}\t{TOPIC}"})
    editor.post(f"/answers/{OTHER_TOPIC}/stop", {"sentence": XSS[:90], "why": XSS})
    proposal.hand_in(db, everywhere, base=number, who="editor", why=XSS)
    editor.post("/indicators", {"name": "plan.rescue_beds", "year": "2022", "value": "7", "source": XSS, "note": XSS})
    editor.post("/figures/dibao.standard/values", {"from_day": "2031-01-01", "value": "1500", "confidence": "B", "title": f"二{XSS}",
                                                   "number": f"二{XSS}", "clause": XSS, "note": XSS, "why": XSS})  # fmt: skip
    editor.post("/places/save", {"name": XSS, "category": "养老驿站", "address": f"牛街{XSS}", "subdistrict": "牛街街道", "note": XSS,
                                 "source": XSS, "organization": XSS, "datum": "高德", "why": XSS})  # fmt: skip
    walk = SimpleNamespace(name="answer", topic=TOPIC, question=None)
    trace.record(db, "webchat", [trace.Taken(f"慈善{XSS}", review.ROWS[0], walk, [Candidate(TOPIC, 0.5)])])
    turns.rate(db, TOPIC, False, XSS)
    judged = trace.recent(db, 1)[0]["id"]
    editor.post("/review", {"id": judged, "verdict": "question", "home": TOPIC})
    trace.record(db, "webchat", [trace.Taken(f"行善{XSS}", review.ROWS[0], walk, [Candidate(TOPIC, 0.5)])])
    editor.post("/words/save", {"kind": "sentence", "name": "greet", "say": XSS, "why": XSS})
    admin = desk.caller("admin")
    place = next((row["id"] for row in db.query("SELECT id FROM service WHERE instr(name, 'xssed')")), None)
    assert place, "the place was written"
    shown = set()
    for path in (*pages_to_read(), f"/places/{place}/edit", f"/hotline/detail?kind=place&id={place}&q=x"):
        answer_ = (desk.caller() if path.startswith("/sign-in") else admin).get(path)
        assert answer_.status in (200, 400, 404), path
        for tag in ("<i data-xss>", "<img src=x", "<script>window"):
            assert tag not in answer_.text, f"{tag} is live on {path}"
        if "&lt;i data-xss&gt;" in answer_.text:
            shown.add(path.partition("?")[0])
    hidden = {"/hotline", "/hotline/results", "/hotline/detail", "/answers", f"/answers/{TOPIC}", f"/answers/{TOPIC}/edit",
              f"/answers/{TOPIC}/history", "/answers/new", "/figures", "/figures/dibao.standard", "/places", "/inbox",
              "/batch", "/proposals/1", "/overview", "/indicators", "/audit", "/review", "/review/done", "/words",
              f"/places/{place}/edit"} - shown  # fmt: skip
    assert not hidden, f"nothing of it to be seen on {hidden}"


def pages_to_read() -> list[str]:
    """Every page that shows what somebody wrote, or what stands in its address."""
    script = quote(XSS, safe="")
    return [
        "/hotline?q=慈善", f"/hotline?q={script}", f"/hotline/results?q={script}", "/hotline/results?q=xssed", f"/hotline/detail?kind={script}&id=1",
        f"/hotline/detail?kind=topic&id={TOPIC}", "/hotline/detail?kind=figure&id=dibao.standard", "/answers?q=慈善",
        f"/answers?q={script}&domain={script}&show={script}", f"/answers/{TOPIC}", f"/answers/{TOPIC}/edit", f"/answers/{TOPIC}/history",
        f"/answers/{script}", "/answers/new", f"/answers/new?settles={script}&asked={script}", f"/figures?q={script}&show={script}",
        "/figures", "/figures/dibao.standard", "/places", f"/places?q={script}", "/inbox", "/inbox/settled", "/review", "/review/done", "/words?kind=sentence", "/words/edit?kind=sentence&name=greet",
        f"/words/edit?kind=synonym&name={script}", f"/inbox?page={script}", "/overview", f"/overview?first={script}",
        f"/answers/{script}", "/answers/new", "/batch", "/proposals/1", f"/answers/new?settles={script}&asked={script}", f"/figures?q={script}&show={script}",
        "/figures", "/figures/dibao.standard", "/places", f"/places?q={script}", "/inbox", "/inbox/settled", "/overview", f"/overview?first={script}",
        "/indicators", "/exchange", "/audit", f"/audit?subject={script}&who={script}", "/accounts", f"/sign-in?next={script}", f"/{script}",
    ]  # fmt: skip


def nothing_is_escaped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages._templates, "autoescape", False)
    patch.setattr(pages._templates, "cache", {})


# 4. SQL


def inject_sql(desk: Desk) -> None:
    before = counts(desk)
    union = ("' UNION SELECT name, 'admin', password_hash, 1, made_at, '', '' FROM desk_account WHERE name = 'agent' --",
             "' UNION SELECT 'x', 'admin', password_hash, 1, made_at, NULL FROM desk_account WHERE name = 'agent' --",
             "' OR '1'='1", "admin' --")  # fmt: skip
    for name in union:
        intruder = desk.caller()
        answer = intruder.post("/sign-in", {"name": name, "password": PASSWORDS["agent"]})
        assert answer.status == 403 and not intruder.cookie, name
    admin = desk.caller("admin")
    for text in (
        *union,
        "'; DROP TABLE answer; --",
        '"; DELETE FROM phrasing; --',
        "%",
        "_",
        "\\",
        "' AND 1=(SELECT 1/0) --",
    ):
        said = quote(text, safe="")
        for path in (f"/hotline/results?q={said}", f"/answers?q={said}&domain={said}&show={said}", f"/answers/{said}", f"/figures?q={said}",
                     f"/places?q={said}&category={said}", f"/audit?who={said}", f"/audit?action={said}", f"/audit?subject={said}",
                     f"/hotline/detail?kind=place&id={said}", f"/answers/{said}/history"):  # fmt: skip
            assert admin.get(path).status in (200, 400, 404), path
        listed = admin.get(f"/audit.csv?who={said}").text.strip().splitlines()
        assert len(listed) == 1, f"the filter let rows through for {text}"
        for path, field in (("/inbox/phrasing", "topic"), ("/inbox/settle", "ids"), ("/answers/undo", "revision"), ("/drafts/drop", "topic"),
                            ("/exchange/apply", "identity"), ("/accounts", "name"), ("/places/save", "id")):  # fmt: skip
            sent = {"text": "问法", "ids": "999999", "how": "dismissed", "why": "试", "kind": "answers", field: text}
            assert admin.post(path, sent).status in (303, 400, 403, 404, 409), path
    assert counts(desk) == before


def names_pasted_into_sql(patch: pytest.MonkeyPatch) -> None:
    def naive(db: Any, name: str, password: str) -> Account | None:
        columns = "name, role, password_hash, enabled, made_at, signed_in_at"
        try:
            row = db.conn.execute(f"SELECT {columns} FROM desk_account WHERE name = '{name}'").fetchone()
        except sqlite3.Error:
            return None
        return Account(row[0], row[1]) if row and account._verified(row[2], password) else None

    patch.setattr(account, "with_password", naive)


# 5. Templates in answers

TEMPLATES = (
    "{{ 7*191 }}", "{{ ''.__class__.__mro__ }}", "{{ figure.__globals__ }}",
    '{{ figure("dibao.standard").__class__ }}', '{{ figure("dibao.standard")|upper }}', "{{ self }}", "{{ cycler }}",
    "{% for a in range(3) %}13{{ 37 }}{% endfor %}", "{% include 'base.html' %}", '{{ figure(("dibao.standard",)[0]) }}', "{{ config }}", "{% set a = 1 %}",
)  # fmt: skip


def inject_templates(desk: Desk) -> None:
    editor, db = desk.caller("editor"), desk.db()
    topic = next(t for t in faq.load(db) if t.startswith("charity.") and t != TOPIC)
    answer, number = faq.get(db, topic)
    for template in TEMPLATES:
        for changed in (replace(answer, answer=template), replace(answer, details={"note": template}),
                        replace(answer, tiers=(Tier({}, template),)), replace(answer, verified=False, confirm=template)):  # fmt: skip
            fields = [
                *fields_of(changed, desk.bench.wording(desk.bench.snapshot())),
                ("base", str(number)),
                ("seen", "0"),
                ("why", "试"),
            ]
            preview = editor.post("/answers/check", fields, {"Origin": desk.url, "X-Desk-Fragment": "1"})
            assert not re.search(r"1337|&lt;class|&lt;Template", preview.text), f"{template} was run"
            assert "要改" in preview.text, f"{template} would be published"
            assert editor.post("/answers/publish", fields).status == 400, f"{template} was published"
    table = spreadsheet.csv_text(["编号", "第一句"], [[topic, TEMPLATES[0]]]).encode()
    assert "花括号里只能写" in editor.upload("/exchange/preview", {"kind": "answers"}, "a.csv", table).text
    assert faq.get(db, topic) == (answer, number)


def any_expression_runs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(render, "_only_a_call", lambda node: None)
    render.compiled.cache_clear()


# 6. Paths in uploads and addresses


def climb_out_of_directories(desk: Desk) -> None:
    editor = desk.caller("editor")
    table = spreadsheet.csv_text(["编号", "标准问法"], [[TOPIC, "中华慈善日是哪天"]]).encode()
    for name in (
        "../../../../tmp/desk-evil.csv",
        "..\\..\\desk-evil.csv",
        "/etc/desk-evil.csv",
        "C:\\desk-evil.csv",
        "desk-evil.csv/",
    ):
        shown = editor.upload("/exchange/preview", {"kind": "answers"}, name, table).text
        assert "desk-evil.csv" in shown, name
        assert not re.search(r"(\.\.|/|\\|:)[/\\]?desk-evil", shown.replace("导入预览：", "")), (
            f"{name} is taken as a path"
        )
    packed = io.BytesIO(spreadsheet.excel_bytes(["编号", "标准问法"], [[TOPIC, "慈善日"]]))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("../../../../tmp/desk-evil.txt", "x")
    assert editor.upload("/exchange/preview", {"kind": "answers"}, "b.xlsx", packed.getvalue()).status == 200
    for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/..", "/static/desk.css%00.py",
                 "/exchange/answers.%2e%2e%2fpasswd", "/exchange/answers.py", "/exchange/places.db"):  # fmt: skip
        assert editor.get(path).status in (400, 404), path


def names_are_taken_as_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(table_file, "plain_name", lambda name: name)


# 7. Session fixation


def fix_a_session(desk: Desk) -> None:
    planted = "planted-by-the-attacker-0123456789"
    victim, attacker = desk.caller(), desk.caller()
    attacker.cookie = victim.cookie = planted
    victim.sign_in("agent")
    assert victim.cookie != planted, "the planted cookie goes on"
    assert attacker.get("/hotline").status == 303, "the planted cookie is worth nothing"
    old = victim.cookie
    victim.sign_in("agent")
    stale = desk.caller()
    stale.cookie = old
    assert victim.cookie != old and stale.get("/hotline").status == 303, "signing in again ends the session before"
    victim_token = victim.cookie
    victim.post("/sign-out")
    stale.cookie = victim_token
    assert stale.get("/hotline").status == 303, "signing out ends it on the server"


def old_session_goes_on(patch: pytest.MonkeyPatch) -> None:
    fresh = session.start

    def start(db: Any, name: str, old_token: str | None = None) -> str:
        token = fresh(db, name)
        if old_token:
            db.conn.execute("DELETE FROM desk_session WHERE token_hash = ?", [session._hash(old_token)])
            db.conn.execute(
                "UPDATE desk_session SET token_hash = ? WHERE token_hash = ?",
                [session._hash(old_token), session._hash(token)],
            )
        return old_token or token

    patch.setattr(session, "start", start)


# 8. Guessing passwords


def guess_passwords(desk: Desk) -> None:
    db, right = desk.db(), "一个谁也猜不到的密码"
    if not db.table("desk_account").count_where("name = 'guessed'"):
        account.add(db, "guessed", "agent", right)
    try:
        for name in ("guessed", "no-such-person"):
            answers = [
                desk.caller().post("/sign-in", {"name": name, "password": f"wrong {n}"})
                for n in range(slowdown.FREE_PER_ACCOUNT)
            ]
            assert {answer.status for answer in answers} == {403}
            assert all(sign_in.WRONG in answer.text for answer in answers), (
                "the same words whether or not there is such an account"
            )
            slowed = desk.caller()
            refused = slowed.post("/sign-in", {"name": name, "password": right})
            assert refused.status == 429, "guessing goes on"
            assert re.search(r"请过 \d+ (秒|分钟)再试", refused.text) and not slowed.cookie
        with ThreadPoolExecutor(12) as many:
            at_once = list(many.map(lambda n: desk.caller().post("/sign-in", {"name": "quick", "password": f"wrong {n}"}).status,
                                    range(24)))  # fmt: skip
        assert at_once.count(403) == slowdown.FREE_PER_ACCOUNT, "guessing many at once is a way round"
    finally:
        db.conn.execute("DELETE FROM sign_in_failure")


def nobody_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(slowdown, "wait_seconds", lambda db, name, source, now: 0)


# 8b. Keeping others out by guessing at them


def keep_others_out(desk: Desk) -> None:
    """Somebody guesses at everybody's account; whoever works here goes on, and comes in where he came in before."""
    db = desk.db()
    at_work = {role: desk.caller(role) for role in PASSWORDS}
    try:
        for role in (*PASSWORDS, *(f"nobody{n}" for n in range(slowdown.FREE_PER_ADDRESS))):
            for n in range(slowdown.FREE_PER_ACCOUNT + 2):
                desk.caller().post("/sign-in", {"name": role, "password": f"wrong {n}"})
        assert desk.caller().post("/sign-in", {"name": "admin", "password": PASSWORDS["admin"]}).status == 429
        for role, password in PASSWORDS.items():
            mine = at_work[role]
            assert mine.get("/hotline").status == 200, "a signed-in colleague is put out"
            new = {"old": password, "new": password, "again": password}
            assert mine.post("/password", new).status == 303, "a signed-in colleague is kept out"
            assert mine.post("/sign-out").status == 303
            assert mine.post("/sign-in", {"name": role, "password": password}).status == 303, "others are kept out"
            elsewhere = {"Origin": desk.url, "X-Forwarded-For": "10.20.30.40"}  # as a proxy on this machine tells it
            sent = desk.caller().post("/sign-in", {"name": role, "password": password}, elsewhere)
            assert sent.status == 303, "others are kept out"
        stranger = desk.caller()
        stranger.known = {slowdown.cookie_name("admin"): "number.forged"}
        assert stranger.post("/sign-in", {"name": "admin", "password": PASSWORDS["admin"]}).status == 429
    finally:
        db.conn.execute("DELETE FROM sign_in_failure")


def counted_by_account_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(slowdown.Source, "counts", lambda self, name: [(slowdown._hash(name), slowdown.FREE_PER_ACCOUNT)])


# 9. Formulas in exports


def smuggle_formulas(desk: Desk) -> None:
    db = desk.db()
    unanswered_text = '=HYPERLINK("http://evil.example","点我")'
    revision_of = faq.get(db, TOPIC)
    changed = replace(
        revision_of[0], asked_as=(unanswered_text, *revision_of[0].asked_as), question="+1+1", confirm="@SUM(A1)"
    )
    revision.publish(db, changed, base=revision_of[1], who="=1+1", why="-1")
    editor, admin = desk.caller("editor"), desk.caller("admin")
    editor.post(
        "/indicators",
        {"name": "plan.rescue_beds", "year": "2023", "value": "1", "source": "=cmd|'/c calc'!A1", "note": "=1"},
    )
    for caller, path in ((editor, "/exchange/answers.csv"), (editor, "/exchange/places.csv"), (editor, "/indicators.csv"),
                         (admin, "/audit.csv"), (editor, "/overview.csv")):  # fmt: skip
        _no_cell_runs(caller.get(path).body, path)
    rows = spreadsheet.read_bytes("answers.csv", editor.get("/exchange/answers.csv").body)
    assert any(unanswered_text in cell for _, cells in rows for cell in cells), "and comes back as it was"


def _no_cell_runs(content: bytes, path: str) -> None:
    import csv

    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t")), f"a cell runs in {path}: {cell[:40]}"


def cells_go_out_as_they_are(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spreadsheet, "_taint", lambda cell: cell)


# 10. Being sent elsewhere after signing in; being framed


def redirect_elsewhere(desk: Desk) -> None:
    for target in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nX: y",
    ):
        answer = desk.caller().post("/sign-in", {"name": "agent", "password": PASSWORDS["agent"], "next": target})
        assert answer.status == 303 and answer.place == "/hotline", f"sent to {target}"
    good = desk.caller().post("/sign-in", {"name": "agent", "password": PASSWORDS["agent"], "next": "/figures?q=低保"})
    assert good.place.startswith("/figures?q="), "one's own page is kept"


def any_address_will_do(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sign_in, "_local", lambda address: address)


def frame_the_desk(desk: Desk) -> None:
    admin = desk.caller("admin")
    for path in ("/hotline", "/static/desk.css", "/nowhere", "/answers/none", "/health", "/exchange/answers.csv"):
        answer = admin.get(path)
        policy = answer.headers.get("content-security-policy", "")
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY", (
            path
        )
    assert admin.get("/hotline").headers["cache-control"] == "no-store"


def no_headers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(headers.MutableHeaders, "update", lambda self, other: None)


# 11. Rewriting the record


def rewrite_the_audit(desk: Desk) -> None:
    db = database.connect(":memory:")
    db.conn.execute("INSERT INTO audit (at, who, action, subject) VALUES ('', 'somebody', 'sign_in', '')")
    for statement in ("UPDATE audit SET who = 'somebody else'", "DELETE FROM audit"):
        with contextlib.suppress(sqlite3.IntegrityError):
            db.conn.execute(statement)
    assert [row["who"] for row in db.query("SELECT who FROM audit")] == ["somebody"], "the record was rewritten"


def no_triggers(patch: pytest.MonkeyPatch) -> None:
    whole = database._statements

    def some(script: str) -> Iterator[str]:
        return (statement for statement in whole(script) if "CREATE TRIGGER audit" not in statement)

    patch.setattr(database, "_statements", some)


# 12. Others' work


def take_anothers_table(desk: Desk) -> None:
    editor, admin = desk.caller("editor"), desk.caller("admin")
    table = spreadsheet.csv_text(["编号", "适合谁"], [["charity.donate_money", "谁都行"]]).encode()
    shown = editor.upload("/exchange/preview", {"kind": "answers"}, "mine.csv", table).text
    identity = re.search(r'name="identity" value="([^"]+)"', shown)
    expected = re.search(r'name="expected" value="([^"]+)"', shown)
    assert identity and expected, shown
    fields = {"kind": "answers", "identity": identity[1], "expected": "", "why": "试"}
    assert admin.post("/exchange/apply", fields).status == 404, "another's table was taken"


def tables_are_anybodys(patch: pytest.MonkeyPatch) -> None:
    def take(db: Any, who: str, kind: str, identity: str) -> tuple[str, list[upload.Row]]:
        owner = db.conn.execute("SELECT who FROM upload WHERE id = ?", [identity]).fetchone()
        return guarded(db, owner[0], kind, identity)

    guarded = upload.take
    patch.setattr(upload, "take", take)


def read_anothers_draft(desk: Desk) -> None:
    topic = "charity.donate_money"
    editor, admin = desk.caller("editor"), desk.caller("admin")
    editor.post("/answers/draft", {"topic": topic, "base": "1", "question": "还没想好的一句话"})
    assert "还没想好的一句话" in editor.get(f"/answers/{topic}/edit").text
    assert "还没想好的一句话" not in admin.get(f"/answers/{topic}/edit").text, "another's draft was read"


def drafts_are_anybodys(patch: pytest.MonkeyPatch) -> None:
    guarded = draft.get
    patch.setattr(draft, "get", lambda db, topic, who: guarded(db, topic, "editor"))


# 13. Cookies and sessions in the wrong hands


def read_the_cookie(desk: Desk) -> None:
    sent = (
        desk.caller().post("/sign-in", {"name": "agent", "password": PASSWORDS["agent"]}).headers["set-cookie"].lower()
    )
    assert "httponly" in sent and "samesite=lax" in sent and "domain" not in sent, (
        "the cookie can be read or sent along"
    )
    desk.bench.is_secure = True
    try:
        sent = desk.caller().post("/sign-in", {"name": "agent", "password": PASSWORDS["agent"]}).headers["set-cookie"]
    finally:
        desk.bench.is_secure = False
    assert "secure" in sent.lower().split("; "), "the cookie can be read on the way"


def a_plain_cookie(patch: pytest.MonkeyPatch) -> None:
    def plain(call: Any, response: Any, token: str) -> Any:
        response.set_cookie(session.COOKIE, token, samesite=None)
        return response

    patch.setattr(sign_in, "_with_cookie", plain)


def work_on_after_dismissal(desk: Desk) -> None:
    db = desk.db()
    if not db.table("desk_account").count_where("name = 'leaver'"):
        account.add(db, "leaver", "editor", "走之前一直用的那个密码")
    db.conn.execute("UPDATE desk_account SET enabled = 1 WHERE name = 'leaver'")
    leaver = desk.caller().sign_in("leaver", "走之前一直用的那个密码")
    assert leaver.get("/hotline").status == 200
    assert desk.caller("admin").post("/accounts", {"name": "leaver", "how": "disable"}).status == 303
    assert leaver.get("/hotline").status == 303, "a stopped account works on"
    assert desk.caller().post("/sign-in", {"name": "leaver", "password": "走之前一直用的那个密码"}).status == 403


def sessions_outlive_accounts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "end_all", lambda db, name, but=None: None)
    patch.setattr(account, "set_enabled", lambda db, name, enabled: None)


def use_an_old_session(desk: Desk) -> None:
    db = desk.db()
    for column, limit in (("started_at", 12 * 3600), ("seen_at", 4 * 3600)):
        agent = desk.caller("agent")
        db.conn.execute(
            f"UPDATE desk_session SET {column} = {column} - ? WHERE token_hash = ?",
            [limit + 5, session._hash(agent.cookie)],
        )
        assert agent.get("/hotline").status == 303, f"a session goes on for ever ({column})"


def sessions_last_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "LONGEST_SECONDS", 10**9)
    patch.setattr(session, "IDLE_SECONDS", 10**9)


ATTACKS = (
    Attack("enter a page without signing in", enter_without_permission, no_permission_asked, "as None"),
    Attack("enter a page of another role", enter_without_permission, any_role_will_do, "as agent"),
    Attack("forge a request from another site", forge_requests, every_page_is_ours, "forged"),
    Attack("plant script in every field", plant_script, nothing_is_escaped, "is live on"),
    Attack("inject SQL", inject_sql, names_pasted_into_sql, "UNION SELECT"),
    Attack("inject a template into an answer", inject_templates, any_expression_runs, "was run"),
    Attack("climb out of directories", climb_out_of_directories, names_are_taken_as_sent, "is taken as a path"),
    Attack("fix a session", fix_a_session, old_session_goes_on, "the planted cookie"),
    Attack("guess passwords", guess_passwords, nobody_waits, "guessing goes on"),
    Attack("keep others out", keep_others_out, counted_by_account_alone, "kept out"),
    Attack("smuggle formulas into exports", smuggle_formulas, cells_go_out_as_they_are, "a cell runs"),
    Attack("redirect elsewhere after signing in", redirect_elsewhere, any_address_will_do, "sent to"),
    Attack("frame the desk", frame_the_desk, no_headers, "/hotline"),
    Attack("rewrite the audit", rewrite_the_audit, no_triggers, "was rewritten"),
    Attack("take another's uploaded table", take_anothers_table, tables_are_anybodys, "was taken"),
    Attack("read another's draft", read_anothers_draft, drafts_are_anybodys, "was read"),
    Attack("read the cookie", read_the_cookie, a_plain_cookie, "can be read"),
    Attack("work on after dismissal", work_on_after_dismissal, sessions_outlive_accounts, "works on"),
    Attack("use an old session", use_an_old_session, sessions_last_for_ever, "for ever"),
)
