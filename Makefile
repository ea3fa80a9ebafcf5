# Two commands: `make demo` shows what nelm does, `make test` checks everything.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types check lock docs clean

demo: $(STAMP)
	$(BIN)/nelm demo

test: lint types check

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/nelm pack lint dermine2019

types: $(STAMP)
	$(BIN)/mypy

check: $(STAMP)
	$(BIN)/pytest -n auto --cov --cov-report=term-missing:skip-covered --ignore tests/agreement
	$(BIN)/pytest -n auto tests/agreement

docs: $(STAMP)
	$(BIN)/python docs/generate_expectations.py
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/generate_calculators.py
	$(BIN)/python docs/generate_proofs.py

# Renew the lock file after changing pyproject.toml (needs uv).
lock:
	uv pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
