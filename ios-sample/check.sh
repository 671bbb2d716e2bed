#!/usr/bin/env bash
# What a machine without Xcode can check of this app: the models are built and tested against the real
# library and a real server, every file of the app is parsed, and the Xcode project's references exist.
# It runs where Swift is (bindings/swift/chroot.sh), with the library in LIBRARY_PATH and
# LD_LIBRARY_PATH, and the `tabard` program in TABARD_BIN. The last line is "N passed".
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
scratch=$here/../target/ios-sample
: "${LIBRARY_PATH:?}" "${LD_LIBRARY_PATH:?}" "${TABARD_BIN:?}"

# Debian's libswiftObservation asks for a symbol that no library of Swift's exports there.
flags=(--scratch-path "$scratch" -Xlinker --allow-shlib-undefined -Xswiftc -warnings-as-errors)

models() {
    local log=$scratch/test.log
    mkdir -p "$scratch"
    (cd "$here/Models" && swift build -j 2 --build-tests "${flags[@]}")
    (cd "$here/Models" && swift test --skip-build --disable-xctest "${flags[@]}") 2>&1 | tee "$log"
    tests=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\}.* passed.*/\1/p' "$log" | tail -1)
    [ "${tests:-0}" -gt 0 ] || { echo "no test ran" >&2; exit 1; }
}

app() {
    parsed=0
    while IFS= read -r -d '' file; do
        swiftc -parse -swift-version 6 "$file"
        parsed=$((parsed + 1))
    done < <(find "$here/App" -name '*.swift' -print0 | sort -z)
    [ "$parsed" -gt 0 ] || { echo "no file of the app was found" >&2; exit 1; }
}

# Every path that the project names, and every file that its settings name.
project() {
    local file=$here/TabardSample.xcodeproj/project.pbxproj path paths
    paths=$(sed -n \
        -e 's/.*isa = PBXFileSystemSynchronizedRootGroup;.* path = \([^;]*\);.*/\1/p' \
        -e 's/.*relativePath = \([^;]*\);.*/\1/p' \
        -e 's/.*\(INFOPLIST_FILE\|CODE_SIGN_ENTITLEMENTS\) = \([^;]*\);.*/\2/p' "$file" | tr -d '"' | sort -u)
    referenced=0
    for path in $paths; do
        [ -e "$here/$path" ] || { echo "the project names $path, which is not there" >&2; exit 1; }
        referenced=$((referenced + 1))
    done
    [ "$referenced" -ge 4 ] || { echo "the project names too little: $paths" >&2; exit 1; }
}

models
app
project
echo "$((tests + parsed + referenced)) passed"
