#!/bin/sh
# Find PostgreSQL's programs, or install Debian's where that is possible; the tests start a private server from them.
# Never fails: the tests say what is missing, and with CI=true they fail for it.
[ -n "${BARODAP_TEST_POSTGRES_URL:-}" ] && exit 0
command -v initdb >/dev/null 2>&1 && exit 0
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL with apt-get ..."
    # No cluster of Debian's own: it would run beside the private one for nothing.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } \
        >/dev/null || echo "PostgreSQL could not be installed." >&2
else
    echo "No PostgreSQL found; half of the storage tests need one (Debian: apt install postgresql)." >&2
fi
exit 0
