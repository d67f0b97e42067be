"""Every page of the list: it opens for whoever may, is made of our own files alone, and every link leads somewhere."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from desk_caller import PASSWORDS, Caller, Desk
from playwright.sync_api import Page
from starlette.routing import compile_path

from bot.desk import premises
from bot.desk.menu import MENU
from bot.desk.pages import DONE, HERE, STATIC
from bot.desk.route import Entry
from bot.desk.routes import ROUTES
from bot.knowledge import faq, proposal, unanswered

TOPIC = "assistance.dibao_standard"
KNOWN = {"topic": TOPIC, "name": "dibao.standard", "kind": "csv"}
QUERIES = {
    "/hotline/detail": f"?kind=topic&id={TOPIC}",
    "/hotline": "?q=低保标准",
    "/hotline/results": "?q=低保标准",
    "/words/edit": "?kind=sentence&name=greet",
    "/places/template.xlsx": "?category=meal_site",
    "/static/{name}": "",
}
READ = [entry for entry in ROUTES if entry.method == "GET"]
PAGES = [
    entry.path
    for entry in READ
    if "csv" not in entry.path
    and "svg" not in entry.path
    and "xlsx" not in entry.path
    and "{kind}" not in entry.path
    and entry.path not in ("/", "/health", "/static/{name}")
]


def proposed(desk: Desk) -> str:
    """The number of an answer somebody has handed in."""
    db = desk.db()
    answer, base = faq.get(db, "charity.tax_deduction")
    waiting = proposal.waiting_for_another(db)
    return str(waiting[0].id if waiting else proposal.hand_in(db, answer, base=base, who="editor", why="试"))


def address(desk: Desk, path: str) -> str:
    place = next(iter(desk.bench.directory().points)).id
    filled = re.sub(
        r"\{(\w+)\}",
        lambda blank: {**KNOWN, "id": place, "number": proposed(desk)}[blank[1]],
        path.replace("/static/{name}", "/static/desk.js"),
    )
    return filled + QUERIES.get(path, "")


class Tags(HTMLParser):
    """Every tag with its attributes, and script or style written into the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def leads_somewhere(target: str, method: str) -> bool:
    path = urlsplit(target).path
    return any(entry.method == method and compile_path(entry.path)[0].match(path) for entry in ROUTES)


@pytest.fixture(scope="module")
def staff(desk: Desk) -> dict[str | None, Caller]:
    return {None: desk.caller(), **{role: desk.caller(role) for role in ("agent", "editor", "admin")}}


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry.path)
def test_opens_for_whoever_may(desk: Desk, staff: dict[str | None, Caller], entry: Entry) -> None:
    answer = staff[entry.role].get(address(desk, entry.path))
    assert answer.status == (303 if entry.path == "/" else 200), answer.text[-500:]
    assert answer.body or entry.path == "/"


@pytest.mark.parametrize("path", PAGES)
def test_is_made_of_our_own_files_and_leads_somewhere(desk: Desk, staff: dict[str | None, Caller], path: str) -> None:
    unanswered.record(desk.db(), "养狗要办证吗", "none", [TOPIC], "webchat")
    text = staff[None if path == "/sign-in" else "admin"].get(address(desk, path)).text
    for tag, attributes in Tags(text).tags:
        where = f"<{tag} {attributes}> on {path}"
        assert "style" not in attributes and tag not in ("style", "iframe", "object", "base"), where
        assert not any(name.startswith("on") for name in attributes), where
        assert tag != "script" or attributes.get("src", "").startswith("/static/"), where
        if tag == "img" and not attributes["src"].startswith("/static/"):
            assert attributes["src"].startswith("/") and leads_somewhere(attributes["src"], "GET"), where
        elif "src" in attributes or tag == "link":
            assert (attributes.get("src") or attributes["href"]).removeprefix("/static/") in STATIC, where
        elif tag == "a" and not attributes["href"].startswith("#"):
            target = attributes["href"]
            assert target.startswith(("http", "?")) or leads_somewhere(target, "GET"), where
            assert not target.startswith("http") or "noreferrer" in attributes.get("rel", ""), where
        if tag == "form" and attributes.get("method") == "post":
            assert leads_somewhere(attributes["action"], "POST"), where
        for name in ("formaction", "data-piece"):
            assert name not in attributes or leads_somewhere(attributes[name], "POST"), where


def test_one_route_for_each_address_and_function() -> None:
    assert len({(entry.method, entry.path) for entry in ROUTES}) == len(ROUTES)
    assert len({entry.handler for entry in ROUTES}) == len(ROUTES)
    assert all(leads_somewhere(item.path, "GET") for item in MENU)


def test_the_menu_shows_what_one_may_enter(desk: Desk, staff: dict[str | None, Caller]) -> None:
    needed = {entry.path: entry.role for entry in READ}
    assert all(needed[item.path] == item.role for item in MENU)
    assert (
        '"/inbox"' not in staff["agent"].get("/hotline").text and '"/audit"' not in staff["editor"].get("/hotline").text
    )


def test_health(desk: Desk) -> None:
    answer = desk.caller().get("/health")
    assert (answer.status, answer.json()) == (200, {"ok": True, "answers": len(desk.bench.snapshot().answers)})


def test_a_failure_has_one_shape_and_tells_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, as_json = desk.caller("agent"), {"Accept": "application/json"}
    assert desk.caller().get("/audit", as_json).json()["error"]["code"] == "sign_in_needed"
    for path, status, code in (("/audit", 403, "not_allowed"), ("/nowhere", 404, "http_404"), ("/answers/no.such", 404, "not_found"),
                               ("/figures/no.such", 404, "not_found"), ("/overview?first=x", 400, "bad_input")):  # fmt: skip
        answer = agent.get(path, as_json)
        assert (answer.status, answer.json()["error"]["code"]) == (status, code), path
        shown = agent.get(path)
        assert shown.status == status and code in shown.text and answer.json()["error"]["message"] in shown.text, path
    assert agent.send("PUT", "/hotline", b"", {"Origin": desk.url}).status == 405

    def broken(self: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(desk.bench), "directory", broken)
    answer = agent.get("/places", as_json)
    assert answer.status == 500 and "secret" not in answer.text and re.search(r"编号 [0-9a-f]{8}", answer.text)


def test_too_much_is_refused(desk: Desk) -> None:
    assert desk.caller().post("/sign-in", {"name": "a" * 20_000, "password": "b"}).status == 413
    agent = desk.caller("agent")
    assert agent.post("/hotline/not-found", [("q", "x")] * 4000).status == 400
    assert agent.get("/hotline/results?q=" + "低保" * 2000).status in (200, 400, 414)


def test_after_signing_in_one_is_where_one_wanted_to_be(desk: Desk, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/figures/dibao.standard")
    page.fill("[name=name]", "editor")
    page.fill("[name=password]", "not the password")
    page.press("[name=password]", "Enter")
    assert page.locator("[role=alert]").inner_text() == "账号或密码不对。"
    page.fill("[name=password]", "小西的编辑密码一二三")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/figures/dibao.standard")
    page.click("text=退出")
    page.wait_for_url("**/sign-in?done=signed_out")
    assert page.locator("#notice").inner_text() == DONE["signed_out"]
    page.goto("/answers")
    assert "/sign-in" in page.url
    desk.db().conn.execute("DELETE FROM sign_in_failure")


def test_a_password_is_changed_and_other_sessions_end(desk: Desk) -> None:
    first, second = desk.caller("agent"), desk.caller("agent")
    old, new = "小西的坐席密码一二三", "换了一个新的密码一二三"
    assert first.post("/password", {"old": "wrong one here", "new": new, "again": new}).status == 400
    assert first.post("/password", {"old": old, "new": new, "again": f"{new}!"}).status == 400
    assert first.post("/password", {"old": old, "new": "短", "again": "短"}).status == 400
    assert first.post("/password", {"old": old, "new": new, "again": new}).status == 303
    assert first.get("/hotline").status == 200 and second.get("/hotline").status == 303
    assert first.post("/password", {"old": new, "new": old, "again": old}).status == 303


def test_done_messages_are_all_used_and_files_all_listed() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.py"))
    assert not [name for name in DONE if code.count(f'"{name}"') < 2]
    assert {path.name for path in (HERE / "static").iterdir()} == set(STATIC) == set(premises.STATIC)


@pytest.mark.parametrize(("role", "first"), [("agent", "/hotline"), ("editor", "/review"), ("admin", "/overview")])
def test_everybody_lands_where_his_work_is(desk: Desk, role: str, first: str) -> None:
    signed_in = desk.caller().post("/sign-in", {"name": role, "password": PASSWORDS[role]})
    assert signed_in.place == first
    assert desk.caller(role).get("/").place == first and desk.caller(role).get("/sign-in").place == first
    kept = desk.caller().post("/sign-in", {"name": role, "password": PASSWORDS[role], "next": "/answers"})
    assert kept.place == "/answers", "whoever was on his way goes on"
