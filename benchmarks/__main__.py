"""`make bench`: every benchmark in one run, printed and written to docs/benchmarks.md with plots beside it.

Each entry measures ours and its peers side by side; what counts is the ratio, for the machine is noisy.
"""

import contextlib
import importlib
import io
import platform
import sys
from pathlib import Path

from bot.clock import today

ROOT = Path(__file__).parent.parent
SECTIONS = (
    (
        "听懂问题：小西、BM25、Rasa LogisticRegression、Rasa DIET",
        "benchmarks.understanding",
    ),
    ("最近的地点：我们的索引、线性扫描、cKDTree、R*Tree、网格", "benchmarks.nearest"),
    ("一条消息走完全程：小西、早先的小西、Rasa 现成的管线、空的 Rasa", "benchmarks.load"),
    ("内存与十分钟不停：三个进程", "benchmarks.soak"),
    ("热线检索每敲一个键", "benchmarks.keystroke"),
    ("资格筛查：自适应提问与固定顺序的问卷", "benchmarks.screening"),
)
PICTURES = {"benchmarks.understanding": "benchmarks-noise.svg", "benchmarks.nearest": "benchmarks-nearest.svg"}


class _Tee(io.StringIO):
    """Shows what is printed and keeps it."""

    def write(self, text: str) -> int:
        sys.__stdout__.write(text)
        return super().write(text)


def main() -> None:
    """Run the named sections (all without arguments) and rewrite the page when all were run."""
    wanted = sys.argv[1:]
    parts = [
        f"# 并排测量\n\n`make bench` 于 {today()} 写成；{platform.processor() or platform.machine()}，"
        f"Python {platform.python_version()}。机器有噪声，看比值。"
    ]
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
        parts.append(f"## {title}\n\n```\n{kept.getvalue().strip()}\n```{shown}")
    if not wanted:
        (ROOT / "docs" / "benchmarks.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
