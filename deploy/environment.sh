#!/usr/bin/env bash
# Makes .venv with exactly the locked packages; does nothing when it is already so.
set -u
cd "$(dirname "$0")/.."
fail() { echo "出错了：$1" >&2; exit 1; }

wanted=$(cat requirements.txt | sha256sum | cut -c1-16)
[ -x .venv/bin/python ] && [ "$(cat .venv/locked 2>/dev/null)" = "$wanted" ] && exit 0

python=$(command -v python3.10) && "$python" --version >/dev/null 2>&1 ||
  fail "没有 Python 3.10。请先安装（Debian/Ubuntu：apt-get install python3.10 python3.10-venv，或用 pyenv、uv 装），再运行一次。"
free=$(df -Pk . | awk 'NR==2 {print $4}')
[ "$free" -gt 5000000 ] || fail "磁盘空间不够：安装依赖约需 5 GB，现在只剩 $((free / 1000)) MB。请清理后再运行。"

echo "⓪ 建环境：安装依赖（首次约一两分钟）……"
"$python" -m venv .venv >.environment.log 2>&1 || fail "建不了虚拟环境 .venv，详情在 .environment.log。"
log=.environment.log
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-installer.txt >>"$log" 2>&1 ||
  fail "装不了依赖：连不上软件源，或散列对不上。请检查网络和 pip 源设置，详情在 $log。"
.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.txt >>"$log" 2>&1 ||
  fail "装不了依赖：连不上软件源，或散列对不上。请检查网络和 pip 源设置，详情在 $log。"
echo "$wanted" >.venv/locked
