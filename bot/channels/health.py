"""Can residents be served? Every part is asked, each within two seconds; what does not answer is named in Chinese."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import aiohttp

from bot.channels.knowledge import Knowledge

logger = logging.getLogger(__name__)
_PART_S = 2.0


async def missing(agent: Any, knowledge: Knowledge) -> list[str]:
    """The parts that do not answer; empty when all is well. `agent` is Rasa's. Never raises."""
    parts = {
        "对话模型": _model(agent),
        "动作服务": _actions(agent),
        "对话记录": _store(getattr(agent, "tracker_store", None)),
        "会话锁": _locks(getattr(agent, "lock_store", None)),
        "知识库": knowledge.ask(knowledge.problem),
    }
    found = await asyncio.gather(*(_within(name, part) for name, part in parts.items()))
    return [problem for problem in found if problem]


async def _within(name: str, part: Awaitable[str | None]) -> str | None:
    try:
        problem = await asyncio.wait_for(part, _PART_S)
    except (asyncio.TimeoutError, TimeoutError):
        return f"{name}：没有应答"
    except Exception as wrong:
        return f"{name}：{wrong}"
    return f"{name}：{problem}" if problem else None


async def _model(agent: Any) -> str | None:
    return None if agent is not None and agent.is_ready() else "还没有载入"


async def _actions(agent: Any) -> str | None:
    """At the address Rasa itself asks."""
    if agent is None or agent.action_endpoint is None:
        return "没有设地址"
    url = agent.action_endpoint.url.rsplit("/", 1)[0] + "/health"
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return None if response.status == 200 else "不正常"
    except aiohttp.ClientError:
        return "没有应答"


async def _store(store: Any) -> str | None:
    problem = getattr(inner(store), "problem", None)
    return await problem() if problem else None


async def _locks(store: Any) -> str | None:
    problem = getattr(store, "problem", None)
    return await asyncio.to_thread(problem) if problem else None


def inner(store: Any) -> Any:
    """Our store of conversations within the wrapper Rasa puts round it."""
    return getattr(store, "_tracker_store", store)
