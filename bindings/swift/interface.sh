#!/usr/bin/env bash
# Holds what the module Tabard offers apps against the reviewed text of it,
# bindings/golden/Tabard.swiftinterface; --bless writes that text anew. The package is built before, into
# the folder that is given.
#
#   interface.sh [--check | --bless] SCRATCH
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
golden=$here/../golden/Tabard.swiftinterface
mode=$1
scratch=$2
built=$scratch/debug

now=$(mktemp -d)
trap 'rm -rf "$now"' EXIT
find "$here/Sources/Tabard" -name '*.swift' | LC_ALL=C sort >"$now/sources"
swiftc -emit-module -o "$now/Tabard.swiftmodule" -emit-module-interface-path "$now/all" \
    -module-name Tabard -swift-version 6 -enable-library-evolution -no-verify-emitted-module-interface \
    -suppress-warnings -j 2 \
    -I "$built/Modules" -Xcc "-fmodule-map-file=$here/Sources/CTabardFFI/module.modulemap" \
    $(cat "$now/sources")
# Without what is said for compilers alone.
sed -e '/^\/\/ swift-/d' -e '/^import /d' -e '/^ *#if compiler/d' -e '/^ *#endif$/d' "$now/all" >"$now/interface"

case $mode in
    --bless) cp "$now/interface" "$golden" ;;
    --check)
        diff -u "$golden" "$now/interface" || {
            echo "swift: what the module Tabard offers apps has changed, as above. Where that is meant," >&2
            echo "swift: run the same again with TABARD_BLESS=1, and commit bindings/golden." >&2
            exit 1
        }
        ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
esac
