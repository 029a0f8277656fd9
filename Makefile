# Curtain Call. `make demo` to try it, `make test` to test it; both set up first, on Python >= 3.11 and make alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test lint screenshots scripts bench lock clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Curtain Call needs Python 3.11 or newer; try: make setup PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup
	@$(BIN)/python -m sandbox $(ARGS)

test: setup
	$(BIN)/python -m pytest $(or $(ARGS),--numprocesses 3 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=90)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive bot cogs sandbox

# The pictures in docs/images, taken by the browser tests.
screenshots: setup
	mkdir -p docs/images
	SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/browser/test_main_job.py

# The picture of names in many scripts, drawn as /credits render draws.
scripts: setup
	mkdir -p docs/images
	SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/credits/pictures/test_pixels.py -k picture_of_the_scripts

# Measurements: some minutes each, on a machine that does nothing else.
bench: setup
	$(BIN)/python -m bench.pictures
	$(BIN)/python -m bench.page_frames

# After a change of pyproject.toml: write the lock files anew.
lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --extra render pyproject.toml -o requirements-render.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --group dev --extra render pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV)
