# Two commands do all the set-up: `make demo` and `make test`. Each makes what it needs in .venv and says so; the second
# time there is nothing left to make. PYTHON=python3.12 takes another Python, VENV=folder another place.

PYTHON ?= python3
VENV ?= .venv

BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow coverage lint format bench clean

help:
	@echo "make demo    set up, then check the course's own solutions and a learner's folder with typical mistakes"
	@echo "make test    set up, then run the tests (TESTS=tests/wire for some of them, the slow ones too)"
	@echo "make test-slow  those that take long: whole audits, a class that is killed again and again, hostile programs as a class"
	@echo "make coverage  the same, and which lines they reach; a third slower"
	@echo "make lint    ruff, mypy, import-linter"
	@echo "make format  let ruff lay out the code"
	@echo "make bench   the benchmarks: speed and memory, as ratios"
	@echo "make clean   remove $(VENV) and what the tools left"

# Exit code 1 says "graded, and did not pass": for the learner's folder it is the expected one, any other is a failure.
demo: $(VENV)/.installed
	@echo; echo "The course's own solutions: lagrader check solutions"; echo
	@$(BIN)/lagrader check solutions
	@echo; echo "A learner's folder with typical mistakes: lagrader check examples/learner"; echo
	@$(BIN)/lagrader check examples/learner; code=$$?; \
	if [ $$code -ne 1 ]; then echo "expected exit code 1 (did not pass), got $$code" >&2; exit 1; fi
	@echo; echo "That was meant to fail (exit code 1). To use lagrader yourself: . $(BIN)/activate"

TESTS ?=
# Side by side, a file of tests at a time: many wait for a clock, so more workers than two cores are busy with; one less
# where programs burn time until they are stopped. PYTEST_OPTIONS= runs them one after the other.
WORKERS := 4
test-slow: WORKERS := 3
PYTEST_OPTIONS ?= -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(TESTS) $(PYTEST_OPTIONS) $(if $(TESTS),,-m "not slow")

test-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(TESTS) $(PYTEST_OPTIONS) -m slow

coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(TESTS) $(PYTEST_OPTIONS) --cov

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find lagrader exercises solutions examples tests benchmarks scripts -name __pycache__ -prune -exec rm -rf {} +

# ---- set-up. A stamp stands only behind a complete install, so that a broken one is tried again.

$(VENV)/.python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON). Name another Python: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) scripts/check_machine.py
	@echo "Making an environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing lagrader and what it needs into $(VENV) (torch is large: a few minutes the first time)"
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests and linters need into $(VENV)"
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch $@
