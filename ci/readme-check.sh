#!/usr/bin/env bash
# Follows the README's five minutes literally: writes its files into an empty folder, runs its commands.
#   readme-check.sh       needs JDK, Maven, curl; brings its own Redis on port 6379 unless one answers there
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# <!-- file: PATH --> before a code block: the block is that file; <!-- ci: NAME -->: the block is the script NAME.sh
awk -v work="$work" '
  /^<!-- file: .* -->$/ { name = $0; sub(/^<!-- file: /, "", name); sub(/ -->$/, "", name); next }
  /^<!-- ci: .* -->$/   { name = $0; sub(/^<!-- ci: /, "", name); sub(/ -->$/, "", name); name = name ".sh"; next }
  /^```/ && name != "" && !inside {
    inside = 1; path = work "/" name; dir = path; sub(/\/[^\/]*$/, "", dir); system("mkdir -p \"" dir "\""); next
  }
  /^```$/ && inside     { inside = 0; name = ""; close(path); next }
  inside                { print > path }
' "$root/README.md"

(cd "$root" && bash -euo pipefail "$work/install.sh")

if ! (exec 3<>/dev/tcp/127.0.0.1/6379) 2>/dev/null; then
  # the one that ./demo brings
  jar=$(jar tf "$root/ha-demo/target/ha-demo.jar" | grep 'embedded-redis-.*\.jar$')
  binary=$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
  (cd "$work" && jar xf "$root/ha-demo/target/ha-demo.jar" "$jar" && jar xf "$jar")
  server=$(find "$work" -maxdepth 2 -name "redis-server-*-linux-$binary" | head -1)
  chmod +x "$server"
  "$server" --port 6379 --bind 127.0.0.1 --save '' --dir "$work" >"$work/redis.log" 2>&1 &
  pids+=($!)
fi

cd "$work"
# its background applications must end with us
set -m
bash -c 'trap "kill \$(jobs -p) 2>/dev/null" EXIT; set -e; . ./two-applications.sh; . ./kill-one.sh' >"$work/out.txt" 2>"$work/err.txt" || {
  cat "$work/out.txt" "$work/err.txt" ./*.log | tail -60
  echo "The README's commands failed"
  exit 1
}
greetings=$(grep -o 'hello from greeter' "$work/out.txt" | wc -l)
[ "$greetings" = 7 ] && grep -q 'caller' "$work/out.txt" || {
  cat "$work/out.txt"
  echo "The applications greeted each other $greetings times instead of 7"
  exit 1
}
echo "The README's two applications found each other, and went on when one was killed"
