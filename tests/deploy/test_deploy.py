"""The files of deploy/ hold together and with the code: names, settings, counts, locks. Nothing is started here."""

import configparser
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
import yaml

from bot import metrics
from bot.settings import ROOT, SETTINGS
from deploy import bill_of_materials

DEPLOY = ROOT / "deploy"
KNOWN = {f"XIAOXI_{setting.name.upper()}" for setting in SETTINGS}
TEXTS = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.suffix not in (".py", ".pyc")]
_LOCKED = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[a-z,]+\])?==(\S+)", re.M)


def locked(name: str) -> dict[str, str]:
    return dict(_LOCKED.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(DEPLOY).as_posix())
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?<!ENV_)XIAOXI_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= KNOWN


@pytest.mark.parametrize("path", [path for path in TEXTS if path.suffix == ".yml"], ids=lambda path: path.name)
def test_every_yaml_file_can_be_read(path: Path) -> None:
    assert all(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def wrong_by_kubernetes_own_schema(manifest: dict[str, Any]) -> list[str]:
    """What Kubernetes 1.33 would refuse, unknown fields too; its schemas come inside kubernetes-validate."""
    package = find_spec("kubernetes_validate")
    if package is None or package.origin is None:
        pytest.skip("kubernetes-validate is not installed")
    schemas = Path(package.origin).parent / "kubernetes-json-schema" / "v1.33.0-local-strict"
    group, _, version = manifest["apiVersion"].rpartition("/")
    parts = [manifest["kind"].lower(), *([group.split(".")[0]] if group else []), version]
    schema, definitions = (
        json.loads((schemas / f"{name}.json").read_text(encoding="utf-8")) for name in ("-".join(parts), "_definitions")
    )
    store = {urljoin(schema.get("$id", ""), "_definitions.json"): definitions}
    resolver = jsonschema.RefResolver.from_schema(schema, store=store)
    checked = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return [f"{manifest['kind']}: {each.message}" for each in checked.iter_errors(manifest)]


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "xiaoxi.yml").read_text(encoding="utf-8")))


def test_kubernetes_accepts_the_manifests() -> None:
    assert {each["kind"] for each in manifests()} >= {"StatefulSet", "Deployment", "Service", "Ingress"}
    assert [problem for each in manifests() for problem in wrong_by_kubernetes_own_schema(each)] == []


def test_kubernetes_would_refuse_what_is_misspelt_or_of_the_wrong_kind() -> None:
    keeper = next(each for each in manifests() if each["kind"] == "StatefulSet")
    assert wrong_by_kubernetes_own_schema({**keeper, "spec": {**keeper["spec"], "replicsa": 1}})
    assert wrong_by_kubernetes_own_schema({**keeper, "spec": {**keeper["spec"], "replicas": "one"}})


def test_dashboard_and_alerts_ask_only_for_what_is_counted() -> None:
    page = metrics.page().decode()
    counted = set(re.findall(r"^# TYPE (\S+)", page, re.M))
    for path in (DEPLOY / "grafana" / "xiaoxi.json", DEPLOY / "prometheus" / "alerts.yml"):
        asked = set(re.findall(r"\b(?:xiaoxi|process)_[a-z_]+(?=[{\[ )\]\"])", path.read_text(encoding="utf-8")))
        assert {name.removesuffix("_bucket") for name in asked if "_" in name} <= counted, path
    assert json.loads((DEPLOY / "grafana" / "xiaoxi.json").read_text(encoding="utf-8"))["panels"]


def test_every_supervised_process_comes_back_and_dies_with_the_rest() -> None:
    conf = configparser.RawConfigParser()
    conf.read(DEPLOY / "supervisord.conf", encoding="utf-8")
    programs = [section for section in conf.sections() if section.startswith("program:")]
    assert programs == ["program:actions", "program:desk", "program:assistant", "program:sharing"]
    for program in programs:
        assert all(conf.getboolean(program, name) for name in ("autorestart", "stopasgroup", "killasgroup"))


def test_what_runs_is_what_was_tested_hashed_and_from_no_named_registry() -> None:
    run, tested = locked("requirements-run.txt"), locked("requirements.txt")
    assert {name: version for name, version in run.items() if tested.get(name) != version} == {}
    assert not set(run) & {
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "wechatpy",
        "tensorflow",
        "keras",
        "twilio",
    }
    for name in ("requirements-run.txt", "requirements.txt", "requirements-installer.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "index-url" not in text and "://" not in text.replace("# ", "")
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_bill_of_materials_is_of_what_runs() -> None:
    bill = json.loads(bill_of_materials.BILL.read_text(encoding="utf-8"))
    assert {each["name"]: each["version"] for each in bill["components"]} == locked("requirements-run.txt")
    named = [
        line.split("|")[1].strip() for line in bill_of_materials.LICENCES.read_text(encoding="utf-8").splitlines()[4:]
    ]
    assert [each.split(" ")[0] for each in named if each] == sorted(locked("requirements-run.txt"))


def test_systemd_finds_nothing_wrong_with_the_unit() -> None:
    """But for the program, which is where the unit is installed and not here."""
    verify = shutil.which("systemd-analyze")
    assert verify, "systemd-analyze, of Debian's package systemd, is what reads the unit"
    done = subprocess.run([verify, "verify", DEPLOY / "systemd" / "xiaoxi.service"], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "is not executable" not in line] == []
