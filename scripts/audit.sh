#!/usr/bin/env bash
# Licences, known holes, banned crates and sources of every dependency, by deny.toml.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prepare.sh rust
cargo deny --version >/dev/null 2>&1 ||
    fail "cargo-deny is missing: run 'cargo install cargo-deny --locked', then 'make audit' again"
cargo deny check bans licenses sources
# The list of known holes is fetched anew; without a network what was checked above still counts.
cargo deny check advisories ||
    fail "a known hole is in use, or the list of them could not be fetched: see above"
