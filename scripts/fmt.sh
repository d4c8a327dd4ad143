#!/usr/bin/env bash
# Formats the code, or with --check only looks whether it is formatted.
#
# cargo finds files by following `mod`, and does not look into macros: the folders of channels that can
# be connected are named in one, so they are named here as well.

# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo fmt --all -- "$@"
edition=$(sed -n 's/^edition = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
rustfmt --edition "$edition" "$@" crates/kamerton-channels/src/*/mod.rs
