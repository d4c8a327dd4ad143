#!/usr/bin/env bash
# Builds Kamerton, fills a demo on the embedded database and prints what to do today.
#
# KAMERTON_DATA names the folder; a second run finds the demo there and goes on with it.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=${KAMERTON_DATA:-./data/demo}

scripts/prepare.sh rust cc
cargo build --release --package kamerton
"$CARGO_TARGET_DIR/release/kamerton" demo --data "$data"
echo
"$CARGO_TARGET_DIR/release/kamerton" today --data "$data"
