# Two commands do it all on a machine that has Python 3.11 or later and make:
#   make demo    codes the example corpus and prints a brief
#   make test    passes the tests
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
export DRAGOMAN_DATA ?= $(wildcard ../shared/data)

.PHONY: demo test check eval results bench patterns clean
demo: $(VENV)/.package
	$(BIN)/dragoman demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

results: $(VENV)/.dev
	$(BIN)/python -m bench.evaluate --speed --into docs/results.md

eval: $(VENV)/.dev
	$(BIN)/python -m bench.evaluate

bench: $(VENV)/.dev
	$(BIN)/python -m bench.speed

patterns: $(VENV)/.dev
	$(BIN)/python -m dragoman.patterns.check

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

# The environment is made anew when the project's own description changes, and is left alone otherwise.
$(VENV)/.package: pyproject.toml hatch_build.py
ifdef UV
	test -d $(VENV) || uv venv -q --python $(PYTHON) $(VENV)
	uv pip install -q --python $(BIN)/python -e .
else
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
endif
	touch $@

$(VENV)/.dev: $(VENV)/.package
ifdef UV
	uv pip install -q --python $(BIN)/python -e '.[dev]'
else
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
endif
	touch $@
