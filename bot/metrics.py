"""What this process counts for Prometheus. No text, no resident, no id: door, kind of reply, seconds."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # CPU, memory, open files
_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)

_REPLIES = Counter("xiaoxi_replies", "给居民的回答", ["door", "kind"], registry=REGISTRY)
_TOOK = Histogram("xiaoxi_reply_seconds", "从收到消息到给出回答的秒数", ["door"], registry=REGISTRY, buckets=_SECONDS)
_REFUSED = Counter("xiaoxi_refused", "没有受理的请求", ["door", "why"], registry=REGISTRY)
_STEP = Histogram("xiaoxi_step_seconds", "一步用的秒数", ["step"], registry=REGISTRY, buckets=_SECONDS)
_WAITING = Gauge("xiaoxi_waiting", "排队的消息", ["door"], registry=REGISTRY)
_VERSION = Gauge("xiaoxi_knowledge_version", "知识库的版本", registry=REGISTRY)
_WALKS = Counter("xiaoxi_decisions", "决定表里走了哪一行", ["row", "walk"], registry=REGISTRY)


def answered(door: str, kind: str, seconds: float) -> None:
    """One reply went out."""
    _REPLIES.labels(door, kind).inc()
    _TOOK.labels(door).observe(seconds)


def refused(door: str, why: str) -> None:
    """Too much, too many, too fast, or unreadable."""
    _REFUSED.labels(door, why).inc()


def took(step: str, seconds: float) -> None:
    """One step: a turn in the action server, a page of the desk."""
    _STEP.labels(step).observe(seconds)


def waiting(door: str, count: int) -> None:
    """How many stand in line now."""
    _WAITING.labels(door).set(count)


def knowledge(version: int) -> None:
    """Which version of the knowledge this process answers from."""
    _VERSION.set(version)


def decided(row: str, walk: str) -> None:
    """Which row of the decision table a message fell to."""
    _WALKS.labels(row, walk).inc()


def page() -> bytes:
    """All of it in Prometheus' text form."""
    return bytes(generate_latest(REGISTRY))
