#!/usr/bin/env bash
# Builds the Debian package: one binary with everything in it, its unit and its configuration.
#
# The `dist` profile makes a small binary and takes its time: a quarter of an hour on two cores. The
# package comes to lie in $CARGO_TARGET_DIR/debian, and what is in it is tried before it is handed out.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/prepare.sh rust cc node
cargo deb --version >/dev/null 2>&1 ||
    fail "cargo-deb is missing: run 'cargo install cargo-deb --locked', then 'make deb' again"
mkdir -p "$CARGO_TARGET_DIR/debian"
package=$(cargo deb --package kamerton --profile dist --output "$CARGO_TARGET_DIR/debian/")
scripts/check-deb.sh "$package"
say "kamerton: made; install it by 'sudo apt install $package'"
