"""Three hundred questions from Excel through the desk: on what is live, and on what is live and drafted.

`desk` is what the editor waits for: upload, reading the table, every question answered as a resident's would be, the
comparison with the last time, the page. The draft takes one wording from its topic, so that an index is made for it.
`matcher` is the bare ranking of the same questions, without reading, walks or answers.
"""

import random
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.keystroke import WHO, served, stock
from bot.desk.answer_form import fields_of
from bot.desk.workbench import Workbench
from bot.knowledge import draft, faq
from bot.knowledge.answer import Answer
from bot.settings import Settings
from bot.sheet import spreadsheet

ROWS, SEED = 300, 20261130
LIMIT_S = 20.0
LEARNING_S = 600.0


def run() -> dict[str, tuple[float, float]]:
    """Seconds and seconds of CPU by what was done."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "xiaoxi.db"
        stock(path)
        bench = Workbench(Settings({"XIAOXI_DATABASE": str(path)}))
        answers = bench.matcher.settled(LEARNING_S).answers
        asked = random.Random(SEED).sample([(text, a.question) for a in answers.values() for text in a.phrasings], ROWS)
        # As people type them: none is known word for word.
        table = spreadsheet.excel_bytes(["居民怎么问", "应该答"], [[f"请问{text}呀", wanted] for text, wanted in asked])
        with served(bench) as (connection, signed_in):
            connection.request("GET", "/batch", headers=signed_in)
            connection.getresponse().read()
            found = {"现在的知识，刚开工作台": _seconds(connection, signed_in, table)}
            found["现在的知识"] = _seconds(connection, signed_in, table)
            _draft(bench, answers, *asked[0])
            found["现在的和发布草稿后的"] = _seconds(connection, signed_in, table)
        began, busy = time.perf_counter(), time.process_time()
        for text, _ in asked:
            bench.matcher.match(f"请问{text}呀")
        found["只排话题，不答"] = time.perf_counter() - began, time.process_time() - busy
    return found


def _seconds(connection: HTTPConnection, signed_in: Mapping[str, str], table: bytes) -> tuple[float, float]:
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = head.encode() + table + f"\r\n--{mark}--\r\n".encode()
    own = {"Origin": f"http://127.0.0.1:{connection.port}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    began, busy = time.perf_counter(), time.process_time()
    connection.request("POST", "/batch", body, {**signed_in, **own})
    shown = connection.getresponse()
    text = shown.read().decode()
    took = time.perf_counter() - began, time.process_time() - busy
    assert shown.status == 200 and f"a.xlsx：{ROWS} 句" in text, text
    return took


def _draft(bench: Workbench, answers: Mapping[str, Answer], text: str, title: str) -> None:
    """An unfinished edit that leaves `text` out of the answer called `title`."""
    owner = next(answer for answer in answers.values() if answer.question == title)
    less = replace(
        owner,
        asked_as=tuple(said for said in owner.asked_as if said != text),
        questions=tuple(
            replace(each, asked_as=tuple(said for said in each.asked_as if said != text)) for each in owner.questions
        ),
    )
    db = bench.db()
    number = faq.get(db, owner.topic)[1]
    fields = [*fields_of(less, bench.wording(bench.snapshot())), ("base", str(number))]
    draft.save(db, owner.topic, WHO, number, fields)


def main() -> None:
    found = run()
    least = found["只排话题，不答"][1]
    print(f"| {ROWS} 句 | 秒 | CPU 秒 | ×只排话题 |\n|---|--:|--:|--:|")
    for title, (seconds, busy) in found.items():
        print(f"| {title} | {seconds:.1f} | {busy:.1f} | {busy / least:.1f} |")
    slowest = max(seconds for seconds, _ in found.values())
    print(f"\n最慢的一次 {'≤' if slowest <= LIMIT_S else '>'} {LIMIT_S:.0f} 秒")


if __name__ == "__main__":
    main()
