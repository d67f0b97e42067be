"""`python -m bot share`: the fourth process, where there are several machines."""

import logging

import click

from bot import settings
from bot.errors import BadInput
from bot.sharing import machine


@click.command("share")
def share() -> None:
    """多台机器：管知识的一台把改动交出去、收回别台记下的问题；别的几台取来换上。make serve 会自己启动它。"""
    current = settings.current()
    if not current["shared_knowledge"]:
        raise BadInput("没有写 XIAOXI_SHARED_KNOWLEDGE（postgresql://用户:密码@主机/库名）；一台机器用不着这个命令")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    machine.go_on(current)
