# `make chat` and `make test` need Python 3.11+ and nothing else: each sets up what it uses, in .venv, from
# the hashed lists in requirements/, says what it does, and does it only once.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough; name another with `make chat PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate

# A .venv that was moved, or whose Python was removed, is made anew.
ifneq ($(wildcard $(VENV)),)
_ := $(shell $(BIN)/python -m pip --version >/dev/null 2>&1 || rm -rf $(VENV))
endif

.PHONY: help chat test lint format types check tests eval build lock image-steps sbom clean

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

chat: $(VENV)/.chat ## talk to the bot in this terminal: no token, no network
	@$(BIN)/faqbot chat

test: lint types check tests ## everything that must hold before a change lands

lint: $(VENV)/.test ## style, and what is likely a mistake
	@echo "Linting ..."
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

format: $(VENV)/.test ## rewrite the code in the house's style
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

types: $(VENV)/.test ## types, strictly, tests included
	@echo "Checking types ..."
	@$(BIN)/mypy --no-error-summary

check: $(VENV)/.chat ## the FAQ: every problem with file, line and cure
	@echo "Checking the FAQ ..."
	@$(BIN)/faqbot check

tests: $(VENV)/.test ## the tests alone
	@echo "Testing ..."
	@$(BIN)/python -m pytest

eval: $(VENV)/.chat ## how well questions are matched
	@$(BIN)/faqbot eval tests/data/in_scope.jsonl tests/data/out_of_scope.jsonl tests/data/contrast.jsonl

build: $(VENV)/.test ## the wheel, in dist/
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: $(VENV)/.test ## requirements/*.txt anew from pyproject.toml
	@$(LOCK) pyproject.toml --extra redis -o requirements/run.txt
	@$(LOCK) pyproject.toml --extra test --extra redis -c requirements/run.txt -o requirements/test.txt
	@printf 'hatchling\neditables\n' | $(LOCK) - -o requirements/build.txt

image-steps: $(VENV)/.test ## the image's exact steps in a plain virtual environment, where no engine is at hand
	@$(BIN)/python -m tests.operations.image_steps

sbom: $(VENV)/.test ## the software bill of materials, CycloneDX, on standard output
	@$(BIN)/cyclonedx-py environment $(BIN)/python

clean: ## remove everything that was made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.chat: requirements/run.txt requirements/build.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install it, or say: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/faqbot compile
	@touch $@

$(VENV)/.test: $(VENV)/.chat requirements/test.txt
	@echo "Setting up the tools of the tests (once) ..."
	@$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@
