# `make demo` and `make test` set up everything they need in .venv; nothing is installed outside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
NEXT := .venv-next
NEXT_READY := $(NEXT)/ready
SITE := 'import sysconfig; print(sysconfig.get_path("purelib"))'

.PHONY: demo demo-no-serve test test-next test-all kills bench nights town pictures lint lock clean help

help:
	@echo "make demo     a made-up town, two nights, then the site on http://127.0.0.1:8001/"
	@echo "make test     all tests but the long ones"
	@echo "make test-next  the site's tests on the Datasette that comes, its pages in Chromium too"
	@echo "make kills    300 kills of crawl, derive and publish at random moments, and some of other commands"
	@echo "make bench    how fast it is, side by side with others"
	@echo "make nights   the police's 43 recorded nights (needs ../shared)"
	@echo "make town     the made-up town grown to 500 articles, 30 nights: what the archive misses or invents"
	@echo "make pictures  the README's pictures from the demo (needs Chromium)"
	@echo "make lint     style"
	@echo "make lock     write requirements.lock anew from pyproject.toml"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What is locked, seen through a path file, with the packages of requirements-next.txt before it.
$(NEXT_READY): $(READY) requirements-next.txt
	$(PYTHON) -m venv $(NEXT)
	$(NEXT)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-next.txt
	$(BIN)/python -c $(SITE) > "$$($(NEXT)/bin/python -c $(SITE))/locked.pth"
	@touch $@

demo: $(READY)
	$(BIN)/pressarkiv demo

demo-no-serve: $(READY)
	$(BIN)/pressarkiv demo --no-serve

test: $(READY) lint
	$(BIN)/python -m pytest -n auto -m "not slow"

test-next: $(NEXT_READY)
	$(NEXT)/bin/python -m pytest -n auto -m "site and not slow" tests/site tests/browser

test-all: $(READY) lint
	PRESSARKIV_KILLS=300 $(BIN)/python -m pytest

kills: $(READY)
	PRESSARKIV_KILLS=300 $(BIN)/python -m pytest tests/test_kills.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

bench: $(READY)
	$(BIN)/python -m bench

nights: $(READY)
	$(BIN)/python -m bench.nights

town: $(READY)
	$(BIN)/python -m bench.town

pictures: $(READY)
	$(BIN)/python -m bench.pictures

lock:
	uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) $(NEXT) build *.egg-info .pytest_cache .ruff_cache .hypothesis
