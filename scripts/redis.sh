#!/bin/sh
# Find a Redis server, or install Debian's where that is possible. Never fails: the tests say what is missing, and
# with CI=true they fail for it.
for name in redis-server valkey-server; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing a Redis server with apt-get ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server; } \
        >/dev/null || echo "The Redis server could not be installed." >&2
else
    echo "No Redis server found; the tests of several processes need one (Debian: apt install redis-server)." >&2
fi
exit 0
