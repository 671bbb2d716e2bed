#!/usr/bin/env bash
# Checks the sample on Linux, inside the chroot that bindings/swift/chroot.sh makes:
# builds the models and runs their tests against the real library and a real server, parses every
# file of the app, and looks whether what the Xcode project refers to exists.
# It wants LIBRARY_PATH and LD_LIBRARY_PATH (the folder of libtabard_ffi.so) and TABARD_BIN. Its last
# line says how many tests passed.
set -euo pipefail
cd "$(dirname "$0")"

# What is refused is shown by the parser itself. `swiftc -parse` looks at the syntax alone: no
# compiler here knows SwiftUI.
find App -name '*.swift' -print0 | xargs -0 swiftc -frontend -parse

# Every id that the project refers to is one of its objects.
project=TabardSample.xcodeproj/project.pbxproj
used=$(grep -oE '\bA[0-9A-F]{23}\b' "$project" | sort -u)
made=$(grep -oE '^		A[0-9A-F]{23}\b' "$project" | tr -d '\t' | sort -u)
[ "$used" = "$made" ] || { echo "the Xcode project refers to objects that it has not" >&2; exit 1; }
# Every file and package that it names is there.
for path in $(sed -nE 's/^[[:space:]]*(INFOPLIST_FILE|CODE_SIGN_ENTITLEMENTS|relativePath) = ([^;]+);/\2/p' \
    "$project" | sort -u) App; do
    [ -e "$path" ] || { echo "the Xcode project names $path, which is not there" >&2; exit 1; }
done
for braces in '{}' '()'; do
    [ "$(tr -cd "${braces:0:1}" <"$project" | wc -c)" = "$(tr -cd "${braces:1:1}" <"$project" | wc -c)" ] ||
        { echo "the Xcode project's $braces do not match" >&2; exit 1; }
done

# The linker of Debian's Swift 6.0 misses a symbol of its own libswiftObservation, which nothing calls.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --package-path Models --scratch-path ../target/ios-models -j 2 \
    -Xlinker --allow-shlib-undefined 2>&1 | tee "$log"
passed=$(grep -cE "^Test Case .* passed \(" "$log" || :)
[ "$passed" -gt 0 ] || { echo "no test ran" >&2; exit 1; }
echo "$passed passed"
