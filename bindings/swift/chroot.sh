#!/usr/bin/env bash
# A Debian chroot with Swift 6, for building and testing a Swift package on a Linux machine whose
# own Debian has no Swift. Needs root, apt, and nothing from the network but Debian's packages.
#
#   chroot.sh setup DIR
#       makes the chroot in DIR, or says that it is there already.
#   chroot.sh run DIR PROJECT[:MOUNTPOINT] COMMAND...
#       runs COMMAND in the chroot, with the folder PROJECT mounted at MOUNTPOINT (by default at the
#       path that it has outside), and exits as COMMAND does. It starts in the caller's folder where
#       that is inside PROJECT, else at MOUNTPOINT. It sees the caller's environment (except PATH,
#       HOME, LANG and TMPDIR) and the caller's network; whatever it leaves running ends with it.
#
# SWIFT_CHROOT_MIRROR names a Debian mirror to use instead of the one that apt uses here.
set -euo pipefail

suite=trixie
# binutils, gcc and the runtime come with swiftlang. tzdata is what Foundation's TimeZone reads; git is
# what SwiftPM asks for packages.
packages=(swiftlang libc6-dev libstdc++-14-dev libncurses-dev libsqlite3-dev git ca-certificates tzdata)
# Written last, so that a chroot with another recipe, or one cut short, is made again.
recipe="$suite ${packages[*]}"

say() { echo "chroot: $*" >&2; }
die() { say "$*"; exit 1; }
usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }

# Runs a verb of this script (the ones that start with "in-") with mounts and processes of its own, so
# that the kernel takes both away when it ends, even when it is killed: nothing can be left mounted.
isolated() {
    local child status=0
    # In the background, since bash runs no trap while it waits for a command in the foreground; and
    # by SIGKILL, since unshare ignores the milder ones. setpriv does the same where this shell is killed.
    setpriv --pdeathsig KILL \
        unshare --mount --propagation private --pid --fork --kill-child -- \
        bash "$0" "$@" <&0 &
    child=$!
    trap 'kill -KILL "$child" 2>/dev/null; wait "$child" 2>/dev/null || :; exit 129' HUP
    trap 'kill -KILL "$child" 2>/dev/null; wait "$child" 2>/dev/null || :; exit 130' INT
    trap 'kill -KILL "$child" 2>/dev/null; wait "$child" 2>/dev/null || :; exit 143' TERM
    wait "$child" || status=$?
    trap - HUP INT TERM
    return "$status"
}

# The chroot's own /proc (of the isolated processes only) and the machine's /dev.
mount_system() {
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
}

# env gives back SIGINT and SIGQUIT, which bash has its background commands ignore.
enter() {
    local dir=$1 folder=$2
    shift 2
    env -u TMPDIR PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8 \
        chroot "$dir" env --default-signal=INT,QUIT --chdir="$folder" "$@"
}

