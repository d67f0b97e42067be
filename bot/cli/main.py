"""The command line's list of commands, and its one way of failing: a Chinese sentence, exit 1."""

import importlib
import sys
from difflib import get_close_matches

import click
from click import exceptions

from bot.errors import XiaoxiError

# name → where it lives and what the list of commands says of it; nothing is loaded but the command that is called.
COMMANDS = {
    "serve": ("bot.cli.serve:serve", "从头到尾：知识库、模型，然后启动居民端、动作服务、工作台"),
    "train": ("bot.cli.serve:train", "训练对话模型（资料或代码变了才需要）"),
    "ask": ("bot.cli.ask:ask", "问一句，看居民会得到什么回答"),
    "faq": ("bot.cli.faq:faq_group", "答案：导入、检查、停答和恢复"),
    "policy": ("bot.cli.policy:policy_group", "数字：列出、查看、检查"),
    "places": ("bot.cli.places:places", "服务点：导入、导出、找位置、找最近的、列待补"),
    "screen": ("bot.cli.screen:screen", "看一户人家能领什么"),
    "hear": ("bot.cli.hear:hear", "看一句话会记下什么"),
    "desk": ("bot.cli.desk:desk", "工作台：启动，管理账号"),
    "db": ("bot.cli.db:db_group", "知识库：建立、升级、备份、恢复"),
    "share": ("bot.cli.share:share", "多台机器：把知识交给别台，或取来换上"),
    "resident": ("bot.cli.resident:resident", "一位居民的对话：导出、删除"),
    "wechat": ("bot.cli.wechat:wechat", "公众号：菜单；不用账号先试一遍"),
    "replay": ("bot.cli.replay:replay", "把最近的问话再问一遍，列出去向变了的"),
    "tune": ("bot.cli.tune:tune", "重新校准有多大把握（要几分钟）"),
    "doctor": ("bot.cli.doctor:doctor", "逐样试一遍：磁盘、库、模型、三个进程；列出全部设置"),
    "docs": ("bot.cli.docs:docs", "重新生成由程序写的几页文档"),
}


EDITION = "0.1.0"


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the list above: importing every command takes seconds."""
        with formatter.section("命令"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(EDITION, "-V", "--version", message="小西 %(version)s", help="说出版本")
def cli() -> None:
    """小西：西城民政问答的命令行。每个命令后面加 -h 看用法。"""


def main() -> None:
    """Run, turning expected failures into one Chinese line on stderr."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except XiaoxiError as wrong:
        click.echo(f"出错了：{wrong}", err=True)
        sys.exit(1)
    except click.Abort:
        click.echo("已取消。", err=True)
        sys.exit(130)
    except click.ClickException as wrong:
        click.echo(f"出错了：{said_in_chinese(wrong)}", err=True)
        sys.exit(wrong.exit_code)


def said_in_chinese(wrong: click.ClickException) -> str:
    """What was wrong with the words of a command, and what to do."""
    context = getattr(wrong, "ctx", None)
    usage = f"。用法见 {context.command_path} -h" if context else ""
    match wrong:
        case exceptions.NoSuchOption(option_name=name):
            return f"没有 {name} 这个选项{_perhaps(name, wrong.possibilities or ())}{usage}"
        case exceptions.MissingParameter(param=param) if param is not None:
            return f"少了 {param.get_error_hint(context)}{usage}"  # type: ignore[arg-type]
        case exceptions.BadParameter(param=param) if param is not None:
            return f"{param.get_error_hint(context)} 的值不能用：{wrong.message}{usage}"  # type: ignore[arg-type]
        case exceptions.UsageError() if wrong.message.startswith("No such command"):
            name = wrong.message.split("'")[1]
            group = context.command if context else None
            known = group.list_commands(context) if context and isinstance(group, click.Group) else ()
            return f"没有“{name}”这个命令{_perhaps(name, known)}{usage}"
        case exceptions.UsageError() if wrong.message.startswith("Got unexpected"):
            return f"多写了：{wrong.message.split('(')[-1].rstrip(')')}{usage}"
        case exceptions.FileError():
            return f"打不开文件 {wrong.ui_filename}"
    return f"{wrong.message}{usage}"


def _perhaps(name: str, known: object) -> str:
    near = get_close_matches(name, list(known), 2)  # type: ignore[call-overload]
    return f"，是不是 {' 或 '.join(near)}？" if near else ""
