#!/usr/bin/env bash
# What calls cost, a JSON object a line, built for release. The environment is that of check.sh.
set -euo pipefail

: "${LIBRARY_PATH:?}" "${LD_LIBRARY_PATH:?}" "${TABARD_BIN:?}"
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(cd "$here/../.." && pwd)/target/swift
cd "$here"
swift build -c release -Xswiftc -enable-testing -j 2 --build-tests --scratch-path "$scratch" >&2
TABARD_BENCH=1 timeout --kill-after=30 1800 swift test -c release -Xswiftc -enable-testing \
    --skip-build --no-parallel --filter CallCosts --scratch-path "$scratch"
