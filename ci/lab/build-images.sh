#!/usr/bin/env bash
# Builds the images of images.txt out of Debian packages and tags them with the official names, so that
# docker-compose.ha.yml and Testcontainers run unchanged where nothing can be pulled.
# Repeated, an image whose recipe has not changed is only tagged again.
# Needs the running engine (engine.sh start), Debian's mmdebstrap, and a JDK 25 with jlink below /usr/lib/jvm.
set -euo pipefail; shopt -s inherit_errexit
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cache=$LAB_STATE/cache; mkdir -p "$cache"
exec 8>"$LAB_STATE/images.lock"; flock 8

die() { echo "$*" >&2; exit 1; }

base() {  # base SUITE: the image lab/base:SUITE; its apt lists stay, so that the recipes need no apt-get update
  docker image inspect "lab/base:$1" >/dev/null 2>&1 && return
  local tar=$cache/base-$1.tar mirror
  if [ ! -s "$tar" ]; then
    mirror=$(lab_mirror)
    mmdebstrap --quiet --format=tar --variant=minbase --skip=cleanup/apt/lists \
      --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
      --aptopt='Dir::Cache::pkgcache ""' --aptopt='Dir::Cache::srcpkgcache ""' \
      --aptopt='DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; }' \
      --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
      "$1" "$tar.part" "$mirror"
    mv "$tar.part" "$tar"
  fi
  docker import -c 'ENV DEBIAN_FRONTEND=noninteractive' -c 'CMD ["bash"]' "$tar" "lab/base:$1" >/dev/null
}

jre() {  # prints a directory with the newest JDK 25 cut down to a JRE, made once per version
  local home="" candidate version
  for candidate in /usr/lib/jvm/*/; do
    [ -x "$candidate/bin/jlink" ] && grep -qs '^JAVA_VERSION="25' "$candidate/release" && home=${candidate%/}
  done
  [ -n "$home" ] || die "no JDK 25 with jlink below /usr/lib/jvm: eclipse-temurin:25-jre cannot be built"
  version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$home/release")
  if [ ! -x "$cache/jre-$version/bin/java" ]; then
    rm -rf "$cache/jre-$version" "$cache/jre.part"
    "$home/bin/jlink" --output "$cache/jre.part" --strip-java-debug-attributes --no-man-pages --no-header-files \
      --generate-cds-archive --add-modules "$(jre_modules)" >&2
    mv "$cache/jre.part" "$cache/jre-$version"
  fi
  echo "$cache/jre-$version"
}

jre_modules() {  # those of the official JRE
  tr -d ' \n' <<'MODULES'
    java.se,jdk.accessibility,jdk.charsets,jdk.crypto.cryptoki,jdk.dynalink,jdk.httpserver,jdk.incubator.vector,
    jdk.jdwp.agent,jdk.jfr,jdk.jsobject,jdk.localedata,jdk.management,jdk.management.agent,jdk.management.jfr,
    jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,jdk.security.auth,jdk.security.jgss,
    jdk.unsupported,jdk.xml.dom,jdk.zipfs
MODULES
}

build() {  # build NAME KIND SUITE: run in parallel
  local name=$1 kind=$2 suite=$3 recipe=$LAB_DIR/images/$2 hash image context started=$SECONDS
  hash=$({ find "$recipe" -type f -print0 | sort -z | xargs -0 cat
    docker image inspect -f '{{.Id}}' "lab/base:$suite"
    [ "$kind" != temurin-jre ] || cat "$JRE/release"; } | sha256sum | cut -c1-12)
  image=lab/$kind:$hash
  if ! docker image inspect "$image" >/dev/null 2>&1; then
    context=$(mktemp -d "$LAB_STATE/build-$kind.XXXXXX")
    cp -r "$recipe/." "$context/"
    [ "$kind" != temurin-jre ] || cp -rl "$JRE" "$context/jre"     # hard links
    docker build --network host -q --build-arg "BASE=lab/base:$suite" -t "$image" "$context" >"$context.log" 2>&1 ||
      { echo "building $name failed:"; tail -25 "$context.log"; return 1; } >&2
    rm -rf "$context" "$context.log"
    echo "built $name in $((SECONDS - started)) s"
  fi
  docker tag "$image" "$name"
}

rows=$(sed 's/#.*//' "$LAB_DIR/images.txt" | awk 'NF')
JRE=$(jre)
export -f build; export JRE cache
awk '{print $3}' <<<"$rows" | sort -u | while read -r suite; do base "$suite" </dev/null; done
xargs -P "$(nproc)" -L1 bash -euo pipefail -c 'build "$@"' _ <<<"$rows"
echo "$(wc -l <<<"$rows") images are there"
