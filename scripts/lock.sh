#!/bin/sh
# Write requirements.lock: what production runs above the line, everything that tests and development need below it.
# One file for all platforms and Python versions, with hashes and no index address.
set -eu
cd "$(dirname "$0")/.."
uv="${UV:-.venv/bin/uv}"
line='# ---- development and optional parts below; `make serve` installs only what is above ----'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compile() {
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@"
}
compile --group build --output-file "$work/production.txt" ${UPGRADE:+--upgrade}
compile --group build --group dev --all-extras --constraint "$work/production.txt" --output-file "$work/all.txt"
{
    echo "# Written by \`make lock\` from pyproject.toml; do not edit."
    cat "$work/production.txt"
    echo "$line"
    cat "$work/all.txt"
} > requirements.lock
