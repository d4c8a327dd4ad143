#!/usr/bin/env bash
# Format, lints and the repository's own rules: everything that needs no test run.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prepare.sh rust cc node

step "rustfmt"
scripts/fmt.sh --check || fail "the code is not formatted: run 'make fmt'"

step "clippy"
cargo clippy --workspace --all-targets -- -D warnings

step "rules of the repository"
cargo run --quiet -p xtask -- tidy
