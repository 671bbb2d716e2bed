#!/usr/bin/env bash
# Builds and tests the package on Linux, where Swift 6 is; `chroot.sh` makes such a place. The
# generated code has to be there (`cargo xtask bindings`), and the environment says where the rest is:
#
#   LIBRARY_PATH, LD_LIBRARY_PATH   the folder of libtabard_ffi.so, for the linker and the loader
#   TABARD_BIN                      the server and the command line
#   TABARD_BLESS=1                  takes the public interface as it is now for the reviewed one
#
# The last line says how many tests passed.
set -euo pipefail

: "${LIBRARY_PATH:?}" "${LD_LIBRARY_PATH:?}" "${TABARD_BIN:?}"
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$root/target/swift
cd "$here"

swift build -j 2 --build-tests --scratch-path "$scratch"

if [ -n "${TABARD_BLESS:-}" ]; then mode=--bless; else mode=--check; fi
./interface.sh "$mode" "$scratch"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout --kill-after=30 900 swift test --skip-build --no-parallel --skip CallCosts --scratch-path "$scratch" 2>&1 | tee "$log"
passed=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\} passed.*/\1/p' "$log")
[ "${passed:-0}" -gt 0 ] || { echo "swift: no test passed" >&2; exit 1; }
echo "$passed passed"
