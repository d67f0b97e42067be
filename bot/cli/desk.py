"""`python -m bot desk serve`: for now a placeholder page that says where staff can work meanwhile."""

import click
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot import settings

PAGE = "<!doctype html><html lang=zh><meta charset=utf-8><title>工作台</title><h1>工作台</h1><p>正在建设。答案现在请在 data/faq 里改。"


async def home(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


@click.group("desk")
def desk() -> None:
    """工作台。"""


@desk.command("serve")
def serve() -> None:
    """启动工作台。"""
    current = settings.current()
    uvicorn.run(Starlette(routes=[Route("/", home)]), host=current["desk_host"], port=current.integer("desk_port"))
