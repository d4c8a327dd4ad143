#!/usr/bin/env bash
# Makes sure that what a build or a test needs is on this machine: prepare.sh WHAT…, of rust, cc,
# node, postgres, mail and chromium.
#
# What apt can bring is installed (as root, or by sudo); for anything else one line says what is
# missing and how to get it. A machine that has everything is not touched.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

POLICY=/usr/sbin/policy-rc.d
policy_kept=""

main() {
    local what
    for what in "$@"; do
        case "$what" in
            rust) need_rust && claim_target ;;
            cc) need_cc ;;
            node) need_node ;;
            postgres) need_postgres ;;
            mail) need_mail ;;
            chromium) need_chromium ;;
            *) fail "prepare.sh knows rust, cc, node, postgres, mail and chromium, not «$what»" ;;
        esac
    done
}

need_rust() {
    local oldest have
    oldest=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
    command -v cargo >/dev/null 2>&1 ||
        fail "Rust is missing: install Rust $oldest or newer with rustup (rustup.rs), then run this again"
    have=$(rustc --version) || fail "rustc does not run: repair it with 'rustup update stable'"
    have=${have#rustc }
    have=${have%% *}
    [ "$(printf '%s\n%s\n' "$oldest" "${have%%-*}" | sort -V | head -n 1)" = "$oldest" ] ||
        fail "Rust $have is too old, $oldest or newer is needed: run 'rustup update stable'"
    need_component fmt rustfmt
    need_component clippy clippy
}

# Cargo knows the crates of two checkouts apart by their place within the repository alone, and a
# file that has changed by its time. So what another checkout built into the shared directory passes
# for our own: with its paths in the tests and, where its files are younger, with its code. Whoever
# comes from another checkout than the last one builds our crates anew, the dependencies stay.
claim_target() {
    local owner=$CARGO_TARGET_DIR/checkout here
    here=$(pwd -P)
    if [ "$(cat "$owner" 2>/dev/null)" = "$here" ]; then return 0; fi
    mkdir -p "$CARGO_TARGET_DIR"
    if [ -n "$(ls "$CARGO_TARGET_DIR")" ]; then
        find crates xtask -name '*.rs' -exec touch -c {} +
    fi
    printf '%s\n' "$here" >"$owner"
}

# The minimal profile of rustup comes without rustfmt and clippy.
need_component() {
    cargo "$1" --version >/dev/null 2>&1 && return
    if command -v rustup >/dev/null 2>&1 && rustup component add "$2" >&2; then return; fi
    fail "cargo $1 is missing: run 'rustup component add $2' or install your system's package of it"
}

# SQLite is built from C source; the linker comes with the compiler.
need_cc() {
    command -v cc >/dev/null 2>&1 && has_libc_headers && return
    install_packages "a C compiler" gcc libc6-dev
    command -v cc >/dev/null 2>&1 ||
        fail "a C compiler is missing: install gcc (package gcc with libc6-dev)"
}

# A compiler without the C library's headers compiles nothing.
has_libc_headers() { printf '#include <stdlib.h>\n' | cc -E - >/dev/null 2>&1; }

# What the browser loads is bundled by Node while Kamerton is built, unless it was before.
need_node() {
    [ -z "${KAMERTON_UI_DIST:-}" ] || return 0
    need_npm ", or set KAMERTON_UI_DIST to a folder that 'node build.mjs FOLDER' has made elsewhere"
}

# need_npm OTHERWISE: what else would do is said where Node cannot be had.
need_npm() {
    if command -v npm >/dev/null 2>&1 && is_new_enough_node; then return; fi
    install_packages "Node with npm" nodejs npm
    is_new_enough_node ||
        fail "Node $(node --version 2>/dev/null || echo '?') is too old, 18 or newer is needed: install it (nodejs.org)$1"
}

# Tests look at the pages in a browser, driven by Node. Its sandbox wants more rights than a test
# has, so the scripts switch it off; they see pages of this machine only.
need_chromium() {
    need_npm ""
    [ -z "${KAMERTON_TEST_CHROMIUM:-}" ] || return 0
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then return; fi
    done
    install_packages "Chromium" chromium
    command -v chromium >/dev/null 2>&1 ||
        fail "Chromium is missing: install it (package chromium), or name a browser of its kind in KAMERTON_TEST_CHROMIUM"
}

is_new_enough_node() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ]
}

need_postgres() {
    local bin version
    bin=$(newest_postgres)
    if is_new_enough "$bin"; then return; fi
    install_packages "the PostgreSQL server" postgresql
    bin=$(newest_postgres)
    [ -n "$bin" ] ||
        fail "the PostgreSQL server is missing: install PostgreSQL $OLDEST_POSTGRES or newer (package postgresql)"
    version=$(postgres_version "$bin")
    is_new_enough "$bin" ||
        fail "PostgreSQL $version is too old and this system offers no newer one: add the PostgreSQL project's own apt repository (package postgresql-common, script apt.postgresql.org.sh) and install postgresql-16"
}

# Tests send and read mail on servers of their own, which only the superuser can run; for anybody else
# those tests say that they are left out. Where another mail server is at home, Postfix would drive it
# out: then it is left alone, and so are the tests.
need_mail() {
    if command -v dovecot >/dev/null 2>&1 && command -v postfix >/dev/null 2>&1; then return; fi
    if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ] || has_other_mail_server; then
        say "kamerton: tests with mail servers are left out (they need root, Dovecot and Postfix)"
        return
    fi
    # The question that Postfix asks is answered: its own configuration is not needed.
    printf 'postfix postfix/main_mailer_type select No configuration\n' | debconf-set-selections
    install_packages "mail servers" dovecot-imapd dovecot-lmtpd postfix
}

has_other_mail_server() {
    command -v sendmail >/dev/null 2>&1 && ! command -v postfix >/dev/null 2>&1
}

# install_packages WHAT PACKAGE…: with nothing recommended and no service started. Whoever else is
# in here, from any checkout, holds the lock on apt's own folder.
install_packages() {
    local what=$1
    shift
    command -v apt-get >/dev/null 2>&1 ||
        fail "$what is missing and this system has no apt: install it by hand ($*)"
    can_be_root ||
        fail "$what is missing: become root or install sudo, then run 'apt-get install $*'"
    say "kamerton: installing $what ($*) …"
    exec 9</etc/apt
    flock -w 600 9 || fail "another installation has been running for ten minutes: try again later"
    trap release_services EXIT
    trap 'exit 130' INT TERM
    hold_services
    apt_install "$@" || { apt_get update && apt_install "$@"; } ||
        fail "$what cannot be installed by apt: see the lines above, then run 'apt-get install $*' by hand"
    release_services
    trap - EXIT INT TERM
    exec 9>&-
}

apt_install() { apt_get install -y --no-install-recommends "$@"; }

# apt's own chatter belongs to the error stream; a failing first try is expected on a machine
# whose lists were never fetched.
apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2
}

# Debian's own way to say "start no service": a policy that answers 101. What stood there before
# is kept and put back.
hold_services() {
    policy_kept=none
    if [ -e "$POLICY" ]; then
        policy_kept=$POLICY.kamerton
        as_root mv "$POLICY" "$policy_kept"
    fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

release_services() {
    [ -n "$policy_kept" ] || return 0
    as_root rm -f "$POLICY"
    if [ "$policy_kept" != none ]; then as_root mv "$policy_kept" "$POLICY"; fi
    policy_kept=""
}

main "$@"
