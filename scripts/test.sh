#!/usr/bin/env bash
# Everything that must hold before a change goes in: format, lints, the repository's own rules,
# then all tests, on SQLite and on a private PostgreSQL server, with the pages looked at in a real
# browser. `make test` and CI run this.
#
# KAMERTON_TEST_POSTGRES=postgres://… uses a server that already runs instead of a private one.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prepare.sh chromium mail
if [ -z "${KAMERTON_TEST_POSTGRES:-}" ]; then scripts/prepare.sh postgres; fi
scripts/check.sh

step "building the tests"
cargo test --workspace --no-run

TMPDIR=${TMPDIR:-$(short_lived)}
export TMPDIR
# exec: a signal to this script then reaches the one that cleans up, and the last lines of the
# output are the results of the tests.
step "tests, on SQLite and PostgreSQL, and in a browser"
if [ -n "${KAMERTON_TEST_POSTGRES:-}" ]; then
    exec cargo test --workspace --no-fail-fast
fi
exec scripts/with-postgres.sh cargo test --workspace --no-fail-fast
