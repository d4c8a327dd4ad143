# shellcheck shell=bash
# Shared by the scripts beside it; sourced, never run.

set -euo pipefail

# A Rust just installed by rustup is not on PATH before the next login.
if ! command -v cargo >/dev/null 2>&1 && [ -x "${HOME:-}/.cargo/bin/cargo" ]; then
    PATH="${HOME:-}/.cargo/bin:$PATH"
fi
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${HOME:-/tmp}/.cache/kamerton/target}"

# Oldest PostgreSQL that Kamerton supports.
# shellcheck disable=SC2034 # used by those who source this
OLDEST_POSTGRES=15

# Says one line to the person in front of the terminal.
say() { printf '%s\n' "$*" >&2; }

# Says what is wrong and what to do, in one line, and ends the script.
fail() {
    say "kamerton: $*"
    exit 1
}

# Prints a step's header with the seconds gone by so far.
step() { printf '\n==== %s (%s s so far)\n' "$*" "$SECONDS"; }

# Runs a command as root: directly, or by sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Whether as_root can work at all.
can_be_root() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }

# Prints the folder of the newest installed PostgreSQL server, old or not; nothing when there is
# none. The distribution's folders come first: on PATH may lie a wrapper that is not the server.
newest_postgres() {
    local found
    found=$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null |
        sort -t/ -k5 -V | tail -n 1) || true
    if [ -z "$found" ]; then found=$(command -v initdb || true); fi
    if [ -n "$found" ] && [ -x "${found%/*}/pg_ctl" ]; then printf '%s\n' "${found%/*}"; fi
}

# Whether folder $1 holds a server that is new enough.
is_new_enough() { [ -n "$1" ] && [ "$(postgres_version "$1")" -ge "$OLDEST_POSTGRES" ]; }

# Prints the major version of the server in folder $1; 0 when it does not tell.
postgres_version() {
    local words
    words=$("$1/postgres" --version 2>/dev/null) || words=""
    words=${words#*) }
    words=${words%%[!0-9]*}
    printf '%s\n' "${words:-0}"
}

# Prints the folder for what tests make and throw away: memory where there is plenty of it, for a disk that
# stands still for seconds, as those of rented machines do, makes a test late that did nothing wrong.
short_lived() {
    local room=0 memory=0
    if [ -w /dev/shm ] && ! grep -q ' /dev/shm [^ ]* [^ ]*noexec' /proc/mounts; then
        room=$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')
        memory=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    fi
    if [ "${room:-0}" -gt 6000000 ] && [ "${memory:-0}" -gt 12000000 ]; then
        echo /dev/shm
    else
        echo /tmp
    fi
}