mounted_below() { awk -v dir="$1/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo; }

made() { [ "$(cat "$1/.swift-chroot" 2>/dev/null)" = "$recipe" ]; }

# Empties a chroot, but for the mark that it is one. Another tool may have left something mounted in
# it, and that is not to be emptied.
empty() {
    local dir=$1 point
    mounted_below "$dir" | sort -r | while read -r point; do
        umount --lazy "$(printf '%b' "$point")"
    done
    [ -z "$(mounted_below "$dir")" ] || die "something is still mounted below $dir"
    find "$dir" -xdev -mindepth 1 ! -path "$dir/.swift-chroot" -delete
}

mirror() {
    # shellcheck disable=SC2016  # apt fills it in
    # What the machine's own apt calls Debian, in whichever format its sources are written.
    apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Label: Debian' 'Component: main' 2>/dev/null | sed -n 1p
}

setup() {
    local dir=$1 keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
    mkdir -p "$dir"
    # Two may set it up at once: the second waits, and finds it made.
    made "$dir" || { exec 9<"$dir"; flock 9; }
    if made "$dir"; then
        say "$dir is there already"
        return
    fi
    if [ -e "$dir/.swift-chroot" ]; then
        say "$dir is half made, or made by another recipe: emptying it"
        echo begun >"$dir/.swift-chroot"
        empty "$dir"
    elif [ -n "$(ls -A "$dir")" ]; then
        die "$dir is not empty, and not made by this script"
    fi

    if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-$suite-stable.gpg ]; then
        say "installing debootstrap and Debian's keys"
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y \
            debootstrap debian-archive-keyring >/dev/null
    fi
    mirror=${SWIFT_CHROOT_MIRROR:-$(mirror)}
    # apt knows a source's label only once it has its lists.
    [ -n "$mirror" ] || { apt-get -qq update; mirror=$(mirror); }
    [ -n "$mirror" ] || die "apt has no Debian source here: set SWIFT_CHROOT_MIRROR"

    echo begun >"$dir/.swift-chroot"
    say "making a minimal Debian $suite in $dir"
    isolated in-debootstrap "$keyring" "$dir" "$mirror"

    say "installing Swift into it: ${packages[*]}"
    # How this machine's apt reaches its mirror (a proxy, say) holds in the chroot, too.
    apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-)' >"$dir/etc/apt/apt.conf.d/90host" || :
    echo 'APT::Install-Recommends "false";' >"$dir/etc/apt/apt.conf.d/91small"
    printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
        'path-exclude=/usr/share/locale/*' >"$dir/etc/dpkg/dpkg.cfg.d/small"
    echo "deb $mirror $suite main" >"$dir/etc/apt/sources.list"
    printf '%s\n' '127.0.0.1 localhost' '::1 localhost' >"$dir/etc/hosts"
    isolated in-install "$dir"

    echo "$recipe" >"$dir/.swift-chroot"
    say "done: $(du -shx "$dir" | cut -f1) in $dir"
}

in_debootstrap() {
    debootstrap --variant=minbase --keyring="$1" "$suite" "$2" "$3" >"$2/.debootstrap" 2>&1 ||
        { tail -n 20 "$2/.debootstrap" >&2; die "debootstrap failed: $2/.debootstrap"; }
}

in_install() {
    mount_system "$1"
    export DEBIAN_FRONTEND=noninteractive
    enter "$1" / sh -eu -c '
        apt-get -qq update
        apt-get -qq install -y "$@" >/dev/null
        apt-get clean
        rm -rf /var/lib/apt/lists/*
        swift --version' install "${packages[@]}" >&2
}

run() {
    local dir=$1 project=${2%%:*} point folder
    point=${2#"$project"}
    shift 2
    made "$dir" || die "$dir is not made yet: setup $dir"
    # While something runs in it, no setup with another recipe empties it.
    exec 9<"$dir"
    flock --shared 9
    project=$(realpath -e -- "$project")
    point=${point#:}
    point=${point:-$project}
    folder=$point
    case $PWD/ in "$project"/*) folder=$point${PWD#"$project"} ;; esac
    isolated in-run "$dir" "$project" "$point" "$folder" "$@"
}

in_run() {
    local dir=$1 project=$2 point=$3 folder=$4
    shift 4
    mount_system "$dir"
    mkdir -p "$dir$point"
    mount --rbind "$project" "$dir$point"
    enter "$dir" "$folder" "$@"
}

# A closed standard input cannot be handed on.
[ -e /proc/self/fd/0 ] || exec </dev/null

[ $# -ge 2 ] || usage
verb=$1
shift
case $verb in
    in-*) "${verb/-/_}" "$@" ;;
    setup)
        [ $# -eq 1 ] || usage
        [ "$(id -u)" -eq 0 ] || die "root is needed"
        setup "$(realpath -m -- "$1")"
        ;;
    run)
        [ $# -ge 3 ] || usage
        [ "$(id -u)" -eq 0 ] || die "root is needed"
        dir=$(realpath -m -- "$1")
        shift
        run "$dir" "$@"
        ;;
    *) usage ;;
esac
