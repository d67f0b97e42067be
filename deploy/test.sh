#!/usr/bin/env bash
# Everything that must hold before a change lands; stops at the first failure and says which step.
# Each room of tests has a process of its own: what one loads (TensorFlow, threads) is not the next one's burden.
# Two at once where there are two cores (ROOMS_AT_ONCE says otherwise); what each printed is shown whole when it ends.
set -u
cd "$(dirname "$0")/.."
cores=$(nproc)
at_once=${ROOMS_AT_ONCE:-$((cores < 2 ? 1 : 2))}
export PYTHONPATH=. RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 PYTHONWARNINGS=ignore
# Two processes that each want every core for their sums wait for one another.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
python=.venv/bin/python
kept=$(mktemp -d) || exit 1
trap 'rm -rf "$kept"' EXIT
export python kept

# step NAME COMMAND…; ends with 255, at which xargs begins nothing more.
step() {
  local name=$1 log ended=0
  shift
  log=$(mktemp -p "$kept")
  SECONDS=0
  "$@" >"$log" 2>&1 || ended=255
  exec 9>"$kept/printing" && flock 9
  echo "── $name（$SECONDS 秒）"
  cat "$log"
  [ $ended = 0 ] || echo "没有通过：$name（$*）"
  return $ended
}

# A browser or a killed process on a busy machine may miss its moment once: what failed is asked a second time, while
# nothing else is at work.
room() {
  local pytest=("$python" -m pytest -q -o "cache_dir=$kept/cache/$(basename "$1")" "$1")
  flock -s "$kept/alone" "${pytest[@]}" && return
  echo "── 没过的单独再跑一遍"
  flock -x "$kept/alone" "${pytest[@]}" --last-failed
}

model() {
  $python -m bot train && $python -m bot.engine.lean_rasa data validate --data data/nlu data/rules --fail-on-warnings
}

# The letters and vectors of the shipped answers, kept in var/: else each room that wants them learns them for itself.
learned() { $python -c 'from tests.knowledge import sample; sample.shipped().settled(600)'; }
export -f step room model learned

# Runs the lines it is given, so many at once.
together() { xargs -r -d '\n' -n 1 -P "$at_once" bash -c || exit 1; }

together <<'STEPS'
step 写法 .venv/bin/ruff check .
step 格式 .venv/bin/ruff format --check .
step 学一遍答案 learned
step 类型 .venv/bin/mypy bot actions
step 对话模型 model
step 知识 $python -m bot faq check --brief
STEPS
if [ $# -gt 0 ]; then
  step 测试 $python -m pytest -q "$@" || exit 1
  exit
fi
# The longest first, so that at the end no core is left waiting for one of them.
for room in tests/{desk,channels,whole,knowledge,cluster}/ tests/test_*.py tests/*/; do
  ls "$room"/test_*.py "$room" 2>/dev/null | grep -q 'test_.*\.py' && echo "step '测试 $room' room $room"
done | awk '!seen[$0]++' | together
