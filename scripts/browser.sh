#!/bin/sh
# Find Chromium, or install Debian's where that is possible. Never fails: the tests say what is missing, and
# with CI=true they fail for it.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium and Korean fonts with apt-get ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk; } \
        >/dev/null || echo "Chromium could not be installed." >&2
else
    echo "No Chromium found; browser tests need one (Debian: apt install chromium fonts-noto-cjk)." >&2
fi
exit 0
