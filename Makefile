# `make demo` and `make test` set up everything they need in .venv; nothing is installed outside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo demo-no-serve test test-all kills bench nights town lint lock clean help

help:
	@echo "make demo     a made-up town, two nights, then the site on http://127.0.0.1:8001/"
	@echo "make test     all tests but the long ones"
	@echo "make kills    200 kills of a night at random moments"
	@echo "make bench    how fast it is, side by side with others"
	@echo "make nights   the police's 43 recorded nights (needs ../shared)"
	@echo "make town     the made-up town grown to 500 articles, 30 nights: what the archive misses or invents"
	@echo "make lint     style"
	@echo "make lock     write requirements.lock anew from pyproject.toml"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/pressarkiv demo

demo-no-serve: $(READY)
	$(BIN)/pressarkiv demo --no-serve

test: $(READY) lint
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(READY) lint
	PRESSARKIV_KILLS=200 $(BIN)/python -m pytest

kills: $(READY)
	PRESSARKIV_KILLS=200 $(BIN)/python -m pytest tests/test_kills.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

bench: $(READY)
	$(BIN)/python -m bench

nights: $(READY)
	$(BIN)/python -m bench.nights

town: $(READY)
	$(BIN)/python -m bench.town

lock:
	uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis
