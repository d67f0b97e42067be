"""Pages that are about the desk itself: health, static files, the first page."""

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot import metrics
from bot.desk.call import Call
from bot.desk.pages import HERE, STATIC, page
from bot.desk.sign_in import FIRST_PAGES


def health(call: Call) -> Response:
    """Ready once answers are in memory and the database can be read."""
    answers = len(call.bench.snapshot().answers)
    return JSONResponse({"ok": answers > 0, "answers": answers}, 200 if answers else 503)


def counted(call: Call) -> Response:
    """For Prometheus: no text, nobody's name."""
    metrics.knowledge(call.bench.snapshot().version)
    return Response(metrics.page(), media_type=metrics.CONTENT_TYPE)


def home(call: Call) -> Response:
    """On to what one's role comes for."""
    return RedirectResponse(FIRST_PAGES[call.account.role] if call.account else "/sign-in", 303)


def design(call: Call) -> Response:
    """Every component the pages are made of, side by side."""
    return page(call, "design.html")


def static(call: Call) -> Response:
    """One of the files named in STATIC, and no other."""
    name = call.part("name")
    if name not in STATIC:
        raise HTTPException(404)
    content = (HERE / "static" / name).read_bytes()
    return Response(content, media_type=STATIC[name], headers={"Cache-Control": "no-cache"})
