#!/usr/bin/env bash
# Builds Kamerton, fills a demo on the embedded database and serves it; prints the address and how
# to sign in.
#
# KAMERTON_DATA names the folder; a second run finds the demo there and goes on with it.
# KAMERTON_LISTEN names another address than 127.0.0.1:8080.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=${KAMERTON_DATA:-./data/demo}

scripts/prepare.sh rust cc node
cargo build --release --package kamerton
"$CARGO_TARGET_DIR/release/kamerton" demo --user --data "$data"
exec "$CARGO_TARGET_DIR/release/kamerton" serve --data "$data"
