#!/usr/bin/env bash
# Licences, known holes, banned crates and sources of every dependency, by deny.toml.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prepare.sh rust
cargo deny --version >/dev/null 2>&1 ||
    fail "cargo-deny is missing: run 'cargo install cargo-deny --locked', then 'make audit' again"
exec cargo deny check
