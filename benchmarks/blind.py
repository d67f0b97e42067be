"""What each part of understanding brings, on utterances whose writers saw no phrasing: by style and by part.

Parts, each on top of the one before: letters stopped early, letters to convergence, the encoder in the box, and, where
XIAOXI_BENCH_EMBEDDINGS names a server that speaks OpenAI's embeddings protocol, a stronger encoder. `right`, `offered`,
`wrong` are after the calibrated decision; without it every message would be answered and `wrong` be what is not first.
Only rows marked `reporting` count, of the sets named on the command line (default: the newest).
"""

import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge import answer_file, letters
from bot.knowledge.encoder import PackagedEncoder, RemoteEncoder
from bot.knowledge.index import Index
from bot.knowledge.language_file import read_language
from bot.knowledge.matcher import Thresholds, judge
from bot.knowledge.vectors import Vectors
from bot.reading.parts import point_of

ROOT = Path(__file__).parent.parent
NEWEST = ROOT / "tests" / "blind" / "utterances5.tsv"
EARLY = 1.5
NOBODYS = "none"
Row = dict[str, str]


def rows(paths: list[Path]) -> list[Row]:
    """Questions and nobody's talk kept for reporting; intents are Rasa's own matter."""
    found: list[Row] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in found if row["half"].startswith("repor") and not row["topic"].startswith("intent:")]


def variants() -> Iterator[tuple[str, Index]]:
    """Each part with the index as it would be with it, and all before."""
    answers = {written.answer.topic: written.answer for written in answer_file.read_answers(ROOT / "data" / "faq")}
    language = read_language(ROOT / "data" / "matching")
    converged, letters.TOLERANCE = letters.TOLERANCE, EARLY
    yield "字和音，提前停下", Index.of(answers, language)
    letters.TOLERANCE = converged
    index = Index.of(answers, language)
    yield "字和音，学到收敛", index
    kept = Path(os.environ.get("XIAOXI_DATABASE", ROOT / "var" / "xiaoxi.db")).parent / "vectors.db"
    yield "加盒内句向量（出厂）", index.with_meaning(Vectors(PackagedEncoder(), kept))
    if url := os.environ.get("XIAOXI_BENCH_EMBEDDINGS"):
        remote = RemoteEncoder(url, os.environ.get("XIAOXI_EMBEDDINGS_MODEL", "e5"))
        yield "换更强的句向量", index.with_meaning(Vectors(remote, kept))


def asked(index: Index, thresholds: Thresholds, wanted: list[Row]) -> dict[str, dict[str, int]]:
    """style → what became of its rows."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in wanted:
        own = set(row["topic"].split("|"))
        match = judge(row["text"], index, thresholds, None, point_of(row["text"]))
        ranked = [candidate.topic for candidate in match.candidates]
        said = ranked[:1] if match.status == "sure" else []
        choices = ranked if match.status == "close" else []
        style = NOBODYS if own == {NOBODYS} else row["style"]
        for name, holds in {
            "n": True, "first": bool(own & set(ranked[:1])), "three": bool(own & set(ranked)),
            "right": bool(own & set(said)), "offered": bool(own & set(choices)),
            "wrong": bool(said) and not own & set(said),
        }.items():  # fmt: skip
            table[style][name] += holds
            if style != NOBODYS:
                table["全部"][name] += holds
    return table


def main() -> None:
    """Print a table a part."""
    wanted = rows([Path(each) for each in sys.argv[1:]] or [NEWEST])
    thresholds = Thresholds.read(ROOT / "data" / "matching" / "thresholds.yml")
    print(f"{len(wanted)} 句，写的人没有看过问法；百分比。none 是谁的事都不是的话。")
    for title, index in variants():
        print(f"\n{title}\n{'':10}    句数  排第一  前三    答对    列出来  答错")
        for style, told in sorted(asked(index, thresholds, wanted).items()):
            shares = "  ".join(
                f"{100 * told[k] / told['n']:5.1f}" for k in ("first", "three", "right", "offered", "wrong")
            )
            print(f"{style:10} {told['n']:6}   {shares}")


if __name__ == "__main__":
    main()
