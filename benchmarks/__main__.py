"""`make bench`: every benchmark in one run, printed and written to docs/benchmarks.md with plots beside it.

Each entry measures ours and its peers side by side; what counts is the ratio, for the machine is noisy.
"""

import contextlib
import importlib
import io
import os
import platform
import sys
from pathlib import Path

from bot.clock import today

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = "# 并排测量\n\n`make bench` 写成，也可以只测一段：`python -m benchmarks keystroke`。机器有噪声，看比值。"
SECTIONS = (
    (
        "听懂问题：小西、BM25、Rasa LogisticRegression、Rasa DIET",
        "benchmarks.understanding",
    ),
    ("没见过问法的人写的话：每一部分带来什么", "benchmarks.blind"),
    ("最近的地点：我们的索引、线性扫描、cKDTree、R*Tree、网格", "benchmarks.nearest"),
    ("一条消息走完全程：小西、早先的小西、Rasa 现成的管线、空的 Rasa", "benchmarks.load"),
    ("居民页面：打开到能用，回车到看见回答", "benchmarks.page"),
    ("内存与十分钟不停：三个进程", "benchmarks.soak"),
    ("热线检索每敲一个键", "benchmarks.keystroke"),
    ("批量试问三百句", "benchmarks.batch"),
    ("资格筛查：自适应提问与固定顺序的问卷", "benchmarks.screening"),
)
PICTURES = {"benchmarks.understanding": "benchmarks-noise.svg", "benchmarks.nearest": "benchmarks-nearest.svg"}


class _Tee(io.StringIO):
    """Shows what is printed and keeps it."""

    def write(self, text: str) -> int:
        assert sys.__stdout__
        sys.__stdout__.write(text)
        return super().write(text)


def main() -> None:
    """Run the named sections (all without arguments); each takes its place on the page, the others stay as they were."""
    wanted = sys.argv[1:]
    written = _written()
    for title, module in SECTIONS:
        if wanted and module.rsplit(".", 1)[-1] not in wanted:
            continue
        print(f"\n── {title}")
        kept = _Tee()
        with contextlib.redirect_stdout(kept):
            sys.argv = [module]
            importlib.import_module(module).main()
        picture = PICTURES.get(module)
        shown = f"\n\n![{picture}]({picture})" if picture else ""
        told = kept.getvalue().strip()
        body = told if told.startswith("|") else f"```\n{told}\n```"
        machine = f"{today()}，{platform.machine()}，{os.cpu_count()} 个核，负载 {os.getloadavg()[0]:.0f}。"
        written[title] = f"{machine}\n\n{body}{shown}"
    sections = [f"## {title}\n\n{written[title]}" for title, _ in SECTIONS if title in written]
    PAGE.write_text("\n\n".join([HEAD, *sections]) + "\n", encoding="utf-8")


def _written() -> dict[str, str]:
    """Title → what stands under it on the page."""
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return {title: body.strip() for title, _, body in (part.partition("\n") for part in parts)}


if __name__ == "__main__":
    main()
