#!/usr/bin/env bash
# Runs a command with a private PostgreSQL server: with-postgres.sh [--durable] COMMAND [ARGUMENT…]
#
# The server listens on a free port of 127.0.0.1, keeps everything in a folder of its own and is
# gone when the command has ended, has failed or was interrupted. The command finds it in
# KAMERTON_TEST_POSTGRES, and psql finds it too. Any number of these may run at once.
#
# Without --durable the server does not wait for the disk: right for tests of what happens, wrong
# for anything about speed or about what survives a crash.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

folder="" bin="" port="" child=""
fsync=off

main() {
    if [ "${1:-}" = --durable ]; then
        fsync=on
        shift
    fi
    [ $# -gt 0 ] || fail "usage: with-postgres.sh [--durable] COMMAND [ARGUMENT…]"
    bin=$(newest_postgres)
    is_new_enough "$bin" ||
        fail "no PostgreSQL $OLDEST_POSTGRES or newer here: run scripts/prepare.sh postgres"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    create_cluster
    watch_for_sudden_death
    start_cluster
    run_command "$@"
}

# The name stays short: a socket's path may have 107 bytes at most.
create_cluster() {
    local where=/tmp
    if [ "$fsync" = off ]; then where=$(short_lived); fi
    folder=$(mktemp -d "$where/kpg.XXXXXX")
    if [ "$(id -u)" = 0 ]; then
        id postgres >/dev/null 2>&1 ||
            fail "the server refuses to run as root and there is no user postgres: run this as an ordinary user"
        chown postgres: "$folder"
    fi
    as_server "$bin/initdb" -N -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 \
        >"$folder/initdb.log" 2>&1 ||
        fail "initdb failed: $(tail -n 3 "$folder/initdb.log" | tr '\n' ' ')"
}

# Runs a command as the user that owns the server, from a folder that this user can enter.
as_server() {
    local become=()
    if [ "$(id -u)" = 0 ]; then
        become=(setpriv --reuid postgres --regid postgres --init-groups env HOME="$folder")
    fi
    (cd "$folder" && "${become[@]}" "$@" </dev/null)
}

# A port that is free now may be taken a moment later: then the next one is tried. The range ends
# below the ports that the kernel hands out to outgoing connections.
start_cluster() {
    local attempt
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        if is_taken "$port"; then continue; fi
        if as_server "$bin/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/server.log" \
            -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=$fsync -c max_connections=200" \
            start >"$folder/start.log" 2>&1; then
            return
        fi
        grep -q 'could not create any TCP/IP sockets' "$folder/server.log" || break
    done
    fail "PostgreSQL did not start (attempt $attempt): $(tail -n 3 "$folder/server.log" | tr '\n' ' ')"
}

is_taken() { (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The command runs in the background so that a signal is heard at once; it keeps the terminal's
# input and its own right to be interrupted, which the shell takes from background commands.
run_command() {
    export KAMERTON_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
    export PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres PGDATABASE=postgres PATH="$bin:$PATH"
    env --default-signal=INT,QUIT "$@" <&0 &
    child=$!
    local code=0
    wait "$child" || code=$?
    child=""
    exit "$code"
}

# On every way out. A second signal does not stop it half-way.
clean_up() {
    local code=$?
    trap '' INT TERM HUP
    trap - EXIT
    if [ -n "$child" ]; then end_with_descendants "$child"; fi
    remove_cluster
    exit "$code"
}

# Ends a process and all that it started: asks, waits up to five seconds, then insists.
end_with_descendants() {
    local all attempt
    all=$(descendants "$1")
    # shellcheck disable=SC2086 # a list of numbers
    kill -TERM $all 2>/dev/null || return 0
    for ((attempt = 0; attempt < 50; attempt++)); do
        # shellcheck disable=SC2086
        kill -0 $all 2>/dev/null || return 0
        sleep 0.1
    done
    # shellcheck disable=SC2086
    kill -KILL $all 2>/dev/null || true
}

# Prints a process and everything below it.
descendants() {
    local below
    printf '%s\n' "$1"
    # shellcheck disable=SC2013 # the numbers are words of one line
    for below in $(cat "/proc/$1/task/"*/children 2>/dev/null); do descendants "$below"; done
}

remove_cluster() {
    [ -n "$folder" ] || return 0
    if [ -f "$folder/data/postmaster.pid" ]; then
        as_server "$bin/pg_ctl" -D "$folder/data" -w -t 30 -m immediate stop >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
}

# No trap catches SIGKILL. A small process of its own session waits for this script's end and
# removes what is still there; after an orderly end it finds nothing and goes within a second.
watch_for_sudden_death() {
    setsid "$BASH" "${BASH_SOURCE[0]}" --reap "$$" "$folder" "$bin" </dev/null >/dev/null 2>&1 &
    disown
}

reap() {
    local owner=$1
    folder=$2 bin=$3
    trap '' INT TERM HUP
    tail --pid="$owner" -f /dev/null
    if [ -d "$folder" ]; then remove_cluster; fi
}

if [ "${1:-}" = --reap ]; then
    shift
    reap "$@"
else
    main "$@"
fi
