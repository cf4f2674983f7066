# shellcheck shell=bash
# Source this: points docker, compose, buildx and Testcontainers at the lab's own engine (engine.sh start).
LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LAB_DIR
export LAB_STATE=${LAB_STATE:-${TMPDIR:-/tmp}/ha-lab}
export DOCKER_HOST=unix://$LAB_STATE/docker.sock      # never the engine the machine may run already
export DOCKER_CONFIG=$LAB_STATE/docker-config         # where the client finds the compose and buildx plugins
export PATH=$LAB_STATE/engine/usr/sbin:$LAB_STATE/engine/usr/bin:$PATH
export TESTCONTAINERS_RYUK_DISABLED=true              # its image cannot be pulled
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1         # a build inside a container would take the bridge's address

lab_mirror() {  # the Debian mirror that apt uses here
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$' && return
  echo "apt knows no Debian mirror: run apt-get update, then this again" >&2
  return 1
}
