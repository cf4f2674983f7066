#!/usr/bin/env bash
# A private Docker engine without systemd, beside whatever the machine runs.
#   engine.sh start | stop | status
# "start" fetches the engine (Debian's next release: Debian 12's 20.10 speaks an API too old for Testcontainers 2
# and Compose v2) and unpacks it into LAB_STATE, outside the system; repeated, it does only what is missing.
# LAB_STATE   where everything goes, default ${TMPDIR:-/tmp}/ha-lab
# Needs root and the Debian packages runc and iptables.
set -euo pipefail; shopt -s inherit_errexit
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
suite=trixie
packages=(docker.io docker-cli docker-compose docker-buildx containerd)   # all run on Debian 12's libc
engine=$LAB_STATE/engine pidfile=$LAB_STATE/dockerd.pid log=$LAB_STATE/dockerd.log

die() { echo "$*" >&2; exit 1; }
answers() { timeout 10 docker version >/dev/null 2>&1; }

fetch() {
  [ -x "$engine/usr/sbin/dockerd" ] && [ -s "$DOCKER_CONFIG/config.json" ] && return
  local mirror apt plugin file
  mirror=$(lab_mirror)
  apt=$LAB_STATE/apt                # private apt state: the system's sources stay as they are
  rm -rf "$apt" "$engine"; mkdir -p "$apt"/{lists/partial,cache/archives/partial,debs} "$engine" "$DOCKER_CONFIG"
  : >"$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
  local options=(-qq -o Dir::State="$apt" -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/status"
    -o Dir::Cache="$apt/cache" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::PreferencesParts=/dev/null -o APT::Sandbox::User=root -o Acquire::Languages=none)
  apt-get "${options[@]}" update
  (cd "$apt/debs" && apt-get "${options[@]}" download "${packages[@]}")
  for file in "$apt"/debs/*.deb; do dpkg-deb -x "$file" "$engine"; done
  rm -rf "$apt"
  mkdir -p "$engine/plugins"
  for plugin in compose buildx; do
    file=$(find "$engine/usr" -type f -name "docker-$plugin" -perm -u+x | head -1)
    ln -sf "${file:?no docker-$plugin in the packages}" "$engine/plugins/docker-$plugin"
  done
  printf '{"cliPluginsExtraDirs":["%s"]}\n' "$engine/plugins" >"$DOCKER_CONFIG/config.json"
}

start() {
  [ "$(id -u)" = 0 ] || die "the engine must run as root but the user is $(id -un)"
  mkdir -p "$LAB_STATE"
  exec 9>"$LAB_STATE/lock"; flock 9                 # two starts at once make one engine
  if answers; then echo "engine is up, pid $(cat "$pidfile"), DOCKER_HOST=$DOCKER_HOST"; return; fi
  fetch
  rm -f "$pidfile"
  # --ip: a port published without an address is on loopback only
  setsid nohup dockerd --host "$DOCKER_HOST" --data-root "$LAB_STATE/docker" --exec-root "$LAB_STATE/exec" \
    --pidfile "$pidfile" --ip 127.0.0.1 --log-opt max-size=10m >"$log" 2>&1 </dev/null 9>&- &
  local deadline=$((SECONDS + 60))
  until answers; do
    if ! kill -0 $! 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      tail -20 "$log" >&2
      die "the engine did not come up; its log is $log"
    fi
    sleep 0.2
  done
  echo "engine is up, pid $(cat "$pidfile"), DOCKER_HOST=$DOCKER_HOST"
}

stop() {
  local pid ids
  answers || { echo "engine is down"; return; }
  pid=$(cat "$pidfile")
  ids=$(docker ps -q)               # killed first: else each gets its whole stop timeout
  # shellcheck disable=SC2086
  [ -z "$ids" ] || docker kill $ids >/dev/null
  kill "$pid"
  local deadline=$((SECONDS + 30))
  while kill -0 "$pid" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || die "dockerd, pid $pid, still runs after 30 s"
    sleep 0.2
  done
  echo "engine stopped"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  status) answers || { echo "engine is down"; exit 1; }
    docker info --format 'engine {{.ServerVersion}} is up, storage {{.Driver}}, {{.Images}} images, {{.ContainersRunning}} containers run' ;;
  *) echo "usage: $0 start|stop|status" >&2; exit 2 ;;
esac
