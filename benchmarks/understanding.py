"""Understanding, side by side: our shipped index, BM25, Rasa's logistic regression and Rasa's stock Chinese pipeline.

Every method meets the same split of the same set in a process of its own, so that training time and
peak memory are its own. Sets: our phrasings (split by hash of the text, four fifths learned) and, where
XIAOXI_BENCH_SETS names their folder (default ../shared/bench), the external intent sets, which are read
and never copied. DIET's epochs are capped by XIAOXI_BENCH_EPOCHS (default 10) and stated.
"""

import csv
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from sklearn.metrics import accuracy_score, f1_score

if TYPE_CHECKING:
    from bot.knowledge.answer import Answer

ROOT = Path(__file__).parent.parent
EPOCHS = int(os.environ.get("XIAOXI_BENCH_EPOCHS", "10"))
EXTERNAL = Path(os.environ.get("XIAOXI_BENCH_SETS", ROOT.parent / "shared" / "bench"))
METHODS = ("ours", "bm25", "rasa_logistic", "rasa_diet")
TITLES = {
    "ours": "小西", "bm25": "BM25", "rasa_logistic": "Rasa LogisticRegression", "rasa_diet": f"Rasa DIET（{EPOCHS} 轮）",
}  # fmt: skip
LATENCY_SAMPLE = 200
# Of our own phrasings kept for testing every so many is asked; the peers take long.
HELD_EVERY = 4
Rows = list[tuple[str, str]]
Learned = Callable[[str], str]


def split_of(text: str) -> int:
    """0–4 by hash; 4 is kept for testing."""
    return hashlib.sha256(text.encode()).digest()[1] % 5


def sets() -> list[str]:
    """Names of the sets that are here."""
    external = [name for name in ("smp2019", "smp2020", "cais") if (EXTERNAL / name / "train.tsv").exists()]
    return ["ours", *external]


def read(name: str) -> tuple[Rows, Rows]:
    """(train, test) of a set."""
    if name != "ours":
        return _tsv(EXTERNAL / name / "train.tsv"), _tsv(EXTERNAL / name / "test.tsv")
    from bot.knowledge import answer_file

    answers = [written.answer for written in answer_file.read_answers(ROOT / "data" / "faq")]
    rows = [(text, answer.topic) for answer in answers for text in every_phrasing(answer)]
    held = [row for row in rows if split_of(row[0]) == 4]
    return [row for row in rows if split_of(row[0]) != 4], held[::HELD_EVERY]


def every_phrasing(answer: "Answer") -> list[str]:
    """Of the topic as a whole and of each of its questions."""
    return [*answer.asked_as, *(text for question in answer.questions for text in question.asked_as)]


def _tsv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 1]


def ours(train: Rows) -> Learned:
    """The shipped index: letters and the encoder in the box, vectors of the training texts computed here too."""
    from dataclasses import replace

    from bot.knowledge.encoder import PackagedEncoder
    from bot.knowledge.index import Index, Row
    from bot.knowledge.language_file import read_language
    from bot.knowledge.vectors import Vectors

    language = replace(read_language(ROOT / "data" / "matching"), nobodys=(), heads={})
    index = Index([Row(text, label) for text, label in train], language).with_meaning(Vectors(PackagedEncoder()))

    def predict(text: str) -> str:
        return next((found.topic for found in index.rank(text, 1)), "")

    return predict


def bm25(train: Rows) -> Learned:
    """Plain BM25 over character bigrams; the label of the best phrasing."""
    from rank_bm25 import BM25Okapi

    def bigrams(text: str) -> list[str]:
        return [text[i : i + 2] for i in range(max(1, len(text) - 1))]

    index = BM25Okapi([bigrams(text) for text, _ in train])
    return lambda text: train[int(index.get_scores(bigrams(text)).argmax())][1]


_COUNTS: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "rasa_logistic": [*_COUNTS, {"name": "LogisticRegressionClassifier", "max_iter": 100, "solver": "lbfgs"}],
    "rasa_diet": [
        *_COUNTS,
        {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
        {"name": "ResponseSelector", "epochs": EPOCHS, "constrain_similarities": True},
    ],
}


