"""`python -m deploy.bill_of_materials`: docs/sbom.cdx.json (CycloneDX 1.5) and docs/licences.md from requirements-run.txt.

Names, versions and hashes are the lock's; licences are what each package says of itself where it is installed.
"""

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK, BILL, LICENCES = ROOT / "requirements-run.txt", ROOT / "docs" / "sbom.cdx.json", ROOT / "docs" / "licences.md"
_PACKAGE = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[a-z,]+\])?==([^\s;]+)((?:.*\\\n)(?:\s+--hash=.*\n?)*)", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LONGEST = 60


def packages() -> list[tuple[str, str, list[str]]]:
    """Name, version and SHA-256 of every package that runs, in the lock's order."""
    return [
        (name, version, _HASH.findall(rest))
        for name, version, rest in _PACKAGE.findall(LOCK.read_text(encoding="utf-8"))
    ]


def licence(name: str) -> str:
    """What the installed package says; 未写明 where it says nothing, or is not installed here."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "未写明"
    classified = [
        line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License ::")
    ]
    said = about.get("License-Expression") or "、".join(each for each in classified if each != "OSI Approved")
    first = (said or about.get("License") or "未写明").strip().splitlines()[0]
    return first[:_LONGEST]


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """One package as CycloneDX has it."""
    return {
        "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"license": {"name": licence(name)}}],
        "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
    }  # fmt: skip


def write() -> None:
    """Both files anew."""
    found = packages()
    about = {"component": {"type": "application", "name": "xiaoxi", "version": "0.1.0"}}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": about}
    # One line a package, so that a change of one is a change of one line.
    components = ",\n".join(json.dumps(component(*each), ensure_ascii=False) for each in found)
    whole = json.dumps(head, ensure_ascii=False).removesuffix("}") + f', "components": [\n{components}\n]}}\n'
    BILL.write_text(whole, encoding="utf-8")
    lines = ["# 运行时装的包和它们的许可", "", "| 包 | 许可（包自己写的） |", "|---|---|"]
    lines += [f"| {name} {version} | {licence(name).replace('|', '/')} |" for name, version, _ in sorted(found)]
    LICENCES.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
