#!/usr/bin/env bash
# Writes .env at the repository's root: a random password for each part of docker-compose.ha.yml.
# Values that are there stay (PostgreSQL keeps its first password in its volume), missing ones are added.
set -euo pipefail
umask 077
cd "$(dirname "${BASH_SOURCE[0]}")/.."
touch .env
chmod 600 .env                      # also where the file was made by hand
added=()
for name in HA_REDIS_PASSWORD HA_POSTGRES_PASSWORD HA_ADMIN_PASSWORD; do
  grep -q "^$name=." .env && continue
  sed -i "/^$name=/d" .env
  # 24 bytes of randomness; no character that a URL, a shell or redis.conf would read as more than itself
  echo "$name=$(head -c 24 /dev/urandom | base64 | tr '+/' 'Aa')" >>.env
  added+=("$name")
done
echo ".env has all passwords${added[*]:+, made now: ${added[*]}}"
