# Two commands do everything on a fresh machine: `make run` and `make test`.
# Every target builds on stamps inside .venv, so a second run installs nothing.

SHELL := /bin/bash
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000
DEMO   ?= 1
TLS    ?= auto
# Processes that share the tests; with more, Chromium and the layout of PDFs get in each other's way.
WORKERS ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: help install run test journeys lint bench lock clean

help:
	@echo "make run     start the clinic on http://$(HOST):$(PORT) (DEMO=0 for an empty one;"
	@echo "             HOST=0.0.0.0 for the tablets of your network, over TLS)"
	@echo "make test    the whole suite, browser journeys included"
	@echo "make bench   speed and memory as ratios"
	@echo "make lint    ruff"
	@echo "make lock    write the lock files anew from pyproject.toml"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Say make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml $(VENV)/pyvenv.cfg
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.paper: scripts/system-packages $(VENV)/pyvenv.cfg
	@scripts/system-packages paper && touch $@

$(VENV)/.browser: scripts/system-packages $(VENV)/pyvenv.cfg
	@scripts/system-packages browser && touch $@ || true

install: $(VENV)/.dev

run: $(VENV)/.run $(VENV)/.paper
	@HOST=$(HOST) PORT=$(PORT) DEMO=$(DEMO) TLS=$(TLS) $(BIN)/outcomes serve

test: $(VENV)/.dev $(VENV)/.paper $(VENV)/.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

journeys: $(VENV)/.dev $(VENV)/.paper $(VENV)/.browser
	$(BIN)/python -m pytest -m journey

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(VENV)/.dev $(VENV)/.paper
	$(BIN)/python -m bench

# pip-tools runs from a folder of its own: it is a tool for the lock, not a part of the product.
LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --build-deps-for=editable \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet pip-tools
	build/lock/bin/pip-compile $(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	sed -e '/--hash/d' -e 's/ \\$$//' requirements-dev.lock > build/lock/pins.txt
	build/lock/bin/pip-compile $(LOCK) --constraint build/lock/pins.txt --output-file requirements.lock pyproject.toml
	sed -i -e '/^ *# *via/d' -e '/^ *#   /d' requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache
