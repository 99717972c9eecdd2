#!/bin/sh
# Fetch a real OpenSearch server (Java archives, 53 MB) into .opensearch/, with Java and Maven where they can be
# installed. Never fails: the tests say what is missing, and with CI=true they fail for it.
cd "$(dirname "$0")/../.." || exit 0
# Of this very list, whole: the stamp is written last.
cmp -s scripts/opensearch/pom.xml .opensearch/pom.xml && command -v java >/dev/null 2>&1 && exit 0
missing=
command -v java >/dev/null 2>&1 || missing="default-jre-headless"
command -v mvn >/dev/null 2>&1 || missing="$missing maven"
if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing $missing with apt-get ..."
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
        >/dev/null || echo "$missing could not be installed." >&2
fi
if command -v mvn >/dev/null 2>&1; then
    echo "Fetching OpenSearch with Maven ..."
    rm -rf .opensearch
    mvn -q -B -C -f scripts/opensearch/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
        -DoutputDirectory="$PWD/.opensearch/lib" >&2 \
        && cp scripts/opensearch/pom.xml .opensearch/ || echo "OpenSearch could not be fetched." >&2
else
    echo "No Maven found; an OpenSearch server needs it and Java 11 or newer (Debian: apt install maven)." >&2
fi
exit 0
