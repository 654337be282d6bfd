# Everything sets itself up in .venv, from nothing but python3 with pip, and make.
PYTHON ?= python3
JOBS ?= 2
ARGS ?=
BIN := .venv/bin
READY := .venv/.ready
LOCK_TOOL := --quiet --generate-hashes --allow-unsafe --no-strip-extras --extra dev --no-emit-options
LOCK_TOOL += --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench bench-help bench-plans docs reference lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(READY) ## two sessions, one file: see what covey does, in half a minute
	@$(BIN)/covey demo

test: $(READY) ## all tests; make test ARGS="-k locks", COVERAGE=true for the figures
	$(BIN)/python -m covey.testing.clients
	$(BIN)/python -m pytest -n $(JOBS) $(if $(filter true,$(CI) $(COVERAGE)),--cov) $(ARGS)

check: $(READY) ## format, lint, types, floors, reference pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m docs.generate --check

fmt: $(READY) ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## measure, side by side in one run: a table, and build/bench.json
	$(BIN)/python bench/run.py $(ARGS)

bench-help: $(READY) ## does it help? four agents at work: tables, and build/bench-help.json, in ten minutes
	$(BIN)/python -m covey.testing.clients
	$(BIN)/python bench/help.py $(ARGS)

bench-plans: $(READY) ## plans: killed, resumed, timed; a table, and build/bench-plans.json, in a quarter of an hour
	$(BIN)/python -m covey.testing.clients
	$(BIN)/python bench/plans.py $(ARGS)

docs: $(READY) ## the site, into build/site
	$(BIN)/mkdocs build --quiet --strict --site-dir build/site

reference: $(READY) ## re-make the pages of docs/reference that are made from the code
	$(BIN)/python -m docs.generate

lock: $(READY) ## re-make requirements.lock from pyproject.toml; ARGS=--upgrade for the newest
	PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= CUSTOM_COMPILE_COMMAND="make lock" \
		$(BIN)/pip-compile $(LOCK_TOOL) $(ARGS) --output-file requirements.lock pyproject.toml

clean: ## remove what was built, and the .venv
	rm -rf .venv .cache build dist .coverage .coverage.* .hypothesis .pytest_cache .ruff_cache

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("covey needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --no-input --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-input --no-deps --no-build-isolation -e .
	@touch $@
