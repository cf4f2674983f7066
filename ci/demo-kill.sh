#!/usr/bin/env bash
# Kills the real ./demo without warning while one of its applications is frozen: first its launcher alone, then the
# launcher's whole process group. Ten seconds later nothing of it may be left.
#   demo-kill.sh [PORT-BASE]      default 18300; needs Linux, which shows every process in /proc
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
base=${1:-18300}
home=$(pwd -P)/.demo/$base
out=$(mktemp)
launcher=
set -m                              # a job is a process group of its own

# Pid and command of each, found by what they are and not by the demo's own record: they work below its directory, or
# were started with its files. The brackets keep grep from finding itself.
left() {
  local pid
  for pid in $({
    find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$home/*" 2>/dev/null
    grep -laP "\\Q${home%/.demo/*}\\E/[.]demo/$base/|ha-demo[.]jar\\x00--port-base\\x00$base\\x00" \
      /proc/[0-9]*/cmdline 2>/dev/null
  } | cut -d/ -f3 | sort -un); do
    echo "$pid $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")"
  done
}

finish() {
  [ -z "$launcher" ] || kill -9 "$launcher" 2>/dev/null || true
  rm -f "$out"
}
trap finish EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }
milliseconds() { local now=${EPOCHREALTIME/./}; echo $((now / 1000)); }

start() {
  local deadline=$((SECONDS + 300))
  : >"$out"
  ./demo --port-base "$base" </dev/null >"$out" 2>&1 &
  launcher=$!
  until grep -q '^READY' "$out"; do
    kill -0 "$launcher" 2>/dev/null || { cat "$out" >&2; fail "./demo ended before it was ready"; }
    [ $SECONDS -lt $deadline ] || { cat "$out" >&2; fail "./demo must be ready within 300 s but is not"; }
    sleep 0.2
  done
}

survives_nothing() {  # survives_nothing WHAT TARGET: starts, freezes an application, kills TARGET (%p is the launcher's pid)
  local frozen running began rest
  start
  frozen=$(sed -n 's/^orders-2 .* pid \([0-9]*\) .*/\1/p' "$out")
  kill -STOP "$frozen"
  running=$(left | wc -l)
  [ "$running" -ge 9 ] || fail "launcher, watchdog and seven parts must run but only these do: $(left)"
  began=$(milliseconds)
  kill -9 -- "${2/\%p/$launcher}"
  { wait "$launcher" || true; } 2>/dev/null
  launcher=
  while rest=$(left); [ -n "$rest" ]; do
    if [ $(($(milliseconds) - began)) -ge 10000 ]; then
      cut -c1-150 <<<"$rest" >&2
      cut -d' ' -f1 <<<"$rest" | xargs -r kill -9
      fail "$1 was killed and this was left 10 s later (now ended)"
    fi
    sleep 0.1
  done
  echo "$1 killed with orders-2 frozen: of $running processes nothing is left after $(($(milliseconds) - began)) ms"
}

[ -z "$(left)" ] || fail "a demo with port base $base is running already"
survives_nothing "launcher" %p
survives_nothing "process group" -%p