def rasa(pipeline: list[dict[str, Any]], train: Rows) -> Learned:
    """A pipeline of Rasa's stock components, trained by Rasa itself."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    from bot import yaml_file

    folder = Path(tempfile.mkdtemp())
    config = {"recipe": "default.v1", "language": "zh", "assistant_id": "bench", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml_file.write_text(config), encoding="utf-8")
    names = {label: f"l{number}" for number, label in enumerate(sorted({label for _, label in train}))}
    blocks = []
    for label, name in names.items():
        lines = "\n".join(f"- {_plain(text)}" for text, own in train if own == label)
        blocks.append({"intent": name, "examples": lines + "\n"})
    (folder / "nlu.yml").write_text(yaml_file.write_text({"version": "3.1", "nlu": blocks}), encoding="utf-8")
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"))
    agent = Agent.load(model)
    loop = asyncio.new_event_loop()
    back = {name: label for label, name in names.items()}
    return lambda text: back.get(loop.run_until_complete(agent.parse_message(_plain(text)))["intent"]["name"], "")


def _plain(text: str) -> str:
    """Without what Rasa's training format reads as markup."""
    return text.translate(str.maketrans("[]{}()/", "　" * 7)).strip() or "空"


def corrupted(text: str, characters: int, dice: random.Random, alphabet: list[str]) -> str:
    """`text` with so many characters dropped, swapped with the next, or replaced by another."""
    letters = list(text)
    for _ in range(characters):
        place = dice.randrange(len(letters))
        kind = dice.randrange(3)
        if kind == 0 and len(letters) > 2:
            del letters[place]
        elif kind == 1 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = dice.choice(alphabet)
    return "".join(letters)


