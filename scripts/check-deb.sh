#!/usr/bin/env bash
# Looks into a Debian package and tries what is in it: check-deb.sh PACKAGE
#
# It holds the program, its unit and its configuration; the program is no larger than promised, and
# serves a page and its style from an empty folder, with nothing beside it.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PROGRAM=./usr/bin/kamerton
# So many bytes the program has at most.
MOST=60000000

folder="" server="" address=""

main() {
    [ $# = 1 ] || fail "usage: check-deb.sh PACKAGE"
    command -v dpkg-deb >/dev/null 2>&1 ||
        fail "dpkg-deb is missing: install it (package dpkg), then run this again"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    folder=$(mktemp -d /tmp/kdeb.XXXXXX)
    dpkg-deb -c "$1" >"$folder/list" || fail "$1 is no Debian package"
    holds "$PROGRAM"
    holds ./usr/lib/systemd/system/kamerton.service
    holds ./etc/kamerton/kamerton.toml
    is_small
    dpkg-deb -x "$1" "$folder/package"
    serves
    say "kamerton: the package serves a page and its style from an empty folder"
}

# Whether the package holds this file, and something in it.
holds() {
    [ "$(size_of "$1")" -gt 0 ] ||
        fail "the package lacks ${1#.}: see the assets in crates/kamerton/Cargo.toml"
}

# Prints how many bytes a file of the package has; 0 when it is not there.
size_of() {
    awk -v name="$1" '$6 == name && /^-/ { size = $3 } END { print size + 0 }' "$folder/list"
}

is_small() {
    local size
    size=$(size_of "$PROGRAM")
    say "kamerton: the program has $size bytes, of $MOST at most"
    [ "$size" -le "$MOST" ] || fail "the program is too large by $((size - MOST)) bytes"
}

# The program alone, in an empty folder with an empty folder for its data, and nothing of the
# caller's environment. It has to begin and to end in order, and to leave nothing where it ran.
serves() {
    local page style code=0
    mkdir "$folder/here" "$folder/data"
    begin
    page=$(sed -n 's/.*"start":"http:\/\/[^/"]*\([^"]*\)".*/\1/p' "$folder/said")
    ask "$page" page
    style=$(grep -o '/assets/[^"]*\.css' "$folder/page" | head -n 1) || true
    [ -n "$style" ] || fail "the page $page names no style: $(head -c 300 "$folder/page")"
    ask "$style" style
    grep -qi '^content-type: text/css' "$folder/style" || fail "$style is no style"
    kill -TERM "$server"
    wait "$server" || code=$?
    server=""
    [ "$code" = 0 ] || fail "the program ended with $code: $(tail -n 3 "$folder/log")"
    [ -z "$(ls -A "$folder/here")" ] ||
        fail "the program left something where it ran: $(ls -A "$folder/here")"
}

# Starts the program and waits until it says where it is.
begin() {
    local attempt
    (cd "$folder/here" && exec env -i PATH="$PATH" "$folder/package/$PROGRAM" serve \
        --data "$folder/data" --listen 127.0.0.1:0 --json) \
        >"$folder/said" 2>"$folder/log" </dev/null &
    server=$!
    for ((attempt = 0; attempt < 600; attempt++)); do
        address=$(sed -n 's/.*"address":"http:\/\/\([^"]*\)".*/\1/p' "$folder/said")
        if [ -n "$address" ]; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    fail "the program does not serve: $(tail -n 3 "$folder/log")"
}

# ask PATH FILE: fetches a path into a file, head and all, by the shell alone: curl may be missing.
ask() {
    exec 3<>"/dev/tcp/${address/://}"
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" "$address" >&3
    timeout 30 cat <&3 >"$folder/$2" || fail "$1 does not come to its end"
    exec 3>&-
    [ "$(head -c 12 "$folder/$2")" = "HTTP/1.1 200" ] || fail "$1 answers $(head -n 1 "$folder/$2")"
}

# On every way out.
clean_up() {
    local code=$?
    trap '' INT TERM HUP
    trap - EXIT
    if [ -n "$server" ]; then { kill -KILL "$server" && wait "$server"; } 2>/dev/null || true; fi
    if [ -n "$folder" ]; then rm -rf "$folder"; fi
    exit "$code"
}

main "$@"
