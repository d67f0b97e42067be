"""The command line's list of commands, and its one way of failing: a Chinese sentence, exit 1."""

import importlib
import sys

import click

from bot.errors import XiaoxiError

# name → where it lives; loaded only when called, so that `faq check` needs no desk and no places.
COMMANDS = {
    "serve": "bot.cli.serve:serve",
    "train": "bot.cli.serve:train",
    "ask": "bot.cli.ask:ask",
    "faq": "bot.cli.faq:faq_group",
    "policy": "bot.cli.policy:policy_group",
    "places": "bot.cli.places:places",
    "screen": "bot.cli.screen:screen",
    "hear": "bot.cli.hear:hear",
    "desk": "bot.cli.desk:desk",
    "db": "bot.cli.db:db_group",
    "replay": "bot.cli.replay:replay",
    "tune": "bot.cli.tune:tune",
    "doctor": "bot.cli.doctor:doctor",
    "docs": "bot.cli.docs:docs",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.command(cls=_Commands)
def cli() -> None:
    """小西：西城民政问答的命令行。"""


def main() -> None:
    """Run, turning expected failures into one line on stderr."""
    try:
        cli()
    except XiaoxiError as wrong:
        click.echo(f"出错了：{wrong}", err=True)
        sys.exit(1)