def one(method: str, name: str) -> dict[str, Any]:
    """One method on one set, in this process."""
    train, test = read(name)
    before = _cpu()
    started = time.perf_counter()
    learners = {"ours": ours, "bm25": bm25}
    predict = learners[method](train) if method in learners else rasa(PIPELINES[method], train)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    truth = [label for _, label in test]
    said = [predict(text) for text, _ in test]
    figures: dict[str, Any] = {
        "accuracy": accuracy_score(truth, said), "macro_f1": f1_score(truth, said, average="macro"),
        "train_s": seconds, "train_cpu_s": cpu,
    }  # fmt: skip
    spans = []
    for text, _ in test[:LATENCY_SAMPLE]:
        begun = time.perf_counter()
        predict(text)
        spans.append((time.perf_counter() - begun) * 1000)
    figures |= {"p50_ms": median(spans), "p95_ms": quantiles(spans, n=20)[18]}
    if name == "ours":
        dice, alphabet = random.Random(7), sorted({c for text, _ in train for c in text})
        sample = test[:400]
        figures["noise"] = [
            accuracy_score([r[1] for r in sample], [predict(corrupted(r[0], n, dice, alphabet)) for r in sample])
            for n in range(4)
        ]
    return {**figures, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def growth(counts: tuple[int, ...] = (157, 500, 1500, 5000)) -> list[dict[str, float]]:
    """What the matcher costs as topics grow; further topics are real ones with every character replaced by another."""
    from dataclasses import replace

    from bot.knowledge import answer_file
    from bot.knowledge.index import Index
    from bot.knowledge.language_file import read_language

    whole = [written.answer for written in answer_file.read_answers(ROOT / "data" / "faq")]
    real = [replace(answer, asked_as=tuple(every_phrasing(answer)[:60]), questions=()) for answer in whole]
    alphabet = sorted({c for answer in real for text in answer.asked_as for c in text})
    language = read_language(ROOT / "data" / "matching")
    rows = []
    for count in counts:
        answers = {answer.topic: answer for answer in real}
        dice = random.Random(count)
        while len(answers) < count:
            base = dice.choice(real)
            swap = str.maketrans({c: dice.choice(alphabet) for c in alphabet})
            topic = f"made.up_{len(answers)}"
            phrasings = tuple(text.translate(swap) for text in base.asked_as[:20])
            answers[topic] = replace(base, topic=topic, asked_as=phrasings, not_asked_as=())
        started = time.process_time()
        index = Index.of(answers, language)
        built = time.process_time() - started
        spans = []
        for answer in real[:100]:
            begun = time.perf_counter()
            index.rank(answer.asked_as[0][1:])
            spans.append((time.perf_counter() - begun) * 1000)
        rows.append({"topics": count, "build_s": built, "p50_ms": median(spans), "p95_ms": quantiles(spans, n=20)[18]})
    return rows


def run(methods: tuple[str, ...] = METHODS) -> dict[str, Any]:
    """Every method on every set."""
    results: dict[str, Any] = {"sets": {}, "growth": growth()}
    for name in sets():
        train, test = read(name)
        results["sets"][name] = {"train": len(train), "test": len(test), "labels": len({r[1] for r in train})}
        for method in methods:
            print(f"  …… {name} · {TITLES[method]}", file=sys.stderr, flush=True)
            results["sets"][name][method] = _apart(method, name)
    return results


def _apart(method: str, name: str) -> dict[str, Any]:
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
    }  # fmt: skip
    command = [sys.executable, "-m", "benchmarks.understanding", "--one", method, name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        return {"failed": (done.stderr or done.stdout)[-300:]}
    figures: dict[str, Any] = json.loads(lines[-1].removeprefix("RESULT "))
    return figures


def show(results: dict[str, Any]) -> None:
    """The tables, ratios against ours."""
    for name, rows in results["sets"].items():
        print(f"\n{name}：学 {rows['train']} 句，考 {rows['test']} 句，{rows['labels']} 类")
        print("方法                          准确率  宏F1   训练秒   ×小西   p50毫秒  p95毫秒  内存MB")
        mine = rows["ours"]
        for method in METHODS:
            figures = rows.get(method)
            if not figures:
                continue
            if "failed" in figures:
                print(f"{TITLES[method]:28} 没有跑成：{figures['failed'][-100:]!r}")
                continue
            ratio = figures["train_s"] / mine["train_s"]
            print(
                f"{TITLES[method]:28} {figures['accuracy']:.3f}  {figures['macro_f1']:.3f} {figures['train_s']:8.2f} "
                f"{ratio:7.1f} {figures['p50_ms']:9.2f} {figures['p95_ms']:8.2f} {figures['memory_mb']:8.0f}"
            )
        for method in METHODS:
            if "noise" in rows.get(method, {}):
                print(
                    f"  {TITLES[method]}，改坏 0–3 个字："
                    + " / ".join(f"{value:.3f}" for value in rows[method]["noise"])
                )
    print("\n话题数   建索引CPU秒   p50毫秒  p95毫秒")
    for row in results["growth"]:
        print(f"{row['topics']:6} {row['build_s']:12.2f} {row['p50_ms']:10.2f} {row['p95_ms']:8.2f}")
    if len(results["sets"]) == 1:
        print("外部数据集不在（XIAOXI_BENCH_SETS），只测了自己的。")


def plot(results: dict[str, Any], path: Path) -> None:
    """Accuracy under noise, method by method."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    for method in METHODS:
        noise = results["sets"]["ours"].get(method, {}).get("noise")
        if noise:
            label = method.replace("rasa_diet", f"rasa_diet ({EPOCHS} epochs)")
            axes.plot(range(len(noise)), noise, marker="o", label=label)
    axes.set_xlabel("corrupted characters")
    axes.set_ylabel("accuracy")
    axes.set_xticks(range(4))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Run all, print the tables, draw the noise curve."""
    if sys.argv[1:2] == ["--one"]:
        print("RESULT " + json.dumps(one(sys.argv[2], sys.argv[3])))
        return
    results = run()
    show(results)
    plot(results, ROOT / "docs" / "benchmarks-noise.svg")


if __name__ == "__main__":
    main()
