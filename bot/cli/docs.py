"""`python -m bot docs`: the pages that are written by the program, so that they cannot be out of date."""

from datetime import date
from pathlib import Path

import click

from bot import clock, settings, yaml_file
from bot.eligibility import report as schemes_report
from bot.knowledge import answer_file, report
from bot.policy import policy_file
from bot.policy.figure import Source

CLI_PAGE = settings.ROOT / "docs" / "cli.md"
SCHEMES_PAGE = settings.ROOT / "docs" / "schemes.md"
SCHEME_CASES = settings.ROOT / "tests" / "eligibility" / "cases"
KNOWLEDGE_PAGE = settings.ROOT / "docs" / "knowledge.md"


@click.command("docs")
def docs() -> None:
    """重新生成 docs/cli.md（全部命令）、docs/knowledge.md（全部答案与数字）和 docs/schemes.md（全部方案的条件）。"""
    CLI_PAGE.write_text(cli_page(), encoding="utf-8")
    KNOWLEDGE_PAGE.write_text(knowledge_page(settings.current().path("data"), clock.today()), encoding="utf-8")
    SCHEMES_PAGE.write_text(schemes_page(settings.current().path("data"), clock.today()), encoding="utf-8")
    for page in (CLI_PAGE, KNOWLEDGE_PAGE, SCHEMES_PAGE):
        click.echo(f"已写出 {page.relative_to(settings.ROOT)}")


def schemes_page(data: Path, day: date) -> str:
    """docs/schemes.md for `data` as of `day`, with how many cases each scheme has."""
    counts = {path.stem: len(yaml_file.read(path)["例子"]) for path in SCHEME_CASES.glob("*.yml")}
    return schemes_report.page(policy_file.read_figures(data / "policy"), day, counts)


def cli_page() -> str:
    """Every command's help, in the order of the list of commands."""
    from bot.cli.main import cli

    parts = ["# 命令行", "由 `python -m bot docs` 生成，请不要手改。"]
    for words, command in commands(cli):
        parts.append(f"{'#' * min(len(words) + 2, 4)} {' '.join(['python -m bot', *words])}")
        parts.append(f"```\n{help_of(words, command)}\n```")
    return "\n\n".join(parts) + "\n"


def commands(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """`group` and everything under it with the words that call it."""
    found: list[tuple[tuple[str, ...], click.Command]] = [(words, group)]
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                found.extend(commands(command, (*words, name)))
            elif command is not None:
                found.append(((*words, name), command))
    return found


def help_of(words: tuple[str, ...], command: click.Command) -> str:
    """What `--help` prints, at a width of its own so that a narrow terminal changes nothing."""
    from bot.cli.main import cli

    context = click.Context(
        command,
        info_name=" ".join(["python -m bot", *words]),
        terminal_width=100,
        help_option_names=cli.context_settings["help_option_names"],
    )
    return command.get_help(context)


def knowledge_page(data: Path, day: date) -> str:
    """docs/knowledge.md for `data` as of `day`."""
    entries = policy_file.read_sources(data / "policy")
    sources = {
        ref: Source(entry["title"], entry.get("number"), None, entry.get("url")) for ref, entry in entries.items()
    }
    return report.page(
        answer_file.read_answers(data / "faq"),
        answer_file.read_topics(data / "faq" / "topics.tsv"),
        policy_file.read_figures(data / "policy"),
        sources,
        day,
    )
