#!/usr/bin/env bash
# Everything that must hold before a change lands; stops at the first failure and says which step.
# Each room of tests has a process of its own: what one loads (TensorFlow, threads) is not the next one's burden.
set -u
cd "$(dirname "$0")/.."
export PYTHONPATH=. RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 PYTHONWARNINGS=ignore
python=.venv/bin/python
step() { echo "── $1"; shift; "$@" || { echo "没有通过：$*" >&2; exit 1; }; }

# A browser or a killed process on a busy machine may miss its moment once: what failed is asked a second time, alone.
room() { $python -m pytest -q "$1" || { echo "── 没过的单独再跑一遍"; $python -m pytest -q --last-failed "$1"; }; }

step "写法" .venv/bin/ruff check .
step "格式" .venv/bin/ruff format --check .
step "类型" .venv/bin/mypy bot actions
step "知识" $python -m bot faq check --brief
step "对话模型" $python -m bot train
step "Rasa 资料" $python -m bot.engine.lean_rasa data validate --data data/nlu data/rules --fail-on-warnings
if [ $# -gt 0 ]; then
  step "测试" $python -m pytest -q "$@"
else
  for room in tests/test_*.py tests/*/; do
    ls "$room"/test_*.py "$room" 2>/dev/null | grep -q 'test_.*\.py' || continue
    step "测试 $room" room "$room"
  done
fi
