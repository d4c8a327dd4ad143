# What one usually wants from the repository. `make` alone lists it.
#
# Everything is built into one directory outside the checkout, so that a second checkout or a
# second run starts from what the first one built. Set CARGO_TARGET_DIR to put it elsewhere.

CARGO_TARGET_DIR ?= $(HOME)/.cache/kamerton/target
export CARGO_TARGET_DIR

.PHONY: help run test check fmt audit bench deb

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: ## Build Kamerton, fill a demo in ./data/demo and serve it on 127.0.0.1:8080
	@scripts/run.sh

test: ## Check style and rules, then run every test on SQLite and PostgreSQL
	@scripts/test.sh

check: ## Format and lint check only
	@scripts/check.sh

fmt: ## Format the code
	@scripts/prepare.sh rust
	@scripts/fmt.sh

audit: ## Check licences, known holes and banned crates of all dependencies
	@scripts/audit.sh

# Run not by cargo, which would build xtask anew, alone, with other features of its dependencies.
bench: ## Measure (release build); BENCH=--small for less, BENCH="--only large" for a part
	@scripts/prepare.sh rust cc node postgres chromium
	cargo build --release -p xtask -p kamerton
	scripts/with-postgres.sh --durable $(CARGO_TARGET_DIR)/release/xtask bench $(BENCH)

deb: ## Build the Debian package with the unit for systemd (takes a quarter of an hour)
	@scripts/deb.sh
