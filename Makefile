# make setup | demo | test | rough | eval | bench | docs | lint        Needs Python 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
DATELINE := $(VENV)/bin/dateline
STAMP := $(VENV)/.installed

.PHONY: setup demo test lint eval bench rough docs lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

demo: setup  ## build a record of the example corpus and print its timeline
	@mkdir -p build
	@rm -f build/withdrawal.dateline
	$(DATELINE) build examples/withdrawal/reports -o build/withdrawal.dateline
	$(DATELINE) timeline build/withdrawal.dateline
	$(DATELINE) conflicts build/withdrawal.dateline
	@echo "More: $(DATELINE) --help"

test: setup lint
	$(VENV)/bin/python -m pytest

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

eval: setup  ## accuracy against public gold data, where it is present (BENCH=folder)
	$(VENV)/bin/python -m eval.scores

bench: setup  ## timings, as ratios
	$(VENV)/bin/python -m eval.speed

rough: setup  ## long kills, fuzzing and floods
	$(VENV)/bin/python -m pytest -m rough

docs: setup  ## write docs/record.md and docs/cli.md anew
	$(VENV)/bin/python docs/reference.py

lock:  ## resolve and hash all requirements anew (needs uv)
	uv pip compile -q --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build
