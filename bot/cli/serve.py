"""`python -m bot serve`: knowledge database, model if stale, then the three processes under supervisord."""

import os
import socket
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from bot import occupancy, settings, yaml_file
from bot.cli.db import init
from bot.database import make_private
from bot.errors import BadInput, Unavailable
from bot.settings import ROOT
from bot.sharing import machine
from bot.trained_from import fingerprint

# So long a machine that follows waits for its first copy of the knowledge.
_COPY_SECONDS = 60
PORTS = {"assistant_port": "居民端", "actions_port": "动作服务", "desk_port": "工作台"}


@click.command("train")
@click.option("--force", is_flag=True, help="不管过没过期都重新训练")
def train(force: bool) -> None:
    """训练对话模型（只在资料或代码变了之后才需要；答案改动不用训练）。"""
    trained(force)


@click.command("serve")
@click.option("--open-file", hidden=True, help="服务就绪后写出网址的文件")
def serve(open_file: str | None) -> None:
    """从头到尾：知识库 → 模型 → 居民端、动作服务、工作台；Ctrl-C 全部停下。"""
    current = settings.current()
    run = current.path("run")
    occupancy.keep_alone(run / "serve", f"{run} 已经有一个 make serve 在用。请先停掉它，或用 XIAOXI_RUN 换一个目录。")
    for name, what in PORTS.items():
        refuse_taken(current.integer(name), what, name)
    click.echo("① 知识库")
    if current.keeps_knowledge:
        init.callback()  # type: ignore[misc]
    else:
        machine.first_copy(current, _COPY_SECONDS)
    click.echo("② 对话模型")
    model = trained()
    (run / "log").mkdir(parents=True, exist_ok=True)
    write_endpoints(current, run / "endpoints.yml")
    click.echo("③ 启动三个进程（日志在 " + current["run"] + "/log/）。首次载入模型约半分钟。")
    click.echo(f"   居民端  http://127.0.0.1:{current['assistant_port']}/webhooks/webchat/")
    click.echo(f"   工作台  http://{current['desk_host']}:{current['desk_port']}/")
    click.echo("   按 Ctrl-C 停止。", nl=True)
    sys.stdout.flush()
    os.chdir(ROOT)
    environment = {
        **os.environ,
        **{f"XIAOXI_{name.upper()}": current[name] for name in current},
        "MODEL_ARCHIVE": str(model),
        "XIAOXI_RUN": str(run),
        "SERVING_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "WITH_DESK": str(current.keeps_knowledge).lower(),
        "WITH_SHARING": str(bool(current["shared_knowledge"])).lower(),
        # The matrices are small: a second thread costs more than it brings, and the other processes need that core.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    supervisord = str(Path(sys.executable).with_name("supervisord"))
    os.execve(supervisord, [supervisord, "-c", str(ROOT / "deploy" / "supervisord.conf")], environment)


def refuse_taken(port: int, what: str, setting: str) -> None:
    """Raises Unavailable when somebody already listens on `port`."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Unavailable(
                f"{what}要用的端口 {port} 已经有程序在用。请先停掉它，或换一个：XIAOXI_{setting.upper()}=新端口 make serve"
            )


def trained(force: bool = False) -> Path:
    """The model archive for the data and code as they are; trained now if there is none yet."""
    model = ROOT / "models" / f"xiaoxi-{fingerprint(settings.current().path('data'))}.tar.gz"
    if model.exists() and not is_whole(model):
        click.echo(f"   models/{model.name} 坏了，重新训练")
        model.unlink()
    if model.exists() and not force:
        click.echo(f"   已是最新：models/{model.name}")
        return model
    click.echo("   资料或代码有变化，正在训练（约一分钟）……")
    command = [
        sys.executable,
        "-m",
        "bot.engine.lean_rasa",
        "train",
        "--fixed-model-name",
        model.name.removesuffix(".tar.gz"),
    ]
    data = settings.current().path("data")
    command += ["--data", str(data / "nlu"), str(data / "rules"), "--out", "models"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
    }
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode or not model.exists():
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Unavailable(f"训练没有成功，最后的输出：\n{tail}")
    for old in (ROOT / "models").glob("xiaoxi-*.tar.gz"):
        if old != model:
            old.unlink()
    click.echo(f"   训练完成：models/{model.name}")
    return model


def is_whole(model: Path) -> bool:
    """Can the archive be read to its end? A training that was cut short, or a full disk, leaves half of one."""
    try:
        with tarfile.open(model) as archive:
            return sum(1 for _ in archive) > 0
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        return False


def write_endpoints(current: settings.Settings, target: Path) -> None:
    """`endpoints.yml` with this installation's ports and paths."""
    endpoints = yaml_file.read(ROOT / "endpoints.yml")
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{current['actions_port']}/webhook"
    if current["locks"]:
        endpoints["lock_store"] = redis_locks(current["locks"])
    plain = {key: dict(value) for key, value in endpoints.items()}
    make_private(target)
    target.write_text(yaml_file.write_text(plain), encoding="utf-8")


def redis_locks(address: str) -> dict[str, str | int]:
    """Rasa's entry for locks in the Redis at redis://:password@host:port/number. Raises BadInput."""
    parts = urlsplit(address)
    try:
        port, number = parts.port or 6379, int(parts.path.strip("/") or 0)
    except ValueError:
        parts, port, number = parts._replace(scheme=""), 0, 0
    if parts.scheme != "redis" or not parts.hostname:
        raise BadInput("XIAOXI_LOCKS 要写成 redis://:密码@主机:端口/库号")
    found: dict[str, str | int] = {
        "type": "bot.engine.lock_store.SeveralProcesses", "url": parts.hostname, "port": port, "db": number,
    }  # fmt: skip
    return {**found, "password": unquote(parts.password)} if parts.password else found
