#!/bin/sh
# Ends the demo's processes when the launcher is gone, however it went. Its input is a pipe whose other end only the
# launcher holds: a line "pid start name" per started process, "bye" after an orderly stop, end of input when the
# launcher died. It runs in its own session, so what kills the launcher's process group does not kill it.
trap '' HUP INT TERM
cd /

# when a process started, in the words ProcessIdentity.java uses; nothing if it is gone, or dead but not yet reaped
start_of() {
  if [ -r /proc/self/stat ]; then
    IFS= read -r stat <"/proc/$1/stat" || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086 # one word per field is the point
    set -- $stat
    case $1 in Z | X) return 1 ;; esac
    echo "${20}"
  else
    # shellcheck disable=SC2046
    set -- $(LC_ALL=C TZ=UTC0 ps -o state=,lstart= -p "$1")
    case ${1:-Z} in Z*) return 1 ;; esac
    shift
    (IFS=_ && echo "$*")
  fi
}

# kills every recorded process that is alive, and says whether there was one
kill_recorded() {
  found=1
  while read -r pid start name; do
    if [ -n "$pid" ] && [ "$(start_of "$pid" 2>/dev/null)" = "$start" ]; then
      [ "$round" -eq 0 ] && echo "killing $name (pid $pid)" >&2
      kill -9 "$pid" 2>/dev/null
      found=0
    fi
  done <<RECORDED
$recorded
RECORDED
  return $found
}

recorded=
echo watching
exec >&2
while IFS= read -r line; do
  [ "$line" = bye ] && exit 0
  recorded="$recorded
$line"
done

echo "the launcher is gone" >&2
round=0
while kill_recorded && [ "$round" -lt 100 ]; do
  round=$((round + 1))
  sleep 0.1 2>/dev/null || sleep 1
done
