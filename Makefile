# make setup | demo | test | rough | browser | ray | eval | bench | docs | screenshots | lint        Needs Python 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
DATELINE := $(VENV)/bin/dateline
STAMP := $(VENV)/.installed

.PHONY: setup demo test lint eval bench rough browser ray screenshots docs lock clean

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
	$(VENV)/bin/python -m pytest -n auto --maxprocesses 4 --dist worksteal

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
	HYPOTHESIS=search $(VENV)/bin/python -m pytest -m hypothesis

BROWSER := build/.browser

$(BROWSER): $(STAMP) requirements/browser.txt
	@command -v npm >/dev/null || { echo "make browser needs npm, for axe-core, and Chromium (Debian: apt-get install chromium npm)"; exit 1; }
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/browser.txt
	npm install --silent --no-save --ignore-scripts --prefix build axe-core@4.14.1
	touch $(BROWSER)

browser: $(BROWSER)  ## journeys and axe in a real browser; needs Chromium (CHROMIUM=path) and npm
	$(VENV)/bin/python -m pytest -m browser tests/browser

screenshots: $(BROWSER)  ## the pictures of the README, from the example corpus; needs Chromium and npm
	$(VENV)/bin/python docs/screenshots.py

RAY := build/.ray

$(RAY): $(STAMP) requirements/ray.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/ray.txt
	mkdir -p build
	touch $(RAY)

ray: $(RAY)  ## the engine of Ray: the same record, whatever dies
	$(VENV)/bin/python -m pytest tests/test_engine_ray.py

docs: setup  ## write docs/record.md and docs/cli.md anew
	$(VENV)/bin/python docs/reference.py

lock:  ## resolve and hash all requirements anew (needs uv)
	uv pip compile -q --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.txt
	echo 'playwright>=1.49' | uv pip compile -q --generate-hashes --no-header --python-version 3.11 - -o requirements/browser.txt
	echo 'ray[data]>=2.40' | uv pip compile -q --generate-hashes --no-header --python-version 3.11 -c requirements/dev.txt - -o requirements/ray.txt

clean:
	rm -rf $(VENV) build
