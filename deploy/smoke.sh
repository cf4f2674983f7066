#!/usr/bin/env bash
# Smoke test of the running cluster (docker-compose.ha.yml): calls it through nginx as its users would, kills one
# application and restarts another under load, and expects that no call fails, neither by the storefront's balancer nor by
# nginx's. Exits 1 on the first surprise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -f .env ] || { echo ".env is missing: run deploy/make-env.sh and start the cluster first" >&2; exit 1; }
# shellcheck disable=SC1091
. ./.env
edge=http://127.0.0.1:${HA_HTTP_PORT:-80}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

compose() { docker compose -f docker-compose.ha.yml "$@"; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 10 "$@"; }
expect() { [ "$1" = "$2" ] || fail "$3 must answer $2 but answers $1"; say "$3: $1"; }

eventually() {  # eventually SECONDS "what" command…
  local deadline=$((SECONDS + $1)) what=$2; shift 2
  until "$@"; do
    [ $SECONDS -lt $deadline ] || fail "not within the time allowed: $what"
    sleep 0.5
  done
  say "$what"
}

up_ids() {  # up_ids SERVICE: the ids that the admin lists as UP
  curl -fsS --max-time 10 -u "admin:$HA_ADMIN_PASSWORD" "$edge/api/v1/ha/load-balancer/backends?service=$1&status=UP" |
    tr -d ' \n' | { grep -o '"id":"[^"]*"' || true; }
}
up() { up_ids "$1" | grep -q "^\"id\":\"$2\"$"; }
not_up() { local ids; ids=$(up_ids "$1") && ! grep -q "^\"id\":\"$2\"$" <<<"$ids"; }

# load SECONDS PATH: ten requests every 200 ms, whether or not those before were answered, as users send them: whatever
# stalls is felt by all that come in the meantime. One line each: status, seconds, who answered.
load() {
  local batch
  for ((batch = 0; batch < $1 * 5; batch++)); do
    curl -s -o /dev/null --max-time 10 --parallel --parallel-immediate \
      -w '%{http_code} %{time_total} %header{x-served-by}\n' "$edge$2?n=[1-10]" 2>/dev/null &
    sleep 0.2
  done
  wait
}
# What has just started is slow by itself, and what that costs is no fault that was caused.
fast() {
  curl -s -o /dev/null --max-time 10 -w '%{http_code} %{time_total}\n' "$edge$1?n=[1-100]" |
    awk '$1 != 200 || $2 > 0.1 {slow++} END {exit slow > 2}'
}
served_by() { load 1 /api/storefront/orders | awk '{print $3}' | sort -u | paste -sd' '; }
all_serve() { [ "$(served_by)" = "app-1 app-2 app-3" ]; }
answered_nginx() { curl -s --max-time 10 "$edge/api/whoami?n=[1-30]" | grep -o '"instance":"[^"]*"' | sort -u | wc -l; }
all_answer_nginx() { [ "$(answered_nginx)" = 3 ]; }

verdict() {  # verdict "what" FILE: says how the requests went, and fails unless all went well
  local summary
  summary=$(sort -k2n "$2" | awk '$1 != 200 {failed++; codes[$1]++} {slowest = $2; late += $2 > 1}
    END {printf "%d requests, %d failed, %d above 1 s, slowest %.2f s", NR, failed, late, slowest
      for (code in codes) printf ", %d answered %s", codes[code], code}')
  say "$1: $summary"
  [[ $summary = "1500 requests, 0 failed"* ]]
}

under_load() {  # under_load "what" command…: runs it 3 s into 30 s of GETs on either path, none of which may fail
  local what=$1 storefront nginx bad=; shift
  load 30 /api/storefront/orders >"$work/storefront" & storefront=$!
  load 30 /api/whoami >"$work/nginx" & nginx=$!
  sleep 3; "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$what could not be done"; }
  wait "$storefront" "$nginx"
  verdict "$what, applications called by the storefront" "$work/storefront" || bad=1
  verdict "$what, applications called by nginx" "$work/nginx" || bad=1
  [ -z "$bad" ] || fail "$what must not fail a GET"
}

expect "$(status "$edge/edge/health")" 200 "the edge"
expect "$(status "$edge/api/whoami")" 200 "an application"
expect "$(status "$edge/api/v1/ha/status")" 401 "the admin without a login"
expect "$(status -u "admin:$HA_ADMIN_PASSWORD" "$edge/api/v1/ha/status")" 200 "the admin with its login"
expect "$(compose exec -T nginx curl -s -o /dev/null -w '%{http_code}' --interface eth0 http://nginx/api/v1/ha/status)" \
  403 "the admin from an address that is not allowed"
order=$(curl -s --max-time 10 -o /dev/null -w '%{http_code} %header{location}' -H 'Content-Type: application/json' \
  -d '{"item":"smoke test","quantity":1}' "$edge/api/orders")
expect "${order% *}" 201 "a new order"
for n in 1 2 3; do expect "$(status "$edge${order#* }")" 200 "the order, asked for the ${n}. time"; done
for n in 1 2 3; do eventually 30 "app-$n is registered" up orders "app-$n"; done
eventually 60 "all three applications serve the storefront" all_serve
eventually 60 "all three applications are called by nginx" all_answer_nginx
for path in /api/storefront/orders /api/whoami; do eventually 180 "$path answers fast" fast "$path"; done

under_load "kill app-2" compose kill app-2
eventually 30 "app-2 is no longer listed as UP" not_up orders app-2
compose up -d --wait app-2 >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "app-2 could not be started again"; }
eventually 60 "app-2 is back" up orders app-2

under_load "restart app-3 gracefully" compose restart app-3
eventually 120 "app-3 is back" up orders app-3
eventually 60 "all three applications serve the storefront again" all_serve
eventually 60 "all three applications are called by nginx again" all_answer_nginx
say "the cluster is sound"
